//! Which Node of a cluster stands for which node's files, so that kubelets are called where the cluster itself says.

use std::collections::{BTreeSet, HashMap};

use super::ControlPlane;
use super::fleet::Fleet;
use crate::connection::Role;
use crate::decode::objects::ReportedNode;
use crate::programs::Program;

/// Gives each node what the Node of its name reports, and has its own API server call the kubelet there.
pub(in crate::survey) fn reported(planes: &mut [ControlPlane], nodes: &[ReportedNode]) {
    if nodes.is_empty() {
        return;
    }
    let named = Named::new(planes, nodes);
    let own: Vec<_> = planes
        .iter()
        .map(|plane| named.node_of(plane).cloned())
        .collect();
    for (plane, node) in planes.iter_mut().zip(own) {
        if node.is_none() {
            continue;
        }
        plane.reach.kubelet.node = node;
        let address = plane.reach.kubelet.dialled(&plane.preferred);
        let links = plane.links.iter_mut();
        let to_kubelet = links.filter(|link| {
            link.client.participant.component == Program::KubeApiserver
                && link.server.role == Role::KUBELET
        });
        for link in to_kubelet {
            link.client = address.clone().dial(&link.client);
        }
    }
}

/// What has a name.
struct Named<'n> {
    nodes: HashMap<&'n str, Vec<&'n ReportedNode>>,
    /// The clusters of the nodes that are given.
    clusters: HashMap<String, BTreeSet<usize>>,
}

impl<'n> Named<'n> {
    fn new(planes: &[ControlPlane], nodes: &'n [ReportedNode]) -> Self {
        let mut own = Self {
            nodes: HashMap::new(),
            clusters: HashMap::new(),
        };
        for node in nodes {
            own.nodes.entry(node.name.as_str()).or_default().push(node);
        }
        let fleet = Fleet::new(planes);
        for (index, plane) in planes.iter().enumerate() {
            if let (Some(name), Some(cluster)) =
                (&plane.reach.kubelet.name, fleet.cluster_number(index))
            {
                own.clusters
                    .entry(name.clone())
                    .or_default()
                    .insert(cluster);
            }
        }
        own
    }

    /// The Node of a node's name. Where nodes of two clusters have one name, or two Nodes of that name differ, nobody says
    /// which it is.
    fn node_of(&self, plane: &ControlPlane) -> Option<&'n ReportedNode> {
        let name = plane.reach.kubelet.name.as_ref()?;
        let is_elsewhere = self
            .clusters
            .get(name)
            .is_some_and(|clusters| clusters.len() > 1);
        let of_name = self.nodes.get(name.as_str())?;
        let first = of_name.first()?;
        let alike =
            |node: &&ReportedNode| (&node.addresses, node.port) == (&first.addresses, first.port);
        (!is_elsewhere && of_name.iter().all(alike)).then_some(*first)
    }
}
