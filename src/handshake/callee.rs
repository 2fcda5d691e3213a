//! kube-apiserver as the client of servers that objects name: webhooks and extension API servers.
//!
//! apiserver `util/webhook/client.go` and kube-aggregator `handler_proxy.go`: the name is `SERVICE.NAMESPACE.svc`, the CAs are
//! those of `caBundle`, and where that is empty the machine's.

use super::client::{Bundle, Chain, ChainMember, Client, Credential, Endpoint, Refusal, Trust};
use super::connection::{Authentication, ClientKind, ClientParty, Connection};
use super::evidence::Evidence;
use super::findings::{bundle_findings, key_pair_findings};
use super::predict::Predicted;
use super::server::{Role, Server, ServingPair};
use crate::decode::bundle;
use crate::decode::certificates::SecretPair;
use crate::decode::kubeconfig::{self, UrlRules, UrlText};
use crate::decode::objects::{self, Call, ClientConfig, Target};
use crate::finding::{Code, Finding, Problem, Step};
use crate::inventory::Placed;
use crate::verify::{GoRelease, Verdict};
use crate::x509::go_quote;

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
pub fn caller(config: &ClientConfig, proxy: Credential, release: GoRelease) -> Client {
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
        party: ClientParty {
            kind: ClientKind::Component,
            component: "kube-apiserver",
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
        front_proxy: aggregates,
        refusal: refused.then_some(Refusal {
            get_pods: None,
            get_raw: None,
        }),
        findings,
        stopped: Vec::new(),
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
        let problem = Problem::Input {
            code: Code::NoUsableCa,
            message: error.to_string(),
            brief: "no usable CA".to_owned(),
        };
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
pub fn callee(
    role: Role,
    secret: Option<&SecretPair>,
    told: Option<&Told>,
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

/// What ConfigMap `kube-system/extension-apiserver-authentication` tells extension API servers; kube-apiserver writes
/// its own client CAs into it.
pub struct Told {
    client_ca: Evidence<Option<Bundle>>,
    request_header_ca: Evidence<Option<Bundle>>,
    allowed_names: Vec<String>,
    findings: Vec<Finding>,
    error: Option<String>,
}

impl Told {
    /// By the ConfigMap itself.
    pub fn by_config_map(found: &objects::Authentication, release: GoRelease) -> Self {
        let mut told = Self {
            client_ca: Evidence::Given(None),
            request_header_ca: Evidence::Given(None),
            allowed_names: found.allowed_names.clone(),
            findings: Vec::new(),
            error: None,
        };
        let mut read = |text: &Option<objects::PlacedText>, key: &str| {
            let text = text.as_ref()?;
            let read = bundle::strict(&text.bytes, &text.location, release);
            let step = match read.error {
                Some(_) => Step::ServerPresents,
                None => Step::ServerVerifies,
            };
            let findings = bundle_findings(&read.problems, step, read.error.is_some());
            told.findings.extend(findings);
            told.error = told
                .error
                .take()
                .or_else(|| read.error.map(|error| error.to_string()));
            Some(Bundle {
                label: key.to_owned(),
                location: text.location.clone(),
                anchors: read.certificates,
            })
        };
        let client_ca = read(&found.client_ca, "client-ca-file");
        let proxy_ca = read(&found.request_header_ca, "requestheader-client-ca-file");
        told.client_ca = Evidence::Given(client_ca);
        told.request_header_ca = Evidence::Given(proxy_ca);
        told
    }

    /// By the flags of the kube-apiservers of a cluster, each of which adds its own to what is there (Kubernetes
    /// `clusterauthenticationtrust/cluster_authentication_trust_controller.go` `combinedClusterAuthenticationInfo`); none
    /// without any.
    pub fn by_api_servers(servers: &[&Server]) -> Option<Self> {
        servers.first()?;
        let mut allowed_names: Vec<String> = Vec::new();
        for name in servers.iter().flat_map(|server| &server.allowed_names) {
            if !allowed_names.contains(name) {
                allowed_names.push(name.clone());
            }
        }
        Some(Self {
            client_ca: combined(servers.iter().map(|server| &server.client_ca)),
            request_header_ca: combined(servers.iter().map(|server| &server.request_header_ca)),
            allowed_names,
            findings: Vec::new(),
            error: None,
        })
    }

    /// The CAs that it names.
    pub fn cas(&self) -> Vec<Placed> {
        let bundles = [&self.client_ca, &self.request_header_ca];
        let bundles = bundles.into_iter().filter_map(|ca| ca.value()?.as_ref());
        bundles.flat_map(|bundle| bundle.anchors.clone()).collect()
    }
}

/// The CAs of all, each once. As long as those of one are not known, neither are these.
fn combined<'a>(
    bundles: impl Iterator<Item = &'a Evidence<Option<Bundle>>>,
) -> Evidence<Option<Bundle>> {
    const WRITES: &str =
        "kube-apiserver writes its own into the ConfigMap extension-apiserver-authentication";
    let mut all: Option<Bundle> = None;
    for bundle in bundles {
        let Some(bundle) = bundle.value() else {
            return Evidence::Missing;
        };
        let Some(bundle) = bundle else { continue };
        let Some(known) = &mut all else {
            all = Some(bundle.clone());
            continue;
        };
        for anchor in &bundle.anchors {
            let print = anchor.certificate.fingerprint;
            let mut held = known.anchors.iter();
            if !held.any(|held| held.certificate.fingerprint == print) {
                known.anchors.push(anchor.clone());
            }
        }
    }
    Evidence::Assumed(all, WRITES)
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

/// Says what is particular to such a connection, in kube-apiserver's words where they are known.
pub fn say(config: &ClientConfig, connection: &mut Connection) {
    if config.role() == Role::WEBHOOK {
        connection.client_presents.remark = None;
        connection.server_verifies.skipped =
            Some("a webhook asks for no client certificate".to_owned());
    } else if connection.client_presents.verdict == Verdict::Undetermined {
        connection.client_presents.remark = Some(
            "--proxy-client-cert-file of kube-apiserver is not given: name its /etc/kubernetes too"
                .to_owned(),
        );
    }
    if connection.verdict != Verdict::Reject {
        return;
    }
    let predicted = &mut connection.predicted;
    // A caBundle that cannot be used ends every call before it is made.
    let unusable = connection.findings.iter().find_map(|finding| {
        let is_ours = finding.problem.code() == Code::NoUsableCa;
        is_ours.then(|| finding.problem.to_string())
    });
    let error = unusable.clone().or_else(|| predicted.client_error.clone());
    match &config.call {
        Call::Aggregation { path } => {
            // The availability check verifies nothing, so it notices only that it is not let in
            // (kube-aggregator remote_available_controller.go).
            if let Some(status) = predicted.http_status.filter(|status| *status != 200) {
                let url = format!("https://SERVICE-IP:{}{path}", port(&config.target));
                *predicted = Predicted {
                    http_status: Some(status),
                    client_error: Some(format!(
                        "FailedDiscoveryCheck: failing or missing response from {url}: bad status from {url}: {status}"
                    )),
                    ..Predicted::unknown()
                };
            } else if let Some(error) = error {
                let (status, text) = match unusable {
                    Some(_) => (500, error),
                    None => (503, format!("error trying to reach service: {error}")),
                };
                predicted.http_status = Some(status);
                predicted.client_error = Some(text);
            }
        }
        Call::Admission {
            webhook,
            timeout,
            fails_open,
        } => {
            let reason = match (&unusable, error) {
                (Some(text), _) => format!("could not get REST client: {text}"),
                (None, Some(error)) => {
                    let url = url_with_timeout(&config.target, *timeout);
                    format!(
                        "failed to call webhook: Post {}: {error}",
                        go_quote(url.as_bytes())
                    )
                }
                (None, None) => return,
            };
            let failing = if *fails_open { "open" } else { "closed" };
            // apiserver admission/plugin/webhook/validating/dispatcher.go.
            predicted.apiserver_log = Some(format!(
                "Failed calling webhook, failing {failing} {webhook}: failed calling webhook {}: {reason}",
                go_quote(webhook.as_bytes())
            ));
        }
        Call::Conversion { kind } => {
            let Some(error) = error else { return };
            let text = match unusable {
                Some(_) => error,
                None => {
                    // apiextensions-apiserver conversion/webhook_converter.go.
                    let url = url_with_timeout(&config.target, 30);
                    format!("Post {}: {error}", go_quote(url.as_bytes()))
                }
            };
            predicted.client_error = Some(format!("conversion webhook for {kind} failed: {text}"));
        }
    }
}

fn url_with_timeout(target: &Target, seconds: u64) -> String {
    format!("{}?timeout={seconds}s", target.url())
}

fn port(target: &Target) -> u64 {
    match target {
        Target::Service { port, .. } => *port,
        Target::Url(_) => 443,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::Location;
    use crate::source::{Files, Limit};

    fn bundle_of(fixture: &str) -> Bundle {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        let path = root
            .join(fixture)
            .join("etc/kubernetes/pki/front-proxy-ca.crt");
        let text = Files::new().read(&path, Limit::BUNDLE).unwrap();
        let location = Location::file(path.display().to_string());
        Bundle {
            label: "--requestheader-client-ca-file".to_owned(),
            anchors: bundle::strict(&text, &location, GoRelease::default()).certificates,
            location,
        }
    }

    #[test]
    fn api_servers_add_their_cas_to_what_the_others_wrote() {
        let (one, other) = (bundle_of("healthy"), bundle_of("ca-regenerated"));
        let given = |bundle: &Bundle| Evidence::Given(Some(bundle.clone()));
        let all = [
            given(&one),
            given(&other),
            given(&one),
            Evidence::Given(None),
        ];
        let together = combined(all.iter());
        assert_eq!(together.value().unwrap().as_ref().unwrap().anchors.len(), 2);
        let open = [given(&one), Evidence::Missing];
        assert!(combined(open.iter()).is_missing());
    }
}
