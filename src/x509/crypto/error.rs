//! Why a signature does not verify.

use std::fmt;

use crate::x509::SignatureAlgorithm;

/// Why a signature does not verify; displays Go's exact text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// Go knows the algorithm or the key too little to verify with it (`ErrUnsupportedAlgorithm`).
    Unimplemented,
    /// The hash is broken, and Go refuses it (`InsecureAlgorithmError`).
    InsecureAlgorithm {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// Go still says how to allow it.
        can_be_allowed: bool,
    },
    /// The algorithm is not one of the issuer's key.
    WrongKey {
        /// The kind of key that the algorithm needs, as Go names it.
        wanted: &'static str,
        /// Go's type of the key.
        found: &'static str,
    },
    /// The parameters of ML-DSA are not those of the issuer's key: 44, 65 or 87.
    WrongParameters {
        /// Of the algorithm.
        wanted: u8,
        /// Of the key.
        found: u8,
    },
    /// The key is of RSA, and Go does not use it.
    RsaKey(RsaKeyFault),
    /// The key did not make this signature.
    Mismatch(SignatureScheme),
    /// The signature was not checked at all because the key is beyond our limit, not Go's.
    BeyondLimit,
}

/// Why Go uses an RSA key for nothing (crypto/rsa `checkKeySize`, fips140/rsa `checkPublicKey`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaKeyFault {
    /// Below 1024 bits: how many it has.
    TooShort(usize),
    /// The modulus is even.
    EvenModulus,
    /// The exponent is 0 or 1.
    SmallExponent,
    /// The exponent is even.
    EvenExponent,
    /// The exponent is above 2³¹-1.
    LargeExponent,
}

/// What a signature was checked by, as far as Go's texts tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureScheme {
    /// RSA, with either padding.
    Rsa,
    /// ECDSA.
    Ecdsa,
    /// Ed25519.
    Ed25519,
    /// ML-DSA, which says why.
    MlDsa(MlDsaFault),
}

/// Why a signature is none by ML-DSA (Go's crypto/internal/fips140/mldsa).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MlDsaFault {
    /// It is shorter or longer than those of the parameters.
    Length,
    /// Its hint is not encoded as FIPS 204 has it.
    Encoding,
    /// It is of another message or key.
    Signature,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unimplemented => {
                f.write_str("x509: cannot verify signature: algorithm unimplemented")
            }
            Self::InsecureAlgorithm {
                algorithm,
                can_be_allowed,
            } => {
                let hint = if *can_be_allowed {
                    " (temporarily override with GODEBUG=x509sha1=1)"
                } else {
                    ""
                };
                write!(
                    f,
                    "x509: cannot verify signature: insecure algorithm {algorithm}{hint}"
                )
            }
            Self::WrongKey { wanted, found } => write!(
                f,
                "x509: signature algorithm specifies an {wanted} public key, but have public key of type {found}"
            ),
            Self::WrongParameters { wanted, found } => write!(
                f,
                "x509: signature algorithm specifies an ML-DSA public key with ML-DSA-{wanted} parameters, \
                 but have a public key with ML-DSA-{found} parameters"
            ),
            Self::RsaKey(fault) => fault.fmt(f),
            Self::Mismatch(scheme) => scheme.fmt(f),
            // These words are not Go's, which would do the arithmetic.
            Self::BeyondLimit => {
                f.write_str("certgraph: signature not checked: RSA key larger than 16384 bits")
            }
        }
    }
}

impl std::error::Error for SignatureError {}

impl fmt::Display for RsaKeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort(bits) => {
                return write!(
                    f,
                    "crypto/rsa: {bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)"
                );
            }
            Self::EvenModulus => "crypto/rsa: public modulus is even",
            Self::SmallExponent => "crypto/rsa: public exponent too small or negative",
            Self::EvenExponent => "crypto/rsa: public exponent is even",
            Self::LargeExponent => "crypto/rsa: public exponent too large",
        })
    }
}

impl fmt::Display for SignatureScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "crypto/rsa: verification error",
            Self::Ecdsa => "x509: ECDSA verification failure",
            Self::Ed25519 => "x509: Ed25519 verification failure",
            Self::MlDsa(MlDsaFault::Length) => {
                "x509: ML-DSA verification failure: mldsa: invalid signature length"
            }
            Self::MlDsa(MlDsaFault::Encoding) => {
                "x509: ML-DSA verification failure: mldsa: invalid signature encoding"
            }
            Self::MlDsa(MlDsaFault::Signature) => {
                "x509: ML-DSA verification failure: mldsa: invalid signature"
            }
        })
    }
}
