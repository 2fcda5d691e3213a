//! Whether a certificate is the server's by its names: one matcher, with the rules in which the stacks differ.

use std::borrow::Cow;
use std::net::IpAddr;

use super::fault::NameFault;
use crate::x509::{Certificate, SubjectAltName};

/// How a stack matches the server's name.
#[derive(Clone, Copy, Debug)]
pub struct HostRules {
    /// When the common name counts.
    pub common_name: CommonName,
    /// Labels that a name with a wildcard has at least: 3 forbids `*.test`.
    pub wildcard_labels: usize,
    /// Whether `*` may be a part of the first label.
    pub partial_wildcard: bool,
    /// Whether the label that `*` stands for may hold nothing but letters, digits and hyphens.
    pub plain_label: bool,
    /// What a dot at the end of a name in the certificate means.
    pub final_dot: FinalDot,
    /// Which hosts the stack takes for names at all.
    pub syntax: HostSyntax,
    /// Whether an IPv4-mapped IPv6 address in the certificate is the IPv4 address.
    pub mapped_addresses: bool,
}

/// When a stack falls back to the common name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommonName {
    /// Never.
    Never,
    /// For a DNS name, if the certificate has no DNS name.
    WithoutDnsName,
    /// For a DNS name or an address, if the certificate has neither DNS names nor addresses.
    WithoutNames,
}

/// How a SAN such as `localhost.` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalDot {
    /// As `localhost`.
    Ignored,
    /// As another name; that of the host is dropped.
    Differs,
    /// Host and SAN are compared as they are written.
    AsWritten,
}

/// What a host name may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostSyntax {
    /// Anything.
    Any,
    /// No underscore is in it (JDK `SNIHostName`).
    NoUnderscore,
    /// Labels of at most 63 letters, digits, hyphens and underscores, the last no number (rustls-pki-types `server_name.rs` `validate`).
    Labels,
}

impl HostSyntax {
    fn takes(self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::NoUnderscore => !host.contains('_'),
            Self::Labels => {
                let name = host.strip_suffix('.').unwrap_or(host);
                let numeric = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
                name.len() <= MOST_OF_A_NAME
                    && name.split('.').all(is_label)
                    && !name.rsplit('.').next().is_some_and(numeric)
            }
        }
    }
}

/// RFC 1035 §2.3.4.
const MOST_OF_A_NAME: usize = 253;
/// The same, of one label.
const MOST_OF_A_LABEL: usize = 63;

fn is_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MOST_OF_A_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(plain)
}

/// Compares the names of `leaf` with `host`: a DNS name, or an address without brackets.
pub(super) fn check(leaf: &Certificate, host: &str, rules: &HostRules) -> Result<(), NameFault> {
    let none = SubjectAltName::default();
    let names = leaf.subject_alt_name.as_ref().unwrap_or(&none);
    let matches = match host.parse::<IpAddr>() {
        Ok(address) => matches_address(leaf, names, address, rules),
        Err(_) => {
            if !rules.syntax.takes(host) {
                return Err(NameFault::UnusableHost {
                    host: host.to_owned(),
                });
            }
            matches_name(leaf, names, host, rules)
        }
    };
    if matches {
        return Ok(());
    }
    Err(NameFault::NoMatch {
        host: host.to_owned(),
    })
}

fn matches_address(
    leaf: &Certificate,
    names: &SubjectAltName,
    address: IpAddr,
    rules: &HostRules,
) -> bool {
    let listed = names.ip.iter().any(|known| {
        *known == address
            || (rules.mapped_addresses && known.to_canonical() == address.to_canonical())
    });
    listed
        || (rules.common_name == CommonName::WithoutNames
            && names.dns.is_empty()
            && names.ip.is_empty()
            && common_name(leaf).is_some_and(|name| name.parse() == Ok(address)))
}

