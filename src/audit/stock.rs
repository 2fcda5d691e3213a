//! What was taken in, each certificate once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSliceMut as _;

use super::connections::ConnectionEnd;
use super::issuers::{Budget, Whole};
use super::row::{Condenser, Row};
use crate::connection::Connection;
use crate::decode::certificates::EntryNames;
use crate::finding::{Finding, Problem};
use crate::fix::AuthorityKey;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::survey::{Survey, Unreadable};
use crate::x509::Fingerprint;

/// Everything of the inputs that an audit looks at.
#[derive(Default)]
pub(super) struct Stock {
    pub(super) lots: Vec<Lot>,
    pub(super) connections: Vec<ConnectionEnd>,
    pub(super) relations: Relations,
    pub(super) findings: Vec<Finding>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) whole: Whole,
    /// What entries of lists are called, by their places.
    pub(super) entries: EntryNames,
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
    /// CAs whose keys are not on their nodes, where other CAs have theirs; with their names, as encoded.
    pub(super) external: BTreeMap<Fingerprint, Box<[u8]>>,
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
    pub(super) fn of(survey: Survey, at: Timestamp, budget: &Budget) -> Self {
        let mut stock = Self::default();
        stock.relations.add(&survey);
        let clients = survey.sides.into_iter().map(|sides| sides.clients);
        stock.connections = survey
            .connections
            .iter()
            .zip(clients)
            .map(|(connection, clients)| ConnectionEnd::of(connection, clients, at))
            .collect();
        let mut condenser = Condenser::default();
        let mut lot = Lot::default();
        for entry in survey.inventory.into_entries() {
            let mut places = entry.locations.into_iter();
            let Some(first) = places.next() else { continue };
            stock.whole.push(&entry.certificate, budget);
            let mut row = match Arc::try_unwrap(entry.certificate) {
                Ok(own) => condenser.row(Cow::Owned(own), first),
                Err(shared) => condenser.row(Cow::Borrowed(&shared), first),
            };
            row.others = places.collect();
            lot.push(row);
        }
        for (outline, place) in survey.outlines {
            lot.push(condenser.outline(outline, place));
        }
        stock.lots.push(lot);
        stock.findings = survey.findings;
        stock.findings.extend(notes(&survey.connections));
        stock.unreadable = survey.unreadable;
        stock.entries = survey.entries;
        stock
    }

    /// Takes over another.
    pub(super) fn absorb(&mut self, mut other: Self) {
        self.lots.append(&mut other.lots);
        self.connections.append(&mut other.connections);
        self.relations.absorb(other.relations);
        self.findings.append(&mut other.findings);
        self.unreadable.append(&mut other.unreadable);
        self.whole.absorb(other.whole);
        self.entries.absorb(other.entries);
    }

    /// Every certificate once, with all its places, soonest end first; everything else in order.
    pub(super) fn settle(&mut self) -> Vec<Row> {
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
        self.unreadable.sort_by_cached_key(ToString::to_string);
        self.unreadable.dedup();
        settled(std::mem::take(&mut self.lots))
    }
}

/// What kubectl never shows of connections that work: of each certificate once, however many connections it is in.
fn notes(connections: &[Connection]) -> Vec<Finding> {
    let found = connections.iter().flat_map(|found| &found.findings);
    let mut notes: Vec<Finding> = Vec::new();
    for note in found.filter(|found| matches!(found.problem, Problem::RefusedOutsideGo { .. })) {
        let sentence = note.problem.to_string();
        let known = |known: &Finding| {
            known.locations == note.locations && known.problem.to_string() == sentence
        };
        if !notes.iter().any(known) {
            notes.push(note.clone());
        }
    }
    notes
}

/// Rows that were taken in together.
#[derive(Default)]
pub(super) struct Lot {
    rows: Vec<Option<Row>>,
    /// What stands before their text in its file: lines and PEM blocks.
    before: (u32, u32),
}

impl Lot {
    /// With room for so many.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            rows: Vec::with_capacity(rows),
            before: (0, 0),
        }
    }

    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(Some(row));
    }

    /// Says what stands before it.
    pub(super) const fn stands_behind(&mut self, lines: u32, blocks: u32) {
        self.before = (lines, blocks);
    }

    fn take(&mut self, index: usize) -> Option<Row> {
        let mut row = self.rows.get_mut(index)?.take()?;
        let (lines, blocks) = self.before;
        if blocks > 0 || lines > 0 {
            shift(&mut row.place, lines, blocks);
        }
        Some(row)
    }
}

/// Moves a place behind what stands before it.
pub(super) fn shift(place: &mut Location, lines: u32, blocks: u32) {
    place.line = place.line.map(|line| line.saturating_add(lines));
    place.block = place.block.map(|block| block.saturating_add(blocks));
}

/// A lot and a row of it. Numbers have four bytes: there is no room for as many rows as would need more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Handle {
    /// The row's end of validity; it has whole seconds.
    ends: i64,
    lot: u32,
    row: u32,
}

/// One row of each certificate with the places of all, soonest end first. Handles are sorted, and each row moves once.
fn settled(mut lots: Vec<Lot>) -> Vec<Row> {
    let mut order: Vec<Handle> = Vec::with_capacity(lots.iter().map(|lot| lot.rows.len()).sum());
    for (lot, held) in (0..).zip(&lots) {
        let rows = (0..).zip(held.rows.iter().flatten());
        order.extend(rows.map(|(row, held)| Handle {
            ends: held.not_after.seconds,
            lot,
            row,
        }));
    }
    order.par_sort_unstable();
    // A fleet's certificates end on few days. What they are told apart by lies all over the memory: it is fetched once
    // for each, and not for each comparison.
    let rest = |handle: &Handle| {
        let row = lots.get(handle.lot as usize)?.rows.get(handle.row as usize);
        row?.as_ref().map(|row| (row.name(), row.fingerprint))
    };
    order
        .par_chunk_by_mut(|one, other| one.ends == other.ends)
        .filter(|alike| alike.len() > 1)
        .for_each(|alike| alike.sort_by_cached_key(rest));
    let mut rows: Vec<Row> = Vec::with_capacity(order.len());
    let mut doubles = Vec::new();
    for handle in order {
        let lot = lots.get_mut(handle.lot as usize);
        let Some(mut row) = lot.and_then(|lot| lot.take(handle.row as usize)) else {
            continue;
        };
        let latest = rows.len().saturating_sub(1);
        match rows.last_mut() {
            Some(last) if last.fingerprint == row.fingerprint => {
                last.absorb(&mut row);
                if doubles.last() != Some(&latest) {
                    doubles.push(latest);
                }
            }
            _ => rows.push(row),
        }
    }
    for double in doubles {
        if let Some(row) = rows.get_mut(double) {
            row.tidy();
        }
    }
    rows
}

impl Relations {
    fn add(&mut self, survey: &Survey) {
        for party in survey.parties.iter() {
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
                self.present(placed.certificate.fingerprint, party.component.as_str());
            }
        }
        let authorities = survey.nodes.iter().flat_map(|node| &node.authorities);
        let external = authorities.filter(|authority| authority.key == AuthorityKey::Absent);
        for anchor in external.flat_map(|authority| &authority.anchors) {
            let ca = &anchor.certificate;
            self.external
                .insert(ca.fingerprint, ca.subject.raw.as_ref().into());
        }
        for connection in &survey.connections {
            for (chain, component) in [
                (
                    &connection.server_presents.chain,
                    connection.server.component.as_str(),
                ),
                (
                    &connection.client_presents.chain,
                    connection.client.component.as_str(),
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
        self.external.append(&mut other.external);
    }
}
