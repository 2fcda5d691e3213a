//! kube-apiserver as the client of servers that objects name: webhooks and extension API servers.
//!
//! apiserver `util/webhook/client.go` and kube-aggregator `handler_proxy.go`: the name is `SERVICE.NAMESPACE.svc`, the CAs are
//! those of `caBundle`, and where that is empty the machine's.

use super::findings::{bundle_findings, key_pair_findings};
use super::published_client_cas::PublishedClientCas;
use crate::connection::{
    Authentication, Bundle, Chain, ChainMember, Client, ClientKind, ClientParticipant, Credential,
    Endpoint, Evidence, NameLists, Refusal, Role, Server, ServingPair, Trust,
};
use crate::decode::certificates::SecretPair;
use crate::decode::kubeconfig::UrlText;
use crate::decode::objects::{Call, ClientConfig, Target};
use crate::decode::{bundle, kubeconfig};
use crate::finding::{Finding, InputFault, Problem, Step};
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::programs::Program;

impl ClientConfig {
    /// Which program is called.
    pub fn role(&self) -> Role {
        match self.call {
            Call::Admission { .. } | Call::Conversion { .. } => Role::WEBHOOK,
            Call::Aggregation { .. } => Role::EXTENSION,
        }
    }
}

/// kube-apiserver as such a client. `proxy` is what the aggregation layer presents.
pub fn api_server_as_client(
    config: &ClientConfig,
    proxy: Credential,
    release: GoRelease,
) -> Client {
    let mut findings = Vec::new();
    let mut refused = false;
    let trust = trust(config, release, &mut findings, &mut refused);
    let aggregates = config.role() == Role::EXTENSION;
    let url = match &config.target {
        // The path is a matter of the call.
        Target::Service { .. } => Target::url(&without_path(&config.target)),
        Target::Url(url) => url.clone(),
    };
    let text = UrlText::new(url);
    let parsed = kubeconfig::Endpoint::parse(&text, UrlRules::STRICT)
        .unwrap_or_else(|_| kubeconfig::Endpoint::default_server());
    Client {
        participant: ClientParticipant {
            kind: ClientKind::Component,
            component: Program::KubeApiserver,
            file: config.name.clone(),
            context: None,
            user: None,
            cluster: None,
        },
        endpoint: Some(Endpoint {
            url: text.shown(),
            https: parsed.is_tls(),
            host_port: parsed.host.clone(),
            server_name: config.target.server_name().unwrap_or_default(),
            server_name_is_set: false,
            location: config.location.clone(),
            parsed,
            proxy: None,
            dialled: None,
        }),
        trust,
        authentication: if aggregates {
            Authentication::Certificate
        } else {
            Authentication::None
        },
        credential: if aggregates { proxy } else { Credential::None },
        token: None,
        go: None,
        lists: NameLists::NONE,
        source: None,
        front_proxy: aggregates,
        refusal: refused.then_some(Refusal {
            get_pods: None,
            get_raw: None,
        }),
        findings,
        startup_failures: Vec::new(),
    }
}

fn without_path(target: &Target) -> Target {
    let mut target = target.clone();
    if let Target::Service { path, .. } = &mut target {
        path.clear();
    }
    target
}

fn trust(
    config: &ClientConfig,
    release: GoRelease,
    findings: &mut Vec<Finding>,
    refused: &mut bool,
) -> Trust {
    if config.insecure && config.ca_bundle.is_some() {
        // The API server takes no such object (kube-aggregator `validation.go`).
        let problem = Problem::from(InputFault::CaBundleWithInsecure);
        let place = vec![config.location.clone()];
        findings.push(Finding::new(problem, Step::Configuration, place));
        *refused = true;
        return Trust::Unusable;
    }
    let Some(text) = &config.ca_bundle else {
        if config.insecure {
            let problem = Problem::ServerUnchecked {
                component: "kube-apiserver",
                flag: "caBundle",
            };
            let place = vec![config.location.clone()];
            findings.push(Finding::new(problem, Step::ClientVerifies, place));
            return Trust::Unchecked;
        }
        return Trust::SystemRoots;
    };
    let read = bundle::lenient(&text.bytes, &text.location, release);
    let step = if read.error.is_some() {
        Step::Configuration
    } else {
        Step::ClientVerifies
    };
    findings.extend(bundle_findings(&read.problems, step, read.error.is_some()));
    if let Some(error) = read.error {
        let problem = Problem::from(InputFault::NoUsableCa(error));
        let place = vec![text.location.clone()];
        findings.insert(0, Finding::new(problem, step, place));
        *refused = true;
        return Trust::Unusable;
    }
    Trust::Bundle(Bundle {
        label: "caBundle".to_owned(),
        location: text.location.clone(),
        anchors: read.certificates,
    })
}

/// The server that is called, with the Secret that holds its certificate, if that is known, and what an extension API
/// server is told of its clients.
pub fn webhook_server(
    role: Role,
    secret: Option<&SecretPair>,
    told: Option<&PublishedClientCas>,
    release: GoRelease,
) -> Server {
    let mut server = Server::unknown_as(role);
    if let Some(secret) = secret {
        server.serving = Evidence::Given(ServingPair {
            label: secret.label(),
            key: None,
            chain: chain(secret),
            names: Vec::new(),
        });
        if let Some(refused) = &secret.pair.refused {
            let places = (&secret.pair.certificate, &secret.pair.key);
            let (findings, error) =
                key_pair_findings(refused, places, Step::ServerPresents, release);
            server.findings.extend(findings);
            server.startup_error = error;
        }
    }
    if role == Role::EXTENSION
        && let Some(told) = told
    {
        server.client_ca = told.client_ca.clone();
        server.request_header_ca = told.request_header_ca.clone();
        server.allowed_names.clone_from(&told.allowed_names);
        server.findings.extend(told.findings.iter().cloned());
        server.startup_error = server.startup_error.or_else(|| told.error.clone());
    }
    server
}

fn chain(secret: &SecretPair) -> Chain {
    let members = secret.pair.chain.iter().map(|link| match link {
        Ok(placed) => ChainMember::Parsed(placed.clone()),
        Err((error, location)) => ChainMember::Malformed {
            go: error.to_string(),
            location: location.clone(),
        },
    });
    Chain {
        certificates: members.collect(),
        key_matches: secret.pair.has_key.then_some(secret.pair.refused.is_none()),
    }
}
