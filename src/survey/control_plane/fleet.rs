//! Several nodes, and how they are found: by their cluster, by the address of their API server, by the key of their CA, by a
//! file's place. Each question is answered by an index, however many nodes there are.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::ControlPlane;
use super::cluster::clusters;
use super::folders::Folders;
use super::url;
use crate::connection::{Client, Role, Server, Trust};
use crate::fix::NodeRank;
use crate::golang::GoRelease;
use crate::inventory::Placed;
use crate::verify::names_server;
use crate::x509::{CertificateRef, Fingerprint, PublicKey};

/// What runs on a node, by what answers there.
pub(super) fn rank(servers: &[(String, Arc<Server>)]) -> NodeRank {
    let runs = |role: Role| servers.iter().any(|(_, server)| server.role == role);
    if runs(Role::API_SERVER) {
        NodeRank::ControlPlane
    } else if runs(Role::ETCD) {
        NodeRank::Etcd
    } else {
        NodeRank::Worker
    }
}

/// The nodes given.
pub(in crate::survey) struct Fleet<'a> {
    planes: &'a [ControlPlane],
    /// Of each node the number of its cluster.
    cluster: Vec<usize>,
    clusters: HashMap<usize, Cluster>,
    folders: Folders,
    /// The first node with a CA of each key.
    authorities: HashMap<&'a PublicKey, usize>,
    /// Each serving certificate of an API server once, with the first node that has it, in the order of the nodes.
    serving: Vec<(&'a CertificateRef, usize)>,
}

/// The nodes of one cluster, each list in their order.
#[derive(Default)]
struct Cluster {
    nodes: Vec<usize>,
    /// Those with an API server.
    api_servers: Vec<usize>,
    /// The first API server that advertises an address.
    advertised: HashMap<String, usize>,
}

impl<'a> Fleet<'a> {
    pub(in crate::survey) fn new(planes: &'a [ControlPlane]) -> Self {
        let cluster = clusters(planes);
        let mut own = Self {
            planes,
            clusters: HashMap::new(),
            folders: Folders::new(planes.iter().map(|plane| plane.folder.as_path())),
            authorities: HashMap::new(),
            serving: Vec::new(),
            cluster: Vec::new(),
        };
        let mut leaves: HashSet<Fingerprint> = HashSet::new();
        for (index, (plane, cluster)) in planes.iter().zip(&cluster).enumerate() {
            let known = own.clusters.entry(*cluster).or_default();
            known.nodes.push(index);
            if plane.has_api_server() {
                known.api_servers.push(index);
                if let Some(address) = &plane.reach.address {
                    let address = address.clone();
                    known.advertised.entry(address).or_insert(index);
                }
            }
            for anchor in plane.node.authorities.iter().flat_map(|own| &own.anchors) {
                let key = &anchor.certificate.public_key;
                own.authorities.entry(key).or_insert(index);
            }
            if let Some(leaf) = plane.serving_leaf()
                && leaves.insert(leaf.fingerprint)
            {
                own.serving.push((leaf, index));
            }
        }
        own.cluster = cluster;
        own
    }

