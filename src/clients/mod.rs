//! The TLS stacks of other clients: why kubectl works and somebody's Python does not.
//!
//! A stack is data (`stacks`): how it searches for an issuer and which rules it applies in which order. One search and one
//! set of checks serve all of them, on the certificates that Go's verdict rests on as well.

mod answer;
mod bundle;
mod checks;
mod client;
mod end;
mod fault;
mod host;
mod judge;
pub mod kubeconfig;
mod note;
mod pair;
mod peer;
mod refusal;
mod search;
pub mod sentences;
mod stack;
pub mod stacks;
mod strict_rule;
mod verify;
pub mod words;

pub use answer::Answer;
pub use bundle::{Anchors, BundleFault, BundleText};
pub use checks::Request;
pub use client::{Client, ClientName};
pub use fault::{Failure, Fault, NameFault, PathEnd, Report};
pub use host::HostRules;
pub use judge::{Case, ClientVerdict, judge, judge_server};
pub use note::note;
pub use pair::PairFault;
pub use peer::Peer;
pub use refusal::{Refusal, refusal};
pub use stack::{BundleRules, Library, Stack};
pub use strict_rule::StrictRule;
pub use verify::{Verification, anchors, verify};
