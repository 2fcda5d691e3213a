//! Inputs that give nothing.

use std::fmt;
use std::path::PathBuf;

use crate::decode::recognise::Kind;
use crate::ground::path::Shown as _;
use crate::source::ErrorKind;

/// Why an input gives no certificates; displays the input's name and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It was read, and is something else.
    NoCertificates {
        /// As it was named.
        input: String,
        /// What it is.
        kind: Kind,
    },
    /// A file of a folder that this user may not read: evidence that is missing, since the cluster's programs run as root.
    Denied(PathBuf),
    /// It, or a part of it, could not be read or understood: the input's name and the fault.
    Fault(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCertificates { input, kind } => {
                let kind = kind.description();
                write!(f, "{input}: no certificates: this is {kind}")
            }
            Self::Denied(path) => write!(f, "{}: {}", path.shown(), ErrorKind::PermissionDenied),
            Self::Fault(text) => f.write_str(text),
        }
    }
}
