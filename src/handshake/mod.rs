//! A connection between a client and a server: four steps, each with its verdict, and what both sides print.
//!
//! The server presents its chain, the client verifies it, the client presents its chain, and the server verifies that
//! and derives the identity (client-go `transport/transport.go`, apiserver `request/x509/x509.go`).

mod authenticate;
mod callee;
mod client;
mod client_files;
mod component;
mod connect;
mod connection;
mod evidence;
mod findings;
mod generated;
mod identity;
pub mod live;
pub mod mend;
mod named_files;
mod object_findings;
mod peer;
mod predict;
mod remark;
mod sequence;
mod server;
mod server_files;
mod steps;
mod stopped;
mod substitute;

pub use callee::{Told, callee, caller, say};
pub use client::{
    Basis, Bundle, Chain, ChainMember, Client, Credential, Dialled, Endpoint, Refusal, Trust,
};
pub use client_files::client;
pub use component::{ComponentFlags, ComponentTrust, NamedFile, component};
pub use connect::connect;
pub use connection::{
    Authentication, ClientKind, ClientParty, Connection, Judgement, Presentation, Remark,
    ServerParty, WorksUntil,
};
pub use evidence::Evidence;
pub use findings::{bundle_findings, key_pair_findings, kubeconfig_findings};
pub use generated::Generated;
pub use identity::Identity;
pub use mend::{Case, ComponentCase};
pub use named_files::NamedFiles;
pub use object_findings::object_findings;
pub use predict::Predicted;
pub use server::{Admission, Role, Server, ServingPair, TokenLine};
pub use server_files::{FlagError, FlagNames, ServerFlags};
pub use stopped::{beside, same_fault};
