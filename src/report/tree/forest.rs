//! Certificates with what hangs below each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Stem, Tally, What};
use crate::graph::{Issuance, TrustGraph};
use crate::ground::time::{Remaining, Timestamp};
use crate::inventory::Entry;
use crate::report::matching::Wanted;
use crate::report::picture::plural;
use crate::report::places::Places;
use crate::report::urgency::Urgency;
use crate::survey::Survey;
use crate::x509::{Fingerprint, KeyId};

/// Nodes with their children, sorted by name.
pub(super) struct Forest {
    pub(super) nodes: Vec<Node>,
    pub(super) tops: Vec<usize>,
}

pub(super) struct Node {
    pub(super) what: What,
    /// Which certificate; none for one that is missing.
    pub(super) certificate: Option<Fingerprint>,
    /// What hangs below, and whether that is claimed.
    pub(super) children: Vec<(usize, bool)>,
    parents: Vec<(usize, bool)>,
}

impl Forest {
    pub(super) fn of(survey: &Survey, at: Timestamp) -> Self {
        let graph = survey.graph();
        let places = Places::of(&survey.inventory);
        let components: BTreeMap<&str, &'static str> = survey
            .parties
            .iter()
            .map(|party| (party.name.as_str(), party.component))
            .collect();
        let mut nodes = Vec::new();
        let mut known = BTreeMap::new();
        for (fingerprint, entry) in survey.inventory.iter() {
            known.insert(fingerprint, nodes.len());
            let mut stem = stem(entry, &places, at);
            stem.trusted_by = trusted_by(&graph, fingerprint, &components);
            nodes.push(Node::new(
                What::Certificate(Box::new(stem)),
                Some(fingerprint),
            ));
        }
        let mut forest = Self {
            nodes,
            tops: Vec::new(),
        };
        let mut missing: BTreeMap<(&[u8], Option<&KeyId>), usize> = BTreeMap::new();
        for (fingerprint, entry) in survey.inventory.iter() {
            let Some(&child) = known.get(&fingerprint) else {
                continue;
            };
            let issuers = graph.issuers_above(fingerprint).into_iter();
            let issuers: Vec<_> = issuers
                .filter_map(|(issuer, issuance)| {
                    Some((*known.get(&issuer)?, issuance == Issuance::Claimed))
                })
                .collect();
            if issuers.is_empty() && !entry.certificate.is_self_issued() {
                let key = entry.certificate.authority_key_id.as_ref();
                let name = (&*entry.certificate.issuer.raw, key);
                let next = forest.nodes.len();
                let parent = *missing.entry(name).or_insert(next);
                if parent == next {
                    forest.nodes.push(Node::missing(entry));
                }
                forest.link(parent, child, true);
            }
            if !issuers.is_empty()
                && let Some(What::Certificate(stem)) =
                    forest.nodes.get_mut(child).map(|node| &mut node.what)
                && stem.kind == "root CA"
            {
                // Cross-signed: the names are the same, the key is another.
                stem.kind = "CA";
            }
            for (parent, claimed) in issuers {
                forest.link(parent, child, claimed);
            }
        }
        forest.arrange();
        forest
    }

    fn link(&mut self, parent: usize, child: usize, claimed: bool) {
        if let Some(node) = self.nodes.get_mut(parent) {
            node.children.push((child, claimed));
        }
        if let Some(node) = self.nodes.get_mut(child) {
            node.parents.push((parent, claimed));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally {
            tops: self.tops.len(),
            ..Tally::default()
        };
        for node in &self.nodes {
            if let What::Certificate(stem) = &node.what {
                tally.certificates += 1;
                tally.invalid += usize::from(stem.urgency <= Urgency::Early);
                tally.soon += usize::from(matches!(stem.urgency, Urgency::Week | Urgency::Month));
            }
        }
        tally
    }

    /// Keeps what leads to, or comes from, what is asked for. Of a party that is what it trusts and presents.
    pub(super) fn focus(&mut self, survey: &Survey, wanted: &Wanted) {
        let parties = survey
            .parties
            .iter()
            .filter(|party| wanted.names(&party.name));
        let asked: BTreeSet<Fingerprint> = parties
            .flat_map(|party| {
                let anchors = party.trusts.iter().flat_map(|bundle| &bundle.anchors);
                let chains = party.presents.iter().flat_map(|given| &given.chain);
                anchors
                    .chain(chains)
                    .map(|placed| placed.certificate.fingerprint)
            })
            .collect();
        let nodes = self.nodes.iter().enumerate();
        let named: Vec<usize> = nodes
            .filter(|(_, node)| {
                let certificate = node.certificate;
                certificate.is_some_and(|known| wanted.has(known) || asked.contains(&known))
            })
            .map(|(index, _)| index)
            .collect();
        let mut kept = self.reach(named.clone(), |node| &node.children);
        kept.extend(self.reach(named, |node| &node.parents));
        for node in &mut self.nodes {
            node.children.retain(|(child, _)| kept.contains(child));
            node.parents.retain(|(parent, _)| kept.contains(parent));
        }
        self.tops.retain(|top| kept.contains(top));
        let gone = self.nodes.iter_mut().enumerate();
        for (_, node) in gone.filter(|(index, _)| !kept.contains(index)) {
            node.children.clear();
            node.parents.clear();
            node.certificate = None;
        }
    }

    fn reach(
        &self,
        mut open: Vec<usize>,
        next: fn(&Node) -> &Vec<(usize, bool)>,
    ) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        while let Some(index) = open.pop() {
            if found.insert(index)
                && let Some(node) = self.nodes.get(index)
            {
                open.extend(next(node).iter().map(|(other, _)| *other));
            }
        }
        found
    }

