//! Public keys as Go tells them apart.

/// A named curve that Go knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A public key. Fields are the key's own encoding, so that it can be compared and used.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Known to Go for key agreement; it verifies nothing.
    X25519,
    /// An algorithm that Go does not know: `PublicKey` is nil there.
    Unknown,
}
