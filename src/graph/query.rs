//! Questions to the graph. Answers are sorted: nothing depends on insertion order.

use petgraph::Direction;
use petgraph::visit::EdgeRef as _;

use super::model::{Edge, Issuance, Node, NodeId, TrustGraph};
use crate::x509::Fingerprint;

impl TrustGraph {
    /// The issuers of a certificate, verified ones first.
    pub fn issuers(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        let mut issuers: Vec<_> = self
            .related(certificate, Direction::Incoming)
            .filter_map(|(node, edge)| match (self.node(node)?, edge) {
                (Node::Certificate(issuer), Edge::Issued(issuance)) => Some((*issuer, issuance)),
                _ => None,
            })
            .collect();
        issuers.sort_by_key(|(issuer, issuance)| (*issuance, *issuer));
        issuers
    }

    /// The participants that trust a certificate through one of their bundles, by name.
    pub fn trusted_by(&self, certificate: Fingerprint) -> Vec<&str> {
        let mut names: Vec<_> = self
            .related(certificate, Direction::Incoming)
            .filter(|(_, edge)| *edge == Edge::Contains)
            .flat_map(|(bundle, _)| self.graph.edges_directed(bundle.0, Direction::Incoming))
            .filter(|edge| *edge.weight() == Edge::Trusts)
            .filter_map(|edge| match self.graph.node_weight(edge.source())? {
                Node::Participant { name } => Some(name.as_str()),
                Node::Certificate(_) | Node::Bundle { .. } => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The issuers that stand above a certificate. A self-signed one has none: another certificate of its key and name,
    /// such as a cross-signed one, could have issued it too, but is not needed to.
    pub fn issuers_above(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        let issuers = self.issuers(certificate);
        if issuers.iter().any(|(issuer, _)| *issuer == certificate) {
            return Vec::new();
        }
        issuers
    }

    /// What a certificate issued here, itself included where it is self-signed.
    pub fn issued(&self, certificate: Fingerprint) -> Vec<(Fingerprint, Issuance)> {
        let mut issued: Vec<_> = self
            .related(certificate, Direction::Outgoing)
            .filter_map(|(node, edge)| match (self.node(node)?, edge) {
                (Node::Certificate(subject), Edge::Issued(issuance)) => Some((*subject, issuance)),
                _ => None,
            })
            .collect();
        issued.sort();
        issued
    }

    /// Whether a certificate issued any other one here.
    pub fn issued_any(&self, certificate: Fingerprint) -> bool {
        self.related(certificate, Direction::Outgoing)
            .any(|(node, edge)| {
                matches!(edge, Edge::Issued(_)) && self.find(certificate) != Some(node)
            })
    }

    /// The node of a certificate.
    pub fn find(&self, certificate: Fingerprint) -> Option<NodeId> {
        self.certificates.get(&certificate).copied()
    }

    fn related(
        &self,
        certificate: Fingerprint,
        direction: Direction,
    ) -> impl Iterator<Item = (NodeId, Edge)> {
        let node = self.find(certificate);
        node.into_iter().flat_map(move |id| {
            self.graph.edges_directed(id.0, direction).map(move |edge| {
                let other = if direction == Direction::Incoming {
                    edge.source()
                } else {
                    edge.target()
                };
                (NodeId(other), *edge.weight())
            })
        })
    }
}
