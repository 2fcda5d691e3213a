//! A kubeconfig against kube-apiserver's manifest alone: what the manifest names besides its own side of the connection may
//! keep it from starting.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

const PKI: &str = "etc/kubernetes/pki";

/// Verdict and headline's code of the administrator's connection to a node with something changed.
fn outcome(name: &str, change: impl Fn(&Path)) -> (String, Value) {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture(name), node.path());
    change(node.path());
    let path = |file: &str| {
        let path = node.path().join("etc/kubernetes").join(file);
        path.display().to_string()
    };
    let (kubeconfig, manifest) = (path("admin.conf"), path("manifests/kube-apiserver.yaml"));
    let arguments = ["explain", &kubeconfig, "--apiserver-manifest", &manifest];
    let more = ["--at", "2026-06-01", "--format", "json"];
    let output = certgraph(Path::new("."), &[&arguments[..], &more].concat()).output();
    output.is_orderly(&manifest);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connection = report["connections"][0].clone();
    let errors = connection["findings"].as_array().unwrap().iter();
    let errors = errors.filter(|finding| finding["severity"] == "error");
    assert!(errors.count() <= 1, "the cause, once: {connection}");
    let code = connection["headline"]["code"].as_str().unwrap_or("accept");
    (code.to_owned(), connection)
}

fn replace(node: &Path, file: &str, by: &str) {
    let pki = node.join(PKI);
    fs::copy(pki.join(by), pki.join(file)).unwrap();
}

const HEALTHY: &str = "control-plane/healthy";

#[test]
fn a_pair_for_etcd_that_cannot_be_used_starts_nothing() {
    assert_eq!(outcome(HEALTHY, |_| {}).0, "accept");
    for file in ["apiserver-etcd-client.key", "front-proxy-client.key"] {
        let (code, connection) = outcome(HEALTHY, |node| replace(node, file, "etcd/peer.key"));
        assert_eq!(code, "key-pair-mismatch", "{file}");
        let finding = &connection["findings"][0];
        let places = finding["locations"].to_string();
        assert!(places.contains(file) && places.contains("kube-apiserver.yaml"));
        let mend = finding["mends"][0]["text"].as_str().unwrap();
        assert!(mend.contains(file), "{mend}");
        assert_eq!(connection["predicted"]["exit"], 1);
    }
    for file in [
        "apiserver-etcd-client.crt",
        "etcd/ca.crt",
        "sa.pub",
        "apiserver-kubelet-client.key",
    ] {
        let absent = |node: &Path| fs::remove_file(node.join(PKI).join(file)).unwrap();
        assert_eq!(outcome(HEALTHY, absent).0, "unreadable-file", "{file}");
    }
    let garbage = |node: &Path| fs::write(node.join(PKI).join("etcd/ca.crt"), "x").unwrap();
    assert_eq!(outcome(HEALTHY, garbage).0, "not-pem");
}

#[test]
fn a_pair_for_etcd_that_has_expired_is_warned_of() {
    let (code, connection) = outcome("control-plane/etcd-client-expired", |_| {});
    assert_eq!(code, "accept", "as explain of the whole node says");
    let finding = &connection["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["severity"]),
        (&"expired".into(), &"warning".into())
    );
    let places = finding["locations"].to_string();
    assert!(places.contains("apiserver-etcd-client.crt"), "{places}");
    // Without TLS nobody looks at it.
    let plain = |node: &Path| {
        let manifest = node.join("etc/kubernetes/manifests/kube-apiserver.yaml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(
            manifest,
            text.replace("https://127.0.0.1:2379", "http://127.0.0.1:2379"),
        )
        .unwrap();
    };
    let (_, connection) = outcome("control-plane/etcd-client-expired", plain);
    assert!(!connection["findings"].to_string().contains("expired"));
}

/// Of a copy of the certificates alone, and of what is mounted from elsewhere, an absence says nothing.
#[test]
fn what_is_not_among_the_files_given_is_no_fault() {
    let without_keys = |node: &Path| {
        for entry in fs::read_dir(node.join(PKI)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "key") {
                fs::remove_file(path).unwrap();
            }
        }
    };
    assert_eq!(outcome(HEALTHY, without_keys).0, "accept");
    let outside = |node: &Path| {
        let manifest = node.join("etc/kubernetes/manifests/kube-apiserver.yaml");
        let text = fs::read_to_string(&manifest).unwrap();
        let text = text.replace(
            "/etc/kubernetes/pki/apiserver-etcd-client",
            "/srv/etcd-client",
        );
        fs::write(manifest, text).unwrap();
    };
    assert_eq!(outcome(HEALTHY, outside).0, "accept");
}
