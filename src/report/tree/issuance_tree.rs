//! The trust graph as trees, sorted by name, in the direction that is asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{CertificateLine, Content};
use crate::graph::{Issuance, NodeId, TrustGraph};
use crate::ground::time::Timestamp;
use crate::report::matching::Wanted;
use crate::report::places::Places;
use crate::survey::Survey;
use crate::x509::{CertificateRole, Fingerprint, KeyId};

/// Nodes with their branches, all sorted by name.
pub(super) struct IssuanceTree {
    pub(super) nodes: Vec<TreeNode>,
    /// Where the trees begin.
    pub(super) tops: Vec<usize>,
    /// Branches that several nodes may have in common: certificates of one CA have the same ones, and CAs that certify
    /// each other are quadratic in certificates already.
    limbs: Vec<Vec<Branch>>,
}

/// A certificate, or a CA that is in no input.
pub(super) struct TreeNode {
    pub(super) content: Content,
    /// Index of its branches in [`IssuanceTree::limbs`]; `None` where nothing hangs below.
    pub(super) limb: Option<usize>,
}

/// What hangs below a node.
#[derive(Clone, Copy)]
pub(super) struct Branch {
    /// Index of the node in [`IssuanceTree::nodes`].
    pub(super) node: usize,
    /// The signature of this issuance was not checked.
    pub(super) claimed: bool,
}

/// Which way trees grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    /// From roots to what they issued.
    Down,
    /// From certificates to their issuers.
    Up,
}

impl IssuanceTree {
    /// The trees of a survey at an instant; with `focus`, only what leads to, or comes from, what that asks for.
    pub(super) fn new(
        survey: &Survey,
        at: Timestamp,
        growth: Growth,
        focus: Option<&Wanted>,
    ) -> Self {
        let graph = survey.graph();
        let sorted = sorted_nodes(survey, at, focus);
        let indices = sorted.iter().enumerate();
        let indices: BTreeMap<NodeId, usize> =
            indices.map(|(index, node)| (node.id, index)).collect();
        let ends = match growth {
            Growth::Down => graph.tops(),
            Growth::Up => graph.bottoms(),
        };
        // Of CAs that certify each other and have nothing above them, the first by name is on top.
        let first = |ring: Vec<NodeId>| ring.iter().filter_map(|id| indices.get(id)).min().copied();
        let mut tops: Vec<_> = ends.into_iter().filter_map(first).collect();
        tops.sort_unstable();
        let mut limbs = Limbs {
            graph,
            growth,
            indices: &indices,
            known: BTreeMap::new(),
            limbs: Vec::new(),
        };
        let nodes = sorted
            .into_iter()
            .map(|node| TreeNode {
                limb: limbs.limb(&node),
                content: node.content,
            })
            .collect();
        let limbs = limbs.limbs;
        Self { nodes, tops, limbs }
    }

    /// The branches of a node, by name.
    pub(super) fn branches(&self, node: &TreeNode) -> &[Branch] {
        let limb = node.limb.and_then(|limb| self.limbs.get(limb));
        limb.map_or(&[], Vec::as_slice)
    }
}

/// A node before it has its branches.
struct SortedNode {
    id: NodeId,
    /// `None` for a CA that is in no input.
    certificate: Option<Fingerprint>,
    content: Content,
}