    pub(in crate::survey) fn get(&self, node: usize) -> Option<&'a ControlPlane> {
        self.planes.get(node)
    }

    /// The node that a kubeconfig belongs to: the one whose folder it lies in or beside, or the only one. None where it lies
    /// as near to another folder.
    pub(in crate::survey) fn node_of(&self, path: &Path) -> Option<usize> {
        self.folders.nearest(path)
    }

    /// A node of the cluster that a client whose place tells none is for: one with a CA that it trusts, or one
    /// that answers to the name that it asks for.
    pub(in crate::survey) fn meant_by(&self, client: &Client, release: GoRelease) -> Option<usize> {
        let trusted = match &client.trust {
            Trust::Bundle(bundle) => bundle.anchors.as_slice(),
            _ => &[],
        };
        self.with_ca_of(trusted).or_else(|| {
            let name = &client.endpoint.as_ref()?.server_name;
            let mut serving = self.serving.iter();
            let found = serving.find(|(leaf, _)| names_server(leaf, name, release));
            found.map(|(_, node)| *node)
        })
    }

    /// The first node of whose CAs one is among certificates, by its key.
    fn with_ca_of(&self, certificates: &[Placed]) -> Option<usize> {
        let keys = certificates.iter().map(|one| &one.certificate.public_key);
        keys.filter_map(|key| self.authorities.get(key))
            .min()
            .copied()
    }

    /// The API servers that call what objects name: those of the only cluster, or of the one with a CA among `told`, which
    /// its ConfigMap holds. Of several clusters it cannot be told without.
    pub(in crate::survey) fn callers(&self, told: &[Placed]) -> Vec<usize> {
        let calling = self.planes.iter().enumerate();
        let calling = calling.filter(|(_, plane)| plane.has_api_server());
        let Some((first, _)) = calling.clone().next() else {
            return Vec::new();
        };
        let is_only = calling
            .clone()
            .all(|(other, _)| self.share_cluster(first, other));
        let meant = if is_only {
            Some(first)
        } else {
            let told: HashSet<_> = told.iter().map(|one| &one.certificate.public_key).collect();
            let mut meant = calling.filter(|(_, plane)| {
                let mut anchors = plane.node.authorities.iter().flat_map(|own| &own.anchors);
                anchors.any(|own| told.contains(&own.certificate.public_key))
            });
            meant.next().map(|(index, _)| index)
        };
        meant.map_or_else(Vec::new, |meant| self.api_servers_beside(meant).to_vec())
    }

    /// The number of a node's cluster.
    pub(super) fn cluster_number(&self, node: usize) -> Option<usize> {
        self.cluster.get(node).copied()
    }

    /// The nodes of a node's cluster, itself among them.
    pub(super) fn beside(&self, node: usize) -> &[usize] {
        self.cluster_of(node).map_or(&[], |cluster| &cluster.nodes)
    }

    fn cluster_of(&self, node: usize) -> Option<&Cluster> {
        self.clusters.get(&self.cluster_number(node)?)
    }

    /// The API servers of a node's cluster.
    fn api_servers_beside(&self, node: usize) -> &[usize] {
        self.cluster_of(node)
            .map_or(&[], |cluster| &cluster.api_servers)
    }

    fn share_cluster(&self, one: usize, other: usize) -> bool {
        self.cluster_number(one) == self.cluster_number(other)
    }

    /// The API servers that may answer at a URL in a file of node `own`: the one of its address, that of the node itself,
    /// or, since in front of several stands a load balancer, each of the cluster. Where none is given, the node's own,
    /// of which nothing is known.
    pub(in crate::survey) fn api_servers(&self, own: usize, text: Option<&str>) -> Vec<usize> {
        let Some(node) = self.planes.get(own) else {
            return Vec::new();
        };
        let host = text.and_then(url::host);
        let at_home = host.as_deref().is_none_or(url::is_loopback);
        if node.has_api_server() && at_home {
            return vec![own];
        }
        let advertised = self.cluster_of(own).map(|cluster| &cluster.advertised);
        if let (Some(host), Some(advertised)) = (host, advertised)
            && let Some(index) = advertised.get(&host)
        {
            return vec![*index];
        }
        match self.api_servers_beside(own) {
            [] => vec![own],
            all => all.to_vec(),
        }
    }
}

impl ControlPlane {
    pub(super) fn has_api_server(&self) -> bool {
        let mut servers = self.servers.iter();
        servers.any(|(_, server)| server.role == Role::API_SERVER)
    }

    /// The certificate of its API server.
    fn serving_leaf(&self) -> Option<&CertificateRef> {
        let pair = self.api_server.server.serving.value();
        let leaf = pair.and_then(|pair| pair.chain.leaf());
        leaf.map(|leaf| &leaf.certificate)
    }
}
