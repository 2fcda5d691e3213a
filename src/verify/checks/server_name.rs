//! Server name: RFC 9525 §6, as Go's `VerifyHostname` and `HostnameError` (crypto/x509 verify.go).

use std::net::IpAddr;

use crate::finding::Problem;
use crate::golang::{Change, GoRelease};
use crate::x509::{Certificate, SubjectAltName};

/// From this many names on, Go counts them instead of listing them.
const LISTED_NAMES: usize = 100;

/// The message when the common name would match and there is no SAN extension.
pub(crate) const LEGACY_COMMON_NAME: &str =
    "x509: certificate relies on legacy Common Name field, use SANs instead";

/// Whether a SAN of `leaf` matches `name`, which is as crypto/tls is given it: an IPv6 address may be in brackets.
pub(crate) fn check(leaf: &Certificate, name: &str, release: GoRelease) -> Result<(), Problem> {
    let none = SubjectAltName::default();
    let names = leaf.subject_alt_name.as_ref().unwrap_or(&none);
    let host = Host::read(name, release);
    let matches = match host {
        Host::Address { address, .. } => names.ip.iter().any(|san| san.to_canonical() == address),
        Host::Name(host) => matches_any(host, &names.dns),
    };
    if matches {
        return Ok(());
    }
    let printed = host.printed(release);
    if let Some(common_name) = leaf.subject.common_name()
        && leaf.subject_alt_name.is_none()
        && matches_pattern(&common_name, &printed, release)
    {
        return Err(Problem::CommonNameOnly {
            wanted: name.to_owned(),
            common_name: common_name.into_owned(),
        });
    }
    Err(Problem::NameMismatch {
        wanted: name.to_owned(),
        dns: names.dns.clone(),
        ip: names.ip.clone(),
        go: message(&host, &printed, names, release),
    })
}

