//! Signature algorithms as Go names them.

use std::fmt;

use super::other_algorithm::OtherAlgorithm;

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
    Unknown(OtherAlgorithm),
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
    /// The kind of key that it needs, as Go names it (`PublicKeyAlgorithm`).
    pub(in crate::x509) const fn key_name(self) -> &'static str {
        match self {
            Self::Unknown(_) => "0",
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
            Self::Unknown(_) | Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// Go's `SignatureAlgorithm.String`: `SHA256-RSA`, `ECDSA-SHA256`; `0` for an unknown one.
    pub const fn go_name(self) -> &'static str {
        use SignatureHash::{Md5, Sha1, Sha256, Sha384, Sha512};
        match self {
            Self::Unknown(_) => "0",
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
            Self::Unknown(other) => other.name(),
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
