//! gnutls-cli's status line (lib/cert-session.c `gnutls_certificate_verification_status_print`): every fault, in its order.

use super::super::bundle::BundleFault;
use super::super::fault::{Failure, Fault};

/// Whether a fault is of a kind.
type Is = fn(&Fault) -> bool;

/// A phrase of the status line for each kind of fault, in the order in which GnuTLS prints them.
const PHRASES: [(Is, &str); 10] = [
    (
        |fault| matches!(fault, Fault::NotTrusted(_)),
        "The certificate issuer is unknown.",
    ),
    (
        |fault| matches!(fault, Fault::NotACa),
        "The certificate issuer is not a CA.",
    ),
    (
        |fault| matches!(fault, Fault::WeakDigest),
        "The certificate chain uses insecure algorithm.",
    ),
    (
        |fault| matches!(fault, Fault::PathTooLong | Fault::NameForbidden { .. }),
        "The certificate chain violates the signer's constraints.",
    ),
    (
        |fault| matches!(fault, Fault::NotYetValid(_)),
        "The certificate chain uses not yet valid certificate.",
    ),
    (
        |fault| matches!(fault, Fault::Expired(_)),
        "The certificate chain uses expired certificate.",
    ),
    (
        |fault| matches!(fault, Fault::BadSignature),
        "The signature in the certificate is invalid.",
    ),
    (
        |fault| matches!(fault, Fault::WrongName(_)),
        "The name in the certificate does not match the expected.",
    ),
    (
        |fault| matches!(fault, Fault::WrongPurpose),
        "The certificate chain does not match the intended purpose.",
    ),
    (
        |fault| matches!(fault, Fault::UnknownCriticalExtension(_)),
        "The certificate contains an unknown critical extension.",
    ),
];

pub(super) fn refusal(failures: &[Failure]) -> Option<String> {
    let has = |is: Is| failures.iter().any(|failure| is(&failure.fault));
    if failures.is_empty() {
        return None;
    }
    let phrases: Vec<_> = PHRASES
        .iter()
        .filter(|(is, _)| has(*is))
        .map(|(_, phrase)| *phrase)
        .collect();
    if phrases.is_empty() {
        let text = if has(|fault| matches!(fault, Fault::MustStaple)) {
            "The certificate requires the server to include an OCSP status in its response, but the OCSP status is missing."
        } else {
            "Key usage violation in certificate has been detected."
        };
        return Some(text.to_owned());
    }
    Some(format!(
        "The certificate is NOT trusted. {}",
        phrases.join(" ")
    ))
}

pub(super) fn bundle(fault: BundleFault) -> String {
    let text = match fault {
        BundleFault::NotBase64 { .. } => "Base64 unexpected header error.",
        BundleFault::Empty { .. } | BundleFault::Der => "No certificate was found.",
        _ => "ASN1 parser: Error in TAG.",
    };
    format!("Error setting the x509 trust file: {text}")
}
