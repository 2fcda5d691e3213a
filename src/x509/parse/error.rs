//! Why a certificate is refused.

/// Why Go refuses a certificate; displays Go's exact text, such as `x509: malformed certificate`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(pub String);

impl ParseError {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }
}
