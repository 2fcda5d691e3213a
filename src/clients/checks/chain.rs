//! Dates, the right to issue, critical extensions and name constraints.

use super::super::fault::Fault;
use super::super::stack::{Authority, Constraints, LastSecond, SelfIssued};
use super::Spot;
use crate::golang::GoRelease;
use crate::ground::time::Timestamp;
use crate::verify::{dns_constraint_violation, name_constraint_violation};
use crate::x509::{Certificate, CertificateRef};

/// Extensions of RFC 5280 that every stack processes: subject and issuer names, basic constraints, name constraints, key
/// usage and extended key usage, and the policy extensions but for certificatePolicies (2.5.29.N).
const COMMON: [u8; 8] = [0x0f, 0x11, 0x13, 0x1e, 0x21, 0x24, 0x25, 0x36];

pub(super) fn critical_extensions(certificate: &Certificate, more: &[&[u8]]) -> Option<Fault> {
    let unknown: Vec<_> = certificate
        .extensions
        .iter()
        .filter(|extension| {
            let oid = &*extension.oid.0;
            let common = matches!(oid, [0x55, 0x1d, arc] if COMMON.contains(arc));
            extension.critical && !common && !more.contains(&oid)
        })
        .map(|extension| extension.oid.clone())
        .collect();
    (!unknown.is_empty()).then_some(Fault::UnknownCriticalExtension(unknown))
}

pub(super) fn not_critical(certificate: &Certificate, oid: &[u8]) -> Option<Fault> {
    let extension = certificate.extension(oid)?;
    extension
        .critical
        .then(|| Fault::UnknownCriticalExtension(vec![extension.oid.clone()]))
}

pub(super) fn in_date(certificate: &Certificate, at: Timestamp, last: LastSecond) -> Option<Fault> {
    let end = certificate.not_after.at;
    if at < certificate.not_before.at {
        Some(Fault::NotYetValid(certificate.not_before))
    } else if end < at || (last == LastSecond::Over && end.seconds == at.seconds) {
        Some(Fault::Expired(certificate.not_after))
    } else {
        None
    }
}

/// Basic constraints and key usage, as OpenSSL's `check_ca` (v3_purp.c) and its like ask for them.
pub(super) fn is_ca(spot: &Spot<'_>, authority: Authority) -> Option<Fault> {
    let certificate = spot.certificate;
    let forbidden = certificate
        .key_usage
        .is_some_and(|usage| !usage.key_cert_sign());
    let by_constraints = certificate
        .basic_constraints
        .map(|constraints| constraints.ca);
    let old = match authority {
        Authority::Constraints | Authority::WhateverKeyUsage => false,
        Authority::OrOldRoot => is_old_root(certificate),
        Authority::OrKeyCertSign => is_old_root(certificate) || certificate.key_usage.is_some(),
        Authority::OrOldAnchor => certificate.version < 3 && spot.is_anchor(),
    };
    let allowed = authority == Authority::WhateverKeyUsage || !forbidden;
    (!(by_constraints.unwrap_or(old) && allowed)).then_some(Fault::NotACa)
}

fn is_old_root(certificate: &Certificate) -> bool {
    certificate.version == 1 && certificate.is_self_issued()
}

/// RFC 5280 §4.2.1.9: the leaf does not count.
pub(super) fn path_length(spot: &Spot<'_>, self_issued: SelfIssued) -> Option<Fault> {
    let limit = spot.certificate.basic_constraints?.path_len?;
    let below = spot
        .path
        .certificates
        .get(1..spot.index)
        .unwrap_or_default()
        .iter()
        .filter(|certificate| self_issued == SelfIssued::Counted || !certificate.is_self_issued())
        .count();
    (u64::try_from(below).unwrap_or(u64::MAX) > limit).then_some(Fault::PathTooLong)
}

/// The constraints of the certificate at hand on those below it.
pub(super) fn name_constraints(spot: &Spot<'_>, constraints: Constraints) -> Option<Fault> {
    if constraints == Constraints::AllButAnchor && spot.is_anchor() {
        return None;
    }
    let below = spot.path.certificates.get(..spot.index).unwrap_or_default();
    if constraints != Constraints::WithoutDirectory
        && let Some(directory) = spot.certificate.directory_constraints()
    {
        let allowed = |certificate: &CertificateRef| directory.allow(&certificate.subject);
        if constraints == Constraints::NoDirectory || !below.iter().all(allowed) {
            return Some(Fault::NameForbidden { directory: true });
        }
    }
    // Go 1.27 refuses a wildcard that could match an excluded name, and so does webpki; Go 1.23 and the others do not.
    let release = match constraints {
        Constraints::NoDirectory => GoRelease::GO_1_27,
        Constraints::Everyone
        | Constraints::EveryoneAndCommonName
        | Constraints::AllButAnchor
        | Constraints::WithoutDirectory => GoRelease::GO_1_23,
    };
    let by_common_name =
        constraints == Constraints::EveryoneAndCommonName && forbids_common_name(spot);
    (by_common_name || name_constraint_violation(spot.certificate, below, release))
        .then_some(Fault::NameForbidden { directory: false })
}

/// OpenSSL's `NAME_CONSTRAINTS_check_CN`, for a leaf without DNS names (x509_vfy.c `check_name_constraints`).
fn forbids_common_name(spot: &Spot<'_>) -> bool {
    let Some(leaf) = spot.path.certificates.first() else {
        return false;
    };
    let has_dns = leaf
        .subject_alt_name
        .as_ref()
        .is_some_and(|names| !names.dns.is_empty());
    let name = leaf.subject.common_name().filter(|name| is_dns_name(name));
    !has_dns && name.is_some_and(|name| dns_constraint_violation(spot.certificate, &name))
}

/// Two labels at least, as `cn2dnsid` has it (v3_ncons.c).
fn is_dns_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(plain)
    };
    name.contains('.') && name.split('.').all(is_label)
}
