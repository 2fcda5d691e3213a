//! The certificates that kubeadm, k3s and RKE2 make, and how each is issued again on its node.
//!
//! `kubeadm certs renew` keeps the subject, the names and the usages of a certificate (kubeadm
//! `phases/certs/renewal/manager.go`, `certToConfig`).

use std::path::Path;

use super::restart::{restart_of, rotate_service};
use crate::fix::model::{AuthorityKey, Command, Effect, Layout, Node, Words, all};
use crate::programs::{Program, Reread, find_setting};

/// A leaf that kubeadm makes (kubeadm `phases/certs/certlist.go`).
pub(crate) struct Leaf {
    /// Its file below `pki`, without the ending.
    pub(crate) file: &'static str,
    /// What kubeadm calls it.
    pub(crate) name: &'static str,
    /// Its CA's place in the layout.
    pub(crate) authority: &'static str,
    /// Which program reads it, by which flag; none for a file that people use.
    read_by: Option<(Program, &'static str)>,
}

impl Leaf {
    /// Restarts the program that goes on with the old pair until then, by the table of what is read when.
    pub(crate) fn restart(&self) -> Option<Command> {
        let (program, flag) = self.read_by?;
        let setting = find_setting(program, flag)?;
        (setting.reread == Reread::Restart)
            .then(|| restart_of(program.as_str()))
            .flatten()
    }
}

pub(crate) const KUBEADM: [Leaf; 7] = [
    leaf(
        "apiserver",
        "apiserver",
        "ca",
        Some((Program::KubeApiserver, "--tls-cert-file")),
    ),
    leaf(
        "apiserver-kubelet-client",
        "apiserver-kubelet-client",
        "ca",
        Some((Program::KubeApiserver, "--kubelet-client-certificate")),
    ),
    leaf(
        "front-proxy-client",
        "front-proxy-client",
        "front-proxy-ca",
        Some((Program::KubeApiserver, "--proxy-client-cert-file")),
    ),
    leaf(
        "apiserver-etcd-client",
        "apiserver-etcd-client",
        "etcd/ca",
        Some((Program::KubeApiserver, "--etcd-certfile")),
    ),
    leaf(
        "etcd/server",
        "etcd-server",
        "etcd/ca",
        Some((Program::Etcd, "--cert-file")),
    ),
    leaf(
        "etcd/peer",
        "etcd-peer",
        "etcd/ca",
        Some((Program::Etcd, "--peer-cert-file")),
    ),
    leaf(
        "etcd/healthcheck-client",
        "etcd-healthcheck-client",
        "etcd/ca",
        None,
    ),
];

const fn leaf(
    file: &'static str,
    name: &'static str,
    authority: &'static str,
    read_by: Option<(Program, &'static str)>,
) -> Leaf {
    Leaf {
        file,
        name,
        authority,
        read_by,
    }
}

/// `kubeadm certs renew NAME`.
pub(crate) fn renew(name: &'static str) -> Option<Command> {
    let command = Words::new("kubeadm certs renew").and(name).done();
    command.map(|command| command.with_effect(Effect::Renew(name)))
}

/// The leaves of k3s and RKE2 below `server/tls` or `agent`: their CA, and the service that `certificate rotate` knows.
const K3S: [(&str, &str, &str); 9] = [
    ("serving-kube-apiserver", "server-ca", "api-server"),
    ("client-kube-apiserver", "client-ca", "api-server"),
    ("client-auth-proxy", "request-header-ca", "auth-proxy"),
    ("etcd/server-client", "etcd/server-ca", "etcd"),
    ("etcd/client", "etcd/server-ca", "etcd"),
    ("etcd/peer-server-client", "etcd/peer-ca", "etcd"),
    ("serving-kubelet", "server-ca", "kubelet"),
    ("client-controller", "client-ca", "controller-manager"),
    ("client-scheduler", "client-ca", "scheduler"),
];

/// What `kubeadm certs renew` calls the certificate in a file below `pki`.
pub fn kubeadm_name(file: &str) -> Option<&'static str> {
    let file = file.strip_suffix(".crt")?;
    let known = KUBEADM
        .iter()
        .find(|leaf| file.ends_with(&format!("/pki/{}", leaf.file)));
    known.map(|leaf| leaf.name)
}

/// The service that `certificate rotate` of k3s and RKE2 knows a leaf's file by.
pub(crate) fn k3s_service(file: &str) -> Option<&'static str> {
    let (.., service) = k3s_leaf(file.strip_suffix(".crt")?)?;
    Some(*service)
}

