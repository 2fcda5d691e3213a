//! Email constraints, and the mailboxes of RFC 2821 §4.1.2 with the leniency of Go's `parseRFC2821Mailbox`.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::domain::{DomainSet, is_valid_domain};
use crate::golang::{Change, GoRelease};

/// Local part, unquoted, and domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mailbox {
    pub(super) local: String,
    pub(super) domain: String,
}

impl Mailbox {
    pub(super) fn parse(text: &str, release: GoRelease) -> Option<Self> {
        let (local, rest) = match text.as_bytes().split_first()? {
            (b'"', rest) => quoted_local_part(rest)?,
            _ => dotted_local_part(text.as_bytes())?,
        };
        let (b'@', domain) = rest.split_first()? else {
            return None;
        };
        let domain = std::str::from_utf8(domain).ok()?;
        if !is_valid_domain(domain)
            || (release.has(Change::MailboxDomainWithoutAt) && domain.contains('@'))
        {
            return None;
        }
        Some(Self {
            local: String::from_utf8(local).ok()?,
            domain: domain.to_owned(),
        })
    }

    /// Domains are compared without case, local parts with it.
    pub(super) fn with_lower_case_domain(mut self) -> Self {
        self.domain.make_ascii_lowercase();
        self
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// Quoted-string, after its opening quote. Spaces are let through, as RFC 3696 has them in an example.
fn quoted_local_part(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut local = Vec::new();
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((local, rest)),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                if !matches!(escaped, 1..=9 | 11 | 12 | 14..=127) {
                    return None;
                }
                local.push(escaped);
                rest = after;
            }
            1..=8 | 11 | 12 | 14..=33 | 35..=91 | 93..=127 => local.push(byte),
            _ => return None,
        }
    }
}

/// Atoms and dots, with escaped characters let through outside quotes.
fn dotted_local_part(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut local = Vec::new();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            let (&escaped, after) = after.split_first()?;
            local.push(escaped);
            rest = after;
        } else if byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte) {
            local.push(byte);
            rest = after;
        } else {
            break;
        }
    }
    let misplaced_dot = local.is_empty()
        || local.starts_with(b".")
        || local.ends_with(b".")
        || local.windows(2).any(|pair| pair == b"..");
    (!misplaced_dot).then_some((local, rest))
}

/// Constraints that are mailboxes.
enum Exact {
    Whole(HashSet<Mailbox>),
    /// Go 1.26.0 kept them by their local part, the last of each.
    LastOfLocalPart(HashMap<String, String>),
}

/// A list of permitted or of excluded mailboxes and domains.
pub(super) struct MailboxSet {
    exact: Exact,
    domains: Option<DomainSet>,
}

impl MailboxSet {
    /// None if there are no constraints.
    pub(super) fn permitted(constraints: &[String], release: GoRelease) -> Option<Self> {
        Self::new(constraints, release, DomainSet::permitted)
    }

    /// None if there are no constraints.
    pub(super) fn excluded(constraints: &[String], release: GoRelease) -> Option<Self> {
        Self::new(constraints, release, |domains| {
            DomainSet::excluded(domains, release)
        })
    }

    fn new(
        constraints: &[String],
        release: GoRelease,
        domains: impl Fn(&[String]) -> Option<DomainSet>,
    ) -> Option<Self> {
        if constraints.is_empty() {
            return None;
        }
        let (exact, by_domain): (Vec<_>, Vec<_>) = constraints
            .iter()
            .cloned()
            .partition(|constraint| constraint.contains('@'));
        let exact = exact
            .iter()
            .filter_map(|text| Mailbox::parse(text, release))
            .map(Mailbox::with_lower_case_domain);
        let exact = if release.has(Change::WholeMailboxesCompared) {
            Exact::Whole(exact.collect())
        } else {
            let parts = exact.map(|mailbox| (mailbox.local, mailbox.domain));
            Exact::LastOfLocalPart(parts.collect())
        };
        Some(Self {
            exact,
            domains: domains(&by_domain),
        })
    }

    /// The constraint that covers `mailbox`.
    pub(super) fn find(&self, mailbox: &Mailbox) -> Option<String> {
        match &self.exact {
            Exact::Whole(mailboxes) if mailboxes.contains(mailbox) => {
                return Some(mailbox.to_string());
            }
            // Its text leaves the local part out.
            Exact::LastOfLocalPart(domains)
                if domains.get(&mailbox.local) == Some(&mailbox.domain) =>
            {
                return Some(format!("@{}", mailbox.domain));
            }
            Exact::Whole(_) | Exact::LastOfLocalPart(_) => {}
        }
        self.domains.as_ref()?.find(&mailbox.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<String> {
        Mailbox::parse(text, GoRelease::GO_1_27).map(|mailbox| mailbox.to_string())
    }

    #[test]
    fn reads_mailboxes_as_go() {
        assert_eq!(parse("a.b@c.d").as_deref(), Some("a.b@c.d"));
        assert_eq!(parse("\"a b\\\"\"@c").as_deref(), Some("a b\"@c"));
        assert_eq!(parse("a\\@b@c").as_deref(), Some("a@b@c"));
        assert_eq!(parse("a@").as_deref(), Some("a@"));
        for bad in [
            "", "a", "@c", ".a@c", "a.@c", "a..b@c", "a@c.", "a@b@c", "\"a@c", "a b@c",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert!(Mailbox::parse("a@b@c", GoRelease::GO_1_24).is_some());
    }

    #[test]
    fn exact_mailboxes_and_domains() {
        let constraints = ["Joe@Example.com".to_owned(), ".sub.org".to_owned()];
        let set = MailboxSet::permitted(&constraints, GoRelease::GO_1_27).unwrap();
        let find = |text: &str| {
            set.find(
                &Mailbox::parse(text, GoRelease::GO_1_27)
                    .unwrap()
                    .with_lower_case_domain(),
            )
        };
        assert!(find("Joe@EXAMPLE.com").is_some());
        assert!(find("joe@example.com").is_none());
        assert!(find("x@a.sub.org").is_some());
        assert!(find("x@sub.org").is_none());
    }
}
