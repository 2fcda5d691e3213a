//! One connection, with the break in it.

use std::collections::{BTreeMap, BTreeSet};

use super::arrange::arrange;
use super::draft::{Draft, DraftAuthority, DraftRow, DraftVerifier, Issuers, Rejected};
use super::{Detail, Options, Picture, Relation, Tally};
use crate::connection::{Judgement, Presentation};
use crate::graph::{GraphBuilder, NodeId, TrustGraph};
use crate::ground::time::Timestamp;
use crate::inventory::Placed;
use crate::report::explain::{ConnectionReport, Direction, words};
use crate::verify::Verdict;
use crate::x509::{CertificateRef, Fingerprint};

/// Draws both directions of a connection: what each side trusts, what it presents, and where it breaks.
pub fn connection(report: &ConnectionReport, at: Timestamp) -> Picture {
    let mut sketch = Sketch::new(at);
    let server = &report.server_source;
    let sides = [
        (
            report.client_component,
            server.as_deref().unwrap_or(&report.url),
        ),
        ("kube-apiserver", report.file.as_str()),
    ];
    for ((presentation, judgement), (direction, (verifier, holder))) in report
        .presentations
        .iter()
        .zip(&report.judgements)
        .zip(report.directions.iter().zip(sides))
    {
        sketch.add(Side {
            verifier,
            holder,
            presentation,
            judgement,
            direction,
        });
    }
    let details = sketch.known.iter();
    let details = details
        .map(|(known, held)| (*known, Detail::bare(held.certificate, at)))
        .collect::<BTreeMap<_, _>>();
    let draft = sketch.draft();
    let tally = Tally {
        certificates: details.len(),
        ..Tally::default()
    };
    let mut picture = arrange(draft, details, tally, false, &Options::default(), at);
    picture.title = match report.verdict {
        Verdict::Reject => format!("{} · rejected: {}", report.name, report.headline),
        Verdict::Accept | Verdict::Undetermined => format!("{} · {}", report.name, report.headline),
    };
    let date = at.human();
    picture.subtitle = match &report.context {
        Some(context) => format!("explain {} · context {context} · {date}", report.file),
        None => format!("explain {} · {date}", report.file),
    };
    picture
}

/// What one side verifies: the certificate of the other.
struct Side<'a> {
    /// The program that verifies.
    verifier: &'a str,
    /// Who presents, or where its certificate stands.
    holder: &'a str,
    presentation: &'a Presentation,
    judgement: &'a Judgement,
    direction: &'a Direction,
}

/// A certificate of the connection.
struct Held<'a> {
    certificate: &'a CertificateRef,
    /// Who presents it; empty for one that is only trusted.
    holder: &'a str,
}

/// The certificates of a connection before they have their places.
struct Sketch<'a> {
    at: Timestamp,
    known: BTreeMap<Fingerprint, Held<'a>>,
    sides: Vec<Side<'a>>,
}

impl<'a> Sketch<'a> {
    fn new(at: Timestamp) -> Self {
        Self {
            at,
            known: BTreeMap::new(),
            sides: Vec::new(),
        }
    }

    fn add(&mut self, side: Side<'a>) {
        let mut hold = |certificate: &'a CertificateRef, holder: &'a str| {
            self.known.entry(certificate.fingerprint).or_insert(Held {
                certificate,
                holder,
            });
        };
        for placed in &side.presentation.chain {
            hold(&placed.certificate, side.holder);
        }
        for placed in &side.judgement.anchors {
            hold(&placed.certificate, "");
        }
        if let Some(hint) = &side.judgement.hint {
            hold(hint, "");
        }
        self.sides.push(side);
    }

    /// Who issued whom of these, and which side trusts what.
    fn graph(&self) -> TrustGraph {
        let mut builder = GraphBuilder::new();
        for held in self.known.values() {
            builder.certificate(held.certificate);
        }
        for side in &self.sides {
            let participant = builder.participant(side.verifier);
            let anchors = side.judgement.anchors.iter();
            let bundle = builder.bundle("", anchors.map(|anchor| &anchor.certificate));
            builder.trusts(participant, bundle);
        }
        builder.build()
    }

