//! Signature algorithms as Go names them.

use std::fmt;

use super::key_parse::ml_dsa_level;
use super::pss;
use super::rules::ParseRules;
use crate::golang::der::Reader;

/// A hash of a signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureHash {
    /// Broken; Go refuses it.
    Md5,
    /// Broken; Go refuses it in certificates.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The algorithm of a certificate's signature, as Go's `getSignatureAlgorithmFromAI` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// Not known to Go, or with parameters that it does not take.
    Unknown,
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    Rsa(SignatureHash),
    /// RSASSA-PSS (RFC 8017 §8.1) with one hash, a salt of its length.
    RsaPss(SignatureHash),
    /// DSA (FIPS 186-4), which Go does not verify.
    Dsa(SignatureHash),
    /// ECDSA (RFC 5758 §3.2).
    Ecdsa(SignatureHash),
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// ML-DSA (RFC 9881): 44, 65 or 87.
    MlDsa(u8),
}

impl SignatureAlgorithm {
    /// From the content of an AlgorithmIdentifier: its OID, and its parameters as encoded, possibly none.
    pub(super) fn from_identifier(oid: &[u8], parameters: &[u8], rules: ParseRules) -> Self {
        use SignatureHash::{Md5, Sha1, Sha256, Sha384, Sha512};
        match oid {
            // pkcs-1, RFC 8017 appendix C.
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, kind] => match kind {
                4 => Self::Rsa(Md5),
                5 => Self::Rsa(Sha1),
                10 => pss::hash(Reader::new(parameters)).map_or(Self::Unknown, Self::RsaPss),
                11 => Self::Rsa(Sha256),
                12 => Self::Rsa(Sha384),
                13 => Self::Rsa(Sha512),
                _ => Self::Unknown,
            },
            // What Microsoft's makecert wrote for SHA-1 with RSA.
            [0x2b, 14, 3, 2, 29] => Self::Rsa(Sha1),
            // RFC 3279 §2.2.2, RFC 5758 §3.1.
            [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => Self::Dsa(Sha1),
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2] => Self::Dsa(Sha256),
            // RFC 3279 §2.2.3, RFC 5758 §3.2.
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => Self::Ecdsa(Sha1),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2] => Self::Ecdsa(Sha256),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3] => Self::Ecdsa(Sha384),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4] => Self::Ecdsa(Sha512),
            // RFC 8410 §3 and RFC 9881 §2: parameters must be absent.
            [0x2b, 0x65, 0x70] if parameters.is_empty() => Self::Ed25519,
            _ => match ml_dsa_level(oid) {
                Some(level) if rules.ml_dsa && parameters.is_empty() => Self::MlDsa(level),
                _ => Self::Unknown,
            },
        }
    }

    /// The kind of key that it needs, as Go names it (`PublicKeyAlgorithm`).
    pub(super) const fn key_name(self) -> &'static str {
        match self {
            Self::Unknown => "0",
            Self::Rsa(_) | Self::RsaPss(_) => "RSA",
            Self::Dsa(_) => "DSA",
            Self::Ecdsa(_) => "ECDSA",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa(_) => "ML-DSA",
        }
    }

    /// The hash of what is signed; `None` where the algorithm signs the message itself.
    pub const fn hash(self) -> Option<SignatureHash> {
        match self {
            Self::Rsa(hash) | Self::RsaPss(hash) | Self::Dsa(hash) | Self::Ecdsa(hash) => {
                Some(hash)
            }
            Self::Unknown | Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// Go's `SignatureAlgorithm.String`: `SHA256-RSA`, `ECDSA-SHA256`; `0` for an unknown one.
    pub const fn go_name(self) -> &'static str {
        use SignatureHash::{Md5, Sha1, Sha256, Sha384, Sha512};
        match self {
            Self::Unknown => "0",
            Self::Rsa(Md5) | Self::RsaPss(Md5) => "MD5-RSA",
            Self::Rsa(Sha1) | Self::RsaPss(Sha1) => "SHA1-RSA",
            Self::Rsa(Sha256) => "SHA256-RSA",
            Self::Rsa(Sha384) => "SHA384-RSA",
            Self::Rsa(Sha512) => "SHA512-RSA",
            Self::RsaPss(Sha256) => "SHA256-RSAPSS",
            Self::RsaPss(Sha384) => "SHA384-RSAPSS",
            Self::RsaPss(Sha512) => "SHA512-RSAPSS",
            Self::Dsa(Sha256) => "DSA-SHA256",
            Self::Dsa(_) => "DSA-SHA1",
            Self::Ecdsa(Sha256) => "ECDSA-SHA256",
            Self::Ecdsa(Sha384) => "ECDSA-SHA384",
            Self::Ecdsa(Sha512) => "ECDSA-SHA512",
            Self::Ecdsa(Md5 | Sha1) => "ECDSA-SHA1",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa(44) => "ML-DSA-44",
            Self::MlDsa(65) => "ML-DSA-65",
            Self::MlDsa(_) => "ML-DSA-87",
        }
    }

    /// As OpenSSL prints it: `sha256WithRSAEncryption`, `ecdsa-with-SHA256`.
    pub const fn openssl_name(self) -> &'static str {
        use SignatureHash::{Md5, Sha1, Sha256, Sha384, Sha512};
        match self {
            Self::Unknown => "unknown",
            Self::Rsa(Md5) => "md5WithRSAEncryption",
            Self::Rsa(Sha1) => "sha1WithRSAEncryption",
            Self::Rsa(Sha256) => "sha256WithRSAEncryption",
            Self::Rsa(Sha384) => "sha384WithRSAEncryption",
            Self::Rsa(Sha512) => "sha512WithRSAEncryption",
            Self::RsaPss(_) => "rsassaPss",
            Self::Dsa(Sha256) => "dsa_with_SHA256",
            Self::Dsa(_) => "dsaWithSHA1",
            Self::Ecdsa(Sha256) => "ecdsa-with-SHA256",
            Self::Ecdsa(Sha384) => "ecdsa-with-SHA384",
            Self::Ecdsa(Sha512) => "ecdsa-with-SHA512",
            Self::Ecdsa(Md5 | Sha1) => "ecdsa-with-SHA1",
            Self::Ed25519 => "ED25519",
            Self::MlDsa(44) => "ML-DSA-44",
            Self::MlDsa(65) => "ML-DSA-65",
            Self::MlDsa(_) => "ML-DSA-87",
        }
    }
}

/// Go's name.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.go_name())
    }
}
