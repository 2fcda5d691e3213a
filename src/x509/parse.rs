//! What Go's `x509.ParseCertificate` accepts, and its words for what it refuses.

use super::Certificate;

/// Why Go refuses a certificate; displays Go's exact text, such as `x509: malformed certificate`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(pub String);

impl Certificate {
    /// Reads one DER certificate by the rules of Go's `crypto/x509` parser.go.
    ///
    /// # Errors
    /// Go's own text.
    pub fn parse(_der: &[u8]) -> Result<Self, ParseError> {
        Err(ParseError("x509: malformed certificate".to_owned()))
    }
}
