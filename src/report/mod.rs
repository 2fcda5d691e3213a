//! What a command has to say, as plain data: no format, no terminal, no verification types.

pub mod audit;
pub mod certificate;
pub mod clients;
pub mod code;
pub mod diff;
pub mod diff_group;
pub mod explain;
pub mod inspect;
pub mod live;
mod matching;
pub mod message;
mod pattern;
pub mod picture;
mod places;
#[cfg(feature = "live")]
pub mod probe;
pub mod tree;
mod urgency;
pub mod verify;

pub use certificate::{CertificateRow, Mark};
pub use urgency::Urgency;

pub use matching::FocusError;
