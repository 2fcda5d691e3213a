//! Signature algorithms and checking, with Go's rules and words (x509.go `checkSignature`).

use super::PublicKey;

/// The algorithm of a certificate's signature, as Go's `getSignatureAlgorithmFromAI` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// Not known to Go, or with parameters that it does not take.
    Unknown,
}

/// Why a signature does not verify; displays Go's exact text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignatureError(pub String);

/// Checks `signature` over `signed` with `key`.
///
/// # Errors
/// Go's own text.
pub fn check_signature(
    _algorithm: SignatureAlgorithm,
    _signed: &[u8],
    _signature: &[u8],
    _key: &PublicKey,
) -> Result<(), SignatureError> {
    Err(SignatureError(
        "x509: cannot verify signature: algorithm unimplemented".to_owned(),
    ))
}
