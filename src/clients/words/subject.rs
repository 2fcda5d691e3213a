//! What a message calls the certificate that it is about.

use crate::clients::fault::Failure;

/// The subject of the certificate that a failure is about, as Java prints it; empty where it is about none.
pub(super) fn subject(failure: &Failure) -> String {
    failure
        .certificate
        .as_ref()
        .map(|certificate| certificate.subject.to_string())
        .unwrap_or_default()
}
