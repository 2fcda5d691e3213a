//! What a certificate is for, in one word.

use std::fmt;

use crate::x509::{Certificate, KeyPurpose};

/// What a certificate is for, as far as its basic constraints and its extended key usage tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateRole {
    /// A CA whose subject is its issuer.
    RootCa,
    /// Any other CA.
    Ca,
    /// For server authentication alone.
    Server,
    /// For client authentication alone.
    Client,
    /// For server and client authentication.
    Both,
    /// No CA, and without an extended key usage, which Go takes for every purpose.
    Any,
    /// For purposes beside TLS, such as signing code.
    Other,
}

impl CertificateRole {
    /// As JSON, CSV and tables have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RootCa => "root CA",
            Self::Ca => "CA",
            Self::Server => "server",
            Self::Client => "client",
            Self::Both => "both",
            Self::Any => "any",
            Self::Other => "other",
        }
    }

    /// Whether it is a CA.
    pub const fn is_authority(self) -> bool {
        matches!(self, Self::RootCa | Self::Ca)
    }
}

impl fmt::Display for CertificateRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Certificate {
    /// What it is for.
    pub fn role(&self) -> CertificateRole {
        if self.is_ca() {
            return if self.is_self_issued() {
                CertificateRole::RootCa
            } else {
                CertificateRole::Ca
            };
        }
        let Some(usage) = &self.extended_key_usage else {
            return CertificateRole::Any;
        };
        let has =
            |purpose: &KeyPurpose| usage.0.contains(purpose) || usage.0.contains(&KeyPurpose::Any);
        match (has(&KeyPurpose::ServerAuth), has(&KeyPurpose::ClientAuth)) {
            (true, true) => CertificateRole::Both,
            (true, false) => CertificateRole::Server,
            (false, true) => CertificateRole::Client,
            (false, false) => CertificateRole::Other,
        }
    }
}
