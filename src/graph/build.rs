//! From certificates, bundles and parties to the graph.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Edge, Issuance, Node, NodeId, TrustGraph};
use crate::x509::{CertificateRef, Fingerprint, KeyId, SignatureHash, check_signature};

/// Signature checks before edges are only claimed; a mesh of same-named CAs is quadratic in them.
const SIGNATURE_BUDGET: usize = 20_000;

/// Issuers that are claimed for one certificate; beyond them a claim says nothing any more.
const CLAIMS: usize = 16;

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
        let members: BTreeSet<_> = contents
            .into_iter()
            .map(|certificate| self.certificate(certificate))
            .collect();
        for member in members {
            self.graph.graph.add_edge(id.0, member.0, Edge::Contains);
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
        let mut by_subject: BTreeMap<&[u8], Namesakes<'_>> = BTreeMap::new();
        for (id, certificate) in self.certificates.values() {
            let namesakes = by_subject.entry(&certificate.subject.raw).or_default();
            namesakes.add(*id, certificate);
        }
        let mut edges = Vec::new();
        let mut budget = SIGNATURE_BUDGET;
        for (id, certificate) in self.certificates.values() {
            let namesakes = by_subject.get(&*certificate.issuer.raw);
            let issuers = namesakes.map(|known| known.issuers(certificate, &mut budget));
            for (issuer, issuance) in issuers.into_iter().flatten() {
                edges.push((issuer, *id, issuance));
            }
        }
        // Each pair occurs once here: to look for it again would be quadratic in what a CA issued.
        for (from, to, issuance) in edges {
            let edge = Edge::Issued(issuance);
            self.graph.graph.add_edge(from.0, to.0, edge);
        }
        let places = self.certificates.iter();
        self.graph.certificates = places.map(|(known, (id, _))| (*known, *id)).collect();
        self.graph
    }
}

/// Certificates of one subject, by their keys.
#[derive(Default)]
struct Namesakes<'a> {
    keys: Vec<Key<'a>>,
    by_key: BTreeMap<&'a [u8], usize>,
    by_key_id: BTreeMap<&'a KeyId, Vec<usize>>,
}

/// A key, and the certificates that certify it for one subject: of one key any may be the issuer, and each is.
struct Key<'a> {
    first: &'a CertificateRef,
    certificates: Vec<NodeId>,
}

impl<'a> Namesakes<'a> {
    fn add(&mut self, id: NodeId, certificate: &'a CertificateRef) {
        let next = self.keys.len();
        let index = *self.by_key.entry(certificate.spki_bytes()).or_insert(next);
        match self.keys.get_mut(index) {
            Some(key) => key.certificates.push(id),
            None => self.keys.push(Key {
                first: certificate,
                certificates: vec![id],
            }),
        }
        if let Some(key_id) = &certificate.subject_key_id {
            self.by_key_id.entry(key_id).or_default().push(index);
        }
    }

    /// Who issued `certificate`, as far as can be told. The key whose identifier the certificate names is tried first,
    /// and the search ends with the key that made the signature: no other one made it too. SHA-1 and other signatures
    /// that Go refuses are claimed where the key identifiers agree: they say nothing against the issuance.
    fn issuers(&self, certificate: &CertificateRef, budget: &mut usize) -> Vec<(NodeId, Issuance)> {
        if certificate.signature_algorithm.hash() == Some(SignatureHash::Sha1) {
            return self.claimed(certificate);
        }
        let named = certificate.authority_key_id.as_ref();
        let named = named.and_then(|wanted| self.by_key_id.get(wanted));
        let named = named.into_iter().flatten();
        let named = named.filter_map(|index| self.keys.get(*index));
        for key in named.chain(&self.keys) {
            if *budget == 0 {
                return self.claimed(certificate);
            }
            *budget -= 1;
            let checked = check_signature(
                certificate.signature_algorithm,
                certificate.tbs_bytes(),
                certificate.signature_bytes(),
                &key.first.public_key,
            );
            if checked.is_ok() {
                let issuers = key.certificates.iter();
                return issuers.map(|id| (*id, Issuance::Verified)).collect();
            }
        }
        Vec::new()
    }

    fn claimed(&self, certificate: &CertificateRef) -> Vec<(NodeId, Issuance)> {
        let wanted = certificate.authority_key_id.as_ref();
        let agrees = |key: &&Key<'_>| match (wanted, &key.first.subject_key_id) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        let keys = self.keys.iter().filter(agrees);
        let issuers = keys.flat_map(|key| &key.certificates).take(CLAIMS);
        issuers.map(|id| (*id, Issuance::Claimed)).collect()
    }
}
