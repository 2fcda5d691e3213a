//! The trust graph: who issued whom, who holds, presents and trusts what.
//!
//! Issuance and trust are two relations and stay apart: an [`Edge::Issued`] alone proves nothing. A CA is a node of its
//! own, [`Node::Authority`]: a name and a key, certified by one certificate or by several. So N CAs that certify each
//! other are N² certificates with 2 N² edges, where an edge from each certificate of an issuer would make N³ of them.
//! petgraph's types stay inside this module.

mod build;
mod issuance;
mod layers;
mod model;
mod paths;
mod query;
mod reach;
#[cfg(test)]
mod testing;

pub use build::GraphBuilder;
pub use model::{AbsentIssuer, Edge, Issuance, Node, NodeId, TrustGraph};
