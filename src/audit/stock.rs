//! What was taken in, each certificate once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::iter::ParallelIterator as _;
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
        for entry in survey.inventory.into_entries() {
            let mut places = entry.locations.into_iter();
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
        if self.rows.capacity() == 0 {
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
        merge(&mut self.rows);
        sort(&mut self.rows);
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

/// A row's number, of four bytes: there is no room for as many certificates as would need more.
type Number = u32;

fn numbers(rows: &[Row]) -> impl Iterator<Item = (Number, &Row)> {
    (0..).zip(rows)
}

/// Leaves one row of each certificate, with the places of all.
fn merge(rows: &mut Vec<Row>) {
    // Eight bytes tell nearly all apart, and are sorted without a look at the rows.
    let mut order: Vec<(u64, Number)> = numbers(rows)
        .filter_map(|(number, row)| {
            let beginning = row.fingerprint.0.first_chunk()?;
            Some((u64::from_be_bytes(*beginning), number))
        })
        .collect();
    order.par_sort_unstable();
    let alike = order.chunk_by(|(one, _), (other, _)| one == other);
    let mut doubles: Vec<Number> = alike
        .filter(|group| group.len() > 1)
        .flatten()
        .map(|(_, number)| *number)
        .collect();
    if doubles.is_empty() {
        return;
    }
    doubles.sort_unstable();
    let mut doubles = doubles.into_iter().peekable();
    let mut number: Number = 0;
    let mut apart = rows.extract_if(.., |_| {
        number += 1;
        doubles.next_if_eq(&(number - 1)).is_some()
    });
    let mut first: BTreeMap<Fingerprint, Row> = BTreeMap::new();
    for mut row in &mut apart {
        match first.entry(row.fingerprint) {
            Entry::Occupied(mut kept) => kept.get_mut().absorb(&mut row),
            Entry::Vacant(place) => {
                place.insert(row);
            }
        }
    }
    drop(apart);
    rows.extend(first.into_values().map(|mut row| {
        row.tidy();
        row
    }));
}

/// Soonest end first. Numbers are sorted, and then each row moves once: in place, since a second list of a million
/// rows is what there is no room for.
fn sort(rows: &mut [Row]) {
    let mut order: Vec<(Timestamp, Number)> = numbers(rows)
        .map(|(number, row)| (row.not_after, number))
        .collect();
    order.par_sort_unstable();
    // A fleet's certificates end on few days. What they are told apart by lies all over the memory: it is fetched once
    // for each, and not for each comparison.
    let rest = |number: Number| {
        let row = rows.get(number as usize);
        row.map(|row| (&*row.name, row.fingerprint))
    };
    order
        .par_chunk_by_mut(|(one, _), (other, _)| one == other)
        .for_each(|alike| alike.sort_by_cached_key(|(_, number)| rest(*number)));
    let mut order: Vec<usize> = order
        .into_iter()
        .map(|(_, number)| number as usize)
        .collect();
    for place in 0..order.len() {
        // What belongs here may have been moved on, to where its own place was filled from.
        let mut from = order.get(place).copied().unwrap_or(place);
        while from < place {
            from = order.get(from).copied().unwrap_or(place);
        }
        if let Some(entry) = order.get_mut(place) {
            *entry = from;
        }
        rows.swap(place, from);
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
