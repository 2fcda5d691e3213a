//! Keys that need a passphrase. Go knows of none: it reports whatever its parser stumbles over.

use crate::decode::pem::Block;

/// How a private key is encrypted, or in which format of its own it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encryption {
    /// RFC 1421 headers, `Proc-Type: 4,ENCRYPTED`.
    Legacy,
    /// OpenSSH's own format, encrypted or not: Go's crypto/tls cannot read it.
    OpenSsh,
    /// RFC 5958 `ENCRYPTED PRIVATE KEY`.
    Pkcs8,
}

impl Encryption {
    /// What a block says of itself.
    pub fn of(block: &Block<'_>) -> Option<Self> {
        // x509 `IsEncryptedPEMBlock`.
        if block.header("DEK-Info").is_some() {
            return Some(Self::Legacy);
        }
        match block.label {
            b"ENCRYPTED PRIVATE KEY" => Some(Self::Pkcs8),
            b"OPENSSH PRIVATE KEY" => Some(Self::OpenSsh),
            _ => None,
        }
    }
}