/// What a server name is: an address is compared with IP SANs only, everything else with DNS SANs only.
#[derive(Clone, Copy)]
enum Host<'a> {
    Address { address: IpAddr, written: &'a str },
    Name(&'a str),
}

impl<'a> Host<'a> {
    fn read(name: &'a str, release: GoRelease) -> Self {
        let inner = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .filter(|inner| !inner.is_empty())
            .unwrap_or(name);
        match parse_address(inner, release) {
            Some(address) => Self::Address {
                address,
                written: inner,
            },
            None => Self::Name(name),
        }
    }

    /// As Go's message says it: names as given, addresses canonical (before netip, as given without brackets).
    fn printed(self, release: GoRelease) -> String {
        match self {
            Self::Address { address, .. } if release.has(Change::ZonedAddresses) => {
                address.to_string()
            }
            Self::Address { written, .. } => written.to_owned(),
            Self::Name(name) => name.to_owned(),
        }
    }
}

/// `netip.ParseAddr`, or `net.ParseIP` which knows no zone. IPv4-mapped addresses come back as IPv4.
fn parse_address(text: &str, release: GoRelease) -> Option<IpAddr> {
    let address = match text.split_once('%') {
        Some((address, zone)) => {
            if zone.is_empty() || !address.contains(':') || !release.has(Change::ZonedAddresses) {
                return None;
            }
            address
        }
        None => text,
    };
    address.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

fn matches_any(host: &str, patterns: &[String]) -> bool {
    let host_is_valid = is_valid_host(host.strip_suffix('.').unwrap_or(host), false);
    let trimmed = host.strip_suffix('.').unwrap_or(host);
    patterns.iter().any(|pattern| {
        if host_is_valid && is_valid_host(pattern, true) {
            labels_match(pattern, trimmed)
        } else {
            ![host, pattern]
                .into_iter()
                .any(|name| name.is_empty() || name == ".")
                && pattern.eq_ignore_ascii_case(host)
        }
    })
}

/// Go's `matchHostnames` on a name that need not be a valid one.
fn matches_pattern(pattern: &str, host: &str, release: GoRelease) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    // Go once refused the empty host here; since the host is split first (with the shortened lists), `*` matches it.
    if pattern.is_empty() || (host.is_empty() && !release.has(Change::LongNameListsShortened)) {
        return false;
    }
    labels_match(pattern, host)
}

/// Label by label; a first label `*` stands for any one label.
fn labels_match(pattern: &str, host: &str) -> bool {
    let mut host_labels = host.split('.');
    for (index, label) in pattern.split('.').enumerate() {
        let Some(host_label) = host_labels.next() else {
            return false;
        };
        let is_wildcard = index == 0 && label == "*";
        if !is_wildcard && !label.eq_ignore_ascii_case(host_label) {
            return false;
        }
    }
    host_labels.next().is_none()
}

/// Letters, digits, `_`, and `-` not in first place; no empty label; as a pattern, `*` as the whole first label.
fn is_valid_host(host: &str, pattern: bool) -> bool {
    if host.is_empty() || host == "*" {
        return false;
    }
    host.split('.').enumerate().all(|(index, label)| {
        if pattern && index == 0 && label == "*" {
            return true;
        }
        !label.is_empty()
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

/// The text of `HostnameError`, apart from the legacy one.
fn message(host: &Host<'_>, printed: &str, names: &SubjectAltName, release: GoRelease) -> String {
    let shorten = release.has(Change::LongNameListsShortened);
    let list = match host {
        Host::Address { .. } => {
            if names.ip.is_empty() {
                return format!(
                    "x509: cannot validate certificate for {printed} because it doesn't contain any IP SANs"
                );
            }
            if shorten && names.ip.len() >= LISTED_NAMES {
                return format!(
                    "x509: certificate is valid for {} IP SANs, but none matched {printed}",
                    names.ip.len()
                );
            }
            names
                .ip
                .iter()
                .map(|ip| ip.to_canonical().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        }
        Host::Name(_) => {
            if shorten && names.dns.len() >= LISTED_NAMES {
                return format!(
                    "x509: certificate is valid for {} names, but none matched {printed}",
                    names.dns.len()
                );
            }
            names.dns.join(", ")
        }
    };
    if list.is_empty() {
        return format!(
            "x509: certificate is not valid for any names, but wanted to match {printed}"
        );
    }
    format!("x509: certificate is valid for {list}, not {printed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(host: &str, pattern: &str) -> bool {
        matches_any(host, &[pattern.to_owned()])
    }

    #[test]
    fn names_match_label_by_label() {
        assert!(dns("api.example.com", "API.example.com"));
        assert!(dns("api.example.com.", "api.example.com"));
        assert!(dns("api.test", "*.test"));
        assert!(!dns("a.b.test", "*.test"));
        assert!(!dns("test", "*"));
        assert!(!dns("foo.x", "f*.x"));
        assert!(dns("f*.x", "f*.x"), "invalid names match literally");
        assert!(!dns("api.example.com", "api.example.com."));
        assert!(dns("api.example.com:6443", "api.example.com:6443"));
        assert!(!dns("a..b", "*..b"));
        assert!(!dns("-a.b", "*.b"));
        assert!(dns("_a.b", "*.b"));
    }

    #[test]
    fn addresses_are_read_as_netip_reads_them() {
        let read = |text, release| matches!(Host::read(text, release), Host::Address { .. });
        let newest = GoRelease::GO_1_27;
        assert!(read("[fe80::1%eth0]", newest));
        assert!(!read("[fe80::1%eth0]", GoRelease::GO_1_24));
        assert!(!read("fe80::1%", newest));
        assert!(!read("10.0.0.1%eth0", newest));
        assert!(!read("010.0.0.1", newest));
        assert!(!read("[]", newest));
        assert_eq!(
            Host::read("[::ffff:10.0.0.1]", newest).printed(newest),
            "10.0.0.1"
        );
    }

    #[test]
    fn messages_are_those_of_go() {
        let newest = GoRelease::GO_1_27;
        let mut names = SubjectAltName::default();
        let text = |name: &str, names: &SubjectAltName, release| {
            let host = Host::read(name, release);
            message(&host, &host.printed(release), names, release)
        };
        assert_eq!(
            text("[::1]", &names, newest),
            "x509: cannot validate certificate for ::1 because it doesn't contain any IP SANs"
        );
        assert_eq!(
            text("a", &names, newest),
            "x509: certificate is not valid for any names, but wanted to match a"
        );
        names.dns = (0..100).map(|index| format!("n{index}")).collect();
        assert_eq!(
            text("a", &names, newest),
            "x509: certificate is valid for 100 names, but none matched a"
        );
        assert!(text("a", &names, GoRelease::GO_1_24).ends_with(", n98, n99, not a"));
        names.ip = vec!["10.0.0.1".parse().unwrap(), "fd00::1".parse().unwrap()];
        assert_eq!(
            text("10.0.0.2", &names, newest),
            "x509: certificate is valid for 10.0.0.1, fd00::1, not 10.0.0.2"
        );
    }
}
