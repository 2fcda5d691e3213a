//! What a private key gives, and why it is none.

use crate::golang::{Change, GoRelease};
use crate::x509::PublicKey;

/// A private key that Go takes, without what is private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// The public half.
    pub public_key: PublicKey,
    /// The format that it was read from, whatever its label says.
    pub format: KeyFormat,
}

/// Formats of private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyFormat {
    /// RFC 8017 A.1.2, `RSA PRIVATE KEY`.
    Pkcs1,
    /// RFC 5208, `PRIVATE KEY`.
    Pkcs8,
    /// RFC 5915, `EC PRIVATE KEY`.
    Sec1,
}

/// Why crypto/tls does not take a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateKeyError {
    /// It is neither of the three formats, or its numbers are wrong.
    Malformed {
        /// Why it is not PKCS#8, in the words of Go 1.27's crypto/x509; there is no more that Go says. It names tags,
        /// lengths and versions, never a value.
        detail: String,
        /// Why it is not the format that it seems to be, where that is another than PKCS#8.
        cause: Option<String>,
    },
    /// An X25519 key, which signs nothing.
    UnknownType,
}

impl PrivateKeyError {
    /// What crypto/tls says.
    pub fn go_text(&self, release: GoRelease) -> String {
        match self {
            Self::Malformed { detail, .. } if release.has(Change::DetailedKeys) => {
                format!("tls: failed to parse private key: {detail}")
            }
            Self::Malformed { .. } => "tls: failed to parse private key".to_owned(),
            Self::UnknownType => {
                "tls: found unknown private key type in PKCS#8 wrapping".to_owned()
            }
        }
    }
}
