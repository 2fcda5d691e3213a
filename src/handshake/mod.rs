//! Judges a connection: four steps, each with its verdict, and what both sides print.
//!
//! The server presents its chain, the client verifies it, the client presents its chain, and the server verifies that
//! and derives the identity (client-go `transport/transport.go`, apiserver `request/x509/x509.go`). Nothing is read here:
//! both sides are given as data, and the same data always give the same verdict.

mod accounts;
mod authenticate;
mod authenticated;
mod connect;
mod context;
mod demands;
mod front_proxy;
pub(crate) mod live;
mod mutual_tls;
mod order;
mod peer;
mod remark;
mod sequence;
mod steps;
#[cfg(test)]
mod tests;
mod unseen_ca;

pub(crate) use authenticated::Authenticated;
pub use connect::connect;
pub(crate) use context::VerificationContext;
#[cfg(feature = "live")]
pub(crate) use live::network_messages;
pub(crate) use order::add_behind;
pub(crate) use peer::{PeerOutcome, receive};
