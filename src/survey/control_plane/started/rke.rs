//! RKE 1, which starts its programs in Docker containers: their flags are in no file of the host, and always the same
//! (rke `cluster/plan.go`).

use std::path::Path;

use super::model::{Standard, Started, of_layout};
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;

const STANDARD: &str = "/etc/kubernetes/ssl";

const API_SERVER: [Standard; 12] = [
    ("--client-ca-file", "kube-ca.pem"),
    ("--tls-cert-file", "kube-apiserver.pem"),
    ("--tls-private-key-file", "kube-apiserver-key.pem"),
    ("--kubelet-client-certificate", "kube-apiserver.pem"),
    ("--kubelet-client-key", "kube-apiserver-key.pem"),
    (
        "--proxy-client-cert-file",
        "kube-apiserver-proxy-client.pem",
    ),
    (
        "--proxy-client-key-file",
        "kube-apiserver-proxy-client-key.pem",
    ),
    (
        "--requestheader-client-ca-file",
        "kube-apiserver-requestheader-ca.pem",
    ),
    ("--etcd-cafile", "kube-ca.pem"),
    ("--etcd-certfile", "kube-node.pem"),
    ("--etcd-keyfile", "kube-node-key.pem"),
    (
        "--service-account-key-file",
        "kube-service-account-token-key.pem",
    ),
];

/// A folder with RKE's names: its CA and the certificate of the API server.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<Started> {
    let is_there = |path: &Path| rules.files.open(path, Limit::BUNDLE).is_ok();
    let candidates = [
        folder.to_owned(),
        folder.join("ssl"),
        folder.join("etc/kubernetes/ssl"),
    ];
    let folder = candidates.into_iter().find(|folder| {
        ["kube-ca.pem", "kube-apiserver.pem"]
            .iter()
            .all(|name| is_there(&folder.join(name)))
    })?;
    let host = Host::of_folder(&folder, Path::new(STANDARD)).below(rules.root);
    let always = ["--requestheader-allowed-names=kube-apiserver-proxy-client"];
    let place = (folder.as_path(), STANDARD);
    let api_server = of_layout("kube-apiserver", place, &API_SERVER, &always, &host, rules);
    Some(Started {
        programs: api_server.into_iter().collect(),
        folder,
        host,
    })
}