fn matches_name(leaf: &Certificate, names: &SubjectAltName, host: &str, rules: &HostRules) -> bool {
    if names
        .dns
        .iter()
        .any(|pattern| matches_pattern(pattern, host, rules))
    {
        return true;
    }
    let falls_back = match rules.common_name {
        CommonName::Never => false,
        CommonName::WithoutDnsName => names.dns.is_empty(),
        CommonName::WithoutNames => names.dns.is_empty() && names.ip.is_empty(),
    };
    falls_back && common_name(leaf).is_some_and(|name| matches_pattern(&name, host, rules))
}

fn common_name(leaf: &Certificate) -> Option<Cow<'_, str>> {
    leaf.subject.common_name()
}

fn matches_pattern(pattern: &str, host: &str, rules: &HostRules) -> bool {
    let without_dot = |name| str::strip_suffix(name, '.').unwrap_or(name);
    let (pattern, host) = match rules.final_dot {
        FinalDot::Ignored => (without_dot(pattern), without_dot(host)),
        FinalDot::Differs => (pattern, without_dot(host)),
        FinalDot::AsWritten => (pattern, host),
    };
    if host.is_empty() || pattern.is_empty() {
        return false;
    }
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    let (Some((first, rest)), Some((label, below))) =
        (pattern.split_once('.'), host.split_once('.'))
    else {
        return false;
    };
    if !rest.eq_ignore_ascii_case(below)
        || rest.contains('*')
        || pattern.split('.').count() < rules.wildcard_labels
    {
        return false;
    }
    matches_label(first, label, rules)
}

/// The first label, which has one `*`.
fn matches_label(pattern: &str, label: &str, rules: &HostRules) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return false;
    };
    let partial = !before.is_empty() || !after.is_empty();
    if after.contains('*') || (partial && !rules.partial_wildcard) {
        return false;
    }
    let (before, after) = (before.to_ascii_lowercase(), after.to_ascii_lowercase());
    let label = label.to_ascii_lowercase();
    let Some(covered) = label
        .strip_prefix(&*before)
        .and_then(|rest| rest.strip_suffix(&*after))
    else {
        return false;
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !covered.is_empty() && (!rules.plain_label || covered.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICTEST: HostRules = HostRules {
        common_name: CommonName::Never,
        wildcard_labels: 3,
        partial_wildcard: false,
        plain_label: true,
        final_dot: FinalDot::Differs,
        syntax: HostSyntax::Any,
        mapped_addresses: false,
    };

    #[test]
    fn wildcards_stand_for_one_label() {
        let matches = |pattern, host| matches_pattern(pattern, host, &STRICTEST);
        assert!(matches("*.lab.example", "api.lab.example"));
        assert!(matches("API.lab.example", "api.LAB.example"));
        assert!(!matches("*.lab.example", "a.b.lab.example"));
        assert!(!matches("*.lab.example", "lab.example"));
        assert!(!matches("*.lab.example", "my_api.lab.example"));
        assert!(!matches("*.test", "api.test"));
        assert!(!matches("a*.lab.example", "api.lab.example"));
        assert!(!matches("localhost.", "localhost"));
        assert!(!matches("", ""));
    }

    #[test]
    fn each_rule_can_be_eased() {
        let two = HostRules {
            wildcard_labels: 2,
            ..STRICTEST
        };
        assert!(matches_pattern("*.test", "api.test", &two));
        let any = HostRules {
            plain_label: false,
            ..STRICTEST
        };
        assert!(matches_pattern("*.lab.example", "my_api.lab.example", &any));
        let partial = HostRules {
            partial_wildcard: true,
            ..STRICTEST
        };
        assert!(matches_pattern(
            "A*i.lab.example",
            "aPi.lab.example",
            &partial
        ));
        let dot = HostRules {
            final_dot: FinalDot::Ignored,
            ..STRICTEST
        };
        assert!(matches_pattern("localhost.", "localhost", &dot));
    }
}