/// How the pair that a file is one half of is issued anew on its node; none where that cannot be done there.
pub(crate) fn reissue_pair(node: &Node, file: &str) -> Option<(String, Vec<Command>)> {
    let stem = file
        .strip_suffix(".key")
        .or_else(|| file.strip_suffix(".crt"))?;
    let issues = |authority| {
        let key = node.authority(authority).map(|authority| authority.key);
        matches!(key, Some(AuthorityKey::There | AuthorityKey::Unknown))
    };
    let commands = match node.layout {
        Layout::Kubeadm => {
            let leaf = KUBEADM
                .iter()
                .find(|leaf| stem.ends_with(&format!("/pki/{}", leaf.file)))?;
            if !Path::new(file).starts_with(&node.here) || !issues(leaf.authority) {
                return None;
            }
            let mut commands = all([renew(leaf.name)]);
            commands.extend(leaf.restart());
            commands
        }
        Layout::K3s => {
            let (_, authority, service) = k3s_leaf(stem)?;
            if !issues(authority) {
                return None;
            }
            rotate(file, service)
        }
        Layout::ByHand => return None,
    };
    let text = format!("renew {stem}.crt with a new key, on this node");
    Some((text, commands))
}

/// The leaf of k3s and RKE2 whose files these are, without their ending.
pub(crate) fn k3s_leaf(stem: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    K3S.iter().find(|(name, ..)| {
        let below = stem.strip_suffix(name);
        below.is_some_and(|below| below.ends_with("/tls/") || below.ends_with("/agent/"))
    })
}

/// The service's certificates anew by the product's own command.
pub(crate) fn rotate(file: &str, service: &str) -> Vec<Command> {
    let (product, unit) = if file.contains("/rke2/") {
        ("rke2", "rke2-server")
    } else {
        ("k3s", "k3s")
    };
    rotate_service(product, unit, service)
}

/// Has microk8s issue anew what it can: three of its certificates (microk8s `scripts/refresh-certs.py`).
pub(crate) fn microk8s_refreshes(file: &str) -> Option<Vec<Command>> {
    const KNOWN: [&str; 3] = ["ca.crt", "server.crt", "front-proxy-client.crt"];
    let (folder, name) = file.rsplit_once('/')?;
    let is_known =
        folder.contains("/microk8s/") && folder.ends_with("/certs") && KNOWN.contains(&name);
    let refresh = || Words::new("microk8s refresh-certs -e").value(name).done();
    is_known
        .then(refresh)
        .flatten()
        .map(|command| vec![command])
}

/// What a kubelet calls the serving pair that the cluster issued to it (kubelet `certificate/kubelet.go`).
const KUBELET_SERVING: &str = "/kubelet-server-current.pem";

/// Has a kubelet ask for such a certificate anew, which it does where there is none as it starts (Kubernetes
/// `util/certificate/certificate_store.go` `Current`); the link goes, and what it leads to is kept. None of another file.
pub fn kubelet_asks(file: &str) -> Option<Vec<Command>> {
    let remove = Words::new("rm").value(file).done();
    let commands = all([remove, restart_of("kubelet")]);
    file.ends_with(KUBELET_SERVING).then_some(commands)
}

/// Has it be issued what it asks for: nobody but an administrator approves that (kubeadm, "Certificate Management with
/// kubeadm", "Enabling signed kubelet serving certificates").
pub fn kubelet_is_approved() -> Vec<Command> {
    let list = Words::new("kubectl get csr").option(
        "--field-selector",
        "spec.signerName=kubernetes.io/kubelet-serving",
    );
    let approve = Words::new("kubectl certificate approve NAME");
    all([list.done(), approve.done()])
}
