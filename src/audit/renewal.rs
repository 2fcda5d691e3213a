//! What renews the certificates that need it, as commands.

use super::{Audit, Row, Standing};

/// Commands, and what has to start anew after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// `kubeadm certs renew NAME`, each once.
    pub commands: Vec<String>,
    /// The programs that read their certificates only at start.
    pub restart: Vec<&'static str>,
}

/// kubeadm's files and what it calls them (cmd/kubeadm/app/phases/certs/renewal), with who reads them at start alone.
/// kube-apiserver reloads its serving certificate, but not its clients'.
const KUBEADM: &[(&str, &str, &[&str])] = &[
    ("pki/apiserver.crt", "apiserver", &["kube-apiserver"]),
    (
        "pki/apiserver-kubelet-client.crt",
        "apiserver-kubelet-client",
        &["kube-apiserver"],
    ),
    (
        "pki/front-proxy-client.crt",
        "front-proxy-client",
        &["kube-apiserver"],
    ),
    (
        "pki/apiserver-etcd-client.crt",
        "apiserver-etcd-client",
        &["kube-apiserver"],
    ),
    ("pki/etcd/server.crt", "etcd-server", &["etcd"]),
    ("pki/etcd/peer.crt", "etcd-peer", &["etcd"]),
    (
        "pki/etcd/healthcheck-client.crt",
        "etcd-healthcheck-client",
        &["etcd"],
    ),
    ("admin.conf", "admin.conf", &[]),
    ("super-admin.conf", "super-admin.conf", &[]),
    (
        "controller-manager.conf",
        "controller-manager.conf",
        &["kube-controller-manager"],
    ),
    ("scheduler.conf", "scheduler.conf", &["kube-scheduler"]),
];

/// What renews everything that is over or nearly so. Only kubeadm and k3s have commands for it.
pub fn renewal(audit: &Audit) -> Renewal {
    let mut renewal = Renewal::default();
    let due = audit
        .pressing()
        .filter(|row| matches!(audit.standing(row), Standing::Expired | Standing::Soon));
    for row in due.filter(|row| !row.is_ca()) {
        add(&mut renewal, row);
    }
    renewal.restart.sort_unstable();
    renewal.restart.dedup();
    renewal
}

fn add(renewal: &mut Renewal, row: &Row) {
    for place in row.places() {
        let command = if place.file.contains("/rancher/") || is_k3s(&row.issuer.name) {
            Some(("systemctl restart k3s".to_owned(), &[][..]))
        } else {
            kubeadm(&place.file)
                .map(|(name, restart)| (format!("kubeadm certs renew {name}"), restart))
        };
        let Some((command, restart)) = command else {
            continue;
        };
        if !renewal.commands.contains(&command) {
            renewal.commands.push(command);
        }
        renewal.restart.extend(restart);
    }
}

fn is_k3s(issuer: &str) -> bool {
    issuer.starts_with("k3s-") || issuer.starts_with("rke2-")
}

/// By the end of the path, since a copy of the directory may stand anywhere.
fn kubeadm(file: &str) -> Option<(&'static str, &'static [&'static str])> {
    let known = KUBEADM.iter().find(|(path, _, _)| {
        file.strip_suffix(path)
            .is_some_and(|before| before.is_empty() || before.ends_with('/'))
    });
    known.map(|(_, name, restart)| (*name, *restart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_by_the_end_of_their_path() {
        let name = |file| kubeadm(file).map(|(name, _)| name);
        assert_eq!(
            name("/etc/kubernetes/pki/etcd/server.crt"),
            Some("etcd-server")
        );
        assert_eq!(name("pki/apiserver.crt"), Some("apiserver"));
        assert_eq!(name("copy-of-admin.conf"), None);
        assert_eq!(name("web/server.crt"), None);
    }
}
