//! Name constraints before Go 1.27: checked on each CA as it was appended (verify.go `isValid`).
//!
//! Names in the order of the SAN extension; of each name, excluded before permitted, one constraint after the other.

use std::net::IpAddr;

use super::domain::{UriFault, host_of_uri, is_valid_domain, split_host_port};
use super::mailbox::Mailbox;
use crate::golang::der::{Reader, tag::SEQUENCE};
use crate::golang::go_quote;
use crate::golang::{Change, GoRelease};
use crate::x509::{Certificate, CertificateRef, IpNetwork, NameConstraints, SubjectAltName, Uri};

/// Go's `MaxConstraintComparisions`, for each CA.
const COMPARISONS: usize = 250_000;

/// How Go put a violation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LegacyViolation {
    /// `CANotAuthorizedForThisName` with this detail.
    NotAuthorized(String),
    /// An error of its own with this text.
    Unreadable(String),
    /// `TooManyConstraints`.
    TooMany,
}

/// Checks the names of the certificates `below` against the constraints of `holder`.
pub(crate) fn check(
    holder: &Certificate,
    below: &[CertificateRef],
    release: GoRelease,
) -> Result<(), LegacyViolation> {
    let Some(constraints) = &holder.name_constraints else {
        return Ok(());
    };
    let mut comparisons = 0;
    for named in below {
        let Some(san) = &named.subject_alt_name else {
            continue;
        };
        for name in names(named, san) {
            check_name(&name, constraints, release, &mut comparisons)?;
        }
    }
    Ok(())
}

/// Which list a constraint is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

