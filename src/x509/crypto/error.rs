//! Why a signature does not verify.

/// Said of a key above our limit. These words are not Go's, which would do the arithmetic.
pub(super) const BEYOND_LIMIT: &str =
    "certgraph: signature not checked: RSA key larger than 16384 bits";

/// Why a signature does not verify; displays Go's exact text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignatureError(pub String);

impl SignatureError {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether the signature was not checked at all because the key is beyond our limit, not Go's.
    pub fn is_beyond_limit(&self) -> bool {
        self.0 == BEYOND_LIMIT
    }
}
