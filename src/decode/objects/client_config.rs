//! Servers that kube-apiserver calls: webhooks, conversion webhooks of CRDs, and extension API servers.

use serde_json::Value;

use super::field::{PlacedText, Walk, decode};
use super::stream::ObjectFault;
use crate::location::Location;

/// What kube-apiserver is told about a server that it calls.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// What the server is for.
    pub callee: Callee,
    /// The object, and the webhook in it: `ValidatingWebhookConfiguration policy, webhook check.example.com`.
    pub name: String,
    /// Where it is configured.
    pub location: Location,
    /// Where it is called.
    pub target: Target,
    /// `caBundle`; none where the roots of the machine count.
    pub ca_bundle: Option<PlacedText>,
    /// `insecureSkipTLSVerify` of an APIService.
    pub insecure: bool,
    /// Namespace and name of the cert-manager Certificate that `caBundle` is kept in step with.
    pub injected_from: Option<(String, String)>,
}

/// Why a server is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Callee {
    /// It serves an API group.
    ExtensionApiserver,
    /// It admits or changes objects, or converts them.
    Webhook,
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
        port: u16,
    },
    /// A URL.
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

    /// The URL that is called.
    pub fn url(&self) -> String {
        match self {
            Self::Service {
                namespace,
                name,
                port,
            } => format!("https://{name}.{namespace}.svc:{port}"),
            Self::Url(url) => url.clone(),
        }
    }
}

impl Walk<'_> {
    /// The servers that an object of `kind` names.
    pub(super) fn client_configs(
        &mut self,
        kind: &str,
        object: &Value,
        name: &str,
    ) -> Vec<ClientConfig> {
        let injected_from = object
            .pointer("/metadata/annotations/cert-manager.io~1inject-ca-from")
            .and_then(Value::as_str)
            .and_then(|text| text.split_once('/'))
            .map(|(namespace, name)| (namespace.to_owned(), name.to_owned()));
        let mut found = Vec::new();
        let mut add =
            |walk: &mut Self, callee, config: Option<&Value>, path: &str, name: String| {
                let Some(config) = config else { return };
                found.extend(walk.client_config(callee, config, path, name, injected_from.clone()));
            };
        match kind {
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
                let webhooks = object.get("webhooks").and_then(Value::as_array);
                for (index, webhook) in webhooks.into_iter().flatten().enumerate() {
                    let own = webhook
                        .get("name")
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    let path = format!("webhooks[{index}].clientConfig");
                    let name = format!("{name}, webhook {own}");
                    add(
                        self,
                        Callee::Webhook,
                        webhook.get("clientConfig"),
                        &path,
                        name,
                    );
                }
            }
            "CustomResourceDefinition" => {
                // The second is v1beta1's.
                for path in [
                    "conversion.webhook.clientConfig",
                    "conversion.webhookClientConfig",
                ] {
                    let pointer = format!("/spec/{}", path.replace('.', "/"));
                    let path = format!("spec.{path}");
                    let name = format!("{name}, conversion");
                    add(self, Callee::Webhook, object.pointer(&pointer), &path, name);
                }
            }
            "APIService" => {
                // One without a service is kube-apiserver's own.
                let spec = object
                    .get("spec")
                    .filter(|spec| spec.get("service").is_some_and(Value::is_object));
                add(
                    self,
                    Callee::ExtensionApiserver,
                    spec,
                    "spec",
                    name.to_owned(),
                );
            }
            _ => {}
        }
        found
    }

    fn client_config(
        &mut self,
        callee: Callee,
        config: &Value,
        path: &str,
        name: String,
        injected_from: Option<(String, String)>,
    ) -> Option<ClientConfig> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let target = match (config.get("service"), text(config.get("url"))) {
            (Some(service @ Value::Object(_)), _) => Target::Service {
                namespace: text(service.get("namespace")).unwrap_or_default(),
                name: text(service.get("name")).unwrap_or_default(),
                port: service
                    .get("port")
                    .and_then(Value::as_u64)
                    .and_then(|port| u16::try_from(port).ok())
                    .unwrap_or(443),
            },
            (_, Some(url)) => Target::Url(url),
            (_, None) => return None,
        };
        let place = self.at_path(&format!("{path}.caBundle"));
        let ca_bundle = text(config.get("caBundle")).filter(|text| !text.is_empty());
        let ca_bundle = ca_bundle.and_then(|text| match decode(&text) {
            Ok(bytes) => Some(PlacedText {
                bytes: bytes.to_vec(),
                location: place.clone(),
            }),
            Err(problem) => {
                let location = place;
                self.faults.push(ObjectFault { location, problem });
                None
            }
        });
        Some(ClientConfig {
            callee,
            name,
            location: self.at_path(path),
            target,
            ca_bundle,
            insecure: config
                .get("insecureSkipTLSVerify")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            injected_from,
        })
    }
}
