//! Several nodes of one cluster: who of one of them reaches whom of another.

use std::collections::BTreeSet;
use std::path::Path;

use super::{ControlPlane, Link, url};
use crate::connection::{Client, Role, Server, Trust};
use crate::fix::NodeRank;
use crate::golang::GoRelease;
use crate::inventory::Placed;
use crate::verify::names_server;
use crate::x509::PublicKey;

/// What runs on a node, by what answers there.
pub(super) fn rank(servers: &[(String, Server)]) -> NodeRank {
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
    clusters: Vec<usize>,
}

impl<'a> Fleet<'a> {
    pub(in crate::survey) fn new(planes: &'a [ControlPlane]) -> Self {
        Self {
            planes,
            clusters: clusters(planes),
        }
    }

    pub(in crate::survey) fn get(&self, node: usize) -> Option<&'a ControlPlane> {
        self.planes.get(node)
    }

    /// The node that a kubeconfig belongs to: the one whose folder it lies in or beside, or the only one. None where it lies
    /// as near to another folder.
    pub(in crate::survey) fn node_of(&self, path: &Path) -> Option<usize> {
        let depth = |plane: &ControlPlane| {
            let shared = plane.folder.components().zip(path.components());
            shared.take_while(|(one, other)| one == other).count()
        };
        let nearest = self.planes.iter().map(depth).max()?;
        let mut near = self.planes.iter().enumerate();
        let mut near = near.by_ref().filter(|(_, plane)| depth(plane) == nearest);
        let (first, plane) = near.next()?;
        // One folder may hold several, as a server and an agent of k3s.
        near.try_fold(first, |_, (index, other)| {
            (other.folder == plane.folder).then_some(index)
        })
    }

    /// A node of the cluster that a client whose place tells none is for: one with a CA that it trusts, or one
    /// that answers to the name that it asks for.
    pub(in crate::survey) fn meant_by(&self, client: &Client, release: GoRelease) -> Option<usize> {
        let trusted = match &client.trust {
            Trust::Bundle(bundle) => bundle.anchors.as_slice(),
            _ => &[],
        };
        let by_ca = self
            .planes
            .iter()
            .position(|plane| plane.has_ca_of(trusted));
        by_ca.or_else(|| {
            let name = &client.endpoint.as_ref()?.server_name;
            let mut nodes = self.planes.iter();
            nodes.position(|plane| plane.answers_to(name, release))
        })
    }

    /// The API servers that call what objects name: those of the only cluster, or of the one with a CA among `told`, which
    /// its ConfigMap holds. Of several clusters it cannot be told without.
    pub(in crate::survey) fn callers(&self, told: &[Placed]) -> Vec<usize> {
        let nodes = self.planes.iter().enumerate();
        let calling: Vec<_> = nodes.filter(|(_, plane)| plane.has_api_server()).collect();
        let mut clusters = calling.iter().map(|(index, _)| *index);
        let first = clusters.next();
        let several =
            clusters.any(|other| first.is_some_and(|one| !self.share_cluster(one, other)));
        let meant = if several {
            let mut calling = calling.iter();
            let found = calling.find(|(_, plane)| plane.has_ca_of(told));
            found.map(|(index, _)| *index)
        } else {
            first
        };
        let all = calling.into_iter().map(|(index, _)| index);
        all.filter(|index| meant.is_some_and(|meant| self.share_cluster(meant, *index)))
            .collect()
    }

    /// Whether some node of another cluster than that of node `own` is such a one.
    pub(super) fn any_other(&self, own: usize, is: impl Fn(&ControlPlane) -> bool) -> bool {
        let mut nodes = self.planes.iter().enumerate();
        nodes.any(|(index, plane)| !self.share_cluster(own, index) && is(plane))
    }

    /// The names of the members of etcd on other nodes than this one.
    fn members_beside(&self, own: &ControlPlane) -> Vec<String> {
        let others = self.planes.iter();
        let others = others.filter(|other| !std::ptr::eq(*other, own));
        let links = others.filter_map(|other| other.link("etcd", Role::ETCD));
        let names = links.filter_map(|link| link.client.source.as_ref()?.name.clone());
        names.collect()
    }

    fn share_cluster(&self, one: usize, other: usize) -> bool {
        self.clusters.get(one) == self.clusters.get(other)
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
        let all = self
            .planes
            .iter()
            .enumerate()
            .filter(|(index, plane)| plane.has_api_server() && self.share_cluster(own, *index));
        let all: Vec<_> = all.collect();
        let advertised = |plane: &ControlPlane| host.is_some() && plane.reach.address == host;
        if let Some((index, _)) = all.iter().find(|(_, plane)| advertised(plane)) {
            return vec![*index];
        }
        if all.is_empty() {
            return vec![own];
        }
        all.into_iter().map(|(index, _)| index).collect()
    }
}

