//! A control plane as data.

use std::collections::BTreeSet;
use std::path::{Component, PathBuf};
use std::sync::Arc;

use super::address::NodeAddresses;
use super::host::Host;
use super::link::Link;
use super::process::Processes;
use super::url;
use crate::connection::Server;
use crate::finding::Finding;
use crate::fix::Node;
use crate::survey::party::Party;

/// A node's part of a control plane.
pub(in crate::survey) struct ControlPlane {
    /// The folder that it was recognised by.
    pub(in crate::survey) folder: PathBuf,
    /// What kubeconfigs connect to.
    pub(in crate::survey) api_server: ApiServer,
    /// Connections of components that no kubeconfig configures.
    pub(super) links: Vec<Link>,
    /// Who trusts and presents what.
    pub(super) parties: Vec<Party>,
    /// What is wrong with the files apart from any connection.
    pub(super) findings: Vec<Finding>,
    /// Files that a flag or the layout gives a use.
    pub(super) used: BTreeSet<PathBuf>,
    pub(super) processes: Processes,
    /// Kubeconfigs that a program names for a server of another kind, and that no other program connects with.
    pub(super) claimed: BTreeSet<PathBuf>,
    /// Kubeconfigs that flags name, with the program that connects with them.
    pub(super) kubeconfigs: Vec<(PathBuf, &'static str)>,
    /// kube-apiserver is started without `--proxy-client-cert-file`, or without its key.
    pub(super) without_proxy_pair: bool,
    /// `kubeConfigFile` of AdmissionConfiguration.
    pub(super) credentials_for_webhooks: bool,
    pub(super) host: Host,
    /// What it serves others with, with the program.
    pub(super) servers: Vec<(String, Arc<Server>)>,
    /// Where others reach its programs.
    pub(super) reach: Reach,
    /// The types of address, in their order, under which its API server dials kubelets.
    pub(super) preferred: Vec<String>,
    /// What its fixes are made from.
    pub(in crate::survey) node: Node,
}

impl ControlPlane {
    /// The folder that stands for the node's root.
    pub(in crate::survey) fn root(&self) -> PathBuf {
        let here = self.node.here.components();
        let host = self.node.host.components();
        let host = host.filter(|part| *part != Component::RootDir);
        let (here, host): (Vec<_>, Vec<_>) = (here.collect(), host.collect());
        let root = here.strip_suffix(host.as_slice()).unwrap_or(&here);
        root.iter().collect()
    }
}

/// Where programs of other nodes reach those of this one.
#[derive(Clone, Debug, Default)]
pub(in crate::survey) struct Reach {
    /// The API server's address, which it advertises.
    pub(super) address: Option<String>,
    /// The addresses that its kubelet reports, of which an API server chooses.
    pub(super) kubelet: NodeAddresses,
    /// etcd's URLs for clients.
    pub(super) etcd: Vec<String>,
}

/// An API server with all its listeners.
#[derive(Clone)]
pub struct ApiServer {
    /// As the world reaches it.
    pub server: Arc<Server>,
    /// Another listener of it, with the port that tells it from the first: k3s has one of its own before it.
    pub(super) inner: Option<(u16, Arc<Server>)>,
}

impl From<Server> for ApiServer {
    fn from(server: Server) -> Self {
        Self {
            server: Arc::new(server),
            inner: None,
        }
    }
}

impl ApiServer {
    /// The side that a client of this URL meets.
    pub fn for_url(&self, url: &str) -> &Arc<Server> {
        match &self.inner {
            Some((inner, server)) if url::port(url) == Some(*inner) => server,
            Some(_) | None => &self.server,
        }
    }
}
