//! What expires when, what stops then, and what else is wrong with a stock of certificates.
//!
//! Of each certificate an audit keeps a [`Row`], and no signature is checked where no connection asks for it: a fleet's
//! million certificates go through in a minute.

mod connections;
mod hygiene;
mod ignored;
mod intake;
mod issuers;
mod labels;
mod model;
mod names;
mod object_stream;
mod outcome;
mod progress;
mod renewal;
mod room;
mod row;
mod stock;
mod stream;
mod timeline;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

pub use connections::{ConnectionEnd, End, Through};
pub use ignored::{Ignore, IgnoreRule};
pub use labels::{LabelError, Labels};
pub use model::{Audit, Standing, Thresholds, Use};
pub use names::PackedNames;
pub use outcome::Outcome;
pub use progress::Progress;
pub use renewal::{Renewal, renewal};
pub use row::{Authority, Issuer, KeyDigest, Row};
pub use stock::Trusting;
pub use timeline::{Event, timeline};

use issuers::Budget;

use crate::ground::path::Shown as _;
use crate::survey::Rules;
use crate::x509::Fingerprint;

/// Audits files and directories.
pub fn audit(
    inputs: &[PathBuf],
    rules: &Rules<'_>,
    thresholds: Thresholds,
    progress: &dyn Progress,
) -> Audit {
    let budget = Budget::default();
    let mut stock = intake::take(inputs, rules, progress, &budget);
    let issuers = stock
        .whole
        .issuers(&budget, rules.release, rules.signatures);
    let rows = stock.settle();
    let at = rules.at;
    let mut findings = stock.findings;
    let hygienic = hygiene::look(&rows, &stock.relations, at);
    findings.extend(hygienic.findings);

    let mut uses: BTreeMap<Fingerprint, Use> = BTreeMap::new();
    for (certificate, components) in stock.relations.presented {
        uses.entry(certificate).or_default().presented_by = components;
    }
    for (certificate, trusted) in stock.relations.trusted {
        uses.entry(certificate).or_default().bundles = trusted.bundles;
    }
    for (index, connection) in stock.connections.iter().enumerate() {
        if let Some(through) = connection.end.through() {
            uses.entry(through.certificate)
                .or_default()
                .ends
                .push(index);
        }
    }
    Audit {
        at,
        thresholds,
        rows,
        connections: stock.connections,
        trusting: stock.relations.trusting,
        external: stock.relations.external,
        findings,
        unreadable: stock.unreadable,
        idle: hygienic.idle,
        early: hygienic.early,
        uses,
        issuers,
        entries: stock.entries,
        name: name(inputs),
        labels: Labels::default(),
        ignored: 0,
        ignored_rows: HashSet::new(),
    }
}

fn name(inputs: &[PathBuf]) -> String {
    let inputs: Vec<_> = inputs
        .iter()
        .map(|input| input.shown().to_string())
        .collect();
    inputs.join(" ")
}
