//! What objects say of certificates, held against the Secrets that are at hand. What is in no input is nobody's fault.

use std::collections::HashMap;
use std::hash::Hash;

use super::Rules;
use super::kept::Kept;
use crate::decode::objects::{Announced, Announcement, SecretRef};
use crate::finding::{Finding, Hygiene, Problem};
use crate::ground::location::Location;
use crate::verify::names_server;
use crate::x509::CertificateRef;

/// What is wrong with what objects announce, in their order.
pub(super) fn findings<'a>(
    announced: &[Announced],
    secrets: impl Iterator<Item = (&'a str, &'a Kept)>,
    rules: &Rules<'_>,
) -> Vec<Finding> {
    if announced.is_empty() {
        return Vec::new();
    }
    let known = Known {
        secrets: unambiguous(
            secrets.map(|(namespace, secret)| ((namespace, secret.name()), secret)),
            |one, other| one.certificates() == other.certificates(),
        ),
        issuers: unambiguous(
            announced
                .iter()
                .filter_map(|announced| match &announced.what {
                    Announcement::Issuer { secret } => Some((announced.label.as_str(), secret)),
                    _ => None,
                }),
            |one, other| one == other,
        ),
        rules,
    };
    let each = announced.iter().flat_map(|announced| {
        let facts = known.facts(announced);
        facts.into_iter().map(|(fact, place)| {
            let mut places = vec![announced.location.clone()];
            places.extend(place);
            Finding::new(Problem::Hygiene(fact), None, places)
        })
    });
    each.collect()
}

/// What is known by its name; nothing where things of one name differ, as they do in two clusters.
fn unambiguous<K: Eq + Hash, V: Copy>(
    named: impl Iterator<Item = (K, V)>,
    is_same: impl Fn(V, V) -> bool,
) -> HashMap<K, V> {
    let mut known: HashMap<K, Option<V>> = HashMap::new();
    for (name, value) in named {
        known
            .entry(name)
            .and_modify(|known| *known = known.filter(|known| is_same(*known, value)))
            .or_insert(Some(value));
    }
    let known = known.into_iter();
    known
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

struct Known<'a> {
    secrets: HashMap<(&'a str, &'a str), &'a Kept>,
    /// By the issuer's label, the Secret with its CA.
    issuers: HashMap<&'a str, &'a SecretRef>,
    rules: &'a Rules<'a>,
}

/// A fact, and the place of the certificate that it is about.
type Fact = (Hygiene, Option<Location>);

impl Known<'_> {
    fn facts(&self, announced: &Announced) -> Vec<Fact> {
        let at = self.rules.at;
        match &announced.what {
            Announcement::Serves { secret, hosts } => self.uncovered(secret, hosts),
            Announcement::Certificate {
                secret,
                issuer,
                renewal,
            } => {
                let due = renewal.filter(|renewal| *renewal < at);
                let overdue = due.map(|renewal| (Hygiene::RenewalOverdue { renewal, at }, None));
                overdue
                    .into_iter()
                    .chain(self.former_ca(secret, issuer))
                    .collect()
            }
            Announcement::Pending { signer, since } => {
                let signer = signer.clone();
                let since = *since;
                vec![(Hygiene::RequestPending { signer, since, at }, None)]
            }
            Announcement::Issuer { .. } => Vec::new(),
        }
    }

    fn leaf(&self, secret: &SecretRef) -> Option<(CertificateRef, Location)> {
        let kept = self.secrets.get(&(&*secret.namespace, &*secret.name))?;
        Some((kept.leaf(self.rules.release)?, kept.place().clone()))
    }

    /// Hosts that the certificate does not name, as clients of Go see it.
    fn uncovered(&self, secret: &SecretRef, hosts: &[String]) -> Vec<Fact> {
        let Some((leaf, place)) = self.leaf(secret) else {
            return Vec::new();
        };
        let listed = leaf.subject_alt_name.as_ref().map(|names| &names.dns);
        let covers = |host: &str| {
            if host.starts_with("*.") {
                // Every name below is served: only the same wildcard covers them.
                return listed
                    .is_some_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(host)));
            }
            names_server(&leaf, host, self.rules.release)
        };
        let missing = hosts.iter().filter(|host| !covers(host));
        let hosts: Vec<_> = missing.cloned().collect();
        if hosts.is_empty() {
            return Vec::new();
        }
        let fact = Hygiene::HostNotCovered {
            hosts,
            certificate: leaf.display_name(),
            secret: format!("{}/{}", secret.namespace, secret.name),
        };
        vec![(fact, Some(place))]
    }

    /// The certificate is not signed by the CA that its issuer has now.
    fn former_ca(&self, secret: &SecretRef, issuer: &str) -> Option<Fact> {
        let (leaf, place) = self.leaf(secret)?;
        let (ca, _) = self.leaf(self.issuers.get(issuer)?)?;
        // The issuer's own CA may be such a Certificate, signed by itself.
        if leaf.fingerprint == ca.fingerprint {
            return None;
        }
        let checked = self.rules.signatures.check(&leaf, &ca, self.rules.release);
        let is_signed = leaf.issuer.raw == ca.subject.raw && checked.is_ok();
        (!is_signed).then(|| {
            let fact = Hygiene::IssuedByFormerCa {
                certificate: leaf.display_name(),
                issuer: issuer.to_owned(),
                ca: ca.display_name(),
            };
            (fact, Some(place))
        })
    }
}
