//! What changed between two sets of files: certificates, what parties trust, and connections.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{Audit, ConnectionEnd, End, Row, Trusting};
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// What changed.
pub struct Difference<'a> {
    /// Certificates that came, went, or were replaced.
    pub certificates: Vec<CertificateChange<'a>>,
    /// Bundles whose contents changed.
    pub bundles: Vec<BundleChange<'a>>,
    /// Connections that came, went, or whose verdict or end changed.
    pub connections: Vec<ConnectionChange<'a>>,
}

/// What became of a certificate.
#[derive(Clone, Copy)]
pub enum CertificateChange<'a> {
    /// Nothing of its name was there before.
    Added(&'a Row),
    /// Nothing of its name is there now.
    Removed(&'a Row),
    /// Same name, same key.
    Renewed(&'a Row, &'a Row),
    /// Same name, another key.
    Reissued(&'a Row, &'a Row),
}

impl CertificateChange<'_> {
    /// In a word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Renewed(..) => "renewed",
            Self::Reissued(..) => "reissued",
        }
    }

    /// The certificate before and now.
    pub const fn rows(&self) -> (Option<&Row>, Option<&Row>) {
        match self {
            Self::Added(after) => (None, Some(after)),
            Self::Removed(before) => (Some(before), None),
            Self::Renewed(before, after) | Self::Reissued(before, after) => {
                (Some(before), Some(after))
            }
        }
    }
}

/// A bundle before and now.
pub struct BundleChange<'a> {
    /// The party that trusts it.
    pub party: String,
    /// Its flag or field.
    pub label: String,
    /// Anchors that came.
    pub added: Vec<&'a Row>,
    /// Anchors that went.
    pub removed: Vec<&'a Row>,
}

/// A connection before and now.
pub struct ConnectionChange<'a> {
    /// What people call it.
    pub name: String,
    /// Before; none where it is new.
    pub before: Option<&'a ConnectionEnd>,
    /// Now; none where it is gone.
    pub after: Option<&'a ConnectionEnd>,
    /// How it stands now against before.
    pub turn: Turn,
}

/// How a connection changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It works no longer, or is not known to, or ends sooner.
    Worse,
    /// It works, or is known to, or ends later.
    Better,
    /// It is new.
    New,
    /// It is gone.
    Gone,
}

impl Turn {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

/// One side: an audit, and the path that stands before all its names.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What there is.
    pub audit: &'a Audit,
    /// The directory or file that was given.
    pub root: &'a str,
}

impl Side<'_> {
    /// A text without the root, wherever it stands in it: files are compared by their place below it.
    fn relative(&self, text: &str) -> String {
        let root = self.root.trim_end_matches('/');
        let below = text.replace(&format!("{root}/"), "");
        if below == root { String::new() } else { below }
    }
}

/// Compares.
pub fn diff<'a>(before: Side<'a>, after: Side<'a>) -> Difference<'a> {
    Difference {
        certificates: certificates(before, after),
        bundles: bundles(before, after),
        connections: connections(before, after),
    }
}

impl Difference<'_> {
    /// Whether nothing changed.
    pub const fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.bundles.is_empty() && self.connections.is_empty()
    }

    /// Whether a connection got worse.
    pub fn is_worse(&self) -> bool {
        self.connections
            .iter()
            .any(|change| change.turn == Turn::Worse)
    }
}

/// Whether a certificate now is what another was before.
type Fits<'a> = &'a dyn Fn(&Row, &Row) -> bool;

/// Those of one name are matched by key first, then by place, then in order.
fn certificates<'a>(before: Side<'a>, after: Side<'a>) -> Vec<CertificateChange<'a>> {
    let prints = |side: Side<'_>| -> BTreeSet<Fingerprint> {
        side.audit.rows.iter().map(|row| row.fingerprint).collect()
    };
    let (old, new) = (prints(before), prints(after));
    let gone = before
        .audit
        .rows
        .iter()
        .filter(|row| !new.contains(&row.fingerprint));
    let came = after
        .audit
        .rows
        .iter()
        .filter(|row| !old.contains(&row.fingerprint));
    let mut names: BTreeMap<String, (Vec<&Row>, Vec<&Row>)> = BTreeMap::new();
    for row in gone {
        names
            .entry(row.subject.to_string())
            .or_default()
            .0
            .push(row);
    }
    for row in came {
        names
            .entry(row.subject.to_string())
            .or_default()
            .1
            .push(row);
    }
    let mut changes = Vec::new();
    for (_, (mut gone, mut came)) in names {
        let same_key = |one: &Row, other: &Row| one.key == other.key;
        let same_place = |one: &Row, other: &Row| {
            let place = |side: Side<'_>, row: &Row| {
                (side.relative(&row.place.file), row.place.field.clone())
            };
            place(before, one) == place(after, other)
        };
        let same_role = |one: &Row, other: &Row| one.role == other.role;
        let rules: [Fits<'_>; 3] = [&same_key, &same_place, &same_role];
        for fits in rules {
            gone.retain(|old| {
                let Some(index) = came.iter().position(|new| fits(old, new)) else {
                    return true;
                };
                let new = came.remove(index);
                changes.push(if same_key(old, new) {
                    CertificateChange::Renewed(old, new)
                } else {
                    CertificateChange::Reissued(old, new)
                });
                false
            });
        }
        changes.extend(gone.into_iter().map(CertificateChange::Removed));
        changes.extend(came.into_iter().map(CertificateChange::Added));
    }
    changes.sort_by_key(|change| {
        let (before, after) = change.rows();
        let row = after.or(before);
        row.map(|row| (change.as_str(), row.name().into_owned(), row.fingerprint))
    });
    changes
}

