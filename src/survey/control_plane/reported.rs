//! Which Node of a cluster stands for which node's files, so that kubelets are called where the cluster itself says.

use super::ControlPlane;
use super::fleet::Fleet;
use crate::connection::Role;
use crate::decode::objects::ReportedNode;

/// Gives each node what the Node of its name reports, and has its own API server call the kubelet there.
pub(in crate::survey) fn reported(planes: &mut [ControlPlane], nodes: &[ReportedNode]) {
    let fleet = Fleet::new(planes);
    let own = (0..planes.len()).map(|own| node_of(&fleet, own, nodes).cloned());
    let own: Vec<_> = own.collect();
    for (plane, node) in planes.iter_mut().zip(own) {
        if node.is_none() {
            continue;
        }
        plane.reach.kubelet.node = node;
        let address = plane.reach.kubelet.dialled(&plane.preferred);
        let links = plane.links.iter_mut();
        let to_kubelet = links.filter(|link| {
            link.client.participant.component == "kube-apiserver"
                && link.server.role == Role::KUBELET
        });
        for link in to_kubelet {
            link.client = address.clone().dial(&link.client);
        }
    }
}

/// The Node of a node's name. Where nodes of two clusters have one name, or two Nodes of that name differ, nobody says
/// which it is.
fn node_of<'n>(
    fleet: &Fleet<'_>,
    own: usize,
    nodes: &'n [ReportedNode],
) -> Option<&'n ReportedNode> {
    let name = fleet.get(own)?.reach.kubelet.name.as_ref()?;
    let elsewhere = fleet.any_other(own, |plane| plane.reach.kubelet.name.as_ref() == Some(name));
    let mut of_name = nodes.iter().filter(|node| node.name == *name);
    let first = of_name.next()?;
    let alike =
        |node: &ReportedNode| (&node.addresses, node.port) == (&first.addresses, first.port);
    (!elsewhere && of_name.all(alike)).then_some(first)
}
