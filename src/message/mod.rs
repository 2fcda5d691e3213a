//! What a line means that kubectl, kube-apiserver, a proxy in front of it or any other program printed, and which
//! certificate it is about.
//!
//! [`Log`] takes the wrapping off every line, sees who speaks about which connection, and finds the message in the
//! catalogue. With [`Evidence`], the files that someone has at hand, [`conclude`] finds the certificate: by serial number
//! and key identifiers, by a date, by names, or by verifying what is there again and comparing Go's words with those of
//! the line.

mod bundle_files;
pub mod catalogue;
mod conclude;
mod conclusion;
mod ends;
mod entry;
mod evidence;
mod facts;
mod files;
mod foreign;
mod key_pair_files;
mod known;
mod log;
mod nearest;
mod needles;
mod quoted;
mod read;
mod redact;
mod replay;
mod search;
pub mod speaker;
mod special;
mod stamp;
mod startup;
mod structured;
mod template;
mod unwrap;

pub use conclude::conclude;
pub use conclusion::{About, Conclusion};
pub use entry::{Cause, Entry, Holds, Reach, Topic, Verifier};
pub use evidence::Evidence;
pub use facts::{Facts, Hint, Ids};
pub use known::Known;
pub use log::{Log, Message, Reading, read};
pub use read::recognise;
pub use redact::redact;