/// CAs first, then by name; certificates of one name by their end.
fn sorted_nodes(survey: &Survey, at: Timestamp, focus: Option<&Wanted>) -> Vec<SortedNode> {
    let graph = survey.graph();
    let kept = focus.map(|wanted| kept(survey, wanted));
    let is_kept = |known: &Fingerprint| kept.as_ref().is_none_or(|kept| kept.contains(known));
    let places = Places::of(&survey.inventory);
    let programs = survey.parties.iter();
    let programs = programs
        .map(|party| (party.name.as_str(), party.component.as_str()))
        .collect();
    let mut nodes = Vec::new();
    let mut absent = BTreeMap::new();
    for (fingerprint, entry) in survey.inventory.iter() {
        let Some(id) = graph.find(fingerprint).filter(|_| is_kept(&fingerprint)) else {
            continue;
        };
        let mut line = CertificateLine::new(entry, &places, at);
        line.set_trusted_by(graph.trusting(fingerprint), &programs);
        if line.role == CertificateRole::RootCa && !graph.authorities_above(fingerprint).is_empty()
        {
            // Cross-signed: the names are the same, the key is another.
            line.role = CertificateRole::Ca;
        }
        nodes.push(SortedNode {
            id,
            certificate: Some(fingerprint),
            content: Content::Certificate(Box::new(line)),
        });
        absent.extend(graph.absent_issuer(fingerprint));
    }
    nodes.extend(absent.into_iter().map(|(id, issuer)| SortedNode {
        id,
        certificate: None,
        content: Content::Missing {
            name: issuer.name.clone(),
            key: issuer.key.as_ref().map(KeyId::short),
        },
    }));
    nodes.sort_by_cached_key(|node| node.content.sort_key(node.certificate));
    nodes
}

/// What leads to, or comes from, what is asked for. Of a participant that is what it trusts and presents.
fn kept(survey: &Survey, wanted: &Wanted) -> BTreeSet<Fingerprint> {
    let graph = survey.graph();
    let certificates = survey.inventory.iter().map(|(known, _)| known);
    let mut asked: BTreeSet<_> = certificates.filter(|known| wanted.has(*known)).collect();
    for party in survey.parties.iter() {
        if !wanted.names(&party.name) {
            continue;
        }
        let anchors = party.trusts.iter().flat_map(|bundle| &bundle.anchors);
        let chains = party.presents.iter().flat_map(|given| &given.chain);
        let held = anchors.chain(chains);
        asked.extend(held.map(|placed| placed.certificate.fingerprint));
    }
    let mut kept = graph.descendants(asked.iter().copied());
    kept.extend(graph.ancestors(asked));
    kept
}

/// Makes branches, once for all nodes that have the same ones.
struct Limbs<'a> {
    graph: &'a TrustGraph,
    growth: Growth,
    indices: &'a BTreeMap<NodeId, usize>,
    /// Index of the branches that CAs lead to.
    known: BTreeMap<Vec<(NodeId, Issuance)>, usize>,
    limbs: Vec<Vec<Branch>>,
}

impl Limbs<'_> {
    fn limb(&mut self, node: &SortedNode) -> Option<usize> {
        let authorities = match (self.growth, node.certificate) {
            (Growth::Up, Some(certificate)) => self.graph.authorities_above(certificate),
            (Growth::Up, None) => Vec::new(),
            (Growth::Down, certificate) => {
                let authority = match certificate {
                    Some(certificate) => self.graph.authority(certificate),
                    None => Some(node.id),
                };
                // How well it is known differs from branch to branch.
                let any = |authority| (authority, Issuance::Verified);
                authority.map(any).into_iter().collect()
            }
        };
        if let Some(known) = self.known.get(&authorities) {
            return Some(*known);
        }
        let mut branches = self.branches(&authorities);
        if branches.is_empty() {
            return None;
        }
        branches.sort_by_key(|branch| branch.node);
        let index = self.limbs.len();
        self.limbs.push(branches);
        self.known.insert(authorities, index);
        Some(index)
    }

    fn branches(&self, authorities: &[(NodeId, Issuance)]) -> Vec<Branch> {
        let branch = |id: NodeId, issuance| {
            Some(Branch {
                node: *self.indices.get(&id)?,
                claimed: issuance == Issuance::Claimed,
            })
        };
        let authorities = authorities.iter();
        match self.growth {
            Growth::Down => authorities
                .flat_map(|(authority, _)| self.graph.below(*authority))
                .filter_map(|(id, issuance)| branch(id, issuance))
                .collect(),
            Growth::Up => authorities
                .flat_map(|(authority, issuance)| {
                    let certificates = self.graph.certifying(*authority);
                    let certificates = certificates.filter_map(|known| self.graph.find(known));
                    // An absent issuer has no certificate and is a node itself.
                    certificates.chain([*authority]).map(|id| (id, *issuance))
                })
                .filter_map(|(id, issuance)| branch(id, issuance))
                .collect(),
        }
    }
}