fn bundles<'a>(before: Side<'a>, after: Side<'a>) -> Vec<BundleChange<'a>> {
    type Key = (String, String);
    let held = |side: Side<'a>| -> BTreeMap<Key, BTreeSet<Fingerprint>> {
        let mut held: BTreeMap<Key, BTreeSet<Fingerprint>> = BTreeMap::new();
        for Trusting {
            party,
            label,
            anchors,
        } in &side.audit.trusting
        {
            let key = (side.relative(party), side.relative(label));
            held.entry(key).or_default().extend(anchors);
        }
        held
    };
    let (old, new) = (held(before), held(after));
    let mut changes = Vec::new();
    for (key, anchors) in &new {
        let Some(former) = old.get(key).filter(|former| *former != anchors) else {
            continue;
        };
        let rows =
            |side: Side<'a>, prints: &BTreeSet<Fingerprint>, without: &BTreeSet<Fingerprint>| {
                let rows = side.audit.rows.iter();
                rows.filter(|row| {
                    prints.contains(&row.fingerprint) && !without.contains(&row.fingerprint)
                })
                .collect::<Vec<_>>()
            };
        changes.push(BundleChange {
            party: key.0.clone(),
            label: key.1.clone(),
            added: rows(after, anchors, former),
            removed: rows(before, former, anchors),
        });
    }
    changes
}

fn connections<'a>(old_side: Side<'a>, new_side: Side<'a>) -> Vec<ConnectionChange<'a>> {
    type Key = (String, String, &'static str, &'static str);
    let known = |side: Side<'a>| -> BTreeMap<Key, &'a ConnectionEnd> {
        let ends = side.audit.connections.iter();
        ends.map(|end| {
            let key = (
                side.relative(&end.place),
                side.relative(&end.file),
                end.client,
                end.server,
            );
            (key, end)
        })
        .collect()
    };
    let (old, new) = (known(old_side), known(new_side));
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let mut changes: Vec<_> = keys
        .into_iter()
        .filter_map(|key| {
            let (before, after) = (old.get(key).copied(), new.get(key).copied());
            let (turn, name) = match (before, after) {
                (Some(before), Some(end)) => (turn(before, end)?, new_side.relative(&end.name)),
                (None, Some(end)) => (Turn::New, new_side.relative(&end.name)),
                (Some(end), None) => (Turn::Gone, old_side.relative(&end.name)),
                (None, None) => return None,
            };
            Some(ConnectionChange {
                name,
                before,
                after,
                turn,
            })
        })
        .collect();
    changes.sort_by(|one, other| (one.turn, &one.name).cmp(&(other.turn, &other.name)));
    changes
}

/// By the verdict, then by the end.
fn turn(before: &ConnectionEnd, after: &ConnectionEnd) -> Option<Turn> {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Reject => 0,
        Verdict::Undetermined => 1,
        Verdict::Accept => 2,
    };
    let time = |end: &End| end.through().map(|through| through.time);
    let verdicts = rank(after.verdict).cmp(&rank(before.verdict));
    let ends = match (time(&before.end), time(&after.end)) {
        (Some(old), Some(new)) => new.cmp(&old),
        // What no certificate ends lasts longest; what is broken has no end to compare.
        (Some(_), None) if after.end == End::Unknown => std::cmp::Ordering::Greater,
        (None, Some(_)) if before.end == End::Unknown => std::cmp::Ordering::Less,
        _ => std::cmp::Ordering::Equal,
    };
    match verdicts.then(ends) {
        std::cmp::Ordering::Less => Some(Turn::Worse),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Turn::Better),
    }
}
