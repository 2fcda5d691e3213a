//! One object: who it is, and what it holds.

use super::announced::Announced;
use super::client_config::ClientConfig;
use super::fault::{ObjectFault, ObjectProblem};
use super::field::{Embedded, Encoding, PlacedText, Walk};
use super::node::{Map, Node};
use super::reported::ReportedNode;
use super::secret::Pair;
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// A Kubernetes object, as far as certificates are concerned.
pub struct Object {
    /// `Secret`, `ConfigMap`, …
    pub kind: String,
    /// Empty where it has none.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where it starts.
    pub location: Location,
    /// Every text in it that holds certificates, kubeconfigs or certificate requests.
    pub texts: Vec<Embedded>,
    /// Certificates with their keys.
    pub pairs: Vec<Pair>,
    /// The cert-manager Certificate that a Secret is written for.
    pub certificate_name: Option<String>,
    /// cert-manager may take a `caBundle` from it though it did not write it.
    pub injectable: bool,
    /// Servers that it has kube-apiserver call.
    pub clients: Vec<ClientConfig>,
    /// What extension API servers are told about their clients.
    pub authentication: Option<Authentication>,
    /// Where the kubelet of a Node answers.
    pub node: Option<ReportedNode>,
    /// What it says of certificates elsewhere.
    pub announced: Vec<Announced>,
    /// Fields that cannot be read.
    pub faults: Vec<ObjectFault>,
}

/// ConfigMap `kube-system/extension-apiserver-authentication`: whom an extension API server lets in.
#[derive(Clone, Debug)]
pub struct Authentication {
    /// `client-ca-file`.
    pub client_ca: Option<PlacedText>,
    /// `requestheader-client-ca-file`.
    pub request_header_ca: Option<PlacedText>,
    /// `requestheader-allowed-names`; empty allows every name.
    pub allowed_names: Vec<String>,
}

impl Object {
    /// Takes out of an object what is of interest. `list` is the kind of the list that it stands in.
    pub(super) fn read(
        value: &Node<'_>,
        list: Option<&str>,
        base: &Location,
        release: GoRelease,
    ) -> Self {
        let text = |path: &[&str]| value.at(path).and_then(Node::as_text);
        let kind = text(&["kind"])
            .or_else(|| list.and_then(|list| list.strip_suffix("List")))
            .unwrap_or_default();
        let name = text(&["metadata", "name"]).unwrap_or_default();
        let namespace = text(&["metadata", "namespace"]).unwrap_or_default();
        let full = match (kind, namespace) {
            ("", "") => name.to_owned(),
            ("", _) => format!("{namespace}/{name}"),
            (_, "") => format!("{kind} {name}"),
            _ => format!("{kind} {namespace}/{name}"),
        };
        let mut walk = Walk::new(base, full.trim());
        let fields = value.as_map();
        let pairs = match (kind, fields) {
            ("Secret", Some(fields)) => {
                let encodings = [("data", Encoding::Base64), ("stringData", Encoding::Plain)];
                walk.texts(fields, &encodings, release)
            }
            ("ConfigMap", Some(fields)) => {
                let encodings = [("data", Encoding::Plain), ("binaryData", Encoding::Base64)];
                walk.texts(fields, &encodings, release)
            }
            _ => {
                for (key, field) in fields.into_iter().flat_map(Map::iter) {
                    walk.field(key, field);
                }
                Vec::new()
            }
        };
        walk.closed(kind, value);
        let clients = walk.client_configs(kind, value, full.trim());
        let authentication = (kind == "ConfigMap" && name == "extension-apiserver-authentication")
            .then(|| walk.authentication(value));
        let (texts, faults) = (walk.found, walk.faults);
        let location = base.clone().with_field(full.trim());
        let node = (kind == "Node")
            .then(|| ReportedNode::read(value, name, &location))
            .flatten();
        let announced = Announced::read(value, kind, namespace, &location);
        Self {
            kind: kind.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            location,
            texts,
            pairs,
            injectable: text(&[
                "metadata",
                "annotations",
                "cert-manager.io/allow-direct-injection",
            ]) == Some("true"),
            certificate_name: text(&[
                "metadata",
                "annotations",
                "cert-manager.io/certificate-name",
            ])
            .map(str::to_owned),
            clients,
            authentication,
            node,
            announced,
            faults,
        }
    }
}

impl Walk<'_> {
    fn authentication(&mut self, object: &Node<'_>) -> Authentication {
        let text = |key: &str| {
            let text = object.at(&["data", key])?.as_text()?;
            (!text.is_empty()).then_some(text)
        };
        let placed = |key: &str| {
            text(key).map(|text| PlacedText {
                bytes: text.as_bytes().to_vec(),
                location: self.place_below("data", key),
            })
        };
        let (client_ca, request_header_ca) = (
            placed("client-ca-file"),
            placed("requestheader-client-ca-file"),
        );
        let key = "requestheader-allowed-names";
        let names = text(key).map(serde_json::from_str::<Vec<String>>);
        if let Some(Err(_)) = names {
            self.faults.push(ObjectFault {
                location: self.place_below("data", key),
                problem: ObjectProblem::NoNames,
            });
        }
        Authentication {
            client_ca,
            request_header_ca,
            allowed_names: names.and_then(Result::ok).unwrap_or_default(),
        }
    }
}