    fn draft(&self) -> Draft {
        let graph = self.graph();
        let boxes = Boxes::new(&graph, self);
        let mut draft = boxes.draft;
        let mut missing: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (fingerprint, held) in &self.known {
            let mut issuers: Issuers = graph
                .issuers_above(*fingerprint)
                .into_iter()
                .filter_map(|(issuer, issuance)| {
                    Some((*boxes.indices.get(&issuer)?, issuance.into()))
                })
                .collect();
            if let Some(own) = boxes.indices.get(fingerprint) {
                // The unknown issuer of a trust anchor does not matter; that of what is presented is the break.
                if let Some(authority) = draft.authorities.get_mut(*own) {
                    authority.issued_by(issuers);
                }
                continue;
            }
            if let Some((id, absent)) = graph.absent_issuer(*fingerprint) {
                let index = *missing.entry(id).or_insert_with(|| {
                    draft.authorities.push(DraftAuthority::missing(absent));
                    draft.authorities.len() - 1
                });
                issuers.insert(index, Relation::Claimed);
            }
            let row = DraftRow::new(held.certificate, held.holder.to_owned(), self.at);
            draft.ledgers.entry(issuers).or_default().push(row);
        }
        for side in &self.sides {
            let verifier = side.verifier(&draft, &boxes.indices, &graph);
            draft.verifiers.push(verifier);
        }
        draft
    }
}

/// The certificates that are drawn as boxes.
struct Boxes {
    draft: Draft,
    /// The index of each among the authorities of the draft.
    indices: BTreeMap<Fingerprint, usize>,
}

impl Boxes {
    fn new(graph: &TrustGraph, sketch: &Sketch<'_>) -> Self {
        let (trusted, layers) = (graph.trusted(), graph.layers());
        let mut draft = Draft::default();
        let mut indices = BTreeMap::new();
        for (fingerprint, held) in &sketch.known {
            if !graph.stands_as_authority(held.certificate) {
                continue;
            }
            indices.insert(*fingerprint, draft.authorities.len());
            draft.authorities.push(DraftAuthority {
                trusted: trusted.contains(fingerprint),
                depth: layers.get(fingerprint).copied().unwrap_or_default(),
                ..DraftAuthority::new(held.certificate, sketch.at)
            });
        }
        Self { draft, indices }
    }
}

impl Side<'_> {
    fn verifier(
        &self,
        draft: &Draft,
        boxes: &BTreeMap<Fingerprint, usize>,
        graph: &TrustGraph,
    ) -> DraftVerifier {
        let judgement = self.judgement;
        let number = |placed: &Placed| boxes.get(&placed.certificate.fingerprint).copied();
        let bundle = match (&judgement.anchors_label, &judgement.skipped) {
            (Some(label), _) => label.clone(),
            (None, Some(skipped)) => words(skipped),
            (None, None) => "what it trusts is not known".to_owned(),
        };
        let mut verifier = DraftVerifier {
            kind: "",
            title: self.verifier.to_owned(),
            detail: bundle.clone(),
            members: vec![self.direction.title.clone()],
            bundles: vec![bundle],
            trusts: judgement.anchors.iter().filter_map(number).collect(),
            rejects: Vec::new(),
        };
        let leaf = self.presentation.chain.first();
        if let (Verdict::Reject, Some(leaf)) = (self.direction.verdict, leaf) {
            let leaf = leaf.certificate.fingerprint;
            let issuers = match boxes.get(&leaf) {
                Some(own) => vec![*own],
                None => draft.issuers_of_row(leaf),
            };
            let above = draft.above(issuers, graph);
            verifier.rejects = self.rejected(leaf, &above, draft, &verifier.trusts);
        }
        verifier
    }

    /// What a verifier refuses: the CA that is not in its bundle, or else the certificate itself.
    fn rejected(
        &self,
        leaf: Fingerprint,
        above: &BTreeSet<usize>,
        draft: &Draft,
        trusts: &BTreeSet<usize>,
    ) -> Vec<(Rejected, String)> {
        let tops: Vec<_> = above
            .iter()
            .filter(|index| {
                let authority = draft.authorities.get(**index);
                authority.is_some_and(|authority| authority.issuers.is_empty())
            })
            .map(|top| (Rejected::Authority(*top), "✗ not in bundle".to_owned()))
            .collect();
        if above.is_disjoint(trusts) && !tops.is_empty() {
            return tops;
        }
        let code = self.direction.code;
        let why = code.map_or_else(|| "✗ rejected".to_owned(), |code| format!("✗ {code}"));
        vec![(Rejected::Certificate(leaf), why)]
    }
}