/// The cluster of each node. Nodes with a CA in the same place are of one, also by way of others, while that CA is being
/// replaced; a worker that shares none with any is taken for one of the only cluster that is given.
fn clusters(planes: &[ControlPlane]) -> Vec<usize> {
    let mut own: Vec<usize> = (0..planes.len()).collect();
    let mut known: Vec<(&str, &PublicKey, usize)> = Vec::new();
    for (index, plane) in planes.iter().enumerate() {
        for authority in &plane.node.authorities {
            for anchor in &authority.anchors {
                let key = &anchor.certificate.public_key;
                let is_it = |(name, other, _): &&(&str, &PublicKey, usize)| {
                    *name == authority.name && *other == key
                };
                let Some((.., first)) = known.iter().find(is_it) else {
                    known.push((authority.name, key, index));
                    continue;
                };
                let (this, that) = (own.get(index).copied(), own.get(*first).copied());
                own.iter_mut()
                    .filter(|cluster| Some(**cluster) == this)
                    .for_each(|cluster| *cluster = that.unwrap_or(*cluster));
            }
        }
    }
    let serving = own.iter().zip(planes);
    let serving = serving.filter(|(_, plane)| plane.has_api_server());
    let serving: BTreeSet<_> = serving.map(|(cluster, _)| *cluster).collect();
    if let (Some(only), 1) = (serving.first(), serving.len()) {
        let workers = own.iter_mut().zip(planes);
        workers
            .filter(|(_, plane)| plane.node.rank == NodeRank::Worker)
            .for_each(|(cluster, _)| *cluster = *only);
    }
    own
}

impl ControlPlane {
    pub(super) fn has_api_server(&self) -> bool {
        let mut servers = self.servers.iter();
        servers.any(|(_, server)| server.role == Role::API_SERVER)
    }

    /// Whether one of its CAs is among certificates, by its key.
    fn has_ca_of(&self, certificates: &[Placed]) -> bool {
        let authorities = self.node.authorities.iter();
        let mut own = authorities.flat_map(|authority| &authority.anchors);
        own.any(|own| {
            let mut others = certificates.iter();
            others.any(|other| other.certificate.public_key == own.certificate.public_key)
        })
    }

    /// Whether the certificate of its API server is for that name.
    fn answers_to(&self, name: &str, release: GoRelease) -> bool {
        let pair = self.api_server.server.serving.value();
        let leaf = pair.and_then(|pair| pair.chain.leaf());
        leaf.is_some_and(|leaf| names_server(&leaf.certificate, name, release))
    }

    /// A connection of this node's own, by who speaks with whom.
    fn link(&self, client: &str, server: Role) -> Option<&Link> {
        self.links.iter().find(|link| {
            link.client.participant.component == client
                && link.server.role == server
                && link.node.is_none()
        })
    }
}

/// Connects the nodes of each cluster with one another: every member of etcd with every other, every API server with
/// every kubelet and with the etcd that its flags name.
pub(in crate::survey) fn interlink(planes: &mut [ControlPlane]) {
    let fleet = Fleet::new(planes);
    let added = (0..planes.len()).map(|own| links_of(&fleet, own).unwrap_or_default());
    let added: Vec<_> = added.collect();
    for (plane, added) in planes.iter_mut().zip(added) {
        let has_peers = added
            .iter()
            .any(|link| link.client.participant.component == "etcd");
        plane.links.retain(|link| {
            // It stands for the members that are not given.
            let is_peer = link.client.participant.component == "etcd";
            let known = link.is_elsewhere()
                && added.iter().any(|new| {
                    let url = |client: &Client| Some(client.endpoint.as_ref()?.url.clone());
                    new.server.role == Role::ETCD && url(&new.client) == url(&link.client)
                });
            !(known || is_peer && has_peers)
        });
        plane.links.extend(added);
    }
}

/// What a node adds to its own connections; none where it calls nobody.
fn links_of(fleet: &Fleet<'_>, own: usize) -> Option<Vec<Link>> {
    let plane = fleet.get(own)?;
    if plane.links.is_empty() {
        return None;
    }
    let to_kubelet = plane.link("kube-apiserver", Role::KUBELET);
    let to_peer = plane.link("etcd", Role::ETCD);
    let mut added = Vec::new();
    for (index, other) in fleet.planes.iter().enumerate() {
        if index == own || !fleet.share_cluster(own, index) {
            continue;
        }
        let mut link = |from: &Link, client, (to, server): (&str, &Server)| {
            let mut link = Link {
                client,
                server: server.clone(),
                from: from.from.clone(),
                to: Some(to.to_owned()),
                node: Some(index),
                dormant: false,
            };
            plane.processes.stop(&other.processes, &mut link);
            added.push(link);
        };
        let answers = |role| {
            let mut servers = other.servers.iter();
            let found = servers.find(|(_, server)| server.role == role);
            found.map(|(program, server)| (program.as_str(), server))
        };
        if let (Some(own), Some(kubelet)) = (to_kubelet, answers(Role::KUBELET)) {
            let address = other.reach.kubelet.dialled(&plane.preferred);
            link(own, address.dial(&own.client), kubelet);
        }
        if let (Some(own), Some(theirs)) = (to_peer, other.link("etcd", Role::ETCD))
            && let Some(endpoint) = &theirs.client.endpoint
        {
            let mut client = own
                .client
                .towards(&endpoint.url, &endpoint.server_name, None);
            if let Some(source) = &mut client.source {
                source.others = fleet.members_beside(plane);
            }
            link(own, client, ("etcd", &theirs.server));
        }
        for named in plane.links.iter().filter(|link| link.is_elsewhere()) {
            let endpoint = named.client.endpoint.as_ref();
            let theirs = endpoint.is_some_and(|endpoint| {
                !url::is_loopback(&endpoint.server_name)
                    && url::is_at(&other.reach.etcd, &endpoint.url)
            });
            if let (true, Some(etcd)) = (theirs, answers(Role::ETCD)) {
                link(named, named.client.clone(), etcd);
            }
        }
    }
    Some(added)
}

impl Link {
    /// From an API server to an etcd of which its own node holds nothing.
    pub(in crate::survey) fn is_elsewhere(&self) -> bool {
        self.client.participant.component == "kube-apiserver"
            && self.server.role == Role::ETCD
            && self.to.is_none()
    }
}
