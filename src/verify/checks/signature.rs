//! What a failed signature means: RFC 5280 §6.1.3(a)(1), with the refusals of Go's `checkSignature` (crypto/x509
//! x509.go).

use crate::finding::Problem;
use crate::x509::{Certificate, RsaKeyFault, SignatureError};

/// Explains why `issuer`'s key does not verify the signature of `certificate`.
///
/// Where both key identifiers are there and agree, the issuer is the right one and the certificate was altered (or the
/// identifier copied). In every other case, identifiers absent included, the likely cause is another CA of the same
/// name: its key differs.
pub(crate) fn problem(
    certificate: &Certificate,
    issuer: &Certificate,
    error: &SignatureError,
) -> Problem {
    let go = error.to_string();
    match error {
        SignatureError::InsecureAlgorithm { algorithm, .. } => {
            return Problem::InsecureSignature {
                algorithm: algorithm.to_string(),
            };
        }
        SignatureError::RsaKey(RsaKeyFault::TooShort(bits)) => {
            return Problem::WeakKey { bits: *bits };
        }
        // Nothing was computed: that says nothing of who signed.
        SignatureError::Unimplemented | SignatureError::RsaKey(_) => {
            let algorithm = certificate.signature_words();
            return Problem::UnsupportedSignature { algorithm, go };
        }
        SignatureError::WrongKey { .. }
        | SignatureError::WrongParameters { .. }
        | SignatureError::Mismatch(_)
        | SignatureError::BeyondLimit => {}
    }
    let (wanted, found) = (&certificate.authority_key_id, &issuer.subject_key_id);
    if wanted.is_some() && wanted == found {
        return Problem::BadSignature {
            issuer: issuer.subject.to_string(),
            go,
        };
    }
    Problem::IssuerKeyMismatch {
        candidate: issuer.subject.to_string(),
        candidate_fingerprint: issuer.fingerprint,
        wanted: wanted.clone(),
        found: found.clone(),
        go,
    }
}