    /// Turns every tree around: what issued nothing is on top.
    pub(super) fn invert(&mut self) {
        let shown: BTreeSet<usize> = self.reach(self.tops.clone(), |node| &node.children);
        for node in &mut self.nodes {
            std::mem::swap(&mut node.children, &mut node.parents);
        }
        self.arrange();
        self.tops.retain(|top| shown.contains(top));
    }

    /// Finds the tops and sorts everything by name.
    fn arrange(&mut self) {
        let names: Vec<_> = self.nodes.iter().map(Node::sort_key).collect();
        let mut ranks: Vec<usize> = (0..names.len()).collect();
        ranks.sort_by_key(|index| names.get(*index));
        let mut rank = vec![0; ranks.len()];
        for (position, index) in ranks.iter().enumerate() {
            if let Some(rank) = rank.get_mut(*index) {
                *rank = position;
            }
        }
        let rank = |index: &usize| rank.get(*index).copied();
        for node in &mut self.nodes {
            node.children.sort_by_key(|(child, _)| rank(child));
        }
        let nodes = self.nodes.iter().enumerate();
        let tops = nodes.filter(|(_, node)| node.parents.is_empty());
        self.tops = tops.map(|(index, _)| index).collect();
        // A ring of CAs that certify each other has no top: its first name stands for one.
        let mut reached = self.reach(self.tops.clone(), |node| &node.children);
        for index in ranks {
            if !reached.contains(&index) {
                self.tops.push(index);
                reached.extend(self.reach(vec![index], |node| &node.children));
            }
        }
        self.tops.sort_by_key(rank);
    }
}

impl Node {
    fn new(what: What, certificate: Option<Fingerprint>) -> Self {
        Self {
            what,
            certificate,
            children: Vec::new(),
            parents: Vec::new(),
        }
    }

    fn missing(child: &Entry) -> Self {
        let issuer = &child.certificate.issuer;
        let name = issuer.short();
        let key = child
            .certificate
            .authority_key_id
            .as_ref()
            .map(KeyId::short);
        Self::new(What::Missing { name, key }, None)
    }

    /// CAs first, then by name; certificates of one name by their end.
    fn sort_key(&self) -> (bool, String, Timestamp, Option<Fingerprint>, Option<String>) {
        match &self.what {
            What::Certificate(stem) => (
                !stem.kind.ends_with("CA"),
                stem.name.clone(),
                stem.not_after,
                self.certificate,
                None,
            ),
            What::Missing { name, key } => (
                false,
                name.clone(),
                Timestamp::from_seconds(i64::MAX),
                None,
                key.clone(),
            ),
            What::Above(_) | What::Deeper(_) => {
                (true, String::new(), Timestamp::from_seconds(0), None, None)
            }
        }
    }
}

fn stem(entry: &Entry, places: &Places, at: Timestamp) -> Stem {
    let certificate = &entry.certificate;
    let urgency = Urgency::of(certificate, at);
    let end = certificate.not_after.at;
    let files: BTreeSet<&str> = entry
        .locations
        .iter()
        .map(|location| places.short(location))
        .collect();
    Stem {
        name: certificate.display_name(),
        count: 1,
        kind: certificate.role(),
        urgency,
        not_after: end,
        left: match urgency {
            Urgency::Early => "not yet".to_owned(),
            _ => Remaining::between(at, end).to_string(),
        },
        key: Some(certificate.key_id().short()),
        place: files.first().copied().unwrap_or_default().to_owned(),
        elsewhere: files.len().saturating_sub(1),
        trusted_by: None,
        claimed: false,
        repeated: false,
    }
}

/// Who trusts it, those of a kind counted.
fn trusted_by(
    graph: &TrustGraph,
    certificate: Fingerprint,
    components: &BTreeMap<&str, &'static str>,
) -> Option<(usize, String)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for party in graph.trusted_by(certificate) {
        let component = components.get(party).copied().unwrap_or(party);
        *counts.entry(component).or_default() += 1;
    }
    let all = counts.values().sum();
    let texts: Vec<_> = counts
        .into_iter()
        .map(|(component, count)| match count {
            1 => component.to_owned(),
            several => format!("{several} {}", plural(component)),
        })
        .collect();
    (all > 0).then(|| (all, texts.join(", ")))
}
