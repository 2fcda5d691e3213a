//! The TLS stacks of other clients: why kubectl works and somebody's Python does not.
//!
//! A stack is data (`stacks`): how it searches for an issuer and which rules it applies in which order. One search and one
//! set of checks serve all of them, on the certificates that Go's verdict rests on as well.

mod bundle;
mod checks;
mod fault;
mod host;
mod search;
mod stack;
pub mod stacks;
mod strict_rule;
mod verify;
pub mod words;

pub use bundle::{Anchors, BundleFault, BundleText};
pub use checks::Request;
pub use fault::{Failure, Fault, NameFault, PathEnd, Report};
pub use host::HostRules;
pub use stack::{BundleRules, Library, Stack};
pub use strict_rule::StrictRule;
pub use verify::{Verification, verify};
