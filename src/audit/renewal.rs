//! What renews the certificates that need it, as commands.

use super::{Audit, Row, Standing};
use crate::programs::{self, Program, Reread};

/// Commands, and what has to start anew after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// `kubeadm certs renew NAME`, each once.
    pub commands: Vec<String>,
    /// The programs that read their certificates only at start.
    pub restart: Vec<&'static str>,
}

/// A certificate of kubeadm's (cmd/kubeadm/app/phases/certs/renewal).
struct Known {
    /// Its file, by the end of its path.
    file: &'static str,
    /// What kubeadm calls it.
    name: &'static str,
    /// Who reads it, by which flag; none where it is read by each call.
    reader: Option<(Program, &'static str)>,
}

const fn known(
    file: &'static str,
    name: &'static str,
    reader: Option<(Program, &'static str)>,
) -> Known {
    Known { file, name, reader }
}

const fn of_api_server(flag: &'static str) -> Option<(Program, &'static str)> {
    Some((Program::KubeApiserver, flag))
}

const KUBEADM: [Known; 11] = [
    known(
        "pki/apiserver.crt",
        "apiserver",
        of_api_server("--tls-cert-file"),
    ),
    known(
        "pki/apiserver-kubelet-client.crt",
        "apiserver-kubelet-client",
        of_api_server("--kubelet-client-certificate"),
    ),
    known(
        "pki/front-proxy-client.crt",
        "front-proxy-client",
        of_api_server("--proxy-client-cert-file"),
    ),
    known(
        "pki/apiserver-etcd-client.crt",
        "apiserver-etcd-client",
        of_api_server("--etcd-certfile"),
    ),
    known(
        "pki/etcd/server.crt",
        "etcd-server",
        Some((Program::Etcd, "--cert-file")),
    ),
    known(
        "pki/etcd/peer.crt",
        "etcd-peer",
        Some((Program::Etcd, "--peer-cert-file")),
    ),
    known(
        "pki/etcd/healthcheck-client.crt",
        "etcd-healthcheck-client",
        None,
    ),
    known("admin.conf", "admin.conf", None),
    known("super-admin.conf", "super-admin.conf", None),
    known(
        "controller-manager.conf",
        "controller-manager.conf",
        Some((Program::KubeControllerManager, "--kubeconfig")),
    ),
    known(
        "scheduler.conf",
        "scheduler.conf",
        Some((Program::KubeScheduler, "--kubeconfig")),
    ),
];

/// Whether a program goes on with what it read as it started.
fn keeps(program: Program, flag: &str) -> bool {
    let setting = programs::find_setting(program, flag);
    setting.is_none_or(|setting| setting.reread == Reread::Restart)
}

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
        let (command, reader) = if place.file.contains("/rancher/") || is_k3s(&row.issuer.name) {
            ("systemctl restart k3s".to_owned(), None)
        } else if let Some(known) = kubeadm(&place.file) {
            (format!("kubeadm certs renew {}", known.name), known.reader)
        } else {
            continue;
        };
        if !renewal.commands.contains(&command) {
            renewal.commands.push(command);
        }
        let restart = reader.filter(|(program, flag)| keeps(*program, flag));
        renewal
            .restart
            .extend(restart.map(|(program, _)| program.as_str()));
    }
}

fn is_k3s(issuer: &str) -> bool {
    issuer.starts_with("k3s-") || issuer.starts_with("rke2-")
}

/// By the end of the path, since a copy of the directory may stand anywhere.
fn kubeadm(file: &str) -> Option<&'static Known> {
    KUBEADM.iter().find(|known| {
        file.strip_suffix(known.file)
            .is_some_and(|before| before.is_empty() || before.ends_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_its_file_at_the_start_restarts() {
        let restart: Vec<_> = KUBEADM
            .iter()
            .filter_map(|known| known.reader)
            .filter(|(program, flag)| keeps(*program, flag))
            .map(|(program, _)| program)
            .collect();
        assert_eq!(
            restart,
            [Program::KubeControllerManager, Program::KubeScheduler]
        );
    }

    #[test]
    fn knows_files_by_the_end_of_their_path() {
        let name = |file| kubeadm(file).map(|known| known.name);
        assert_eq!(
            name("/etc/kubernetes/pki/etcd/server.crt"),
            Some("etcd-server")
        );
        assert_eq!(name("pki/apiserver.crt"), Some("apiserver"));
        assert_eq!(name("copy-of-admin.conf"), None);
        assert_eq!(name("web/server.crt"), None);
    }
}
