//! What objects say of certificates that stand in Secrets: cert-manager, Ingress, Gateway, certificate requests.

use std::fs;
use std::path::Path;

use crate::support::{certgraph, fixture};

fn text(stock: &str) -> String {
    fs::read_to_string(fixture("audit").join(stock).join("objects.yaml")).unwrap()
}

/// Codes of an audit of one text.
fn codes(folder: &Path, text: &str) -> Vec<String> {
    fs::write(folder.join("objects.yaml"), text).unwrap();
    let arguments = [
        "audit",
        "objects.yaml",
        "--at",
        "2026-06-01",
        "--format",
        "json",
    ];
    let output = certgraph(folder, &arguments).output();
    output.is_orderly("audit");
    // Where there is neither a certificate nor anything to say, nothing is printed.
    if output.stdout.is_empty() {
        return Vec::new();
    }
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn only_what_is_at_hand_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let former = text("issued-by-former-ca");
    assert_eq!(codes(folder.path(), &former), ["issued-by-former-ca"]);
    // Another issuer's name, and nobody knows which CA it has.
    let unknown = former.replace("issuerRef: {name: ca,", "issuerRef: {name: other,");
    assert!(codes(folder.path(), &unknown).is_empty());
    // The CA in another namespace.
    let elsewhere = former.replace(
        "{name: web-ca, namespace: web}",
        "{name: web-ca, namespace: x}",
    );
    assert!(codes(folder.path(), &elsewhere).is_empty());
    // Two clusters have a Secret of that name.
    let both = format!("{former}---\n{}", text("host-not-covered"));
    assert!(codes(folder.path(), &both).is_empty());
    let cluster = former
        .replace(
            "kind: Issuer\nmetadata: {name: ca, namespace: web}",
            "kind: ClusterIssuer\nmetadata: {name: ca}",
        )
        .replace("kind: Issuer}", "kind: ClusterIssuer}")
        .replace(
            "{name: web-ca, namespace: web}",
            "{name: web-ca, namespace: cert-manager}",
        );
    assert_eq!(codes(folder.path(), &cluster), ["issued-by-former-ca"]);
}

#[test]
fn hosts_are_matched_as_clients_do() {
    let folder = tempfile::tempdir().unwrap();
    let ingress = text("host-not-covered");
    assert_eq!(codes(folder.path(), &ingress), ["host-not-covered"]);
    let hosts = |hosts: &str| ingress.replace("[web.example.com, shop.example.com]", hosts);
    assert!(codes(folder.path(), &hosts("[WEB.example.com]")).is_empty());
    // Every name below is served.
    assert_eq!(
        codes(folder.path(), &hosts("['*.example.com']")),
        ["host-not-covered"]
    );
    let missing = ingress.replace("secretName: shop-tls", "secretName: absent");
    assert!(codes(folder.path(), &missing).is_empty());
    let gateway = |listener: &str| {
        let start = ingress.find("---").unwrap();
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: web}}\nspec:\n  \
             listeners:\n  - {listener}\n{}",
            &ingress[start..]
        )
    };
    let listener = "{hostname: shop.example.com, tls: {certificateRefs: [{name: shop-tls}]}}";
    assert_eq!(
        codes(folder.path(), &gateway(listener)),
        ["host-not-covered"]
    );
    let passed = listener.replace("tls: {", "tls: {mode: Passthrough, ");
    assert!(codes(folder.path(), &gateway(&passed)).is_empty());
}

#[test]
fn a_request_that_is_decided_or_not_made_waits_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let request = text("request-pending");
    assert_eq!(codes(folder.path(), &request), ["request-pending"]);
    for decided in ["Approved", "Denied", "Failed"] {
        let status = format!("status: {{conditions: [{{type: {decided}}}]}}");
        let request = request.replace("status: {}", &status);
        assert!(codes(folder.path(), &request).is_empty(), "{decided}");
    }
    let manifest = request.replace("creationTimestamp", "generateName");
    assert!(codes(folder.path(), &manifest).is_empty());
}

/// A stream is read in pieces, and says the same.
#[test]
fn streams_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let text_of_it = "a line of text\n    ".repeat(500);
    let padding = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: p}}\ndata:\n  p: |\n    {text_of_it}\n---\n"
    );
    for stock in ["issued-by-former-ca", "host-not-covered", "renewal-overdue"] {
        let long = padding.repeat((2 << 20) / padding.len()) + &text(stock);
        assert_eq!(codes(folder.path(), &long), [stock]);
    }
}
