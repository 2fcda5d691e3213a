//! A picture in the making: sets instead of an order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rank, Relation, Row};
use crate::graph::TrustGraph;
use crate::ground::time::Timestamp;
use crate::report::urgency::Urgency;
use crate::x509::Fingerprint;

/// What will be a picture. Indices point into `authorities`.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) verifiers: Vec<DraftVerifier>,
    pub(super) authorities: Vec<DraftAuthority>,
    /// Rows by their issuers: those of one set stand in one ledger.
    pub(super) ledgers: BTreeMap<Issuers, Vec<DraftRow>>,
}

/// Who issued something, and how well that is known.
pub(super) type Issuers = BTreeMap<usize, Relation>;

#[derive(Clone)]
pub(super) struct DraftVerifier {
    /// The program, or `kubeconfig`.
    pub(super) kind: &'static str,
    pub(super) title: String,
    /// The flag or field, without its file.
    pub(super) detail: String,
    pub(super) members: Vec<String>,
    /// The same with its file.
    pub(super) bundles: Vec<String>,
    pub(super) trusts: BTreeSet<usize>,
    /// What it does not trust, and why; ledgers are named by their certificate.
    pub(super) rejects: Vec<(Rejected, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rejected {
    Authority(usize),
    Certificate(Fingerprint),
}

#[derive(Clone)]
pub(super) struct DraftAuthority {
    pub(super) name: String,
    pub(super) rank: Rank,
    pub(super) urgency: Urgency,
    /// None for a missing one.
    pub(super) not_after: Option<Timestamp>,
    pub(super) key: Option<String>,
    pub(super) issuers: Issuers,
    /// Whether somebody trusts it or a CA above it.
    pub(super) trusted: bool,
    /// How many CAs stand between it and the nearest root.
    pub(super) depth: usize,
    /// How many it stands for; a missing one has no certificate to count.
    pub(super) count: usize,
    pub(super) certificates: Vec<Fingerprint>,
}

#[derive(Clone)]
pub(super) struct DraftRow {
    pub(super) urgency: Urgency,
    pub(super) name: String,
    pub(super) usage: &'static str,
    pub(super) holder: String,
    pub(super) not_after: Timestamp,
    pub(super) certificates: Vec<Fingerprint>,
}

impl DraftRow {
    pub(super) fn finish(self, at: Timestamp) -> Row {
        Row {
            left: self.urgency.left(self.not_after, at),
            urgency: self.urgency,
            name: counted(self.certificates.len(), self.name),
            usage: self.usage,
            holder: self.holder,
            certificates: self.certificates,
        }
    }
}

/// A name, and how many things it stands for.
pub(super) fn counted(count: usize, name: String) -> String {
    if count > 1 {
        format!("{count} × {name}")
    } else {
        name
    }
}

impl Draft {
    /// Keeps these authorities only, and gives them new numbers.
    pub(super) fn keep(&mut self, kept: &BTreeSet<usize>) {
        let renamed: BTreeMap<usize, usize> = kept
            .iter()
            .enumerate()
            .map(|(new, old)| (*old, new))
            .collect();
        self.rename(&renamed);
        let mut index = 0;
        self.authorities.retain(|_| {
            index += 1;
            kept.contains(&(index - 1))
        });
    }

    /// Points every reference to another number; references without one go.
    pub(super) fn rename(&mut self, renamed: &BTreeMap<usize, usize>) {
        let issuers = |issuers: &Issuers| -> Issuers {
            let known = issuers.iter();
            known
                .filter_map(|(old, relation)| Some((*renamed.get(old)?, relation.clone())))
                .collect()
        };
        for authority in &mut self.authorities {
            authority.issuers = issuers(&authority.issuers);
        }
        for verifier in &mut self.verifiers {
            verifier.trusts = verifier
                .trusts
                .iter()
                .filter_map(|old| renamed.get(old).copied())
                .collect();
            verifier.rejects.retain_mut(|(what, _)| match what {
                Rejected::Authority(index) => match renamed.get(index) {
                    Some(new) => {
                        *index = *new;
                        true
                    }
                    None => false,
                },
                Rejected::Certificate(_) => true,
            });
        }
        for (old, rows) in std::mem::take(&mut self.ledgers) {
            self.ledgers.entry(issuers(&old)).or_default().extend(rows);
        }
    }

    /// The authorities that issued the row of a certificate.
    pub(super) fn issuers_of_row(&self, certificate: Fingerprint) -> Vec<usize> {
        let holds = |rows: &[DraftRow]| {
            let mut rows = rows.iter();
            rows.any(|row| row.certificates.contains(&certificate))
        };
        self.ledgers
            .iter()
            .filter(|(_, rows)| holds(rows))
            .flat_map(|(issuers, _)| issuers.keys().copied())
            .collect()
    }

    /// The authorities that somebody trusts, or that stand below one.
    pub(super) fn trusted(&self) -> BTreeSet<usize> {
        let authorities = self.authorities.iter().enumerate();
        authorities
            .filter(|(_, authority)| authority.trusted)
            .map(|(index, _)| index)
            .collect()
    }

    /// The authorities `of`, and those above them.
    pub(super) fn above(
        &self,
        of: impl IntoIterator<Item = usize>,
        graph: &TrustGraph,
    ) -> BTreeSet<usize> {
        self.met(of, |certificates| graph.ancestors(certificates))
    }

    /// The authorities `of`, and those below them.
    pub(super) fn below(
        &self,
        of: impl IntoIterator<Item = usize>,
        graph: &TrustGraph,
    ) -> BTreeSet<usize> {
        self.met(of, |certificates| graph.descendants(certificates))
    }

    /// The authorities `of`, and those whose certificates a search from theirs meets. A missing one has no certificate,
    /// and no authority above or below it.
    fn met(
        &self,
        of: impl IntoIterator<Item = usize>,
        search: impl FnOnce(Vec<Fingerprint>) -> BTreeSet<Fingerprint>,
    ) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = of.into_iter().collect();
        let starts = found
            .iter()
            .filter_map(|index| self.authorities.get(*index))
            .flat_map(|authority| authority.certificates.iter().copied())
            .collect();
        let met = search(starts);
        let authorities = self.authorities.iter().enumerate();
        found.extend(
            authorities
                .filter(|(_, authority)| {
                    let mut certificates = authority.certificates.iter();
                    certificates.any(|certificate| met.contains(certificate))
                })
                .map(|(index, _)| index),
        );
        found
    }
}
