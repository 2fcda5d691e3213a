//! What a line means that kubectl, kube-apiserver, kubelet, etcd or curl printed, and which certificate it is about.
//!
//! [`read`] takes the wrapping off every line and finds the message in the catalogue. With [`Evidence`], the files that
//! someone has at hand, [`conclude`] finds the certificate: by serial number and key identifiers, by a date, by names, or
//! by verifying what is there again and comparing Go's words with those of the line.

pub mod catalogue;
mod conclude;
mod conclusion;
mod entry;
mod evidence;
mod facts;
mod files;
mod nearest;
mod quoted;
mod read;
mod redact;
mod replay;
mod search;
mod special;
mod startup;
mod structured;
mod template;
mod unwrap;

pub use conclude::conclude;
pub use conclusion::{About, Conclusion};
pub use entry::{Cause, Entry, Topic, Verifier};
pub use evidence::Evidence;
pub use facts::{Facts, Hint, Ids};
pub use read::{Known, Message, Reading, read, recognise};
pub use redact::redact;
