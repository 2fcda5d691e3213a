//! `kubeadm init phase`, which makes what is not there. It asks the network for a release, and takes the machine's first
//! address, unless it is told.

use super::leaves::Leaf;
use crate::fix::model::{Node, Words};

/// The network of Services that kubeadm takes by itself (kubeadm `apis/kubeadm/v1beta4/defaults.go`).
const SERVICES: &str = "10.96.0.0/12";

/// Adds the release, so that kubeadm does not look for one (10 s where there is no network).
pub(crate) fn with_version(words: Words, node: &Node) -> Words {
    match node.facts.version {
        Some(version) => words.option("--kubernetes-version", &format!("v{version}")),
        None => words,
    }
}

/// Makes a leaf that is not there.
pub(crate) fn make_leaf(leaf: &Leaf, node: &Node) -> Words {
    let mut words = Words::new("kubeadm init phase certs").and(leaf.name);
    if leaf.name == "apiserver" {
        words = with_address(words, node);
    }
    with_version(words, node)
}

/// The address and the network that kubeadm puts into the certificate of the API server.
pub(crate) fn with_address(mut words: Words, node: &Node) -> Words {
    if let Some(address) = &node.facts.advertise_address {
        words = words.option("--apiserver-advertise-address", address);
    }
    if let Some(cidr) = node
        .facts
        .service_cidr
        .as_deref()
        .filter(|cidr| *cidr != SERVICES)
    {
        words = words.option("--service-cidr", cidr);
    }
    words
}
