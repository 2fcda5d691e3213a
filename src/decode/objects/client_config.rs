//! Servers that kube-apiserver calls: webhooks, conversion webhooks of CRDs, and extension API servers.

use super::fault::ObjectFault;
use super::field::{PlacedText, Walk, decode};
use super::node::Node;
use crate::ground::location::Location;

/// What kube-apiserver is told about a server that it calls.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The object, and the webhook in it: `ValidatingWebhookConfiguration policy, webhook check.example.com`.
    pub name: String,
    /// The object's kind.
    pub kind: String,
    /// The object's name.
    pub object: String,
    /// What the server is called for.
    pub call: Call,
    /// Where it is configured.
    pub location: Location,
    /// Where it is called.
    pub target: Target,
    /// `caBundle`; none where the roots of the machine count.
    pub ca_bundle: Option<PlacedText>,
    /// Where `caBundle` stands in the object, as a JSON pointer.
    pub ca_bundle_pointer: String,
    /// `insecureSkipTLSVerify` of an APIService.
    pub insecure: bool,
    /// What cert-manager keeps `caBundle` in step with.
    pub injected_from: Option<Injected>,
}

impl ClientConfig {
    /// The field of the entry of a list that it is, and what that is called.
    pub(in crate::decode) fn entry(&self) -> Option<(&str, &str)> {
        let Call::Admission { webhook, .. } = &self.call else {
            return None;
        };
        let field = self.location.field.as_deref()?;
        Some((field.get(..=field.find(']')?)?, webhook))
    }
}

/// Why a server is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// To admit or change objects.
    Admission {
        /// The webhook's name.
        webhook: String,
        /// `timeoutSeconds`.
        timeout: u64,
        /// `failurePolicy` is `Ignore`: without an answer the request goes on.
        fails_open: bool,
    },
    /// To convert objects.
    Conversion {
        /// The version that is stored, and the kind: `example.com/v1, Kind=Tab`.
        kind: String,
    },
    /// It serves an API group.
    Aggregation {
        /// Where its resources are listed: `/apis/metrics.k8s.io/v1beta1`.
        path: String,
    },
}

/// What cert-manager's cainjector takes a `caBundle` from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Injected {
    /// `cert-manager.io/inject-ca-from`: namespace and name of a Certificate.
    Certificate(String, String),
    /// `cert-manager.io/inject-ca-from-secret`: namespace and name of a Secret.
    Secret(String, String),
}

/// Where a server is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A Service of the cluster.
    Service {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Its port; 443 where none is given.
        port: u64,
        /// The path of a webhook, with its slash.
        path: String,
    },
    /// A URL, without what is not allowed in it and may be secret: user, query, fragment.
    Url(String),
}

impl Target {
    /// What is checked against the SANs (apiserver `util/webhook/client.go`, kube-aggregator `handler_proxy.go`).
    pub fn server_name(&self) -> Option<String> {
        match self {
            Self::Service {
                namespace, name, ..
            } => Some(format!("{name}.{namespace}.svc")),
            Self::Url(url) => {
                let authority = url.strip_prefix("https://")?;
                let authority = authority.split(['/', '?', '#']).next()?;
                let host = match authority.strip_prefix('[') {
                    Some(rest) => rest.split(']').next()?,
                    None => authority.split(':').next()?,
                };
                (!host.is_empty()).then(|| host.to_owned())
            }
        }
    }

    /// The URL that is called, without what a call adds to it.
    pub fn url(&self) -> String {
        match self {
            Self::Service {
                namespace,
                name,
                port,
                path,
            } => format!("https://{name}.{namespace}.svc:{port}{path}"),
            Self::Url(url) => url.clone(),
        }
    }
}

/// A `clientConfig`, or what stands in its place, where it stands, and what it is for.
struct Configured<'a> {
    config: &'a Node<'a>,
    path: String,
    name: String,
    call: Call,
}

