//! What OpenSSL asks with `X509_V_FLAG_X509_STRICT`, which Python 3.13 sets (x509_vfy.c `check_extensions`, 3.0.19).
//!
//! OpenSSL does not apply these to a path of one certificate.

use super::usage::{CRL_SIGN, KEY_CERT_SIGN};
use crate::clients::strict_rule::StrictRule;
use crate::x509::Certificate;

/// id-ce-basicConstraints.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// id-ce-subjectAltName.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// id-ce-authorityKeyIdentifier.
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
/// id-ce-subjectKeyIdentifier.
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];

/// Whether a certificate breaks a rule. Those on identifiers bind certificates of version 3.
pub(super) fn breaks(rule: StrictRule, certificate: &Certificate) -> bool {
    let is_ca = certificate.is_ca();
    let path_length = certificate
        .basic_constraints
        .and_then(|constraints| constraints.path_len);
    let has_usage = |bit: u16| {
        certificate
            .key_usage
            .is_some_and(|usage| usage.0 & bit != 0)
    };
    // OpenSSL takes an absent key usage for all bits (`ex_kusage` is UINT32_MAX).
    let may_use = |bit: u16| certificate.key_usage.is_none() || has_usage(bit);
    let without_subject = certificate.subject.is_empty();
    match rule {
        StrictRule::CaHasBasicConstraints => certificate.basic_constraints.is_none(),
        StrictRule::PathLengthOfCa => path_length.is_some() && !is_ca,
        StrictRule::PathLengthWithCertSign => path_length.is_some() && !may_use(KEY_CERT_SIGN),
        StrictRule::CriticalBasicConstraints => {
            is_ca && !is_critical(certificate, BASIC_CONSTRAINTS)
        }
        StrictRule::CaHasKeyUsage => is_ca && certificate.key_usage.is_none(),
        StrictRule::CertSignOfCa => !is_ca && has_usage(KEY_CERT_SIGN),
        StrictRule::SubjectNotEmpty => {
            without_subject
                && (is_ca || has_usage(CRL_SIGN) || certificate.subject_alt_name.is_none())
        }
        StrictRule::CriticalSan => breaks_critical_san(certificate),
        StrictRule::SanNotEmpty => certificate.subject_alt_name.as_ref().is_some_and(|names| {
            let counted = names.dns.len() + names.email.len() + names.ip.len() + names.uri.len();
            counted + names.others == 0
        }),
        StrictRule::UncriticalAuthorityKeyId => is_critical(certificate, AUTHORITY_KEY_ID),
        StrictRule::UncriticalSubjectKeyId => is_critical(certificate, SUBJECT_KEY_ID),
        StrictRule::AuthorityKeyId => {
            certificate.version == 3 && certificate.authority_key_id.is_none()
        }
        StrictRule::SubjectKeyId => {
            certificate.version == 3 && is_ca && certificate.subject_key_id.is_none()
        }
    }
}

/// An empty subject beside a SAN extension that is not critical (RFC 5280 §4.2.1.6).
pub(super) fn breaks_critical_san(certificate: &Certificate) -> bool {
    certificate.subject.is_empty()
        && certificate.subject_alt_name.is_some()
        && !is_critical(certificate, SUBJECT_ALT_NAME)
}

fn is_critical(certificate: &Certificate, oid: &[u8]) -> bool {
    certificate
        .extension(oid)
        .is_some_and(|extension| extension.critical)
}
