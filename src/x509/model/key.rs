//! Public keys as Go tells them apart.

use std::fmt;

use super::other_algorithm::OtherAlgorithm;

/// A named curve that Go knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// secp224r1.
    P224,
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

impl Curve {
    /// `P-256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P224 => "P-224",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Size of the field in bits.
    pub const fn bits(self) -> usize {
        match self {
            Self::P224 => 224,
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
        }
    }
}

/// A public key. Fields are the key's own encoding, so that it can be compared and used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// PKCS#1 modulus (big-endian, no leading zero) and exponent (Go keeps it in an int).
    Rsa {
        /// The modulus.
        modulus: Box<[u8]>,
        /// The public exponent.
        exponent: u64,
    },
    /// An uncompressed point.
    Ecdsa {
        /// The curve.
        curve: Curve,
        /// `04 || X || Y`.
        point: Box<[u8]>,
    },
    /// 32 bytes.
    Ed25519(Box<[u8]>),
    /// FIPS 204.
    MlDsa {
        /// 44, 65 or 87.
        level: u8,
        /// The encoded key.
        key: Box<[u8]>,
    },
    /// Known to Go, but it verifies nothing.
    Dsa,
    /// Not known to Go in a certificate: `PublicKey` is nil there.
    X25519,
    /// An algorithm that Go does not know: `PublicKey` is nil there.
    Unknown(OtherAlgorithm),
}

impl PublicKey {
    /// The size by which people compare keys; `None` where it is not known.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { modulus, .. } => Some(modulus_bits(modulus)),
            Self::Ecdsa { curve, .. } => Some(curve.bits()),
            Self::Ed25519(_) | Self::X25519 => Some(255),
            Self::MlDsa { .. } | Self::Dsa | Self::Unknown(_) => None,
        }
    }

    /// The algorithm and the size, without the key.
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa { modulus, .. } => KeyKind::Rsa(modulus_bits(modulus)),
            Self::Ecdsa { curve, .. } => KeyKind::Ecdsa(*curve),
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::MlDsa { level, .. } => KeyKind::MlDsa(*level),
            Self::Dsa => KeyKind::Dsa,
            Self::X25519 => KeyKind::X25519,
            Self::Unknown(other) => KeyKind::Unknown(*other),
        }
    }

    /// For people: `RSA 2048`, `ECDSA P-256`, `Ed25519`, `ML-DSA-65`.
    pub fn algorithm(&self) -> String {
        self.kind().to_string()
    }

    /// The type that Go's messages name (`%T`).
    pub const fn go_type(&self) -> &'static str {
        match self {
            Self::Rsa { .. } => "*rsa.PublicKey",
            Self::Ecdsa { .. } => "*ecdsa.PublicKey",
            Self::Ed25519(_) => "ed25519.PublicKey",
            Self::MlDsa { .. } => "*mldsa.PublicKey",
            Self::Dsa => "*dsa.PublicKey",
            Self::X25519 | Self::Unknown(_) => "<nil>",
        }
    }

    /// Whether Go knows the algorithm; a certificate whose key it does not know issues nothing.
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::X25519 | Self::Unknown(_))
    }
}

/// The algorithm of a public key, and its size where it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// With the bits of the modulus.
    Rsa(usize),
    /// With its curve.
    Ecdsa(Curve),
    /// RFC 8032.
    Ed25519,
    /// FIPS 204, level 44, 65 or 87.
    MlDsa(u8),
    /// Verifies nothing.
    Dsa,
    /// For key agreement only.
    X25519,
    /// Not known to Go.
    Unknown(OtherAlgorithm),
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {bits}"),
            Self::Ecdsa(curve) => write!(f, "ECDSA {}", curve.name()),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::MlDsa(level) => write!(f, "ML-DSA-{level}"),
            Self::Dsa => f.write_str("DSA"),
            Self::X25519 => f.write_str("X25519"),
            Self::Unknown(other) => other.fmt(f),
        }
    }
}

/// Bits of a big-endian number.
pub(in crate::x509) fn modulus_bits(modulus: &[u8]) -> usize {
    let first = modulus.iter().position(|octet| *octet != 0);
    let octets = first.and_then(|first| modulus.get(first..));
    match octets {
        Some([first, rest @ ..]) => {
            8 * rest.len() + first.checked_ilog2().map_or(0, |log| log as usize + 1)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keys() {
        let rsa = PublicKey::Rsa {
            modulus: [0x01].into_iter().chain([0; 128]).collect(),
            exponent: 3,
        };
        assert_eq!(rsa.algorithm(), "RSA 1025");
        assert_eq!(rsa.go_type(), "*rsa.PublicKey");
        assert_eq!(PublicKey::Ed25519(Box::new([0; 32])).bits(), Some(255));
        assert_eq!(
            PublicKey::Unknown(OtherAlgorithm::Unnamed).go_type(),
            "<nil>"
        );
        assert_eq!(modulus_bits(&[]), 0);
        assert_eq!(modulus_bits(&[0, 0x80]), 8);
    }
}
