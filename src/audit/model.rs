//! An audit as data: its certificates, the connections that they end, and what is wrong.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::connections::ConnectionEnd;
use super::labels::Labels;
use super::row::Row;
use super::stock::Trusting;
use crate::decode::certificates::EntryNames;
use crate::finding::{Finding, Hygiene, Problem, Severity};
use crate::ground::location::Location;
use crate::ground::time::{CertificateTime, Remaining, Timestamp};
use crate::survey::Unreadable;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// What matters how much: seconds before an end.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Less left than this is a warning.
    pub warn: i64,
    /// Less left than this fails the audit; zero fails on what has ended.
    pub fail: i64,
}

/// How a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has ended.
    Expired,
    /// It has ended, but stands beside others in a bundle, where nobody needs it.
    Idle,
    /// It has not begun.
    Early,
    /// It ends within a threshold.
    Soon,
    /// It has time.
    Fine,
}

impl Standing {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Idle => "expired-in-bundle",
            Self::Early => "not-yet-valid",
            Self::Soon => "soon",
            Self::Fine => "later",
        }
    }
}

/// The result.
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// What matters.
    pub thresholds: Thresholds,
    /// Every certificate once, soonest end first.
    pub rows: Vec<Row>,
    /// Every connection, soonest end first.
    pub connections: Vec<ConnectionEnd>,
    /// What each party trusts, by its name.
    pub trusting: Vec<Trusting>,
    /// What is wrong apart from dates.
    pub findings: Vec<Finding>,
    /// Inputs that could not be read.
    pub unreadable: Vec<Unreadable>,
    pub(super) idle: Vec<Fingerprint>,
    /// Rows that have not begun.
    pub(super) early: Vec<usize>,
    pub(super) uses: BTreeMap<Fingerprint, Use>,
    pub(super) issuers: HashMap<Fingerprint, Fingerprint>,
    /// CAs whose keys are not on their nodes, with their names, as encoded.
    pub(super) external: BTreeMap<Fingerprint, Box<[u8]>>,
    pub(super) entries: EntryNames,
    /// What tells it from other audits whose results stand beside its own: its inputs, unless somebody says otherwise.
    pub name: String,
    /// What somebody calls it by.
    pub labels: Labels,
    /// How many results do not count.
    pub ignored: usize,
    /// Certificates whose dates do not count.
    pub(super) ignored_rows: HashSet<Fingerprint>,
}

/// Who uses a certificate.
#[derive(Clone, Debug, Default)]
pub struct Use {
    /// The programs that present it.
    pub presented_by: Vec<&'static str>,
    /// In how many bundles of parties it is an anchor.
    pub bundles: usize,
    /// The connections that it ends, by their number in [`Audit::connections`].
    pub ends: Vec<usize>,
}

impl Audit {
    /// Whether there is nothing to say.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.connections.is_empty() && self.findings.is_empty()
    }

    /// How a certificate stands.
    pub fn standing(&self, row: &Row) -> Standing {
        let left = self.left(row).0;
        if row.not_after < self.at {
            let idle = self.idle.binary_search(&row.fingerprint).is_ok();
            return if idle {
                Standing::Idle
            } else {
                Standing::Expired
            };
        }
        if self.at < row.not_before {
            Standing::Early
        } else if left <= self.thresholds.warn || left <= self.thresholds.fail {
            Standing::Soon
        } else {
            Standing::Fine
        }
    }

    /// Every row that is not [`Standing::Fine`], soonest end first.
    pub fn pressing(&self) -> impl Iterator<Item = &Row> {
        let within = self.thresholds.warn.max(self.thresholds.fail);
        let soon = |row: &Row| row.not_after < self.at || self.left(row).0 <= within;
        let soon = self.rows.partition_point(soon);
        let early = self.early.iter().filter(move |number| **number >= soon);
        let later = early.filter_map(|number| self.rows.get(*number));
        self.rows.iter().take(soon).chain(later)
    }

    /// Time left.
    pub const fn left(&self, row: &Row) -> Remaining {
        Remaining::between(self.at, row.not_after)
    }

    /// The CA that issued a certificate for certain, where it is among those of the audit and they are few enough to be
    /// verified one by one.
    pub fn issuer(&self, certificate: Fingerprint) -> Option<Fingerprint> {
        self.issuers.get(&certificate).copied()
    }

    /// Whether a certificate is renewed where its CA's key is, which is not on the nodes (kubeadm's external CA).
    pub(super) fn is_signed_elsewhere(&self, row: &Row) -> bool {
        match self.issuer(row.fingerprint) {
            Some(issuer) => self.external.contains_key(&issuer),
            None => self.external.values().any(|name| *name == row.issuer.raw),
        }
    }

    /// What the entry of a list is called that a place is in: a user of a kubeconfig, a webhook.
    pub fn entry_name(&self, place: &Location) -> Option<&str> {
        self.entries.of(place)
    }

    /// Who uses a certificate.
    pub fn uses(&self, certificate: Fingerprint) -> Option<&Use> {
        self.uses.get(&certificate)
    }

    /// The finding about a certificate's dates, where there is one and it counts.
    pub fn date_finding(&self, row: &Row) -> Option<Finding> {
        self.dates_of(row).filter(|_| !self.is_ignored(row))
    }

    /// Whether the dates of a certificate do not count.
    pub(super) fn is_ignored(&self, row: &Row) -> bool {
        self.ignored_rows.contains(&row.fingerprint)
    }

    /// The same, whether it counts or not.
    pub(super) fn dates_of(&self, row: &Row) -> Option<Finding> {
        let utc = |at| CertificateTime {
            at,
            offset_seconds: 0,
        };
        let at = self.at;
        let problem = match self.standing(row) {
            Standing::Expired => Problem::Expired {
                not_after: utc(row.not_after),
                at,
            },
            Standing::Early => Problem::NotYetValid {
                not_before: utc(row.not_before),
                at,
            },
            Standing::Soon => Problem::Hygiene(Hygiene::ExpiresSoon {
                not_after: row.not_after,
                at,
            }),
            Standing::Idle | Standing::Fine => return None,
        };
        let mut finding = Finding::new(problem, None, row.places().cloned().collect());
        finding.kept = Some(row.fingerprint);
        if self.fails(row) {
            finding.severity = Severity::Error;
        }
        Some(finding)
    }

    /// What there is to say of dates, then what is wrong apart from them.
    pub fn all_findings(&self) -> impl Iterator<Item = Finding> + '_ {
        let dates = self.rows.iter().filter_map(|row| self.date_finding(row));
        dates.chain(self.findings.iter().cloned())
    }

    /// Whether a certificate alone fails the audit.
    pub fn fails(&self, row: &Row) -> bool {
        if self.is_ignored(row) {
            return false;
        }
        match self.standing(row) {
            Standing::Expired | Standing::Early => true,
            Standing::Soon => self.left(row).0 <= self.thresholds.fail,
            Standing::Idle | Standing::Fine => false,
        }
    }

    /// Whether anything is at or above the threshold of failure.
    pub fn failed(&self) -> bool {
        let rejected = |connection: &ConnectionEnd| {
            let fails = connection.verdict == Verdict::Reject || connection.is_refused_by_others();
            fails && !connection.ignored
        };
        self.pressing().any(|row| self.fails(row))
            || self.connections.iter().any(rejected)
            || self
                .findings
                .iter()
                .any(|finding| finding.severity == Severity::Error && !finding.unread)
    }

    /// Whether an input, or a part of one, could not be read.
    pub fn is_incomplete(&self) -> bool {
        !self.unreadable.is_empty() || self.findings.iter().any(|finding| finding.unread)
    }
}
