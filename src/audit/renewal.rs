//! What renews the certificates that need it, as commands.

use std::collections::BTreeSet;

use super::{Audit, Row, Standing};
use crate::programs::{self, Program, Reread};

/// Commands, and what has to start anew after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// `kubeadm certs renew NAME`, each once.
    pub commands: Vec<String>,
    /// The programs that read their certificates only at start.
    pub restart: Vec<&'static str>,
    /// What kubeadm cannot renew, since the CA's key is not on the nodes: it says so, and ends with status 0.
    pub signed_elsewhere: Vec<&'static str>,
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
    let servers = rancher_servers(audit);
    let due = audit
        .pressing()
        .filter(|row| matches!(audit.standing(row), Standing::Expired | Standing::Soon));
    for row in due.filter(|row| !row.is_ca()) {
        add(&mut renewal, audit, &servers, row);
    }
    renewal.signed_elsewhere.sort_unstable();
    renewal.signed_elsewhere.dedup();
    renewal.restart.sort_unstable();
    renewal.restart.dedup();
    renewal
}

fn add(renewal: &mut Renewal, audit: &Audit, servers: &BTreeSet<&str>, row: &Row) {
    for place in row.places() {
        let (command, reader) = if let Some(unit) = unit(servers, &place.file, &row.issuer.name) {
            // It renews what is nearly over as it starts.
            (format!("systemctl restart {unit}"), None)
        } else if let Some(known) = kubeadm(&place.file) {
            if audit.is_signed_elsewhere(row) {
                renewal.signed_elsewhere.push(known.name);
                continue;
            }
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

/// The data folders of servers of k3s and RKE2.
fn rancher_servers(audit: &Audit) -> BTreeSet<&str> {
    let places = audit.rows.iter().flat_map(Row::places);
    let files = places.filter_map(|place| place.file.split_once("/server/"));
    let folders = files.map(|(folder, _)| folder);
    folders
        .filter(|folder| folder.contains("/rancher/"))
        .collect()
}

/// The unit of k3s or RKE2 that a certificate belongs to; none where it is of neither. A server has the folder of an agent, too.
fn unit(servers: &BTreeSet<&str>, file: &str, issuer: &str) -> Option<&'static str> {
    let is_rke2 = file.contains("/rancher/rke2/") || issuer.starts_with("rke2-");
    let is_k3s = file.contains("/rancher/") || issuer.starts_with("k3s-");
    if !is_rke2 && !is_k3s {
        return None;
    }
    let is_agent = file
        .split_once("/agent/")
        .is_some_and(|(folder, _)| !servers.contains(folder));
    Some(match (is_rke2, is_agent) {
        (true, false) => "rke2-server",
        (true, true) => "rke2-agent",
        (false, false) => "k3s",
        (false, true) => "k3s-agent",
    })
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
    fn a_server_of_k3s_has_the_folder_of_an_agent_too() {
        let servers = BTreeSet::from(["a/rancher/k3s"]);
        let unit = |file| unit(&servers, file, "k3s-server-ca@1");
        assert_eq!(unit("a/rancher/k3s/agent/serving-kubelet.crt"), Some("k3s"));
        assert_eq!(
            unit("b/rancher/k3s/agent/serving-kubelet.crt"),
            Some("k3s-agent")
        );
        assert_eq!(
            unit("b/rancher/rke2/server/tls/client-admin.crt"),
            Some("rke2-server")
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
