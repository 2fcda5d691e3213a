//! The client's side, as a kubeconfig or a component's flags give it.

use super::chain::{Bundle, Chain};
use super::demands::{NameLists, Source};
use crate::decode::kubeconfig::{self, DEFAULT_SERVER, UrlText};
use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::inventory::Placed;
use crate::programs::Program;

/// What a client brings to a connection.
#[derive(Clone)]
pub struct Client {
    /// Who it is.
    pub participant: ClientParticipant,
    /// Where it connects to; none where the URL is unusable or no cluster is named.
    pub endpoint: Option<Endpoint>,
    /// What it trusts.
    pub trust: Trust,
    /// What it presents.
    pub credential: Credential,
    /// A bearer token. Compared, never shown.
    pub token: Option<Secret>,
    /// The Go that built it, where its image tells; else that of the run.
    pub go: Option<GoRelease>,
    /// Lists of names that it holds the server's certificate against, beside the name that it dials.
    pub lists: NameLists,
    /// The address from which it calls, where that is known.
    pub source: Option<Source>,
    /// Whether it speaks for others in the front proxy's headers.
    pub front_proxy: bool,
    /// What authenticates it, as far as the configuration tells.
    pub authentication: Authentication,
    /// Why kubectl makes no connection at all: its message, where it refuses its own configuration.
    pub refusal: Option<Refusal>,
    /// What is wrong or notable in the configuration.
    pub findings: Vec<Finding>,
    /// What keeps the program from starting that is in none of the files of this connection.
    pub startup_failures: Vec<Finding>,
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
    /// Whether it is where kubectl goes when nobody tells it of a server.
    pub(crate) fn is_default(&self) -> bool {
        self.url == DEFAULT_SERVER
    }

    /// Why it is open what is dialled; none where it is certain.
    pub(crate) fn doubt(&self) -> Option<&Dialled> {
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
    /// It is an address in any case: the certificate needs an IP SAN.
    pub is_address: bool,
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

/// How a client is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// By a kubeconfig.
    Kubeconfig,
    /// By flags or objects: a component of the control plane.
    Component,
}

impl ClientKind {
    /// As JSON spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubeconfig => "kubeconfig",
            Self::Component => "component",
        }
    }
}

/// Who connects.
#[derive(Clone, Debug)]
pub struct ClientParticipant {
    /// How it is configured.
    pub kind: ClientKind,
    /// The program, `kubectl` unless the user's name says otherwise.
    pub component: Program,
    /// The kubeconfig, or the manifest whose flags configure it, as given.
    pub file: String,
    /// The context's name.
    pub context: Option<String>,
    /// The user entry's name.
    pub user: Option<String>,
    /// The cluster entry's name.
    pub cluster: Option<String>,
}

/// How the client is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// A client certificate.
    Certificate,
    /// A bearer token.
    Token,
    /// User name and password, which kube-apiserver ignores since 1.19.
    Basic,
    /// An exec plugin, which is described and never run.
    Exec,
    /// An auth provider, likewise.
    AuthProvider,
    /// Nothing is sent: `system:anonymous`.
    Anonymous,
    /// Nothing is configured.
    None,
}

impl Authentication {
    /// As `cli.md` spells it in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Token => "token",
            Self::Basic => "basic",
            Self::Exec => "exec",
            Self::AuthProvider => "auth-provider",
            Self::Anonymous => "anonymous",
            Self::None => "none",
        }
    }
}
