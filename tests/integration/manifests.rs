//! Two static-pod manifests of one component: which one counts is said, and what becomes of both.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

/// The findings about manifests of the healthy node, where `copy` lies beside the manifest of `component`.
fn beside(component: &str, copied: &str, change: impl Fn(String) -> String) -> Vec<Value> {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    let manifests = node.path().join("etc/kubernetes/manifests");
    let text = fs::read_to_string(manifests.join(format!("{component}.yaml"))).unwrap();
    fs::write(manifests.join(copied), change(text)).unwrap();
    let folder = node.path().display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01", "--format", "json"];
    let output = certgraph(Path::new("."), &arguments).output();
    assert_eq!(output.code, Some(0), "{}", output.all());
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|finding| finding["code"] == "several-manifests");
    findings.cloned().collect()
}

fn contend_for(findings: &[Value]) -> &str {
    let [finding] = findings else {
        panic!("one finding: {findings:?}")
    };
    finding["evidence"]["contend_for"].as_str().unwrap()
}

fn renamed(text: String, component: &str) -> String {
    text.replace(
        &format!("  name: {component}\n  namespace"),
        "  name: second\n  namespace",
    )
}

#[test]
fn a_copy_beside_a_manifest_is_one_pod_more_or_none() {
    let same = beside("kube-apiserver", "kube-apiserver.yaml.old", |text| text);
    assert_eq!(contend_for(&same), "name");
    let places = same[0]["locations"].as_array().unwrap();
    let named = |index: usize| places[index]["file"].as_str().unwrap();
    assert!(
        named(0).ends_with("kube-apiserver.yaml.old") && named(1).ends_with("kube-apiserver.yaml")
    );
    // With a name of its own it is started, and finds the port taken.
    for component in ["kube-apiserver", "kube-scheduler", "etcd"] {
        let second = beside(component, "z.yaml", |text| renamed(text, component));
        assert_eq!(contend_for(&second), "port", "{component}");
    }
    let apart = beside("kube-apiserver", "z.yaml", |text| {
        renamed(text, "kube-apiserver").replace("--secure-port=6443", "--secure-port=7443")
    });
    assert_eq!(contend_for(&apart), "none");
    // As kops has one etcd for events.
    let events = beside("etcd", "etcd-events.yaml", |text| {
        let text = renamed(text, "etcd").replace(":2379", ":2381");
        text.replace("  hostNetwork: true\n", "")
    });
    assert_eq!(contend_for(&events), "none");
}

#[test]
fn what_is_no_manifest_of_it_is_none() {
    // The kubelet passes over names that begin with a dot, and another program is another program.
    assert!(beside("kube-apiserver", ".kube-apiserver.yaml", |text| text).is_empty());
    let other = beside("kube-scheduler", "z.yaml", |text| {
        text.replace("kube-scheduler", "haproxy")
    });
    assert!(other.is_empty(), "{other:?}");
}