enum Name<'a> {
    Dns(&'a str),
    Email(&'a str),
    Ip(IpAddr),
    Uri(&'a Uri),
}

/// The names in the order of the extension; the record keeps them by type.
fn names<'a>(named: &'a Certificate, san: &'a SubjectAltName) -> impl Iterator<Item = Name<'a>> {
    let (mut dns, mut email) = (san.dns.iter(), san.email.iter());
    let (mut ip, mut uri) = (san.ip.iter(), san.uri.iter());
    tags(named.der.get(san.value.clone()).unwrap_or_default()).filter_map(move |tag| match tag {
        0x81 => email.next().map(|name| Name::Email(name)),
        0x82 => dns.next().map(|name| Name::Dns(name)),
        0x86 => uri.next().map(Name::Uri),
        0x87 => ip.next().copied().map(Name::Ip),
        _ => None,
    })
}

/// The tags of the elements of a SEQUENCE that has been parsed before.
fn tags(sequence: &[u8]) -> impl Iterator<Item = u8> {
    let mut elements = Reader::new(sequence).content_of(SEQUENCE);
    std::iter::from_fn(move || Some(elements.as_mut()?.element()?.tag))
}

fn check_name(
    name: &Name<'_>,
    NameConstraints {
        permitted,
        excluded,
    }: &NameConstraints,
    release: GoRelease,
    comparisons: &mut usize,
) -> Result<(), LegacyViolation> {
    match name {
        Name::Email(email) => {
            // Go prints the record of the mailbox, which is empty when parsing fails.
            let mailbox = Mailbox::parse(email, release).ok_or_else(|| {
                LegacyViolation::Unreadable("x509: cannot parse rfc822Name {\"\" \"\"}".to_owned())
            })?;
            compare(
                ("email address", email),
                [&excluded.email, &permitted.email],
                comparisons,
                |constraint, side| Ok(mailbox_matches(&mailbox, constraint, side, release)),
                String::clone,
            )
        }
        Name::Dns(dns) => {
            if !is_valid_domain(dns) {
                return Err(LegacyViolation::Unreadable(format!(
                    "x509: cannot parse dnsName {}",
                    go_quote(dns.as_bytes())
                )));
            }
            compare(
                ("DNS name", dns),
                [&excluded.dns, &permitted.dns],
                comparisons,
                |constraint, side| Ok(domain_matches(dns, constraint, side, release)),
                String::clone,
            )
        }
        Name::Uri(uri) => compare(
            ("URI", &uri.text),
            [&excluded.uri, &permitted.uri],
            comparisons,
            |constraint, side| uri_matches(uri, constraint, side, release),
            String::clone,
        ),
        Name::Ip(ip) => compare(
            ("IP address", &ip.to_canonical().to_string()),
            [&excluded.ip, &permitted.ip],
            comparisons,
            |network, _| Ok(network_contains(network, *ip)),
            |network| {
                // Host bits are printed as encoded.
                format!("{}/{}", network.address.to_canonical(), network.prefix)
            },
        ),
    }
}

fn compare<C>(
    (kind, name): (&str, &str),
    [excluded, permitted]: [&[C]; 2],
    comparisons: &mut usize,
    matches: impl Fn(&C, Side) -> Result<bool, UriFault>,
    text: impl Fn(&C) -> String,
) -> Result<(), LegacyViolation> {
    let mut count = |constraints: &[C]| {
        *comparisons += constraints.len();
        if *comparisons > COMPARISONS {
            return Err(LegacyViolation::TooMany);
        }
        Ok(())
    };
    count(excluded)?;
    for constraint in excluded {
        if matches(constraint, Side::Excluded).map_err(unmatched)? {
            return Err(LegacyViolation::NotAuthorized(format!(
                "{kind} {} is excluded by constraint {}",
                go_quote(name.as_bytes()),
                go_quote(text(constraint).as_bytes())
            )));
        }
    }
    count(permitted)?;
    let mut allowed = permitted.is_empty();
    for constraint in permitted {
        allowed = matches(constraint, Side::Permitted).map_err(unmatched)?;
        if allowed {
            break;
        }
    }
    if allowed {
        return Ok(());
    }
    Err(LegacyViolation::NotAuthorized(format!(
        "{kind} {} is not permitted by any constraint",
        go_quote(name.as_bytes())
    )))
}

fn unmatched(fault: UriFault) -> LegacyViolation {
    LegacyViolation::NotAuthorized(fault.to_string())
}

fn mailbox_matches(mailbox: &Mailbox, constraint: &str, side: Side, release: GoRelease) -> bool {
    if !constraint.contains('@') {
        return domain_matches(&mailbox.domain, constraint, side, release);
    }
    Mailbox::parse(constraint, release).is_some_and(|exact| {
        exact.local == mailbox.local && exact.domain.eq_ignore_ascii_case(&mailbox.domain)
    })
}

fn uri_matches(
    uri: &Uri,
    constraint: &str,
    side: Side,
    release: GoRelease,
) -> Result<bool, UriFault> {
    // The error of the split is passed on as it is.
    if uri.host.contains(':') && !uri.host.ends_with(']') {
        split_host_port(&uri.host).map_err(UriFault::HostPort)?;
    }
    let host = host_of_uri(uri, &uri.host)?;
    Ok(domain_matches(&host, constraint, side, release))
}

fn domain_matches(domain: &str, constraint: &str, side: Side, release: GoRelease) -> bool {
    if constraint.is_empty() {
        return true;
    }
    let stands_for = side == Side::Excluded && release.has(Change::WildcardsMeetExclusions);
    if let Some(below) = domain.strip_prefix('*').filter(|_| stands_for)
        && let Some(met) = wildcard_meets(below, constraint, release)
    {
        return met;
    }
    let (constraint, below_only) = match constraint.strip_prefix('.') {
        Some(rest) => (rest, true),
        None => (constraint, false),
    };
    let Some(start) = domain.len().checked_sub(constraint.len()) else {
        return false;
    };
    let (before, end) = domain.as_bytes().split_at(start);
    end.eq_ignore_ascii_case(constraint.as_bytes())
        && if start == 0 {
            !below_only
        } else {
            // A lone dot as constraint asks for one label, whatever it is.
            constraint.is_empty() || before.ends_with(b".")
        }
}

/// Whether a wildcard and an excluded domain agree but for the label that the wildcard stands for; none where they are compared
/// as they are. `below` is what follows the asterisk, with its dot.
fn wildcard_meets(below: &str, constraint: &str, release: GoRelease) -> Option<bool> {
    let names: Vec<_> = below.split('.').skip(1).collect();
    let (constraint, below_only) = match constraint.strip_prefix('.') {
        Some(rest) => (rest, true),
        None => (constraint, false),
    };
    let excluded: Vec<_> = constraint.split('.').collect();
    // With the asterisk's own label.
    let labels = names.len() + 1;
    if labels < excluded.len() || (below_only && labels == excluded.len()) {
        return Some(false);
    }
    let shortest = if release.has(Change::WildcardsSpareShortExclusions) {
        2
    } else {
        1
    };
    let equal = labels == excluded.len() || !release.has(Change::WildcardsAreOneLabel);
    if labels < 2 || excluded.len() < shortest || !equal {
        return None;
    }
    // The first label of each is left out.
    let excluded = excluded.get(1..).unwrap_or_default();
    let last = names.len().checked_sub(excluded.len())?;
    let same = |(name, excluded): (&&str, &&str)| name.eq_ignore_ascii_case(excluded);
    Some(names.iter().skip(last).zip(excluded).all(same))
}

fn network_contains(network: &IpNetwork, ip: IpAddr) -> bool {
    let shifted = |bits: u128, width: u32| {
        bits.checked_shr(width.saturating_sub(network.prefix.into()))
            .unwrap_or_default()
    };
    match (network.address, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            shifted(network.to_bits().into(), 32) == shifted(ip.to_bits().into(), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            shifted(network.to_bits(), 128) == shifted(ip.to_bits(), 128)
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_match_by_label() {
        let matches = |domain, constraint| {
            domain_matches(domain, constraint, Side::Excluded, GoRelease::GO_1_24)
        };
        assert!(matches("a.example.com", "Example.com"));
        assert!(matches("example.com", "example.com"));
        assert!(!matches("example.com", ".example.com"));
        assert!(matches("a.example.com", ".example.com"));
        assert!(!matches("badexample.com", "example.com"));
        assert!(matches("x", ""));
        assert!(matches("x", "."));
    }

    #[test]
    fn a_wildcard_is_excluded_by_what_it_may_stand_for() {
        let excludes = |release: &str, domain, constraint| {
            let release = GoRelease::parse(release).unwrap();
            domain_matches(domain, constraint, Side::Excluded, release)
        };
        assert!(!excludes(
            "1.24.10",
            "*.example.com",
            "excluded.example.com"
        ));
        assert!(excludes("1.24.11", "*.example.com", "excluded.example.com"));
        assert!(excludes("1.25.9", "*.example.com", "excluded.example.com"));
        assert!(!excludes("1.25.9", "*.com", "excluded.example.com"));
        assert!(excludes("1.24.11", "*.example.com", "org"));
        assert!(!excludes("1.24.13", "*.example.com", "org"));
        assert!(excludes("1.25.7", "*.a.example.com", "x.example.com"));
        assert!(!excludes("1.25.9", "*.a.example.com", "x.example.com"));
        let permits = domain_matches("*.b.c", "a.b.c", Side::Permitted, GoRelease::new(25, 5));
        assert!(!permits);
    }

    #[test]
    fn networks_contain_addresses_of_their_family() {
        let network = IpNetwork {
            address: "10.1.2.3".parse().unwrap(),
            prefix: 8,
        };
        assert!(network_contains(&network, "10.9.9.9".parse().unwrap()));
        assert!(!network_contains(&network, "11.0.0.0".parse().unwrap()));
        assert!(!network_contains(&network, "::a00:1".parse().unwrap()));
    }

    #[test]
    fn walks_general_names() {
        let der = [
            0x30, 0x09, 0x82, 0x01, b'a', 0x87, 0x00, 0x81, 0x02, b'b', b'c',
        ];
        assert_eq!(tags(&der).collect::<Vec<_>>(), [0x82, 0x87, 0x81]);
    }
}
