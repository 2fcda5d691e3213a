//! How a control plane's certificates are made: kubeadm, k3s, or by hand.

use super::leaves::{microk8s_refreshes, renew};
use super::phase::{with_address, with_version};
use super::restart::restart;
use crate::fix::model::{Command, Layout, Words, all};
use crate::fix::simulation::Sides;
use crate::x509::{Certificate, KeyPurpose};

impl Layout {
    /// By the names that its certificates bear: files are copied and renamed, subjects are not.
    pub(crate) fn from_sides(scene: &Sides<'_>) -> Self {
        if let Some(node) = scene.node {
            return node.layout;
        }
        let leaf = scene.serving_leaf().map(|placed| &placed.certificate);
        let subject = leaf.and_then(|leaf| leaf.subject.common_name());
        let issuer = leaf.and_then(|leaf| leaf.issuer.common_name());
        let path = scene
            .serving()
            .map(|pair| pair.label.clone())
            .unwrap_or_default();
        let k3s = |name: &str| name.starts_with("k3s-") || name.starts_with("rke2-");
        if issuer.as_deref().is_some_and(k3s) || path.contains("/rancher/") {
            Self::K3s
        } else if path.contains("/etc/kubernetes/")
            || (subject.as_deref() == Some("kube-apiserver")
                && issuer.as_deref() == Some("kubernetes"))
        {
            Self::Kubeadm
        } else {
            Self::ByHand
        }
    }

    /// Who makes the certificate that the client is shown.
    pub(crate) fn of_serving(scene: &Sides<'_>) -> Self {
        if is_for_sni(scene) {
            Self::ByHand
        } else {
            Self::from_sides(scene)
        }
    }
}

/// Whether the client is shown a pair of `--tls-sni-cert-key`, which no layout makes.
fn is_for_sni(scene: &Sides<'_>) -> bool {
    scene.serving().is_some_and(|shown| {
        let default = scene.server.serving.value();
        default.is_none_or(|default| default.label != shown.label)
    })
}

/// What its files are called where they are made by hand.
fn stem(scene: &Sides<'_>) -> &'static str {
    if is_for_sni(scene) {
        "sni"
    } else {
        "apiserver"
    }
}

/// The serving certificate anew, with its dates only.
pub(crate) fn renew_serving(scene: &Sides<'_>) -> Vec<Command> {
    let layout = Layout::of_serving(scene);
    match layout {
        // kube-apiserver reads its serving pair anew within a second (apiserver `dynamiccertificates`).
        Layout::Kubeadm => all([renew("apiserver")]),
        Layout::K3s => all([restart(layout)]),
        Layout::ByHand => renew_by_hand(scene),
    }
}

/// The same certificate with new dates: a request made from it keeps its names, its extensions and its key.
fn renew_by_hand(scene: &Sides<'_>) -> Vec<Command> {
    let Some(pair) = scene.serving() else {
        return Vec::new();
    };
    if let Some(commands) = microk8s_refreshes(&pair.label) {
        return commands;
    }
    let name = stem(scene);
    let request = Words::new("openssl x509 -x509toreq -copy_extensions copyall -in")
        .value(&pair.label)
        .and("-key");
    let request = match &pair.key {
        Some(key) if is_for_sni(scene) => request.value(key),
        Some(_) | None => request.and(&format!("{name}.key")),
    };
    all([
        request.and(&format!("-out {name}.csr")).done(),
        Words::new("openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 365")
            .and(&format!(
                "-copy_extensions copyall -in {name}.csr -out {name}-new.crt"
            ))
            .done(),
    ])
}

/// The serving certificate made from scratch. kubeadm keeps what is there, so the old one has to go.
pub(crate) fn remake_serving(
    scene: &Sides<'_>,
    certificate: Option<&Certificate>,
    names: &[String],
) -> Vec<Command> {
    let layout = Layout::of_serving(scene);
    match (layout, certificate) {
        (Layout::Kubeadm, _) => {
            let mut make = Words::new("kubeadm init phase certs apiserver");
            if let Some(node) = scene.node {
                make = with_address(make, node);
            }
            if let Some(certificate) = certificate {
                make = make.option(
                    "--apiserver-cert-extra-sans",
                    &self::names(certificate, names),
                );
            }
            if let Some(node) = scene.node {
                make = with_version(make, node);
            }
            // kube-apiserver reads its serving pair anew by itself.
            all([
                Words::new(
                    "mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /root/",
                )
                .done(),
                make.done(),
            ])
        }
        (Layout::K3s, _) => all([
            Words::new("rm /var/lib/rancher/k3s/server/tls/dynamic-cert.json").done(),
            restart(layout),
        ]),
        (Layout::ByHand, Some(certificate)) => {
            by_hand(certificate, stem(scene), names, &KeyPurpose::ServerAuth)
        }
        (Layout::ByHand, None) => Vec::new(),
    }
}

/// The names that a certificate has, and some more.
pub(crate) fn names(certificate: &Certificate, more: &[String]) -> String {
    let known = certificate.subject_alt_name.iter().flat_map(|names| {
        let addresses = names.ip.iter().map(ToString::to_string);
        names.dns.iter().cloned().chain(addresses)
    });
    let bare = |name: &String| {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name.to_owned()
    };
    let mut all: Vec<_> = known.chain(more.iter().map(bare)).collect();
    // One with a comma would be two there.
    all.retain(|name| !name.contains(','));
    all.join(",")
}

/// A certificate as this one from openssl: a request with its names, signed by the CA.
pub(crate) fn by_hand(
    certificate: &Certificate,
    name: &str,
    more_names: &[String],
    purpose: &KeyPurpose,
) -> Vec<Command> {
    let names = sans(certificate, more_names);
    let mut request = Words::new("openssl req -new -newkey rsa:2048 -nodes")
        .and(&format!("-keyout {name}.key -out {name}.csr -subj"))
        .value(&subject(certificate));
    if !names.is_empty() {
        request = request
            .and("-addext")
            .value(&format!("subjectAltName={}", names.join(",")));
    }
    let request = request
        .and("-addext")
        .value(&format!("extendedKeyUsage={purpose}"));
    let sign = Words::new("openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 365")
        .and(&format!(
            "-copy_extensions copyall -in {name}.csr -out {name}.crt"
        ));
    all([request.done(), sign.done()])
}

/// The subject as openssl reads it, `/O=…/CN=…`.
pub fn subject(certificate: &Certificate) -> String {
    let escaped = |value: &str| {
        value
            .replace('\\', r"\\")
            .replace('/', r"\/")
            .replace('+', r"\+")
    };
    let mut text = String::new();
    for organization in certificate.subject.organizations() {
        text.push_str(&format!("/O={}", escaped(&organization)));
    }
    let name = certificate
        .subject
        .common_name()
        .unwrap_or_else(|| "NAME".into());
    text.push_str(&format!("/CN={}", escaped(&name)));
    text
}

/// The names for `subjectAltName`; one with a comma would be two there.
fn sans(certificate: &Certificate, more: &[String]) -> Vec<String> {
    let names = certificate.subject_alt_name.iter();
    let mut list: Vec<String> = names
        .flat_map(|names| {
            names
                .ip
                .iter()
                .map(|ip| format!("IP:{ip}"))
                .chain(names.dns.iter().map(|name| format!("DNS:{name}")))
        })
        .collect();
    list.extend(more.iter().map(|name| {
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<std::net::IpAddr>() {
            Ok(address) => format!("IP:{address}"),
            Err(_) => format!("DNS:{name}"),
        }
    }));
    list.retain(|name| !name.contains(','));
    list
}
