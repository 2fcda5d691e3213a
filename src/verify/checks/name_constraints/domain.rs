//! DNS constraints, which also serve URI hosts and the domains of mailboxes.
//!
//! `example.com` covers itself and everything below, `.example.com` only what is below, the empty one everything.
//! Sorted from the last character on, with the dot first, a constraint stands right before the names it covers; without
//! those that another covers, one look finds the answer (the technique of Go's constraints.go).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use crate::golang::{Change, GoRelease, go_quote};
use crate::x509::Uri;

/// A list of permitted or of excluded domains.
pub(super) enum DomainSet {
    /// An empty constraint covers everything.
    All,
    /// Sorted and pruned.
    Some {
        sorted: Vec<String>,
        /// Of excluded domains, by what follows their first label: a wildcard could expand into them.
        by_parent: HashMap<String, String>,
        /// Whether wildcards are looked for there without case.
        ignores_case: bool,
    },
}

impl DomainSet {
    /// None if there are no constraints.
    pub(super) fn permitted(domains: &[String]) -> Option<Self> {
        Self::new(domains)
    }

    /// None if there are no constraints.
    pub(super) fn excluded(domains: &[String], release: GoRelease) -> Option<Self> {
        let mut set = Self::new(domains)?;
        if let Self::Some {
            sorted,
            by_parent,
            ignores_case,
        } = &mut set
        {
            *ignores_case = release.has(Change::WildcardsIgnoreCase);
            let domains = sorted.iter().map(|domain| folded(domain, *ignores_case));
            let by =
                |domain: Cow<'_, str>| Some((parent(&domain)?.to_owned(), domain.into_owned()));
            by_parent.extend(domains.filter_map(by));
        }
        Some(set)
    }

    fn new(domains: &[String]) -> Option<Self> {
        if domains.is_empty() {
            return None;
        }
        if domains.iter().any(String::is_empty) {
            return Some(Self::All);
        }
        let mut domains = domains.to_vec();
        domains.sort_by(|a, b| compare(a, b));
        let mut sorted: Vec<String> = Vec::with_capacity(domains.len());
        for domain in domains {
            if !sorted.last().is_some_and(|last| covers(last, &domain)) {
                sorted.push(domain);
            }
        }
        Some(Self::Some {
            sorted,
            by_parent: HashMap::new(),
            ignores_case: true,
        })
    }

    /// The constraint that covers `name`.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let Self::Some {
            sorted,
            by_parent,
            ignores_case,
        } = self
        else {
            return Some(String::new());
        };
        let after = sorted.partition_point(|domain| compare(domain, name).is_le());
        if let Some(domain) = after.checked_sub(1).and_then(|index| sorted.get(index))
            && covers(domain, name)
        {
            return Some(domain.clone());
        }
        if name.starts_with('*') && !by_parent.is_empty() {
            return by_parent
                .get(parent(&folded(name, *ignores_case))?)
                .cloned();
        }
        None
    }
}

fn folded(name: &str, ignores_case: bool) -> Cow<'_, str> {
    if ignores_case {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// From the first dot on.
fn parent(name: &str) -> Option<&str> {
    name.find('.').and_then(|dot| name.get(dot..))
}

/// Whether `constraint` is `name` or a suffix of it at a label's start, by ASCII case folding. Neither is empty.
fn covers(constraint: &str, name: &str) -> bool {
    let Some(start) = name.len().checked_sub(constraint.len()) else {
        return false;
    };
    let bytes = name.as_bytes();
    bytes
        .get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(constraint.as_bytes()))
        && (start == 0
            || constraint.starts_with('.')
            || start
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_some_and(|byte| *byte == b'.'))
}

/// From the last byte to the first. The dot sorts first, so that `a-a.com` does not stand among the names below `a.com`.
fn compare(a: &str, b: &str) -> Ordering {
    let weight = |byte: u8| {
        if byte == b'.' {
            0
        } else {
            byte.to_ascii_lowercase()
        }
    };
    a.bytes().rev().map(weight).cmp(b.bytes().rev().map(weight))
}

/// Go's `domainNameValid` for names: no empty label, no dot at the end, printable ASCII; the empty name passes.
pub(super) fn is_valid_domain(name: &str) -> bool {
    name.is_empty()
        || name
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|byte| (33..=126).contains(&byte)))
}

/// Why a URI cannot be held against constraints; displays Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UriFault {
    /// It has no host: its text.
    EmptyHost(String),
    /// Its host is an address: its text.
    Address(String),
    /// Its host cannot be told from its port.
    Host(HostPortError),
    /// The same, in the words of older releases.
    HostPort(HostPortError),
}

/// `net.AddrError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPortError {
    address: String,
    why: &'static str,
}

impl fmt::Display for UriFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyHost(uri) => write!(
                f,
                "URI with empty host ({}) cannot be matched against constraints",
                go_quote(uri.as_bytes())
            ),
            Self::Address(uri) => write!(
                f,
                "URI with IP ({}) cannot be matched against constraints",
                go_quote(uri.as_bytes())
            ),
            Self::Host(error) => write!(
                f,
                "cannot parse URI host {}: {error}",
                go_quote(error.address.as_bytes())
            ),
            Self::HostPort(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for HostPortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "address {}: {}", self.address, self.why)
    }
}

