//! What a verification is asked: time, purpose, server name, Go release.

use crate::finding::Purpose;
use crate::time::Timestamp;

/// A Go release whose rules are modelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoRelease {
    /// Go 1.23.
    Go1_23,
    /// Go 1.24.
    Go1_24,
    /// Go 1.27, the newest that is modelled.
    #[default]
    Go1_27,
}

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
