//! Certificates of a PEM text, as each reader of Kubernetes takes them, and what each passes over or refuses.
//!
//! | text | reader | one bad block |
//! | --- | --- | --- |
//! | `certificate-authority` of a kubeconfig | [`lenient`] | is skipped in silence |
//! | `--client-ca-file` and other CA files of kube-apiserver | [`strict`] | refuses the whole file |
//! | a certificate that comes with a key | [`chain`] | is noticed only if it is the first |

mod chain;
mod error;
mod problem;
mod trusted;

use crate::ground::location::Location;
use crate::x509::CertificateRef;

pub use chain::{Beside, Chain, Link, Parsed, chain, each_block};
pub use error::{LenientError, StrictError};
pub(super) use problem::place;
pub use problem::{BundleFault, BundleProblem};
pub use trusted::{Bundle, lenient, strict};

/// A certificate, and where it stands.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The certificate.
    pub certificate: CertificateRef,
    /// Its block.
    pub location: Location,
}

#[cfg(test)]
mod tests;
