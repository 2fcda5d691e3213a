//! Questions about what stands next to a certificate. Answers are sorted: nothing depends on insertion order.

use petgraph::Direction;
use petgraph::visit::EdgeRef as _;

use super::model::{AbsentIssuer, Edge, Issuance, Node, NodeId, TrustGraph};
use crate::x509::{Certificate, Fingerprint};

impl TrustGraph {
    /// The certificates of a certificate's issuers, its own included where it is self-signed; verified ones first.
    pub fn issuers(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        let Some(id) = self.find(certificate) else {
            return Vec::new();
        };
        let mut issuers: Vec<_> = self
            .issuing(id)
            .flat_map(|(issuer, issuance)| {
                let certificates = self.certifying(issuer);
                certificates.map(move |certificate| (certificate, issuance))
            })
            .collect();
        issuers.sort_by_key(|(issuer, issuance)| (*issuance, *issuer));
        issuers
    }

    /// The issuers above a certificate. A self-signed one has none: another certificate of its key and name, such as a
    /// cross-signed one, could have issued it too, but is not needed to.
    pub fn issuers_above(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        match self.find(certificate) {
            Some(id) if !self.is_self_signed(id) => self.issuers(certificate),
            _ => Vec::new(),
        }
    }

    /// The CAs that issued a certificate, absent ones too; none for a self-signed one. Certificates of one CA have the
    /// same handle here, so what they issued can be listed once for all of them.
    pub fn authorities_above(&self, certificate: Fingerprint) -> Vec<(NodeId, Issuance)> {
        let Some(id) = self
            .find(certificate)
            .filter(|id| !self.is_self_signed(*id))
        else {
            return Vec::new();
        };
        let mut issuers: Vec<_> = self.issuing(id).collect();
        issuers.sort_unstable();
        issuers
    }

    /// The CA that a certificate certifies; `None` where that CA issued nothing here.
    pub fn authority(&self, certificate: Fingerprint) -> Option<NodeId> {
        self.certified(self.find(certificate)?)
    }

    /// The issuer of a certificate whose issuer is not in the graph, with a handle that is the same for all that it
    /// issued.
    pub fn absent_issuer(&self, certificate: Fingerprint) -> Option<(NodeId, &AbsentIssuer)> {
        self.issuing(self.find(certificate)?)
            .find_map(|(issuer, _)| match self.graph.node_weight(issuer.0)? {
                Node::Absent(absent) => Some((issuer, absent)),
                _ => None,
            })
    }

    /// What a certificate issued here, itself included where it is self-signed.
    pub fn issued(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        let mut issued: Vec<_> = self
            .authority(certificate)
            .into_iter()
            .flat_map(|own| self.issued_by(own))
            .collect();
        issued.sort();
        issued
    }

    /// What a CA issued, without its own self-signed certificates.
    pub fn below(&self, authority: NodeId) -> impl Iterator<Item = (NodeId, Issuance)> {
        let edges = self.graph.edges_directed(authority.0, Direction::Outgoing);
        edges
            .filter_map(|edge| match edge.weight() {
                Edge::Issued(issuance) => Some((NodeId(edge.target()), *issuance)),
                _ => None,
            })
            .filter(|(subject, _)| !self.is_self_signed(*subject))
    }

    /// How many certificates there are, and CAs that are in no input, each of which stands for one.
    pub fn certificate_count(&self) -> usize {
        let absent = |node: &&Node| matches!(node, Node::Absent(_));
        self.certificates.len() + self.graph.node_weights().filter(absent).count()
    }

    fn issued_by(&self, authority: NodeId) -> impl Iterator<Item = (Fingerprint, Issuance)> {
        let edges = self.graph.edges_directed(authority.0, Direction::Outgoing);
        edges.filter_map(
            |edge| match (self.graph.node_weight(edge.target())?, edge.weight()) {
                (Node::Certificate(subject), Edge::Issued(issuance)) => Some((*subject, *issuance)),
                _ => None,
            },
        )
    }

    /// Whether a certificate issued any other one here.
    pub fn issued_any(&self, certificate: Fingerprint) -> bool {
        let own = self.find(certificate);
        self.authority(certificate)
            .is_some_and(|authority| self.subjects(authority).any(|subject| Some(subject) != own))
    }

    /// The participants that trust a certificate through one of their bundles, by name.
    pub fn trusting(&self, certificate: Fingerprint) -> Vec<&str> {
        let mut names: Vec<_> = self
            .find(certificate)
            .into_iter()
            .flat_map(|id| self.sources(id, Edge::Contains))
            .flat_map(|bundle| self.sources(bundle, Edge::Trusts))
            .filter_map(|participant| match self.graph.node_weight(participant.0)? {
                Node::Participant { name } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether some participant has a certificate in a bundle that it trusts.
    pub fn is_trusted(&self, certificate: Fingerprint) -> bool {
        self.find(certificate).is_some_and(|id| self.is_anchor(id))
    }

    /// Whether a certificate is one to verify others against: a CA, what somebody trusts, or what issued others.
    pub fn stands_as_authority(&self, certificate: &Certificate) -> bool {
        let fingerprint = certificate.fingerprint;
        certificate.is_ca() || self.is_trusted(fingerprint) || self.issued_any(fingerprint)
    }

    pub(super) fn is_anchor(&self, id: NodeId) -> bool {
        self.sources(id, Edge::Contains)
            .any(|bundle| self.sources(bundle, Edge::Trusts).next().is_some())
    }

    /// Whether the certificate's own key signed it, or may have.
    pub(super) fn is_self_signed(&self, certificate: NodeId) -> bool {
        let own = self.certified(certificate);
        own.is_some_and(|own| self.issuing(certificate).any(|(issuer, _)| issuer == own))
    }

    /// The handle of a certificate; `None` where it is not in the graph.
    pub fn find(&self, certificate: Fingerprint) -> Option<NodeId> {
        self.certificates.get(&certificate).copied()
    }

    fn certified(&self, certificate: NodeId) -> Option<NodeId> {
        self.graph
            .edges_directed(certificate.0, Direction::Outgoing)
            .find(|edge| *edge.weight() == Edge::Certifies)
            .map(|edge| NodeId(edge.target()))
    }

    /// The certificates of a CA; none of an absent one.
    pub fn certifying(&self, authority: NodeId) -> impl Iterator<Item = Fingerprint> {
        self.sources(authority, Edge::Certifies).filter_map(|id| {
            match self.graph.node_weight(id.0)? {
                Node::Certificate(fingerprint) => Some(*fingerprint),
                _ => None,
            }
        })
    }

    pub(super) fn subjects(&self, authority: NodeId) -> impl Iterator<Item = NodeId> {
        let subjects = self
            .graph
            .neighbors_directed(authority.0, Direction::Outgoing);
        subjects.map(NodeId)
    }

    fn issuing(&self, certificate: NodeId) -> impl Iterator<Item = (NodeId, Issuance)> {
        self.graph
            .edges_directed(certificate.0, Direction::Incoming)
            .filter_map(|edge| match edge.weight() {
                Edge::Issued(issuance) => Some((NodeId(edge.source()), *issuance)),
                _ => None,
            })
    }

    fn sources(&self, target: NodeId, relation: Edge) -> impl Iterator<Item = NodeId> {
        self.graph
            .edges_directed(target.0, Direction::Incoming)
            .filter(move |edge| *edge.weight() == relation)
            .map(|edge| NodeId(edge.source()))
    }
}
