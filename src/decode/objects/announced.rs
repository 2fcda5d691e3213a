//! What objects say of certificates that stand in Secrets, or nowhere yet: who serves them and under which names, who issues
//! them and when they are due, and which requests nobody has answered.

use super::node::Node;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;

/// A Secret, by its namespace and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretRef {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// An object that says something of certificates elsewhere.
#[derive(Clone, Debug)]
pub struct Announced {
    /// As people call it: `Ingress web/shop`.
    pub label: String,
    /// Where it stands.
    pub location: Location,
    /// What it says.
    pub what: Announcement,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// An Ingress or a Gateway serves the certificate of a Secret under these names.
    Serves {
        /// The Secret.
        secret: SecretRef,
        /// The names; one with `*.` stands for all below.
        hosts: Vec<String>,
    },
    /// A cert-manager Certificate: the Secret that is written, and who issues.
    Certificate {
        /// The Secret.
        secret: SecretRef,
        /// `Issuer web/ca`, `ClusterIssuer ca`.
        issuer: String,
        /// `status.renewalTime`.
        renewal: Option<Timestamp>,
    },
    /// A cert-manager issuer that signs with the CA of a Secret. It is called by the label.
    Issuer {
        /// The Secret; of a ClusterIssuer in the namespace of cert-manager itself.
        secret: SecretRef,
    },
    /// A certificate request that is neither approved nor denied.
    Pending {
        /// `spec.signerName`.
        signer: String,
        /// `metadata.creationTimestamp`.
        since: Timestamp,
    },
}

/// Where cert-manager keeps what is of the whole cluster, unless `--cluster-resource-namespace` says otherwise.
const CERT_MANAGER: &str = "cert-manager";

impl Announced {
    /// What an object of a kind announces; nothing, as most do.
    pub(super) fn read(
        object: &Node<'_>,
        kind: &str,
        namespace: &str,
        location: &Location,
    ) -> Vec<Self> {
        let group = object.get("apiVersion").and_then(Node::as_text);
        let group = group
            .unwrap_or_default()
            .split('/')
            .next()
            .unwrap_or_default();
        let said = match (group, kind) {
            ("networking.k8s.io" | "extensions", "Ingress") => ingress(object, namespace),
            ("gateway.networking.k8s.io", "Gateway") => gateway(object, namespace),
            ("cert-manager.io", "Certificate") => certificate(object, namespace),
            ("cert-manager.io", "Issuer") => issuer(object, namespace),
            ("cert-manager.io", "ClusterIssuer") => issuer(object, CERT_MANAGER),
            ("certificates.k8s.io", "CertificateSigningRequest") => pending(object),
            _ => Vec::new(),
        };
        let label = location.field.clone().unwrap_or_default();
        let announced = said.into_iter().map(|what| Self {
            label: label.to_string(),
            location: location.clone(),
            what,
        });
        announced.collect()
    }
}

fn text<'a>(node: &'a Node<'_>, path: &[&str]) -> Option<&'a str> {
    node.at(path)?.as_text().filter(|text| !text.is_empty())
}

fn list<'a, 'b>(node: &'a Node<'b>, path: &[&str]) -> &'a [Node<'b>] {
    node.at(path).and_then(Node::as_list).unwrap_or_default()
}

fn secret(namespace: &str, name: &str) -> SecretRef {
    SecretRef {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

/// networking.k8s.io/v1: `spec.tls`; without hosts there those of the rules are meant.
fn ingress(object: &Node<'_>, namespace: &str) -> Vec<Announcement> {
    let entries = list(object, &["spec", "tls"]).iter();
    entries
        .filter_map(|entry| {
            let hosts = list(entry, &["hosts"]).iter().filter_map(Node::as_text);
            let mut hosts: Vec<_> = hosts.map(str::to_owned).collect();
            if hosts.is_empty() {
                let rules = list(object, &["spec", "rules"]).iter();
                hosts.extend(rules.filter_map(|rule| text(rule, &["host"]).map(str::to_owned)));
            }
            let secret = secret(namespace, text(entry, &["secretName"])?);
            Some(Announcement::Serves { secret, hosts })
        })
        .collect()
}

/// gateway.networking.k8s.io/v1: each listener that ends TLS itself, with each of its Secrets.
fn gateway(object: &Node<'_>, namespace: &str) -> Vec<Announcement> {
    let mut said = Vec::new();
    for listener in list(object, &["spec", "listeners"]) {
        if text(listener, &["tls", "mode"]).is_some_and(|mode| mode != "Terminate") {
            continue;
        }
        let hosts: Vec<_> = text(listener, &["hostname"])
            .map(str::to_owned)
            .into_iter()
            .collect();
        let named = list(listener, &["tls", "certificateRefs"]).iter();
        let secrets: Vec<_> = named
            .filter(|named| text(named, &["kind"]).is_none_or(|kind| kind == "Secret"))
            .filter_map(|named| {
                let namespace = text(named, &["namespace"]).unwrap_or(namespace);
                Some(secret(namespace, text(named, &["name"])?))
            })
            .collect();
        // Of several certificates each client is given the one that fits.
        if let [only] = secrets.as_slice() {
            said.push(Announcement::Serves {
                secret: only.clone(),
                hosts,
            });
        }
    }
    said
}

fn certificate(object: &Node<'_>, namespace: &str) -> Vec<Announcement> {
    let Some(name) = text(object, &["spec", "secretName"]) else {
        return Vec::new();
    };
    let kind = text(object, &["spec", "issuerRef", "kind"]).unwrap_or("Issuer");
    let issuer = text(object, &["spec", "issuerRef", "name"]).unwrap_or_default();
    vec![Announcement::Certificate {
        secret: secret(namespace, name),
        issuer: match kind {
            "Issuer" => format!("Issuer {namespace}/{issuer}"),
            kind => format!("{kind} {issuer}"),
        },
        renewal: text(object, &["status", "renewalTime"]).and_then(Timestamp::parse),
    }]
}

fn issuer(object: &Node<'_>, namespace: &str) -> Vec<Announcement> {
    let secret = text(object, &["spec", "ca", "secretName"]).map(|name| secret(namespace, name));
    let issuer = secret.map(|secret| Announcement::Issuer { secret });
    issuer.into_iter().collect()
}

/// Only of a request that is in a cluster: one in a manifest was asked of nobody yet.
fn pending(object: &Node<'_>) -> Vec<Announcement> {
    let conditions = list(object, &["status", "conditions"]).iter();
    let mut decided = conditions.filter_map(|condition| text(condition, &["type"]));
    let is_decided = decided.any(|kind| matches!(kind, "Approved" | "Denied" | "Failed"));
    let since = text(object, &["metadata", "creationTimestamp"]).and_then(Timestamp::parse);
    match since {
        Some(since) if !is_decided => vec![Announcement::Pending {
            signer: text(object, &["spec", "signerName"])
                .unwrap_or("no signer")
                .to_owned(),
            since,
        }],
        Some(_) | None => Vec::new(),
    }
}
