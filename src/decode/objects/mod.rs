//! Kubernetes objects, from a file or a stream of any size, one after the other.
//!
//! [`read`] cuts the stream into batches of objects, each object is parsed by itself, what is of interest is taken out of
//! it, and the rest, private keys above all, is wiped. Nothing is kept of one batch when the next is read.

mod announced;
mod batch;
mod client_config;
mod closed;
mod fault;
mod field;
mod json;
mod node;
mod object;
mod part;
mod piece;
mod reading;
mod reported;
mod secret;
mod stream;
#[cfg(test)]
mod tests;
mod yaml;

pub use announced::{Announced, Announcement, SecretRef};
pub use batch::{Batch, Batches};
pub use client_config::{Call, ClientConfig, Injected, Target};
pub(super) use closed::is_certificate_key;
pub use fault::{ObjectFault, ObjectProblem};
pub use field::{Embedded, PlacedText};
pub(super) use node::{Map, Node};
pub use object::{Authentication, Object};
pub(super) use piece::{Format, parse};
pub use reported::ReportedNode;
pub use secret::{ChainLink, Pair};
pub use stream::{read, read_text};
