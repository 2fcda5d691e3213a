//! k0s, whose controller starts its programs itself (k0s `pkg/component/controller/apiserver.go`, `etcd.go`).

use std::path::Path;

use super::model::{Standard, Started, of_layout};
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;

const STANDARD: &str = "/var/lib/k0s";

const API_SERVER: [Standard; 15] = [
    ("--client-ca-file", "pki/ca.crt"),
    ("--tls-cert-file", "pki/server.crt"),
    ("--tls-private-key-file", "pki/server.key"),
    ("--kubelet-certificate-authority", "pki/ca.crt"),
    (
        "--kubelet-client-certificate",
        "pki/apiserver-kubelet-client.crt",
    ),
    ("--kubelet-client-key", "pki/apiserver-kubelet-client.key"),
    ("--proxy-client-cert-file", "pki/front-proxy-client.crt"),
    ("--proxy-client-key-file", "pki/front-proxy-client.key"),
    ("--requestheader-client-ca-file", "pki/front-proxy-ca.crt"),
    ("--etcd-cafile", "pki/etcd/ca.crt"),
    ("--etcd-certfile", "pki/apiserver-etcd-client.crt"),
    ("--etcd-keyfile", "pki/apiserver-etcd-client.key"),
    ("--service-account-key-file", "pki/sa.pub"),
    ("--service-account-signing-key-file", "pki/sa.key"),
    ("--egress-selector-config-file", "konnectivity.conf"),
];

const ETCD: [Standard; 6] = [
    ("--trusted-ca-file", "pki/etcd/ca.crt"),
    ("--cert-file", "pki/etcd/server.crt"),
    ("--key-file", "pki/etcd/server.key"),
    ("--peer-trusted-ca-file", "pki/etcd/ca.crt"),
    ("--peer-cert-file", "pki/etcd/peer.crt"),
    ("--peer-key-file", "pki/etcd/peer.key"),
];

/// A folder that holds what k0s makes: its names of the API server's certificate and of the CA.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<Started> {
    let candidates = [folder.to_owned(), folder.join("var/lib/k0s")];
    let is_there = |path: &Path| rules.files.open(path, Limit::BUNDLE).is_ok();
    let folder = candidates.into_iter().find(|folder| {
        // kubeadm calls it apiserver.crt; k0s has this name for its own API beside it.
        ["pki/server.crt", "pki/ca.crt", "pki/k0s-api.crt"]
            .iter()
            .all(|name| is_there(&folder.join(name)))
            || is_there(&folder.join("pki/server.crt"))
                && is_there(&folder.join("pki/ca.crt"))
                && (folder.ends_with("var/lib/k0s") || folder.ends_with("k0s"))
    })?;
    let host = Host::of_folder(&folder, Path::new(STANDARD)).below(rules.root);
    let place = (folder.as_path(), STANDARD);
    let has_etcd = is_there(&folder.join("pki/etcd/server.crt"));
    let mut always = vec![
        "--requestheader-allowed-names=front-proxy-client",
        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
    ];
    if has_etcd {
        always.push("--etcd-servers=https://127.0.0.1:2379");
    }
    let api_server = of_layout("kube-apiserver", place, &API_SERVER, &always, &host, rules);
    let etcd = [
        "--client-cert-auth=true",
        "--peer-client-cert-auth=true",
        "--listen-client-urls=https://127.0.0.1:2379",
    ];
    let etcd = of_layout("etcd", place, &ETCD, &etcd, &host, rules).filter(|_| has_etcd);
    Some(Started {
        programs: api_server.into_iter().chain(etcd).collect(),
        folder,
        host,
    })
}
