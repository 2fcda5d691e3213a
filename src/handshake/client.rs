//! The client's side, as a kubeconfig gives it.

use super::connection::{Authentication, ClientParty};
use crate::decode::kubeconfig::{self, UrlText};
use crate::finding::Finding;
use crate::inventory::Placed;
use crate::location::Location;
use crate::secret::Secret;

/// What a client brings to a connection.
#[derive(Clone)]
pub struct Client {
    /// Who it is.
    pub party: ClientParty,
    /// Where it connects to; none where the URL is unusable or no cluster is named.
    pub endpoint: Option<Endpoint>,
    /// What it trusts.
    pub trust: Trust,
    /// What it presents.
    pub credential: Credential,
    /// A bearer token. Compared, never shown.
    pub token: Option<Secret>,
    /// Whether it speaks for others in the front proxy's headers.
    pub front_proxy: bool,
    /// What authenticates it, as far as the configuration tells.
    pub authentication: Authentication,
    /// Why kubectl makes no connection at all: its message, where it refuses its own configuration.
    pub refusal: Option<Refusal>,
    /// What is wrong or notable in the configuration.
    pub findings: Vec<Finding>,
    /// What keeps the program from starting that is in none of the files of this connection.
    pub stopped: Vec<Finding>,
}

/// kubectl's last words before any connection, on standard error; none where they cannot be known, since a limit of
/// certgraph's own stops it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Of `kubectl get pods`.
    pub get_pods: Option<String>,
    /// Of `kubectl get --raw /api`.
    pub get_raw: Option<String>,
}

impl Refusal {
    /// The same for every command.
    pub fn both(text: String) -> Self {
        Self {
            get_pods: Some(text.clone()),
            get_raw: Some(text),
        }
    }
}

/// Where a client connects to (client-go `rest/url_utils.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL without user information.
    pub url: String,
    /// Whether TLS is used at all.
    pub https: bool,
    /// `HOST:PORT`, or `HOST` where no port is written, as kubectl's "was refused" message says it.
    pub host_port: String,
    /// What crypto/tls checks against the SANs and, unless it is an address, sends as SNI.
    pub server_name: String,
    /// Whether the name is `tls-server-name`.
    pub server_name_is_set: bool,
    /// Where the name stands.
    pub location: Location,
    /// The URL, taken apart: the host and port to dial, and what stands in front of `/api`.
    pub parsed: kubeconfig::Endpoint,
    /// `proxy-url`: a proxy is in between.
    pub proxy: Option<UrlText>,
    /// Where the name comes from, if the client's own configuration does not say it.
    pub dialled: Option<Dialled>,
}

impl Endpoint {
    /// Why it is open what is dialled; none where it is certain.
    pub(super) fn doubt(&self) -> Option<&Dialled> {
        let dialled = self.dialled.as_ref();
        dialled.filter(|dialled| dialled.basis != Basis::Given)
    }
}

/// How it is known what a client dials that is told by somebody else: kube-apiserver reads from a Node under which
/// address its kubelet answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled {
    /// How well.
    pub basis: Basis,
    /// From what, in words.
    pub from: String,
}

/// How well a thing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A file says it.
    Given,
    /// No file says it, and this is the most likely.
    Assumed,
    /// No file says it.
    Missing,
}

/// What a client trusts.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The certificates of one bundle.
    Bundle(Bundle),
    /// The roots of the machine it runs on, which no file here can tell.
    SystemRoots,
    /// Nobody: `insecure-skip-tls-verify` switches the check off.
    Unchecked,
    /// The bundle cannot be used, and kubectl says so before it connects.
    Unusable,
    /// A bundle is configured, and its file is not among those given.
    Missing,
}

/// A set of trust anchors from one place.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Where it stands, in words: `certificate-authority-data`, `--client-ca-file ca.crt`.
    pub label: String,
    /// Where it stands.
    pub location: Location,
    /// Its certificates, in order, each once.
    pub anchors: Vec<Placed>,
}

/// What a client presents when it is asked for a certificate.
#[derive(Clone, Debug)]
pub enum Credential {
    /// No certificate is configured.
    None,
    /// A certificate is configured, and its file is not among those given.
    Missing,
    /// A chain with the private key of its leaf.
    Chain(Chain),
    /// Certificate or key is unusable.
    Unusable {
        /// crypto/tls's text.
        go: String,
        /// What there is of the chain.
        chain: Vec<Placed>,
        /// Whether the fault shows only when the server asks: both come from files (client-go `transport.go`).
        when_asked: bool,
    },
}

/// Which program uses a kubeconfig: kubeadm's and k3s's components have their own users and files. The certificate tells
/// first, then the user's entry, then the file.
pub(super) fn component_of(credential: &Credential, user: &str, file: &str) -> &'static str {
    let leaf = match credential {
        Credential::Chain(chain) => chain.leaf().map(|leaf| &leaf.certificate),
        Credential::Unusable { chain, .. } => chain.first().map(|leaf| &leaf.certificate),
        Credential::None | Credential::Missing => None,
    };
    if let Some(name) = leaf.and_then(|leaf| leaf.subject.common_name()) {
        return component_named(&name).unwrap_or("kubectl");
    }
    let by_file = || match file.rsplit('/').next() {
        Some("kubelet.conf" | "kubelet.kubeconfig") => Some("kubelet"),
        Some("controller-manager.conf" | "controller.kubeconfig") => {
            Some("kube-controller-manager")
        }
        Some("scheduler.conf" | "scheduler.kubeconfig") => Some("kube-scheduler"),
        _ => None,
    };
    component_named(user).or_else(by_file).unwrap_or("kubectl")
}

/// The component whose user this is.
fn component_named(user: &str) -> Option<&'static str> {
    match user {
        "system:kube-scheduler" => Some("kube-scheduler"),
        "system:kube-controller-manager" => Some("kube-controller-manager"),
        _ if user.starts_with("system:node:") => Some("kubelet"),
        _ => None,
    }
}

/// A chain as it is put on the wire.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Leaf first. A certificate that does not parse is sent all the same.
    pub certificates: Vec<ChainMember>,
    /// Whether the private key belongs to the leaf; none where no key is given.
    pub key_matches: Option<bool>,
}

/// One certificate of a chain.
#[derive(Clone, Debug)]
pub enum ChainMember {
    /// It parses.
    Parsed(Placed),
    /// It does not: the other side aborts the handshake with Go's text.
    Malformed {
        /// Go's text.
        go: String,
        /// Where it stands.
        location: Location,
    },
}

impl Chain {
    /// The certificates that parse, leaf first.
    pub fn parsed(&self) -> impl Iterator<Item = &Placed> {
        self.certificates.iter().filter_map(|member| match member {
            ChainMember::Parsed(placed) => Some(placed),
            ChainMember::Malformed { .. } => None,
        })
    }

    /// The leaf, if it parses.
    pub fn leaf(&self) -> Option<&Placed> {
        match self.certificates.first() {
            Some(ChainMember::Parsed(placed)) => Some(placed),
            Some(ChainMember::Malformed { .. }) | None => None,
        }
    }
}
