//! What a command has to say, as plain data: no format, no terminal, no verification types.

pub mod audit;
pub mod certificate;
pub mod explain;
pub mod inspect;
pub mod live;
pub mod message;
pub mod probe;

pub use certificate::{CertificateRow, Mark};
