//! What was taken in, each certificate once.

use std::collections::BTreeMap;

use rayon::slice::ParallelSliceMut as _;

use super::connections::ConnectionEnd;
use super::row::{Condenser, Row};
use crate::finding::Finding;
use crate::survey::Survey;
use crate::time::Timestamp;
use crate::x509::Fingerprint;

/// Everything of the inputs that an audit looks at.
#[derive(Default)]
pub(super) struct Stock {
    pub(super) rows: Vec<Row>,
    pub(super) connections: Vec<ConnectionEnd>,
    pub(super) relations: Relations,
    pub(super) findings: Vec<Finding>,
    pub(super) unreadable: Vec<String>,
}

/// Who trusts and who presents.
#[derive(Default)]
pub(super) struct Relations {
    /// In how many bundles a certificate is an anchor, and whether one of them has others beside it.
    pub(super) trusted: BTreeMap<Fingerprint, Trusted>,
    /// The programs that present a certificate.
    pub(super) presented: BTreeMap<Fingerprint, Vec<&'static str>>,
    /// Every bundle of every party.
    pub(super) trusting: Vec<Trusting>,
}

/// What a party trusts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trusting {
    /// The party's name.
    pub party: String,
    /// The bundle's flag or field.
    pub label: String,
    /// Its anchors, sorted.
    pub anchors: Vec<Fingerprint>,
}

/// How a CA is trusted.
#[derive(Clone, Copy, Default)]
pub(super) struct Trusted {
    pub(super) bundles: usize,
    /// A bundle holds it and nothing else.
    pub(super) alone: bool,
}

impl Stock {
    /// What there is of a survey, without the rest of it.
    pub(super) fn of(survey: Survey, at: Timestamp) -> Self {
        let mut stock = Self::default();
        stock.relations.add(&survey);
        stock.connections = survey
            .connections
            .iter()
            .map(|connection| ConnectionEnd::of(connection, at))
            .collect();
        let mut condenser = Condenser::default();
        for (_, entry) in survey.inventory.iter() {
            let mut places = entry.locations.iter().cloned();
            let Some(first) = places.next() else { continue };
            let mut row = condenser.row(&entry.certificate, first);
            row.others = places.collect();
            stock.rows.push(row);
        }
        stock.findings = survey.findings;
        stock.unreadable = survey.unreadable;
        stock
    }

    /// Takes over another.
    pub(super) fn absorb(&mut self, mut other: Self) {
        if self.rows.is_empty() {
            self.rows = other.rows;
        } else {
            self.rows.append(&mut other.rows);
        }
        self.connections.append(&mut other.connections);
        self.relations.absorb(other.relations);
        self.findings.append(&mut other.findings);
        self.unreadable.append(&mut other.unreadable);
    }

    /// Every certificate once, with all its places, soonest end first.
    pub(super) fn settle(&mut self) {
        self.rows.par_sort_unstable_by(|one, other| {
            (one.fingerprint, &one.place).cmp(&(other.fingerprint, &other.place))
        });
        // In place: a second list of a million rows is what there is no room for.
        self.rows.dedup_by(|next, kept| {
            let same = next.fingerprint == kept.fingerprint;
            if same {
                kept.absorb(next);
            }
            same
        });
        self.rows.iter_mut().for_each(Row::tidy);
        self.rows.par_sort_unstable_by(|one, other| {
            (one.not_after, &one.name, one.fingerprint).cmp(&(
                other.not_after,
                &other.name,
                other.fingerprint,
            ))
        });
        self.connections
            .sort_by(|one, other| one.order().cmp(&other.order()));
        self.findings.sort_by(|one, other| {
            (one.severity, &one.locations, one.problem.code()).cmp(&(
                other.severity,
                &other.locations,
                other.problem.code(),
            ))
        });
        self.relations.trusting.sort_unstable();
        self.unreadable.sort();
        self.unreadable.dedup();
    }
}

impl Relations {
    fn add(&mut self, survey: &Survey) {
        for party in &survey.parties {
            for bundle in &party.trusts {
                let anchors = bundle.anchors.iter();
                let mut anchors: Vec<_> = anchors
                    .map(|anchor| anchor.certificate.fingerprint)
                    .collect();
                anchors.sort_unstable();
                self.trusting.push(Trusting {
                    party: party.name.clone(),
                    label: bundle.label.clone(),
                    anchors,
                });
                for anchor in &bundle.anchors {
                    let trusted = self
                        .trusted
                        .entry(anchor.certificate.fingerprint)
                        .or_default();
                    trusted.bundles += 1;
                    trusted.alone |= bundle.anchors.len() == 1;
                }
            }
            let presented = party.presents.iter().flat_map(|sent| &sent.chain);
            for placed in presented {
                self.present(placed.certificate.fingerprint, party.component);
            }
        }
        for connection in &survey.connections {
            for (chain, component) in [
                (
                    &connection.server_presents.chain,
                    connection.server.component,
                ),
                (
                    &connection.client_presents.chain,
                    connection.client.component,
                ),
            ] {
                for placed in chain {
                    self.present(placed.certificate.fingerprint, component);
                }
            }
        }
    }

    fn present(&mut self, certificate: Fingerprint, component: &'static str) {
        let users = self.presented.entry(certificate).or_default();
        if let Err(index) = users.binary_search(&component) {
            users.insert(index, component);
        }
    }

    fn absorb(&mut self, mut other: Self) {
        self.trusting.append(&mut other.trusting);
        for (certificate, more) in other.trusted {
            let trusted = self.trusted.entry(certificate).or_default();
            trusted.bundles += more.bundles;
            trusted.alone |= more.alone;
        }
        for (certificate, components) in other.presented {
            for component in components {
                self.present(certificate, component);
            }
        }
    }
}