/// The host of a URI, as constraints see it: lower case, without port, never an address.
pub(super) fn of_uri(uri: &Uri) -> Result<String, UriFault> {
    host_of_uri(uri, &uri.host.to_lowercase())
}

/// The same for the releases that compare the host as written.
pub(super) fn host_of_uri(uri: &Uri, host: &str) -> Result<String, UriFault> {
    if host.is_empty() {
        return Err(UriFault::EmptyHost(uri.text.clone()));
    }
    let mut host = host;
    if host.contains(':') && !host.ends_with(']') {
        host = split_host_port(&uri.host).map_err(UriFault::Host)?;
    }
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if bracketed || is_address(host) {
        return Err(UriFault::Address(uri.text.clone()));
    }
    Ok(host.to_owned())
}

/// What `netip.ParseAddr` takes.
fn is_address(host: &str) -> bool {
    let address = match host.split_once('%') {
        Some((address, zone)) if !zone.is_empty() && address.contains(':') => address,
        Some(_) => return false,
        None => host,
    };
    address.parse::<std::net::IpAddr>().is_ok()
}

/// `net.SplitHostPort`, with its errors.
pub(super) fn split_host_port(text: &str) -> Result<&str, HostPortError> {
    let fail = |why| {
        let address = text.to_owned();
        Err(HostPortError { address, why })
    };
    let Some((before, _)) = text.rsplit_once(':') else {
        return fail("missing port in address");
    };
    let (host, rest) = if let Some(inner) = text.strip_prefix('[') {
        let Some((host, rest)) = inner.split_once(']') else {
            return fail("missing ']' in address");
        };
        if rest.is_empty() || !rest.starts_with(':') {
            return fail("missing port in address");
        }
        if rest.matches(':').count() > 1 {
            return fail("too many colons in address");
        }
        if host.contains('[') {
            return fail("unexpected '[' in address");
        }
        (host, rest)
    } else {
        if before.contains(':') {
            return fail("too many colons in address");
        }
        (before, text)
    };
    if rest.contains('[') {
        return fail("unexpected '[' in address");
    }
    if rest.contains(']') {
        return fail("unexpected ']' in address");
    }
    Ok(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_widest_domain_answers() {
        let set = DomainSet::excluded(
            &strings(&["b.a.com", "A.com", "a-a.com", ".sub.org", "x.a.com"]),
            GoRelease::GO_1_27,
        )
        .unwrap();
        assert_eq!(set.find("q.b.a.com").as_deref(), Some("A.com"));
        assert_eq!(set.find("a.com").as_deref(), Some("A.com"));
        assert_eq!(set.find("a-a.com").as_deref(), Some("a-a.com"));
        assert_eq!(set.find("aa.com"), None);
        assert_eq!(set.find("sub.org"), None);
        assert_eq!(set.find("x.sub.org").as_deref(), Some(".sub.org"));
    }

    #[test]
    fn wildcards_hit_what_they_could_expand_to() {
        let names = strings(&["example.com"]);
        let excluded = DomainSet::excluded(&names, GoRelease::GO_1_27).unwrap();
        assert_eq!(excluded.find("*.com").as_deref(), Some("example.com"));
        assert_eq!(excluded.find("*.org"), None);
        assert_eq!(
            DomainSet::permitted(&names).unwrap().find("*.com"),
            None,
            "a wildcard is not inside what it could leave"
        );
        assert_eq!(
            DomainSet::permitted(&names)
                .unwrap()
                .find("*.example.com")
                .as_deref(),
            Some("example.com")
        );
    }

    #[test]
    fn a_wildcard_met_exclusions_with_case_once() {
        let find = |release| {
            let set = DomainSet::excluded(&strings(&["x.Example.com"]), release).unwrap();
            set.find("*.example.com")
        };
        assert_eq!(find(GoRelease::new(26, 1)), None);
        assert!(find(GoRelease::new(26, 2)).is_some());
    }

    #[test]
    fn the_empty_constraint_covers_all() {
        let set = DomainSet::permitted(&strings(&["a.com", ""])).unwrap();
        assert_eq!(set.find("b.org").as_deref(), Some(""));
        assert!(DomainSet::permitted(&[]).is_none());
    }

    #[test]
    fn domains_are_checked_as_in_go() {
        for valid in ["", "a", "*.a", "a_b.c", "[x]", "*"] {
            assert!(is_valid_domain(valid), "{valid}");
        }
        for invalid in [".", "a.", ".a", "a..b", "a b", "é"] {
            assert!(!is_valid_domain(invalid), "{invalid}");
        }
    }

    #[test]
    fn hosts_of_uris() {
        let host = |host: &str| {
            let uri = Uri {
                text: format!("https://{host}/"),
                host: host.to_owned(),
            };
            of_uri(&uri).map_err(|fault| fault.to_string())
        };
        assert_eq!(host("API.example.com:8443").unwrap(), "API.example.com");
        assert_eq!(host("API.example.com").unwrap(), "api.example.com");
        assert_eq!(
            host("").unwrap_err(),
            "URI with empty host (\"https:///\") cannot be matched against constraints"
        );
        for address in ["10.0.0.1", "10.0.0.1:1", "[::1]", "[::1]:1"] {
            assert!(host(address).unwrap_err().starts_with("URI with IP"));
        }
        assert_eq!(
            host("a:b:c").unwrap_err(),
            "cannot parse URI host \"a:b:c\": address a:b:c: too many colons in address"
        );
    }
}
