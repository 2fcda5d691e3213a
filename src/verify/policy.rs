//! What a verification is asked: time, purpose, server name, Go release.

use crate::finding::Purpose;
use crate::golang::GoRelease;
use crate::ground::time::{CertificateTime, Timestamp};

/// What a path is validated for.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The instant of verification.
    pub at: Timestamp,
    /// The zone, in seconds east of UTC, in which Go's messages print `at`; zero is UTC.
    pub at_offset: i32,
    /// The extended key usage that is demanded.
    pub purpose: Purpose,
    /// What is checked against the leaf's SANs, as crypto/tls is given it (IPv6 in brackets); none for clients.
    pub server_name: Option<String>,
    /// Whose rules.
    pub release: GoRelease,
}

impl Policy {
    /// A client verifies a server, of the newest modelled release.
    pub fn server(at: Timestamp, server_name: impl Into<String>) -> Self {
        Self {
            at,
            at_offset: 0,
            purpose: Purpose::ServerAuth,
            server_name: Some(server_name.into()),
            release: GoRelease::default(),
        }
    }

    /// A server verifies a client, of the newest modelled release.
    pub fn client(at: Timestamp) -> Self {
        Self {
            at,
            at_offset: 0,
            purpose: Purpose::ClientAuth,
            server_name: None,
            release: GoRelease::default(),
        }
    }

    /// `at` as Go prints it.
    pub(super) fn at_text(&self) -> String {
        CertificateTime {
            at: self.at,
            offset_seconds: self.at_offset,
        }
        .rfc3339()
    }
}
