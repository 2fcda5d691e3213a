//! From a survey to a picture.

use std::collections::{BTreeMap, BTreeSet};

use super::arrange::arrange;
use super::detail::{Detail, usage};
use super::draft::{Draft, DraftAuthority, DraftRow, DraftVerifier, Issuers};
use super::focus::{focus, only};
use super::fold::fold;
use super::holder::Holders;
use super::refused::Refused;
use super::{Options, Picture, Rank, Relation, Tally};
use crate::finding::Finding;
use crate::graph::{AbsentIssuer, Issuance, NodeId, TrustGraph};
use crate::ground::time::Timestamp;
use crate::programs::Program;
use crate::report::matching::FocusError;
use crate::report::urgency::Urgency;
use crate::survey::{Party, Survey};
use crate::verify::Verdict;
use crate::x509::{CertificateRef, Fingerprint, KeyId};

/// Draws all that inputs hold.
///
/// # Errors
/// Nothing has the name that [`Options::focus`] asks for.
pub fn survey(survey: &Survey, at: Timestamp, options: &Options) -> Result<Picture, FocusError> {
    let graph = survey.graph();
    let holders = Holders::of(survey);
    let mut draft = draft(survey, graph, &holders, at);
    let details: BTreeMap<_, _> = survey
        .inventory
        .iter()
        .map(|(known, entry)| (known, Detail::new(entry, graph, &holders, at)))
        .collect();
    let tally = tally(&draft, &details);
    if let Some(wanted) = &options.focus {
        focus(&mut draft, graph, &details, &survey.inventory, wanted)?;
    }
    if let Some(wanted) = options.only {
        only(&mut draft, graph, wanted);
    }
    let folded = fold(&mut draft, options.fold);
    let mut picture = arrange(draft, details, tally, folded, options, at);
    picture.issued = issued(survey, graph);
    picture.findings = findings(survey);
    let broken = survey.connections.iter();
    let broken = broken.filter(|one| one.verdict == Verdict::Reject);
    picture.tally.broken = broken.count();
    picture.tally.connections = survey.connections.len();
    Ok(picture)
}

fn issued(survey: &Survey, graph: &TrustGraph) -> Vec<(Fingerprint, Fingerprint, bool)> {
    let certificates = survey.inventory.iter().map(|(known, _)| known);
    let pairs = certificates.flat_map(|issuer| {
        let issued = graph.issued(issuer).into_iter();
        issued.map(move |(known, issuance)| (issuer, known, issuance == Issuance::Verified))
    });
    pairs.collect()
}

fn findings(survey: &Survey) -> Vec<Finding> {
    let connections = survey.connections.iter();
    let connections = connections.flat_map(|connection| &connection.findings);
    let mut found: Vec<_> = survey.findings.iter().chain(connections).cloned().collect();
    let key = |finding: &Finding| {
        let place = finding.place();
        (
            finding.severity,
            finding.problem.code().slug(),
            place,
            finding.problem.to_string(),
        )
    };
    found.sort_by_cached_key(key);
    found.dedup_by(|one, other| key(one) == key(other));
    found
}

fn tally(draft: &Draft, details: &BTreeMap<Fingerprint, Detail>) -> Tally {
    let count = |wanted: fn(Urgency) -> bool| {
        let urgencies = details.values().map(|detail| detail.urgency);
        urgencies.filter(|urgency| wanted(*urgency)).count()
    };
    let tops = draft.authorities.iter();
    Tally {
        certificates: details.len(),
        tops: tops.filter(|top| top.issuers.is_empty()).count(),
        invalid: count(|urgency| urgency <= Urgency::Early),
        soon: count(|urgency| matches!(urgency, Urgency::Week | Urgency::Month)),
        ..Tally::default()
    }
}

fn draft(survey: &Survey, graph: &TrustGraph, holders: &Holders, at: Timestamp) -> Draft {
    let mut gathering = Gathering {
        draft: Draft::default(),
        known: BTreeMap::new(),
        missing: BTreeMap::new(),
        graph,
        trusted: graph.trusted(),
        layers: graph.layers(),
        at,
    };
    let mut rows = Vec::new();
    for (_, entry) in survey.inventory.iter() {
        let certificate = &entry.certificate;
        if graph.stands_as_authority(certificate) {
            gathering.authority(certificate);
        } else {
            rows.push(entry);
        }
    }
    gathering.link();
    for entry in rows {
        gathering.row(&entry.certificate, holders.holder(entry));
    }
    let refused = Refused::of(survey);
    for party in survey.parties.iter() {
        for bundle in &party.trusts {
            let anchors = bundle.anchors.iter();
            let anchors = anchors.map(|anchor| anchor.certificate.fingerprint);
            let trusts = anchors.filter_map(|anchor| gathering.known.get(&anchor).copied());
            let (kind, title) = called(party);
            let flag = bundle.label.split([' ', '=']).next();
            let verifier = DraftVerifier {
                kind,
                title,
                detail: flag.unwrap_or_default().to_owned(),
                members: vec![party.name.clone()],
                bundles: vec![bundle.label.clone()],
                trusts: trusts.collect(),
                rejects: refused.rejects(&party.name, |known| gathering.known.get(known).copied()),
            };
            gathering.draft.verifiers.push(verifier);
        }
    }
    gathering.draft
}

