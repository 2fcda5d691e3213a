//! k3s is one process: a component that cannot start ends it, and with it every connection of the server. RKE2 starts static
//! pods, each by itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

/// What `explain` says of nodes.
fn report(roots: &[&Path]) -> Value {
    let roots = roots.iter().map(|root| root.display().to_string());
    let mut arguments = vec!["explain".to_owned()];
    arguments.extend(roots);
    arguments.extend(["--at", "2026-06-01", "--format", "json"].map(str::to_owned));
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly("k3s");
    serde_json::from_str(&output.stdout).unwrap()
}

/// The connections that are rejected, each for one cause, and the codes of these.
fn rejected(report: &Value) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let connections = report["connections"].as_array().unwrap().iter();
    let rejected = connections.filter(|connection| connection["verdict"] == "reject");
    let outcomes = rejected.map(|connection| {
        let findings = connection["findings"].as_array().unwrap().iter();
        let errors = findings.filter(|finding| finding["severity"] == "error");
        assert_eq!(errors.count(), 1, "the cause, once: {connection}");
        let code = connection["headline"]["code"].as_str().unwrap();
        (connection["name"].as_str().unwrap(), code)
    });
    outcomes.unzip()
}

fn node(product: &str, change: impl Fn(&Path)) -> tempfile::TempDir {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture(&format!("control-plane/{product}")), node.path());
    change(&node.path().join(format!("var/lib/rancher/{product}")));
    node
}

fn replace(data: &Path, file: &str) {
    fs::copy(
        data.join("server/tls/client-scheduler.key"),
        data.join(file),
    )
    .unwrap();
}

#[test]
fn a_component_that_cannot_start_ends_k3s() {
    let whole = node("k3s", |_| {});
    let all = report(&[whole.path()])["connections"]
        .as_array()
        .unwrap()
        .len();
    for file in [
        "server/tls/serving-kube-apiserver.key",
        "server/tls/etcd/server-client.key",
        "server/tls/etcd/peer-server-client.key",
        "server/tls/etcd/client.key",
        "server/tls/client-auth-proxy.key",
        "agent/serving-kubelet.key",
    ] {
        let node = node("k3s", |data| replace(data, file));
        let report = report(&[node.path()]);
        let (names, codes) = rejected(&report);
        assert_eq!(names.len(), all, "{file}: {names:?}");
        assert_eq!(codes, BTreeSet::from(["key-pair-mismatch"]), "{file}");
        // One mend is enough for all.
        assert_eq!(report["fix"]["accepted_after"], all, "{file}");
        assert_eq!(report["fix"]["mends"].as_array().unwrap().len(), 1);
    }
    // So does one that refuses its kubeconfig.
    for kubeconfig in [
        "server/cred/controller.kubeconfig",
        "agent/kubelet.kubeconfig",
    ] {
        let node = node("k3s", |data| {
            let path = data.join(kubeconfig);
            let text = fs::read_to_string(&path).unwrap();
            let key = text.replace("client-key-data: ", "client-key-data: eA== # ");
            let key = key.replace("client-key: ", "client-key: /none # ");
            assert_ne!(key, text);
            fs::write(path, key).unwrap();
        });
        let report = report(&[node.path()]);
        assert_eq!(rejected(&report).0.len(), all, "{kubeconfig}");
    }
}

/// kube-apiserver loads that pair when it dials a kubelet.
#[test]
fn what_is_loaded_later_ends_nothing_else() {
    let node = node("k3s", |data| {
        replace(data, "server/tls/client-kube-apiserver.key");
    });
    let report = report(&[node.path()]);
    assert_eq!(
        rejected(&report).0,
        BTreeSet::from(["kube-apiserver → kubelet"])
    );
}

#[test]
fn the_pods_of_rke2_end_one_by_one() {
    let node = node("rke2", |data| {
        replace(data, "server/tls/etcd/peer-server-client.key");
    });
    let report = report(&[node.path()]);
    // A kube-apiserver without etcd ends, and each of its connections with it.
    let names = BTreeSet::from([
        "etcd → etcd",
        "front-proxy → kube-apiserver",
        "kube-apiserver → etcd",
        "kube-apiserver → kubelet",
        "kube-controller-manager → kube-apiserver",
        "kube-scheduler → kube-apiserver",
        "kubectl → kube-apiserver",
        "kubelet → kube-apiserver",
    ]);
    assert_eq!(rejected(&report).0, names);
}

/// An agent is a process of its own.
#[test]
fn a_server_and_an_agent_are_two() {
    let server = node("k3s", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let agent = folder.path().join("w");
    let below = "var/lib/rancher/k3s/agent";
    copy(&server.path().join(below), &agent.join(below));
    let both = [server.path(), agent.as_path()];
    assert!(rejected(&report(&both)).0.is_empty());
    replace(
        &server.path().join("var/lib/rancher/k3s"),
        "server/tls/etcd/client.key",
    );
    let stopped = report(&both);
    let all = stopped["connections"].as_array().unwrap().len();
    assert_eq!(rejected(&stopped).0.len(), all, "nobody reaches it");

    let server = node("k3s", |_| {});
    let other = server
        .path()
        .join("var/lib/rancher/k3s/server/tls/client-scheduler.key");
    fs::copy(other, agent.join(below).join("serving-kubelet.key")).unwrap();
    let report = report(&[server.path(), agent.as_path()]);
    for name in rejected(&report).0 {
        assert!(name.contains("kubelet w"), "{name}");
    }
    assert_eq!(rejected(&report).0.len(), 2, "{:?}", rejected(&report));
}
