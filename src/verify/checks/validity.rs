//! Validity: RFC 5280 §4.1.2.5, as Go's `isValid` (crypto/x509 verify.go). Both ends are included.

use crate::finding::Problem;
use crate::ground::time::Timestamp;
use crate::x509::Certificate;

pub(crate) fn check(certificate: &Certificate, at: Timestamp) -> Result<(), Problem> {
    if at < certificate.not_before.at {
        return Err(Problem::NotYetValid {
            not_before: certificate.not_before,
            at,
        });
    }
    if at > certificate.not_after.at {
        return Err(Problem::Expired {
            not_after: certificate.not_after,
            at,
        });
    }
    Ok(())
}
