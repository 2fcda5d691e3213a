//! Nodes and edges.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};

use crate::x509::Fingerprint;

/// A node's handle, valid for the graph that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) NodeIndex<u32>);

/// A thing that trusts or is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A certificate. Two certificates of one name are two nodes: nothing is joined by name.
    Certificate(Fingerprint),
    /// A set of certificates from one place, such as the file behind `--client-ca-file`.
    Bundle {
        /// What it is, for people.
        label: String,
    },
    /// A party that presents or verifies, such as `kubectl` or `kube-apiserver`.
    Participant {
        /// Its name.
        name: String,
    },
}

/// How well an issuance is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Issuance {
    /// The signature was checked with the issuer's key.
    Verified,
    /// The names match, and the key identifiers do where both are there, but the signature was not checked or its
    /// algorithm cannot be.
    Claimed,
}

/// A directed relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// Issuer → certificate.
    Issued(Issuance),
    /// Bundle → certificate.
    Contains,
    /// Participant → certificate.
    Presents,
    /// Participant → bundle.
    Trusts,
}

/// Certificates, bundles and participants with their relations.
#[derive(Clone, Debug, Default)]
pub struct TrustGraph {
    pub(super) graph: DiGraph<Node, Edge, u32>,
    /// Where each certificate is: every question starts at one.
    pub(super) certificates: BTreeMap<Fingerprint, NodeId>,
}

impl TrustGraph {
    /// A node's data.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.graph.node_weight(id.0)
    }

    /// All nodes, in the order they were added.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.graph
            .node_indices()
            .filter_map(|index| Some((NodeId(index), self.graph.node_weight(index)?)))
    }

    /// All edges as (from, to, relation), sorted.
    pub fn edges(&self) -> Vec<(NodeId, NodeId, Edge)> {
        let mut edges: Vec<_> = self
            .graph
            .edge_indices()
            .filter_map(|index| {
                let (from, to) = self.graph.edge_endpoints(index)?;
                Some((NodeId(from), NodeId(to), *self.graph.edge_weight(index)?))
            })
            .collect();
        edges.sort();
        edges
    }
}
