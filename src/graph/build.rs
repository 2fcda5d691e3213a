//! From certificates, bundles and parties to the graph.

use std::collections::BTreeMap;

use super::model::{Edge, Issuance, Node, NodeId, TrustGraph};
use crate::x509::{CertificateRef, Fingerprint, SignatureHash, check_signature};

/// Signature checks before edges are only claimed; a mesh of same-named CAs is quadratic in them.
const SIGNATURE_BUDGET: usize = 20_000;

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
        let id = NodeId(self.graph.graph.add_node(Node::Certificate(fingerprint)));
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
        let id = NodeId(self.graph.graph.add_node(Node::Bundle {
            label: label.into(),
        }));
        for certificate in contents {
            let member = self.certificate(certificate);
            self.edge(id, member, Edge::Contains);
        }
        id
    }

    /// Adds a party.
    pub fn participant(&mut self, name: impl Into<String>) -> NodeId {
        NodeId(
            self.graph
                .graph
                .add_node(Node::Participant { name: name.into() }),
        )
    }

    /// `who` trusts every certificate of `bundle`.
    pub fn trusts(&mut self, who: NodeId, bundle: NodeId) {
        self.edge(who, bundle, Edge::Trusts);
    }

    /// `who` presents `certificate`.
    pub fn presents(&mut self, who: NodeId, certificate: &CertificateRef) {
        let id = self.certificate(certificate);
        self.edge(who, id, Edge::Presents);
    }

    fn edge(&mut self, from: NodeId, to: NodeId, edge: Edge) {
        self.graph.graph.update_edge(from.0, to.0, edge);
    }

    /// Finds who issued whom among all certificates and gives the graph. Candidates are found by the issuer's raw
    /// name; a candidate whose key does not verify the signature issued nothing and gets no edge.
    pub fn build(mut self) -> TrustGraph {
        let mut by_subject: BTreeMap<&[u8], Vec<(NodeId, &CertificateRef)>> = BTreeMap::new();
        for (id, certificate) in self.certificates.values() {
            by_subject
                .entry(&certificate.subject.raw)
                .or_default()
                .push((*id, certificate));
        }
        let mut edges = Vec::new();
        let mut budget = SIGNATURE_BUDGET;
        for (id, certificate) in self.certificates.values() {
            for (issuer_id, issuer) in by_subject
                .get(&*certificate.issuer.raw)
                .into_iter()
                .flatten()
            {
                if let Some(issuance) = issuance(certificate, issuer, &mut budget) {
                    edges.push((*issuer_id, *id, issuance));
                }
            }
        }
        for (from, to, issuance) in edges {
            self.edge(from, to, Edge::Issued(issuance));
        }
        self.graph
    }
}

/// Whether `issuer` issued `certificate`, as far as can be told. SHA-1 and other signatures that Go refuses are
/// claimed where the key identifiers agree: they say nothing against the issuance.
fn issuance(
    certificate: &CertificateRef,
    issuer: &CertificateRef,
    budget: &mut usize,
) -> Option<Issuance> {
    let key_ids_agree = match (&certificate.authority_key_id, &issuer.subject_key_id) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => true,
    };
    let claimed = key_ids_agree.then_some(Issuance::Claimed);
    if *budget == 0 || certificate.signature_algorithm.hash() == Some(SignatureHash::Sha1) {
        return claimed;
    }
    *budget -= 1;
    let checked = check_signature(
        certificate.signature_algorithm,
        certificate.tbs_bytes(),
        certificate.signature_bytes(),
        &issuer.public_key,
    );
    checked.is_ok().then_some(Issuance::Verified)
}
