//! One connection, with the break in it.

use std::collections::BTreeMap;

use super::arrange::arrange;
use super::draft::{Draft, DraftAuthority, DraftRow, DraftVerifier, Issuers, Rejected};
use super::{Detail, Options, Picture, Relation, Tally};
use crate::connection::{Judgement, Presentation};
use crate::finding::Code;
use crate::graph::{GraphBuilder, Issuance};
use crate::ground::time::Timestamp;
use crate::inventory::Placed;
use crate::report::explain::{ConnectionReport, Direction};
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
        sketch.certificates(presentation, judgement, holder);
        sketch
            .directions
            .push((verifier, presentation, judgement, direction));
    }
    let (draft, details) = sketch.draft();
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

struct Sketch<'a> {
    at: Timestamp,
    /// Every certificate with its holder, and whether some side trusts it.
    known: BTreeMap<Fingerprint, (&'a CertificateRef, String, bool)>,
    directions: Vec<(&'a str, &'a Presentation, &'a Judgement, &'a Direction)>,
}

impl<'a> Sketch<'a> {
    fn new(at: Timestamp) -> Self {
        Self {
            at,
            known: BTreeMap::new(),
            directions: Vec::new(),
        }
    }

    fn certificates(
        &mut self,
        presentation: &'a Presentation,
        judgement: &'a Judgement,
        holder: &str,
    ) {
        let mut add = |certificate: &'a CertificateRef, holder: &str, anchor: bool| {
            let known = self
                .known
                .entry(certificate.fingerprint)
                .or_insert_with(|| (certificate, holder.to_owned(), anchor));
            known.2 |= anchor;
        };
        for placed in &presentation.chain {
            add(&placed.certificate, holder, false);
        }
        for placed in &judgement.anchors {
            add(&placed.certificate, "", true);
        }
        if let Some(hint) = &judgement.hint {
            add(hint, "", false);
        }
    }

    fn draft(&self) -> (Draft, BTreeMap<Fingerprint, Detail>) {
        let mut builder = GraphBuilder::new();
        for (certificate, ..) in self.known.values() {
            builder.certificate(certificate);
        }
        let graph = builder.build();
        let mut draft = Draft::default();
        let mut boxes = BTreeMap::new();
        for (fingerprint, (certificate, _, anchor)) in &self.known {
            if *anchor || certificate.is_ca() || graph.issued_any(*fingerprint) {
                boxes.insert(*fingerprint, draft.authorities.len());
                draft
                    .authorities
                    .push(DraftAuthority::new(certificate, self.at));
            }
        }
        let issuers = |of: Fingerprint| -> Issuers {
            let issuers = graph.issuers_above(of).into_iter();
            issuers
                .filter_map(|(issuer, issuance)| {
                    let relation = match issuance {
                        Issuance::Verified => Relation::Issued,
                        Issuance::Claimed => Relation::Claimed,
                    };
                    Some((*boxes.get(&issuer)?, relation))
                })
                .collect()
        };
        let mut missing: BTreeMap<_, usize> = BTreeMap::new();
        for (fingerprint, (certificate, holder, _)) in &self.known {
            let mut issuers = issuers(*fingerprint);
            let own = boxes.get(fingerprint).copied();
            // The unknown issuer of a trust anchor does not matter; that of what is presented is the break.
            if issuers.is_empty() && own.is_none() && !certificate.is_self_issued() {
                let name = (&certificate.issuer.raw, &certificate.authority_key_id);
                let next = draft.authorities.len();
                let index = *missing.entry(name).or_insert(next);
                if index == next {
                    draft.authorities.push(DraftAuthority::missing(certificate));
                }
                issuers.insert(index, Relation::Claimed);
            }
            match own {
                Some(own) => {
                    if let Some(authority) = draft.authorities.get_mut(own) {
                        authority.issued_by(issuers);
                    }
                }
                None => {
                    let row = DraftRow::new(certificate, holder.clone(), self.at);
                    draft.ledgers.entry(issuers).or_default().push(row);
                }
            }
        }
        for (verifier, presentation, judgement, direction) in &self.directions {
            let verifier =
                self.verifier(verifier, presentation, judgement, direction, &draft, &boxes);
            draft.verifiers.push(verifier);
        }
        let details = self.known.iter();
        let details =
            details.map(|(known, (certificate, ..))| (*known, Detail::bare(certificate, self.at)));
        let details = details.collect();
        (draft, details)
    }

    fn verifier(
        &self,
        name: &str,
        presentation: &Presentation,
        judgement: &Judgement,
        direction: &Direction,
        draft: &Draft,
        boxes: &BTreeMap<Fingerprint, usize>,
    ) -> DraftVerifier {
        let number = |placed: &Placed| boxes.get(&placed.certificate.fingerprint).copied();
        let bundle = match (&judgement.anchors_label, &judgement.skipped) {
            (Some(label), _) => label.clone(),
            (None, Some(skipped)) => skipped.clone(),
            (None, None) => "what it trusts is not known".to_owned(),
        };
        let mut verifier = DraftVerifier {
            kind: "",
            title: name.to_owned(),
            detail: bundle.clone(),
            members: vec![direction.title.clone()],
            bundles: vec![bundle],
            trusts: judgement.anchors.iter().filter_map(number).collect(),
            rejects: Vec::new(),
        };
        if let (Verdict::Reject, Some(leaf)) = (direction.verdict, presentation.chain.first()) {
            verifier.rejects = rejected(direction.code, leaf, draft, boxes, &verifier);
        }
        verifier
    }
}

/// What a verifier refuses: the CA that is not in its bundle, or else the certificate itself.
fn rejected(
    code: Option<Code>,
    leaf: &Placed,
    draft: &Draft,
    boxes: &BTreeMap<Fingerprint, usize>,
    verifier: &DraftVerifier,
) -> Vec<(Rejected, String)> {
    let fingerprint = leaf.certificate.fingerprint;
    let issuers = match boxes.get(&fingerprint) {
        Some(own) => vec![*own],
        None => draft
            .ledgers
            .iter()
            .filter(|(_, rows)| {
                rows.iter()
                    .any(|row| row.certificates.contains(&fingerprint))
            })
            .flat_map(|(issuers, _)| issuers.keys().copied())
            .collect(),
    };
    let above = draft.above(issuers);
    let trusted = above
        .iter()
        .any(|authority| verifier.trusts.contains(authority));
    let tops = above.iter().filter(|index| {
        let authority = draft.authorities.get(**index);
        authority.is_some_and(|authority| authority.issuers.is_empty())
    });
    let tops: Vec<_> = tops
        .map(|top| (Rejected::Authority(*top), "✗ not in bundle".to_owned()))
        .collect();
    if !trusted && !tops.is_empty() {
        return tops;
    }
    let why = code.map_or_else(|| "✗ rejected".to_owned(), |code| format!("✗ {code}"));
    vec![(Rejected::Certificate(fingerprint), why)]
}
