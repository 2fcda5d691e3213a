//! The server's side, as its flags and files give it.

use std::borrow::Cow;

use super::accounts::Accounts;
use super::chain::{Bundle, Chain};
use super::demands::Demands;
use super::evidence::Evidence;
use super::generated::Generated;
use super::observation::Observation;
use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::inventory::Placed;
use crate::programs::{Program, Release};

/// Which program serves, and how it takes its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// The program.
    pub component: Program,
    /// Where it judges a client's certificate.
    pub admission: Admission,
}

/// Where a server judges a client's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// After the handshake, request by request: kube-apiserver, the kubelet, extension API servers
    /// (`tls.RequestClientCert`).
    Request,
    /// In the handshake, which fails without a valid certificate: etcd (`tls.RequireAndVerifyClientCert`).
    Handshake,
    /// Nowhere: a webhook.
    Anyone,
}

impl Role {
    /// kube-apiserver.
    pub const API_SERVER: Self = Self {
        component: Program::KubeApiserver,
        admission: Admission::Request,
    };
    /// etcd.
    pub const ETCD: Self = Self {
        component: Program::Etcd,
        admission: Admission::Handshake,
    };
    /// The kubelet's own API.
    pub const KUBELET: Self = Self {
        component: Program::Kubelet,
        admission: Admission::Request,
    };
    /// An API server behind the aggregator.
    pub const EXTENSION: Self = Self {
        component: Program::ExtensionApiserver,
        admission: Admission::Request,
    };
    /// The API of a machine of Talos.
    pub const APID: Self = Self {
        component: Program::Apid,
        admission: Admission::Handshake,
    };
    /// An admission or conversion webhook.
    pub const WEBHOOK: Self = Self {
        component: Program::Webhook,
        admission: Admission::Anyone,
    };
}

/// What a server brings to a connection; kube-apiserver's flags stand for their like.
#[derive(Clone)]
pub struct Server {
    /// Which program it is.
    pub role: Role,
    /// The default serving pair (`--tls-cert-file`).
    pub serving: Evidence<ServingPair>,
    /// It makes that pair itself as it starts, so that it is in no file.
    pub generated: Option<Generated>,
    /// `--tls-sni-cert-key`, in order.
    pub sni: Vec<ServingPair>,
    /// `--client-ca-file`; given as none where the server has no such flag.
    pub client_ca: Evidence<Option<Bundle>>,
    /// `--requestheader-client-ca-file`, likewise.
    pub request_header_ca: Evidence<Option<Bundle>>,
    /// `--requestheader-allowed-names`; empty allows every name.
    pub allowed_names: Vec<String>,
    /// `--anonymous-auth`.
    pub anonymous: Evidence<bool>,
    /// The lines of `--token-auth-file`.
    pub tokens: Option<Vec<TokenLine>>,
    /// Its release, where the tag of its image tells.
    pub release: Option<Release>,
    /// The Go that built it, likewise; else that of the run.
    pub go: Option<GoRelease>,
    /// How it holds the tokens of service accounts against its keys; none where that is not known.
    pub accounts: Option<Accounts>,
    /// What it asks of a client's certificate beside a chain that verifies.
    pub demands: Demands,
    /// What makes every connection to it fail although it runs.
    pub unavailable: Option<Finding>,
    /// Why the server does not start with these files: its log line.
    pub startup_error: Option<String>,
    /// What is wrong or notable in its files.
    pub findings: Vec<Finding>,
    /// What keeps the program from starting that is in none of the files of this side.
    pub startup_failures: Vec<Finding>,
    /// What it showed when it was called.
    pub live: Option<Observation>,
}

/// A serving certificate with its names.
#[derive(Clone, Debug)]
pub struct ServingPair {
    /// Where it stands, in words.
    pub label: String,
    /// The file of its key, where that is known.
    pub key: Option<String>,
    /// What is presented.
    pub chain: Chain,
    /// Names given with `--tls-sni-cert-key`; where empty, those of the certificate count.
    pub names: Vec<String>,
}

/// A line of a token file: `token,user,uid,"group1,group2"`.
#[derive(Clone)]
pub struct TokenLine {
    /// The token. Compared, never shown.
    pub token: Secret,
    /// The user's name.
    pub user: String,
    /// The user's UID.
    pub uid: String,
    /// The user's groups.
    pub groups: Vec<String>,
}

impl Server {
    /// An API server of which nothing is known.
    pub const fn unknown() -> Self {
        Self::unknown_as(Role::API_SERVER)
    }

