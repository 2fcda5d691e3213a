//! What a node's files say of its cluster, for whoever makes a certificate there.

use super::layout::KUBELET;
use crate::fix::ClusterFacts;
use crate::survey::Rules;
use crate::survey::control_plane::ControlPlane;
use crate::survey::control_plane::program::Program;

/// What the flags of the API server say.
pub(super) fn of(own: &Program) -> ClusterFacts {
    let value = |flag| own.value(flag).map(str::to_owned);
    ClusterFacts {
        version: own.release().filter(|release| release.patch.is_some()),
        advertise_address: value("--advertise-address"),
        service_cidr: value("--service-cluster-ip-range"),
        endpoint: None,
    }
}

/// `HOST:PORT` that the node's own kubeconfigs call.
pub(super) fn endpoint(plane: &ControlPlane, rules: &Rules<'_>) -> Option<String> {
    let paths = ["admin.conf", KUBELET].map(|name| plane.folder.join(name));
    let mut clients = paths.iter().filter_map(|path| plane.client_of(path, rules));
    clients.find_map(|client| Some(client.endpoint?.host_port))
}
