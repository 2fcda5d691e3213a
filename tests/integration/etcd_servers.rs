//! `--etcd-servers-overrides`: etcd servers for single resources, which kube-apiserver calls as it does the others.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

/// The connections from kube-apiserver to etcd of a node whose kube-apiserver has these overrides: URL, verdict and code.
fn to_etcd(overrides: &str, fixture_name: &str, manifest: &str) -> Vec<(String, String, String)> {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture(fixture_name), node.path());
    let path = node.path().join(manifest);
    let text = fs::read_to_string(&path).unwrap();
    let port = "    - --secure-port=6443\n";
    let flag = format!("{port}    - --etcd-servers-overrides={overrides}\n");
    fs::write(path, text.replace(port, &flag)).unwrap();
    let folder = node.path().display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01", "--format", "json"];
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly(&folder);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap().iter();
    let connections = connections.filter(|connection| {
        let of = |side: &str| connection[side]["component"].as_str().unwrap();
        (of("client"), of("server")) == ("kube-apiserver", "etcd")
    });
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = connections
        .map(|connection| {
            let code = &connection["headline"]["code"];
            let url = &connection["server"]["url"];
            (text(url), text(&connection["verdict"]), text(code))
        })
        .collect();
    found.sort();
    found
}

const KUBEADM: (&str, &str) = (
    "control-plane/healthy",
    "etc/kubernetes/manifests/kube-apiserver.yaml",
);

fn shown(found: &[(String, String, String)]) -> Vec<(&str, &str, &str)> {
    let found = found.iter();
    found
        .map(|(url, verdict, code)| (url.as_str(), verdict.as_str(), code.as_str()))
        .collect()
}

#[test]
fn servers_of_single_resources_are_called_too() {
    let (fixture, manifest) = KUBEADM;
    let overrides = "/events#https://10.0.0.10:2379;https://events.example:2379,\
        apps/deployments#https://127.0.0.1:2379";
    let found = to_etcd(overrides, fixture, manifest);
    let expected = [
        ("https://10.0.0.10:2379", "accept", ""),
        ("https://127.0.0.1:2379", "accept", ""),
        ("https://events.example:2379", "undetermined", ""),
    ];
    assert_eq!(shown(&found), expected);
    // The one of this node under a name that its certificate does not have.
    let found = to_etcd(
        "/events#https://[::1]:2379;https://localhost:2379",
        fixture,
        manifest,
    );
    assert!(
        found.iter().all(|(_, verdict, _)| verdict == "accept"),
        "{found:?}"
    );
    assert_eq!(found.len(), 3);
}

#[test]
fn a_value_that_is_no_override_starts_nothing() {
    let (fixture, manifest) = KUBEADM;
    let found = to_etcd("events#https://10.0.0.10:2379", fixture, manifest);
    let expected = [("https://127.0.0.1:2379", "reject", "server-cannot-start")];
    assert_eq!(shown(&found), expected);
}

#[test]
fn rke2_has_the_flag_in_its_manifest() {
    let manifest = "var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml";
    let found = to_etcd(
        "/events#https://events.example:2379",
        "control-plane/rke2",
        manifest,
    );
    let expected = [
        ("https://127.0.0.1:2379", "accept", ""),
        ("https://events.example:2379", "undetermined", ""),
    ];
    assert_eq!(shown(&found), expected);
}

#[test]
fn k3s_has_it_in_its_configuration() {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/k3s"), node.path());
    let config = node.path().join("etc/rancher/k3s/config.yaml");
    fs::write(
        config,
        "kube-apiserver-arg: [\"etcd-servers-overrides=/events#https://e:2379\"]\n",
    )
    .unwrap();
    let folder = node.path().display().to_string();
    let output = certgraph(Path::new("."), &["explain", &folder, "--at", "2026-06-01"]).output();
    assert!(output.stdout.contains("https://e:2379"), "{}", output.all());
}
