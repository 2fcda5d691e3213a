//! The control plane of a cluster from a node's files: who runs with which flags, and whom that connects.

mod accounts;
mod address;
mod authority;
mod build;
mod cluster;
mod consequence;
mod copied_node;
mod copies;
mod etcd;
mod etcd_demands;
mod etcd_manager;
mod etcd_servers;
mod fleet;
mod folders;
mod host;
mod interlink;
mod k3s;
mod k3s_node;
mod k3s_product;
mod kubeadm;
mod kubeconfig;
mod kubelet;
mod link;
mod links;
mod manifest;
mod material;
mod model;
mod notes;
mod own_kubeconfig;
mod process;
mod program;
mod programs;
mod reported;
mod search;
mod server;
mod several;
mod signer;
mod sni_pair;
mod started;
mod startup;
mod url;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

pub use copied_node::CopiedNode;
pub(super) use fleet::Fleet;
pub(super) use interlink::interlink;
pub(super) use kubeconfig::Outside;
pub(super) use link::Link;
pub(super) use links::Links;
pub(super) use manifest::api_server_of_manifest;
pub(super) use material::stray_keys;
pub use model::ApiServer;
pub(super) use model::ControlPlane;
pub(super) use reported::reported;
pub(super) use search::Search;

use super::Rules;
use super::party::Party;
use crate::connection::Credential;
use crate::decode::kubeconfig::Loaded;
use crate::finding::Finding;
use crate::x509::Fingerprint;
use material::Material;

/// Recognises control planes by what a folder holds: static-pod manifests and certificates as kubeadm lays them out,
/// or the server folder of k3s and RKE2; in the folder itself or where it stands below a node's root.
pub(super) fn find(folder: &Path, rules: &Rules<'_>) -> Vec<ControlPlane> {
    let mut found = Vec::new();
    let kubeadm = [folder.to_owned(), folder.join("etc/kubernetes")];
    found.extend(
        kubeadm
            .iter()
            .filter_map(|folder| kubeadm::read(folder, rules)),
    );
    found.extend(k3s::find(folder, rules));
    // What kubeadm or k3s laid out may have a unit of etcd beside it.
    if found.is_empty() {
        let started = started::find(folder, rules).into_iter();
        found.extend(started.filter_map(|node| kubeadm::started(node, rules)));
    }
    found
}

impl ControlPlane {
    /// Paths that a kubeconfig of this host names, where they are here.
    pub(super) fn map_paths(&self, loaded: &mut Loaded) -> Outside {
        kubeconfig::map_paths(loaded, &self.host)
    }

    /// Whether a kubeconfig is one that a program calls a webhook with.
    pub(super) fn claims(&self, kubeconfig: &Path) -> bool {
        self.claimed.contains(kubeconfig)
    }

    /// Whether kube-apiserver, as its manifest starts it, has nothing to present to extension API servers.
    pub(super) fn presents_no_proxy(&self) -> bool {
        self.without_proxy_pair
    }

    /// Whether a kubeconfig gives its admission plugins credentials for webhooks.
    pub(super) const fn presents_to_webhooks(&self) -> bool {
        self.credentials_for_webhooks
    }

    /// What the aggregation layer presents to extension API servers.
    pub(super) fn front_proxy(&self) -> Option<Credential> {
        let link = self.links.iter().find(|link| link.client.front_proxy)?;
        Some(link.client.credential.clone())
    }

    /// What keeps kube-apiserver from starting.
    pub(super) fn keeps_api_server(&self) -> &[Finding] {
        self.processes.of("kube-apiserver")
    }

    /// Tells both sides of its connections, and the API server, what their programs do not start for.
    fn stop(&mut self) {
        for link in &mut self.links {
            self.processes.stop(&self.processes, link);
        }
        let ApiServer { server, inner } = &mut self.api_server;
        let inner = inner.as_mut().map(|(_, server)| server);
        for server in inner.into_iter().chain([server]) {
            self.processes.stop_server("kube-apiserver", server);
        }
    }

    /// Hands over the connections between components.
    pub(super) fn take_links(&mut self) -> Vec<Link> {
        std::mem::take(&mut self.links)
    }

    /// Hands over who trusts and presents what.
    pub(super) fn take_parties(&mut self) -> Vec<Party> {
        std::mem::take(&mut self.parties)
    }

    /// What is wrong with the files of its folder, among `files`, which are sorted, apart from any connection. `used` are the
    /// certificates that connections rest on.
    pub(super) fn take_findings(
        &mut self,
        files: &[PathBuf],
        used: &HashSet<Fingerprint>,
        rules: &Rules<'_>,
    ) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        let material = Material {
            folder: &self.folder,
            used: &self.used,
            certificates: used,
            rules,
        };
        findings.extend(material.check(files));
        findings
    }
}
