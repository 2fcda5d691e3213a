//! What kubeadm puts on a node and is not among the files.

use super::layout::{KUBELET, Layout};
use crate::survey::control_plane::build::Build;
use crate::survey::control_plane::etcd_servers;

/// What every control-plane node of kubeadm has in `pki`; of an external etcd only the API server's client pair.
const CERTIFICATES: [&str; 5] = [
    "ca.crt",
    "apiserver.crt",
    "apiserver-kubelet-client.crt",
    "front-proxy-ca.crt",
    "front-proxy-client.crt",
];

const ETCD_CERTIFICATES: [&str; 5] = [
    "etcd/ca.crt",
    "etcd/server.crt",
    "etcd/peer.crt",
    "etcd/healthcheck-client.crt",
    "apiserver-etcd-client.crt",
];

const KUBECONFIGS: [&str; 4] = [
    "admin.conf",
    KUBELET,
    "controller-manager.conf",
    "scheduler.conf",
];

/// Whether all certificates of a control-plane node are there.
pub(super) fn is_whole(layout: &Layout<'_>) -> bool {
    CERTIFICATES.iter().all(|name| layout.holds(name))
}

/// What belongs on a node of its kind and is not there. A file that a flag names and that is not there is a fault of
/// that program, and said there.
pub(super) fn report(layout: &Layout<'_>, build: &mut Build<'_>) {
    if !layout.runs_api_server() {
        let etcd = ETCD_CERTIFICATES.iter().filter(|_| layout.runs_etcd());
        for name in etcd.filter(|name| !layout.holds(name)) {
            build.missing(&layout.pki.join(name), "etcd");
        }
        return;
    }
    let external_etcd = layout.program("kube-apiserver").is_some_and(|own| {
        // kubespray's own etcd, a unit beside the pods, has its files elsewhere.
        let of_kubeadm = |ca: &str| ca.starts_with("/etc/kubernetes/pki/");
        let is_beside = own.value("--etcd-cafile").is_some_and(|ca| !of_kubeadm(ca));
        let is_named = !etcd_servers::named(own).is_empty();
        is_named && (is_beside || layout.program("etcd").is_none())
    });
    let etcd = ETCD_CERTIFICATES.iter().filter(|_| !external_etcd);
    for name in CERTIFICATES.iter().chain(etcd) {
        if !layout.holds(name) {
            build.missing(&layout.pki.join(name), "the control plane");
        }
    }
    let kubeconfigs = KUBECONFIGS.map(|name| layout.folder.join(name));
    // A copy of `pki` alone has no kubeconfigs.
    if kubeconfigs.iter().any(|path| layout.is_there(path)) {
        for path in kubeconfigs.iter().filter(|path| !layout.is_there(path)) {
            build.missing(path, "its components");
        }
    }
}
