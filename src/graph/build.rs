//! From certificates, bundles and participants to the graph.

use std::collections::{BTreeMap, BTreeSet};

use super::issuance::{Authorities, Budget};
use super::model::{AbsentIssuer, Edge, Issuance, Node, NodeId, TrustGraph};
use crate::x509::{CertificateRef, Fingerprint, KeyId};

/// Collects what a graph is made of. Certificates are added once, whatever the order or number of their places.
#[derive(Default)]
pub struct GraphBuilder {
    graph: TrustGraph,
    certificates: BTreeMap<Fingerprint, (NodeId, CertificateRef)>,
}

impl GraphBuilder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// The node of a certificate, added unless it is there.
    pub fn certificate(&mut self, certificate: &CertificateRef) -> NodeId {
        let fingerprint = certificate.fingerprint;
        if let Some((id, _)) = self.certificates.get(&fingerprint) {
            return *id;
        }
        let id = self.graph.add(Node::Certificate(fingerprint));
        self.certificates
            .insert(fingerprint, (id, certificate.clone()));
        id
    }

    /// Adds a bundle and what it contains.
    pub fn bundle<'a>(
        &mut self,
        label: impl Into<String>,
        contents: impl IntoIterator<Item = &'a CertificateRef>,
    ) -> NodeId {
        let id = self.graph.add(Node::Bundle {
            label: label.into(),
        });
        let members: BTreeSet<_> = contents
            .into_iter()
            .map(|certificate| self.certificate(certificate))
            .collect();
        for member in members {
            self.graph.link(id, member, Edge::Contains);
        }
        id
    }

    /// Adds a participant.
    pub fn participant(&mut self, name: impl Into<String>) -> NodeId {
        self.graph.add(Node::Participant { name: name.into() })
    }

    /// `who` trusts every certificate of `bundle`.
    pub fn trusts(&mut self, who: NodeId, bundle: NodeId) {
        self.graph.link_once(who, bundle, Edge::Trusts);
    }

    /// `who` presents `certificate`.
    pub fn presents(&mut self, who: NodeId, certificate: &CertificateRef) {
        let id = self.certificate(certificate);
        self.graph.link_once(who, id, Edge::Presents);
    }

    /// Finds who issued whom among all certificates and gives the graph. Candidates are found by the issuer's raw
    /// name; a candidate whose key does not verify the signature issued nothing and gets no edge.
    pub fn build(self) -> TrustGraph {
        let Self {
            mut graph,
            certificates,
        } = self;
        let authorities = Authorities::new(certificates.values());
        let mut nodes: BTreeMap<usize, NodeId> = BTreeMap::new();
        let mut absent: BTreeMap<(&[u8], Option<&KeyId>), NodeId> = BTreeMap::new();
        let mut budget = Budget::default();
        for (id, certificate) in certificates.values() {
            let issuers = authorities.issuers(certificate, &mut budget);
            if issuers.is_empty() && !certificate.is_self_issued() {
                let key = certificate.authority_key_id.as_ref();
                let issuer = *absent
                    .entry((&certificate.issuer.raw, key))
                    .or_insert_with(|| graph.add(Node::Absent(AbsentIssuer::of(certificate))));
                graph.link(issuer, *id, Edge::Issued(Issuance::Claimed));
            }
            for (index, issuance) in issuers {
                let issuer = *nodes
                    .entry(index)
                    .or_insert_with(|| graph.add(Node::Authority));
                graph.link(issuer, *id, Edge::Issued(issuance));
            }
        }
        for (index, node) in nodes {
            for certificate in authorities.certificates(index) {
                graph.link(*certificate, node, Edge::Certifies);
            }
        }
        graph.certificates = certificates
            .iter()
            .map(|(known, (id, _))| (*known, *id))
            .collect();
        graph
    }
}

impl AbsentIssuer {
    /// The issuer that `certificate` names.
    fn of(certificate: &CertificateRef) -> Self {
        Self {
            name: certificate.issuer.short(),
            key: certificate.authority_key_id.clone(),
        }
    }
}

impl TrustGraph {
    fn add(&mut self, node: Node) -> NodeId {
        NodeId(self.graph.add_node(node))
    }

    /// Adds an edge that is known to be new: to look for it first would be quadratic in what a CA issued.
    fn link(&mut self, from: NodeId, to: NodeId, edge: Edge) {
        self.graph.add_edge(from.0, to.0, edge);
    }

    fn link_once(&mut self, from: NodeId, to: NodeId, edge: Edge) {
        self.graph.update_edge(from.0, to.0, edge);
    }
}
