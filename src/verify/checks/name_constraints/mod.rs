//! Name constraints: RFC 5280 §4.2.1.10, as Go's `checkChainConstraints` (crypto/x509 constraints.go).
//!
//! A certificate with the extension constrains the SANs of every certificate below it, leaf and CAs alike, not its own.
//! A list of permitted names binds names of its type only.

mod address;
mod domain;
mod legacy;
mod mailbox;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;

use self::address::AddressSet;
use self::domain::{DomainSet, UriFault, is_valid_domain};
use self::mailbox::{Mailbox, MailboxSet};
use crate::golang::GoRelease;
use crate::golang::go_quote;
use crate::x509::{Certificate, CertificateRef, Fingerprint, NameConstraints, SubjectAltName, Uri};

pub(crate) use self::legacy::{LegacyViolation, check as check_legacy};

/// Whether constraints forbid one DNS name.
pub(crate) fn forbids_dns_name(constraints: &NameConstraints, name: &str) -> bool {
    let covered = |set: &DomainSet| set.find(name).is_some();
    DomainSet::excluded(&constraints.excluded.dns, GoRelease::GO_1_27)
        .is_some_and(|set| covered(&set))
        || DomainSet::permitted(&constraints.permitted.dns).is_some_and(|set| !covered(&set))
}

/// Constraints made ready for look-up, each extension once in a verification, and what came of each pair of
/// certificates: many paths share them.
#[derive(Default)]
pub(crate) struct ConstraintSets {
    compiled: HashMap<Fingerprint, Compiled>,
    violations: HashMap<(Fingerprint, Fingerprint), Option<String>>,
}

impl ConstraintSets {
    /// Go's detail of the first violation on a finished chain, in Go's order: by named certificate, then by holder.
    pub(crate) fn first_violation(
        &mut self,
        chain: &[CertificateRef],
        release: GoRelease,
    ) -> Option<String> {
        chain.iter().enumerate().find_map(|(index, named)| {
            chain
                .iter()
                .skip(index + 1)
                .find_map(|holder| self.violation(holder, named, release))
        })
    }

    /// Go's detail of the first violation of `holder`'s constraints by a name of `named`, which stands below it.
    pub(crate) fn violation(
        &mut self,
        holder: &Certificate,
        named: &Certificate,
        release: GoRelease,
    ) -> Option<String> {
        let constraints = holder.name_constraints.as_ref()?;
        let san = named.subject_alt_name.as_ref()?;
        let pair = (holder.fingerprint, named.fingerprint);
        if let Some(known) = self.violations.get(&pair) {
            return known.clone();
        }
        let compiled = self
            .compiled
            .entry(holder.fingerprint)
            .or_insert_with(|| Compiled::new(constraints, release));
        let violation = match Names::read(san, release) {
            Ok(names) => compiled.violation(&names),
            Err(unreadable) => Some(unreadable.to_string()),
        };
        self.violations.insert(pair, violation.clone());
        violation
    }
}

/// A name that no constraint can be held against; displays Go's words.
enum UnreadableName {
    Uri(UriFault),
    Mailbox(String),
}

impl fmt::Display for UnreadableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uri(fault) => fault.fmt(f),
            Self::Mailbox(email) => {
                write!(f, "cannot parse rfc822Name {}", go_quote(email.as_bytes()))
            }
        }
    }
}

/// The names of one certificate, read for comparison.
struct Names<'a> {
    dns: &'a [String],
    ip: &'a [IpAddr],
    uri: Vec<(&'a Uri, String)>,
    email: Vec<Mailbox>,
}

impl<'a> Names<'a> {
    /// Once there are constraints of any type, every URI needs a host and every mailbox must be readable.
    fn read(san: &'a SubjectAltName, release: GoRelease) -> Result<Self, UnreadableName> {
        let uri = san
            .uri
            .iter()
            .map(|uri| Ok((uri, domain::of_uri(uri).map_err(UnreadableName::Uri)?)))
            .collect::<Result<_, _>>()?;
        let email = san
            .email
            .iter()
            .map(|email| {
                Mailbox::parse(email, release)
                    .map(Mailbox::with_lower_case_domain)
                    .ok_or_else(|| UnreadableName::Mailbox(email.clone()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            dns: &san.dns,
            ip: &san.ip,
            uri,
            email,
        })
    }
}

struct Compiled {
    ip: [Option<AddressSet>; 2],
    dns: [Option<DomainSet>; 2],
    uri: [Option<DomainSet>; 2],
    email: [Option<MailboxSet>; 2],
}

impl Compiled {
    fn new(constraints: &NameConstraints, release: GoRelease) -> Self {
        let (permitted, excluded) = (&constraints.permitted, &constraints.excluded);
        Self {
            ip: [
                AddressSet::new(&permitted.ip),
                AddressSet::new(&excluded.ip),
            ],
            dns: [
                DomainSet::permitted(&permitted.dns),
                DomainSet::excluded(&excluded.dns, release),
            ],
            uri: [
                DomainSet::permitted(&permitted.uri),
                DomainSet::excluded(&excluded.uri, release),
            ],
            email: [
                MailboxSet::permitted(&permitted.email, release),
                MailboxSet::excluded(&excluded.email, release),
            ],
        }
    }

    /// In Go's order of types; of each name, permitted before excluded.
    fn violation(&self, names: &Names<'_>) -> Option<String> {
        for ip in names.ip {
            let text = || ip.to_canonical().to_string();
            if let Some(detail) = violation(&self.ip, "IP address", text, |set| set.find(*ip)) {
                return Some(detail);
            }
        }
        for name in names.dns {
            if !is_valid_domain(name) {
                return Some(format!(
                    "x509: cannot parse dnsName {}",
                    go_quote(name.as_bytes())
                ));
            }
            if let Some(detail) =
                violation(&self.dns, "DNS name", || name.clone(), |set| set.find(name))
            {
                return Some(detail);
            }
        }
        for (uri, host) in &names.uri {
            if !is_valid_domain(host) {
                return Some(format!(
                    "x509: internal error: URI SAN {} failed to parse",
                    go_quote(uri.text.as_bytes())
                ));
            }
            if let Some(detail) =
                violation(&self.uri, "URI", || uri.text.clone(), |set| set.find(host))
            {
                return Some(detail);
            }
        }
        names.email.iter().find_map(|email| {
            violation(
                &self.email,
                "email address",
                || email.to_string(),
                |set| set.find(email),
            )
        })
    }
}

/// `find` gives the text of the constraint that covers the name.
fn violation<S>(
    [permitted, excluded]: &[Option<S>; 2],
    kind: &str,
    name: impl Fn() -> String,
    find: impl Fn(&S) -> Option<String>,
) -> Option<String> {
    if let Some(set) = permitted
        && find(set).is_none()
    {
        return Some(format!(
            "{kind} {} is not permitted by any constraint",
            go_quote(name().as_bytes())
        ));
    }
    let constraint = find(excluded.as_ref()?)?;
    Some(format!(
        "{kind} {} is excluded by constraint {}",
        go_quote(name().as_bytes()),
        go_quote(constraint.as_bytes())
    ))
}
