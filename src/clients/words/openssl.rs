//! `X509_verify_cert_error_string` of OpenSSL 3.0 (crypto/x509/x509_txt.c).

use super::super::fault::{Fault, PathEnd};
use crate::clients::strict_rule::StrictRule;

/// OpenSSL's text of a failure; those on names are the client's own.
pub(super) const fn text(fault: &Fault) -> &'static str {
    match fault {
        Fault::NotTrusted(end) => path_end(*end),
        Fault::BadSignature => "certificate signature failure",
        Fault::UnsupportedSignature { .. }
        | Fault::UncheckedSignature(_)
        | Fault::UnsupportedKey(_) => "unable to decode issuer public key",
        Fault::Expired(_) => "certificate has expired",
        Fault::NotYetValid(_) => "certificate is not yet valid",
        Fault::NotACa | Fault::LeafIsCa => "invalid CA certificate",
        Fault::PathTooLong => "path length constraint exceeded",
        Fault::UnknownCriticalExtension(_) => "unhandled critical extension",
        Fault::OldVersion => "unsupported name constraint type",
        Fault::NameForbidden { .. } => "permitted subtree violation",
        Fault::WrongPurpose | Fault::KeyUsage | Fault::MustStaple => {
            "unsuitable certificate purpose"
        }
        Fault::ShortKey { of_ca: false, .. } => "EE certificate key too weak",
        Fault::ShortKey { of_ca: true, .. } => "CA certificate key too weak",
        Fault::WeakDigest => "CA signature digest algorithm too weak",
        Fault::Strict(rule) => strict(*rule),
        Fault::EmptyIssuer => "Issuer name empty",
        Fault::UncriticalSan => "Subject empty and Subject Alt Name extension not critical",
        Fault::WrongName(_) => "hostname mismatch",
    }
}

const fn path_end(end: PathEnd) -> &'static str {
    match end {
        PathEnd::SelfSigned => "self-signed certificate",
        PathEnd::SelfSignedInChain => "self-signed certificate in certificate chain",
        PathEnd::NoIssuer { .. } => "unable to get local issuer certificate",
        PathEnd::NotSelfSigned => "unable to get issuer certificate",
        PathEnd::TooLong => "certificate chain too long",
    }
}

const fn strict(rule: StrictRule) -> &'static str {
    match rule {
        StrictRule::CaHasBasicConstraints => "invalid CA certificate",
        StrictRule::PathLengthOfCa => "Path length invalid for non-CA cert",
        StrictRule::PathLengthWithCertSign => "Path length given without key usage keyCertSign",
        StrictRule::CriticalBasicConstraints => "Basic Constraints of CA cert not marked critical",
        StrictRule::CaHasKeyUsage => "CA cert does not include key usage extension",
        StrictRule::CertSignOfCa => "Key usage keyCertSign invalid for non-CA cert",
        StrictRule::SubjectNotEmpty => "Subject name empty",
        StrictRule::CriticalSan => "Subject empty and Subject Alt Name extension not critical",
        StrictRule::SanNotEmpty => "Empty Subject Alternative Name extension",
        StrictRule::UncriticalAuthorityKeyId => "Authority Key Identifier marked critical",
        StrictRule::UncriticalSubjectKeyId => "Subject Key Identifier marked critical",
        StrictRule::AuthorityKeyId => "Missing Authority Key Identifier",
        StrictRule::SubjectKeyId => "Missing Subject Key Identifier",
    }
}