    /// A server of which only the program is known.
    pub const fn unknown_as(role: Role) -> Self {
        Self {
            role,
            serving: Evidence::Missing,
            generated: None,
            sni: Vec::new(),
            client_ca: Evidence::Missing,
            request_header_ca: Evidence::Missing,
            allowed_names: Vec::new(),
            anonymous: Evidence::Assumed(true, "kube-apiserver's default"),
            tokens: None,
            release: None,
            go: None,
            accounts: None,
            demands: Demands::NONE,
            unavailable: None,
            startup_error: None,
            findings: Vec::new(),
            startup_failures: Vec::new(),
            live: None,
        }
    }

    /// Whether it asks for a client certificate (apiserver `secure_serving.go`). Of what is not known the default is
    /// taken that every cluster has.
    pub(crate) fn requests_client_certificate(&self) -> bool {
        let configured = || {
            self.client_ca.is_missing()
                || [&self.client_ca, &self.request_header_ca]
                    .iter()
                    .any(|ca| ca.value().is_some_and(Option::is_some))
        };
        self.role.admission != Admission::Anyone && configured()
    }

    /// The pair that is presented to a client that asks for `server_name` (apiserver
    /// `dynamiccertificates/named_certificates.go`, crypto/tls `getCertificate`). Without SNI, that is for an
    /// address, the default.
    pub fn pair_for(&self, server_name: &str) -> Option<&ServingPair> {
        let default = self.serving.value();
        if self.sni.is_empty() || is_address(server_name) {
            return default;
        }
        let name = server_name.trim_end_matches('.').to_lowercase();
        let wildcard = name.split_once('.').map(|(_, rest)| format!("*.{rest}"));
        // Names given with the flag beat names read from a certificate; earlier flags win.
        let find = |wanted: &str, explicit: bool| {
            self.sni.iter().find(|pair| {
                pair.names.is_empty() != explicit
                    && pair.answering_names().iter().any(|known| known == wanted)
            })
        };
        [Some(name), wildcard]
            .into_iter()
            .flatten()
            .find_map(|wanted| find(&wanted, true).or_else(|| find(&wanted, false)))
            .or(default)
    }

    /// The pair for SNI that a fault is in; none where it is in the default.
    pub(crate) fn sni_at_fault(&self, finding: &Finding) -> Option<&ServingPair> {
        let is_at = |place: &Location, pair: &ServingPair| *place.file == *pair.label;
        let first = finding.locations.first()?;
        let default = self.serving.value();
        if default.is_some_and(|default| is_at(first, default)) {
            return None;
        }
        // With the key of such a pair its certificate is named.
        let names = |pair: &&ServingPair| finding.locations.iter().any(|place| is_at(place, pair));
        self.sni.iter().find(names)
    }
}

impl Server {
    /// Takes note that it makes its own pair.
    pub(crate) fn generates(&mut self, location: Location) {
        let component = self.role.component.as_str();
        self.generated = Some(Generated {
            component,
            location,
            issuer: None,
        });
    }

    /// Takes note that a CA in a file issues its pair as it starts.
    pub(crate) fn issues(&mut self, location: Location, issuer: Option<Placed>) {
        let component = self.role.component.as_str();
        self.generated = issuer.map(|issuer| Generated {
            component,
            location,
            issuer: Some(issuer),
        });
    }
}

impl Server {
    /// What it showed when it was called, if it was.
    pub(crate) fn observed(&self) -> Option<&Observation> {
        self.live.as_ref()
    }
}

impl ServingPair {
    /// Whether it is the file of its certificate or of its key.
    pub(crate) fn has_file(&self, file: &str) -> bool {
        self.label == file || self.key.as_deref() == Some(file)
    }

    /// The names that it answers to; with upper case in it a name never matches.
    fn answering_names(&self) -> Vec<String> {
        if !self.names.is_empty() {
            return self.names.clone();
        }
        let Some(leaf) = self.chain.leaf() else {
            return Vec::new();
        };
        let mut names: Vec<_> = leaf
            .certificate
            .subject
            .common_name()
            .map(Cow::into_owned)
            .into_iter()
            .collect();
        names.extend(
            leaf.certificate
                .subject_alt_name
                .iter()
                .flat_map(|names| names.dns.iter().cloned()),
        );
        names
    }
}

fn is_address(server_name: &str) -> bool {
    let bare = server_name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(server_name);
    bare.split('%')
        .next()
        .unwrap_or(bare)
        .parse::<std::net::IpAddr>()
        .is_ok()
}