impl Walk<'_> {
    /// The servers that an object of `kind` names.
    pub(super) fn client_configs(
        &mut self,
        kind: &str,
        object: &Node<'_>,
        name: &str,
    ) -> Vec<ClientConfig> {
        let configured = match kind {
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
                webhooks(object, name)
            }
            "CustomResourceDefinition" => conversion(object, name).into_iter().collect(),
            "APIService" => aggregation(object, name).into_iter().collect(),
            _ => return Vec::new(),
        };
        let injected_from = injected(object);
        configured
            .into_iter()
            .filter_map(|configured| {
                let mut config = self.client_config(configured)?;
                config.kind = kind.to_owned();
                config.object = text(object.at(&["metadata", "name"])).unwrap_or_default();
                config.injected_from.clone_from(&injected_from);
                Some(config)
            })
            .collect()
    }

    fn client_config(&mut self, configured: Configured<'_>) -> Option<ClientConfig> {
        let Configured { config, path, .. } = &configured;
        let target = match (config.get("service"), text(config.get("url"))) {
            (Some(service @ Node::Map(_)), _) => Target::Service {
                namespace: text(service.get("namespace")).unwrap_or_default(),
                name: text(service.get("name")).unwrap_or_default(),
                port: service.get("port").and_then(Node::as_number).unwrap_or(443),
                path: text(service.get("path"))
                    .map(|path| format!("/{}", path.trim_start_matches('/')))
                    .unwrap_or_default(),
            },
            (_, Some(url)) => Target::Url(bare(&url)),
            (_, None) => return None,
        };
        let place = self.at_path(&format!("{path}.caBundle"));
        let ca_bundle = text(config.get("caBundle")).filter(|text| !text.is_empty());
        let ca_bundle = match ca_bundle.map(|text| decode(&text)) {
            None => None,
            Some(Ok(bytes)) => Some(PlacedText {
                bytes: bytes.expose().to_vec(),
                location: place,
            }),
            Some(Err(problem)) => {
                let location = place;
                self.faults.push(ObjectFault { location, problem });
                // The API server takes no such object, and calls nobody for it.
                return None;
            }
        };
        let pointer = path.replace('[', ".").replace(']', "").replace('.', "/");
        Some(ClientConfig {
            location: self.at_path(path),
            target,
            ca_bundle,
            ca_bundle_pointer: format!("/{pointer}/caBundle"),
            insecure: config
                .get("insecureSkipTLSVerify")
                .and_then(Node::as_bool)
                .unwrap_or(false),
            injected_from: None,
            kind: String::new(),
            object: String::new(),
            name: configured.name,
            call: configured.call,
        })
    }
}

fn webhooks<'a>(object: &'a Node<'a>, name: &str) -> Vec<Configured<'a>> {
    // v1beta1 had defaults of its own (admissionregistration/v1beta1/defaults.go).
    let beta = object
        .get("apiVersion")
        .and_then(Node::as_text)
        .is_some_and(|version| version.ends_with("/v1beta1"));
    let webhooks = object.get("webhooks").and_then(Node::as_list);
    let webhooks = webhooks.into_iter().flatten().enumerate();
    let configured = webhooks.filter_map(|(index, webhook)| {
        let own = text(webhook.get("name")).unwrap_or_default();
        let timeout = webhook.get("timeoutSeconds").and_then(Node::as_number);
        let policy = text(webhook.get("failurePolicy"));
        Some(Configured {
            config: webhook.get("clientConfig")?,
            path: format!("webhooks[{index}].clientConfig"),
            name: format!("{name}, webhook {own}"),
            call: Call::Admission {
                webhook: own,
                timeout: timeout.unwrap_or(if beta { 30 } else { 10 }),
                fails_open: policy.map_or(beta, |policy| policy == "Ignore"),
            },
        })
    });
    configured.collect()
}

fn conversion<'a>(object: &'a Node<'a>, name: &str) -> Option<Configured<'a>> {
    // The second is v1beta1's.
    const PATHS: [&str; 2] = [
        "spec.conversion.webhook.clientConfig",
        "spec.conversion.webhookClientConfig",
    ];
    let found = PATHS.iter().find_map(|path| {
        let config = object.at(&path.split('.').collect::<Vec<_>>())?;
        Some((*path, config))
    });
    let (path, config) = found?;
    let at = |path: &[&str]| text(object.at(path)).unwrap_or_default();
    let versions = object.at(&["spec", "versions"]).and_then(Node::as_list);
    let stored = versions.into_iter().flatten().find(|version| {
        let storage = version.get("storage").and_then(Node::as_bool);
        storage == Some(true)
    });
    let version = stored.and_then(|version| text(version.get("name")));
    let (group, kind) = (at(&["spec", "group"]), at(&["spec", "names", "kind"]));
    let version = version.unwrap_or_else(|| "VERSION".to_owned());
    Some(Configured {
        config,
        path: path.to_owned(),
        name: format!("{name}, conversion"),
        call: Call::Conversion {
            kind: format!("{group}/{version}, Kind={kind}"),
        },
    })
}

fn aggregation<'a>(object: &'a Node<'a>, name: &str) -> Option<Configured<'a>> {
    let spec = object.get("spec")?;
    // One without a service is kube-apiserver's own.
    spec.get("service")
        .filter(|service| service.as_map().is_some())?;
    let at = |key: &str| text(spec.get(key)).unwrap_or_default();
    Some(Configured {
        config: spec,
        path: "spec".to_owned(),
        name: name.to_owned(),
        call: Call::Aggregation {
            path: format!("/apis/{}/{}", at("group"), at("version")),
        },
    })
}

fn injected(object: &Node<'_>) -> Option<Injected> {
    let annotation = |name: &str| {
        let key = format!("cert-manager.io/{name}");
        let value = text(object.at(&["metadata", "annotations", &key]))?;
        let (namespace, name) = value.split_once('/')?;
        Some((namespace.to_owned(), name.to_owned()))
    };
    let certificate = annotation("inject-ca-from")
        .map(|(namespace, name)| Injected::Certificate(namespace, name));
    certificate.or_else(|| {
        let (namespace, name) = annotation("inject-ca-from-secret")?;
        Some(Injected::Secret(namespace, name))
    })
}

/// apiserver `util/webhook/validation.go` allows neither user nor query nor fragment.
fn bare(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

fn text(value: Option<&Node<'_>>) -> Option<String> {
    value.and_then(Node::as_text).map(str::to_owned)
}
