//! How a certificate that is issued again differs from the present one.

use crate::x509::{CertificateRef, KeyPurpose};

/// What a new issue changes.
#[derive(Clone)]
pub(crate) enum Change {
    /// Dates around now.
    Dates,
    /// The extended key usage has this as well.
    Purpose(KeyPurpose),
    /// The SANs have this name as well.
    Name(String),
    /// The SANs are this name alone.
    OnlyName(String),
    /// It is a CA that may sign.
    Authority,
    /// No path length constraint.
    PathLength,
    /// No critical extension that Go does not know.
    CriticalExtensions,
    /// No name constraints.
    NameConstraints,
    /// No policy constraints.
    Policies,
    /// A key that is good for TLS.
    Key,
    /// This common name.
    CommonName(&'static str),
    /// No such attribute in the subject.
    WithoutAttribute(&'static [u8]),
    /// Signed anew by this CA.
    By(CertificateRef),
}