/// What a party is called among others, and by itself. What a person runs has no better name than its context.
fn called(party: &Party) -> (&'static str, String) {
    match &party.context {
        Some(context) if party.component == Program::Kubectl => {
            ("kubeconfig", format!("kubeconfig {context}"))
        }
        Some(_) => ("kubeconfig", party.component.to_string()),
        None => (party.component.as_str(), party.name.clone()),
    }
}

/// Adds certificates one by one.
struct Gathering<'a> {
    draft: Draft,
    known: BTreeMap<Fingerprint, usize>,
    missing: BTreeMap<NodeId, usize>,
    graph: &'a TrustGraph,
    trusted: BTreeSet<Fingerprint>,
    layers: BTreeMap<Fingerprint, usize>,
    at: Timestamp,
}

impl Gathering<'_> {
    fn authority(&mut self, certificate: &CertificateRef) {
        let fingerprint = certificate.fingerprint;
        self.known.insert(fingerprint, self.draft.authorities.len());
        self.draft.authorities.push(DraftAuthority {
            trusted: self.trusted.contains(&fingerprint),
            depth: self.layers.get(&fingerprint).copied().unwrap_or_default(),
            ..DraftAuthority::new(certificate, self.at)
        });
    }

    /// Who of the authorities issued whom.
    fn link(&mut self) {
        let known: Vec<_> = self.known.iter().map(|(of, at)| (*of, *at)).collect();
        for (fingerprint, index) in known {
            let issuers = self.issuers(fingerprint);
            if let Some(authority) = self.draft.authorities.get_mut(index) {
                authority.issued_by(issuers);
            }
        }
    }

    fn issuers(&self, of: Fingerprint) -> Issuers {
        let issuers = self.graph.issuers_above(of).into_iter();
        issuers
            .filter_map(|(issuer, issuance)| Some((*self.known.get(&issuer)?, issuance.into())))
            .collect()
    }

    fn row(&mut self, certificate: &CertificateRef, holder: String) {
        let mut issuers = self.issuers(certificate.fingerprint);
        if let Some((id, absent)) = self.graph.absent_issuer(certificate.fingerprint) {
            issuers.insert(self.missing(id, absent), Relation::Claimed);
        }
        let row = DraftRow::new(certificate, holder, self.at);
        self.draft.ledgers.entry(issuers).or_default().push(row);
    }

    /// The CA that a certificate names and that is in no input.
    fn missing(&mut self, id: NodeId, absent: &AbsentIssuer) -> usize {
        let next = self.draft.authorities.len();
        let index = *self.missing.entry(id).or_insert(next);
        if index == next {
            self.draft.authorities.push(DraftAuthority::missing(absent));
        }
        index
    }
}

impl DraftAuthority {
    pub(super) fn new(certificate: &CertificateRef, at: Timestamp) -> Self {
        let rank = match (certificate.is_ca(), certificate.is_self_issued()) {
            (false, _) => Rank::Leaf,
            (true, true) => Rank::Root,
            (true, false) => Rank::Intermediate,
        };
        Self {
            name: certificate.display_name(),
            rank,
            urgency: Urgency::of(certificate, at),
            not_after: Some(certificate.not_after.at),
            key: Some(certificate.key_id().short()),
            issuers: Issuers::new(),
            trusted: false,
            depth: 0,
            count: 1,
            certificates: vec![certificate.fingerprint],
        }
    }

    /// Places it below its issuers. A cross-signed CA is self-issued, and no root.
    pub(super) fn issued_by(&mut self, issuers: Issuers) {
        if !issuers.is_empty() && self.rank == Rank::Root {
            self.rank = Rank::Intermediate;
        }
        self.issuers = issuers;
    }

    /// An issuer that is in no input.
    pub(super) fn missing(absent: &AbsentIssuer) -> Self {
        Self {
            name: absent.name.clone(),
            rank: Rank::Missing,
            urgency: Urgency::Fine,
            not_after: None,
            key: absent.key.as_ref().map(KeyId::short),
            issuers: Issuers::new(),
            trusted: false,
            depth: 0,
            count: 1,
            certificates: Vec::new(),
        }
    }
}

impl DraftRow {
    pub(super) fn new(certificate: &CertificateRef, holder: String, at: Timestamp) -> Self {
        Self {
            urgency: Urgency::of(certificate, at),
            name: certificate.display_name(),
            usage: usage(certificate),
            holder,
            not_after: certificate.not_after.at,
            certificates: vec![certificate.fingerprint],
        }
    }
}
