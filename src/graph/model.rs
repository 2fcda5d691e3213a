//! Nodes and edges.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};

use crate::x509::{Fingerprint, KeyId};

/// A node's handle, valid for the graph that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) NodeIndex<u32>);

/// A thing that trusts or is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A certificate. Two certificates of one name are two nodes: nothing is joined by name.
    Certificate(Fingerprint),
    /// A CA: a name and a key that issued certificates here, and that at least one certificate here certifies.
    Authority,
    /// A CA that no certificate here certifies.
    Absent(AbsentIssuer),
    /// A set of certificates from one place, such as the file behind `--client-ca-file`.
    Bundle {
        /// Flag or field and file, for people.
        label: String,
    },
    /// A program or a user that presents or verifies, such as `kubectl` or `kube-apiserver`.
    Participant {
        /// Its name, unique within a survey.
        name: String,
    },
}

/// A CA that is known only from the certificates that name it as their issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentIssuer {
    /// The issuer's common name, else its organization.
    pub name: String,
    /// The authority key identifier of what it issued; `None` where those certificates have none.
    pub key: Option<KeyId>,
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
    /// Certificate → authority: the certificate is for this name and key.
    Certifies,
    /// Authority or absent issuer → certificate.
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
    /// The node of each certificate: every question starts at one.
    pub(super) certificates: BTreeMap<Fingerprint, NodeId>,
}
