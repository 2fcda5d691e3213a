//! The right to sign certificates: RFC 5280 §4.2.1.9 and §4.2.1.3, as Go's `CheckSignatureFrom` and `isValid`.

use crate::finding::Problem;
use crate::x509::{Certificate, KeyUsage};

/// Go's `ConstraintViolationError`.
pub(crate) const CONSTRAINT_VIOLATION: &str =
    "x509: invalid signature: parent certificate cannot sign this kind of certificate";

/// What Go checks of any issuer before its signature: a certificate below version 3 has no basic constraints and
/// passes, as does a key usage that is absent or empty.
pub(crate) fn check(issuer: &Certificate) -> Result<(), Problem> {
    let absent = issuer.basic_constraints.is_none();
    if (issuer.version == 3 && absent) || (!absent && !issuer.is_ca()) {
        return Err(not_a_ca(issuer));
    }
    match issuer.key_usage {
        Some(usage) if usage != KeyUsage(0) && !usage.key_cert_sign() => {
            Err(Problem::MissingKeyCertSign {
                issuer: issuer.subject.to_string(),
                listed: usage.names().collect(),
            })
        }
        _ => Ok(()),
    }
}

/// What Go asks of an issuer that is no anchor besides: an intermediate below version 3 cannot say that it is a CA.
pub(crate) fn check_intermediate(issuer: &Certificate) -> Result<(), Problem> {
    if issuer.is_ca() {
        return Ok(());
    }
    Err(not_a_ca(issuer))
}

fn not_a_ca(issuer: &Certificate) -> Problem {
    Problem::NotACa {
        issuer: issuer.subject.to_string(),
        has_basic_constraints: issuer.basic_constraints.is_some(),
    }
}
