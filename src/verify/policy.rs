//! What a verification is asked: time, purpose, server name, Go release.

use crate::finding::Purpose;
use crate::time::Timestamp;

pub use crate::x509::GoRelease;

/// What a path is validated for.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The instant of verification.
    pub at: Timestamp,
    /// The extended key usage that is demanded.
    pub purpose: Purpose,
    /// What is checked against the leaf's SANs, as crypto/tls is given it (IPv6 in brackets); none for clients.
    pub server_name: Option<String>,
    /// Whose rules.
    pub release: GoRelease,
}
