//! The innermost exception of the JDK, or okhttp's word on names.

use std::net::IpAddr;

use super::super::bundle::BundleFault;
use super::super::fault::{Failure, Fault, NameFault, PathEnd};
use super::subject::subject;
use crate::ground::time::CertificateTime;
use crate::x509::Certificate;

pub(super) fn refusal(failure: &Failure, leaf: &Certificate, okhttp: bool) -> String {
    match &failure.fault {
        Fault::NotTrusted(PathEnd::NoIssuer {
            others_of_the_name: true,
            ..
        }) => "Path does not chain with any of the trust anchors".to_owned(),
        Fault::NotTrusted(_) => {
            "unable to find valid certification path to requested target".to_owned()
        }
        Fault::BadSignature => "Signature does not match.".to_owned(),
        Fault::Expired(end) => format!("NotAfter: {}", date(*end)),
        Fault::NotYetValid(begin) => format!("NotBefore: {}", date(*begin)),
        Fault::NotACa => format!(
            "TrustAnchor with subject \"{}\" is not a CA certificate",
            subject(failure)
        ),
        Fault::PathTooLong => "basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path".to_owned(),
        Fault::NameForbidden { .. } => "name constraints check failed".to_owned(),
        Fault::KeyUsage => "KeyUsage does not allow digital signatures".to_owned(),
        Fault::WrongPurpose => {
            "Extended key usage does not permit use for TLS server authentication".to_owned()
        }
        Fault::UnknownCriticalExtension(_) => "unrecognized critical extension(s)".to_owned(),
        Fault::EmptyIssuer => "Empty issuer DN not allowed in X509Certificates".to_owned(),
        Fault::UncriticalSan => "X.509 Certificate is incomplete: SubjectAlternativeName extension MUST be marked critical when subject field is empty".to_owned(),
        Fault::ShortKey { .. } => "Algorithm constraints check failed on keysize limits".to_owned(),
        Fault::WrongName(NameFault::UnusableHost { .. }) => {
            "Contains non-LDH ASCII characters".to_owned()
        }
        Fault::WrongName(NameFault::NoMatch { host }) if okhttp => {
            format!("Hostname {host} not verified:")
        }
        Fault::WrongName(NameFault::NoMatch { host }) => name(host, leaf),
        _ => "Algorithm constraints check failed on signature algorithm".to_owned(),
    }
}

/// `HostnameChecker.matchIP` and `matchDNS`.
fn name(host: &str, leaf: &Certificate) -> String {
    let names = leaf.subject_alt_name.as_ref();
    if host.parse::<IpAddr>().is_ok() {
        return if names.is_some() {
            format!("No subject alternative names matching IP address {host} found")
        } else {
            "No subject alternative names present".to_owned()
        };
    }
    if names.is_some_and(|names| !names.dns.is_empty()) {
        return format!("No subject alternative DNS name matching {host} found.");
    }
    format!("No name matching {host} found")
}

/// `java.util.Date.toString` in UTC: `Wed Jan 01 00:00:00 UTC 2020`.
fn date(time: CertificateTime) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    // `2020-01-01T00:00:00Z`
    let text = time.at.rfc3339(0);
    let day_of_week = usize::try_from(
        time.at
            .seconds
            .div_euclid(crate::ground::time::DAY)
            .rem_euclid(7),
    )
    .ok()
    .and_then(|day| DAYS.get(day))
    .copied()
    .unwrap_or_default();
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let month = part(5..7)
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTHS.get(month.checked_sub(1)?))
        .copied()
        .unwrap_or_default();
    format!(
        "{day_of_week} {month} {} {} UTC {}",
        part(8..10),
        part(11..19),
        part(0..4)
    )
}

pub(super) fn bundle(fault: BundleFault) -> String {
    match fault {
        BundleFault::NotBase64 { byte, .. } => format!("Illegal base64 character {byte:x}"),
        BundleFault::Unfinished { .. } => "Incomplete data".to_owned(),
        BundleFault::NotACertificate { .. } => "not enough content".to_owned(),
        BundleFault::PrivateKey => "signed fields invalid".to_owned(),
        BundleFault::Joined => "Header and footer do not match: -----BEGIN CERTIFICATE----- -----END CERTIFICATE----------BEGIN CERTIFICATE-----".to_owned(),
        BundleFault::NamelessCa => "Empty issuer DN not allowed in X509Certificates".to_owned(),
        BundleFault::Empty { blank: true } => {
            "expected non-empty set of trusted certificates".to_owned()
        }
        BundleFault::Empty { blank: false } | BundleFault::ByteOrderMark | BundleFault::Der => {
            "No certificate data found".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::Timestamp;

    #[test]
    fn dates_are_written_as_java_does() {
        let written = |text: &str| {
            date(CertificateTime {
                at: Timestamp::parse(text).unwrap(),
                offset_seconds: 0,
            })
        };
        assert_eq!(
            written("2020-01-01T00:00:00Z"),
            "Wed Jan 01 00:00:00 UTC 2020"
        );
        assert_eq!(
            written("2026-11-28T14:05:09Z"),
            "Sat Nov 28 14:05:09 UTC 2026"
        );
        assert_eq!(
            written("1969-12-31T23:59:59Z"),
            "Wed Dec 31 23:59:59 UTC 1969"
        );
    }
}
