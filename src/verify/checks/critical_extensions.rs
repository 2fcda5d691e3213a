//! Critical extensions: RFC 5280 §4.2, as Go's `isValid` (crypto/x509 verify.go).

use crate::finding::Problem;
use crate::x509::Certificate;

pub(crate) fn check(certificate: &Certificate) -> Result<(), Problem> {
    if certificate.unhandled_critical.is_empty() {
        return Ok(());
    }
    Err(Problem::UnhandledCriticalExtension {
        oids: certificate.unhandled_critical.clone(),
    })
}
