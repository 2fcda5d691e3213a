//! Extended key usage along the path: RFC 5280 §4.2.1.12, as Go's `checkChainForKeyUsage` (crypto/x509 verify.go).

use crate::finding::{Problem, Purpose};
use crate::x509::{Certificate, KeyPurpose};

/// A certificate without the extension, with an empty one or with anyExtendedKeyUsage is neutral; every other must list
/// the purpose, CAs and anchors included.
pub(crate) fn check(certificate: &Certificate, wanted: Purpose) -> Result<(), Problem> {
    let listed = certificate
        .extended_key_usage
        .as_ref()
        .map_or(&[][..], |usage| &usage.0);
    let allowed = listed.is_empty()
        || listed.iter().any(|purpose| match purpose {
            KeyPurpose::Any => true,
            KeyPurpose::ServerAuth => wanted == Purpose::ServerAuth,
            KeyPurpose::ClientAuth => wanted == Purpose::ClientAuth,
            KeyPurpose::Other(_) => false,
        });
    if allowed {
        return Ok(());
    }
    Err(Problem::WrongPurpose {
        wanted,
        listed: listed.to_vec(),
    })
}
