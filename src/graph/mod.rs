//! The trust graph: who issued whom, who holds, presents and trusts what.
//!
//! Issuance and trust are two relations and stay apart: an [`Edge::Issued`] alone proves nothing. petgraph's types
//! stay inside this module.

mod build;
mod model;
mod query;

pub use build::GraphBuilder;
pub use model::{Edge, Issuance, Node, NodeId, TrustGraph};
