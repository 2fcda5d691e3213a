//! Folders of nodes: one folder that holds several is searched for them, and a node is never split.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

const AT: [&str; 4] = ["--at", "2026-06-01", "--format", "json"];

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let output = certgraph(folder, &[arguments, &AT].concat()).output();
    output.is_orderly("a folder of nodes");
    serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", output.stderr))
}

/// Verdicts by the names of connections.
fn verdicts(report: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let connections = report["connections"].as_array().unwrap().iter();
    let named = connections.map(|one| (text(&one["name"]), text(&one["verdict"])));
    named.collect()
}

/// A folder with nodes of kubeadm, by their roots and by `/etc/kubernetes` alone, and of k3s.
fn fleet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let nodes = [
        ("healthy", "site/cp-1"),
        ("worker/etc/kubernetes", "site/w-1"),
        ("k3s/var/lib/rancher/k3s", "edge/box/k3s"),
    ];
    for (fixture_name, node) in nodes {
        let from = fixture("control-plane").join(fixture_name);
        copy(&from, &folder.path().join("all").join(node));
    }
    folder
}

/// Above two thousand files a folder is taken for a store, each file of which stands alone; a fleet is none, however large.
#[test]
fn a_large_fleet_is_audited_as_one() {
    let folder = fleet();
    let small = report(folder.path(), &["audit", "all"]);
    let logs = folder.path().join("all/site/cp-1/var/log");
    fs::create_dir_all(&logs).unwrap();
    for number in 0..2_001 {
        fs::write(logs.join(format!("{number}.log")), "started\n").unwrap();
    }
    assert_eq!(report(folder.path(), &["audit", "all"]), small);
}

#[test]
fn a_folder_of_nodes_is_what_each_of_them_is() {
    let folder = fleet();
    let each = ["all/edge/box/k3s", "all/site/cp-1", "all/site/w-1"];
    for command in [&["explain"][..], &["audit"], &["rotate", "--ca", "etcd-ca"]] {
        let together = report(folder.path(), &[command, &["all"]].concat());
        let named = report(folder.path(), &[command, &each].concat());
        assert_eq!(together, named, "{command:?}");
    }
    let verdicts = verdicts(&report(folder.path(), &["explain", "all"]));
    assert!(verdicts.contains_key("kube-apiserver cp-1 → etcd cp-1"));
}

/// Where neither kubelets nor folders have names of their own, paths tell nodes apart.
#[test]
fn nodes_of_one_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    for node in ["all/prod/cp", "all/test/cp"] {
        let from = fixture("control-plane/healthy");
        copy(&from, &folder.path().join(node));
    }
    // Else it is a copy.
    fs::write(folder.path().join("all/test/cp/etc/hostname"), "cp\n").unwrap();
    let report = report(folder.path(), &["explain", "all"]);
    let names = verdicts(&report);
    assert!(names.contains_key("etcd prod/cp → etcd test/cp"));
}

/// No two machines hold the same keys: what is equal byte for byte is one, however often it is given.
#[test]
fn a_copy_of_a_node_is_no_second_node() {
    let folder = tempfile::tempdir().unwrap();
    let node = |name: &str| folder.path().join("all").join(name);
    copy(&fixture("control-plane/healthy"), &node("cp-1"));
    let alone = report(folder.path(), &["explain", "all"]);
    for number in 2..=4 {
        copy(&node("cp-1"), &node(&format!("cp-{number}")));
    }
    let copied = report(folder.path(), &["explain", "all"]);
    assert_eq!(verdicts(&copied), verdicts(&alone));
    let found = copied["findings"].as_array().unwrap().iter();
    let found: Vec<_> = found.filter(|one| one["code"] == "copied-node").collect();
    let [found] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(found["evidence"]["original"], "all/cp-1");
    let places = found["locations"].as_array().unwrap().iter();
    let places: Vec<_> = places.map(|place| &place["file"]).collect();
    assert_eq!(places, ["all/cp-2", "all/cp-3", "all/cp-4"]);
    // Its certificates are where they are.
    let rows = report(folder.path(), &["audit", "all"]);
    let rows = rows["certificates"].as_array().unwrap();
    let count = |row: &Value| row["locations"].as_array().unwrap().len();
    assert!(rows.iter().all(|row| count(row) >= 4), "{rows:?}");

    // One byte makes another node of it.
    let conf = node("cp-3/etc/kubernetes/admin.conf");
    let text = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, text + "\n").unwrap();
    let changed = report(folder.path(), &["explain", "all"]);
    assert!(verdicts(&changed).len() > verdicts(&alone).len());
}

#[test]
fn a_node_is_never_split() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("node");
    copy(&fixture("control-plane/healthy"), &root);
    let before = report(folder.path(), &["explain", "node"]);
    // A copy that was kept on the node is no node beside it.
    let kept = root.join("root/kubernetes-before");
    copy(&fixture("control-plane/healthy/etc/kubernetes"), &kept);
    let after = report(folder.path(), &["explain", "node"]);
    let components = |report: &Value| -> Vec<_> {
        let names = verdicts(report).into_keys();
        names
            .filter(|name| name.starts_with("etcd") || name.starts_with("kube-apiserver"))
            .collect()
    };
    assert_eq!(components(&after), components(&before));
    assert_eq!(components(&after).len(), 4);
}

/// Connections of a folder of nodes name them also where there is one, so that another that comes changes no name.
#[test]
fn two_fleets_are_compared_node_by_node() {
    let folder = fleet();
    let path = |name: &str| folder.path().join(name);
    copy(&path("all"), &path("after"));
    let same = report(folder.path(), &["diff", "all", "after"]);
    assert_eq!(same["connections"], Value::Array(Vec::new()));

    // One comes, and what was there stays.
    fs::remove_dir_all(path("all/edge")).unwrap();
    fs::remove_dir_all(path("all/site/w-1")).unwrap();
    let grown = report(folder.path(), &["diff", "all", "after"]);
    let turns = grown["connections"].as_array().unwrap().iter();
    let turns: Vec<_> = turns
        .filter(|one| one["change"] != "new")
        .map(|one| &one["name"])
        .collect();
    assert_eq!(turns, Vec::<&Value>::new());

    // One comes whose kubelet has a name that is there already, so that all are called by their folders.
    copy(&path("all"), &path("doubled"));
    copy(&path("all/site/cp-1"), &path("doubled/site/cp-2"));
    fs::write(path("doubled/site/cp-2/etc/hostname"), "cp-2\n").unwrap();
    let doubled = report(folder.path(), &["diff", "all", "doubled"]);
    let changes = doubled["connections"].as_array().unwrap().iter();
    let gone: Vec<_> = changes
        .filter(|one| one["change"] != "new")
        .map(|one| &one["name"])
        .collect();
    // It stood for members that were not given.
    assert_eq!(gone, ["etcd cp-1 → etcd cp-1"]);

    // The certificate of one of them is replaced by another's.
    let pki = "site/cp-1/etc/kubernetes/pki";
    copy(&path("after"), &path("before"));
    fs::copy(
        path("after").join(pki).join("etcd/peer.crt"),
        path("after").join(pki).join("apiserver-etcd-client.crt"),
    )
    .unwrap();
    let report = report(folder.path(), &["diff", "before", "after"]);
    let changes = report["connections"].as_array().unwrap();
    let name = |change: &Value| change["name"].as_str().unwrap().to_owned();
    let names: Vec<_> = changes.iter().map(name).collect();
    assert!(names.contains(&"kube-apiserver cp-1 → etcd cp-1".to_owned()));
    // kube-apiserver does not start with it, and the worker's connection failed before.
    let is_own = |name: &String| name.contains("cp-1") && !name.contains("w-1");
    assert!(names.iter().all(is_own), "{names:?}");
    assert!(changes.iter().all(|change| change["change"] == "worse"));
}

/// A kubeconfig that lies on no node is judged by the cluster that it is for, and by no other.
#[test]
fn a_kubeconfig_among_nodes_is_for_its_own_cluster_alone() {
    let folder = fleet();
    let conf = |name: &str| fixture(&format!("control-plane/{name}/etc/kubernetes/admin.conf"));
    let place = |name: &str| folder.path().join("all").join(name);
    fs::copy(conf("healthy"), place("mine.conf")).unwrap();
    // Of a cluster that is not among them, at another address.
    let text = fs::read_to_string(conf("external-ca")).unwrap();
    fs::write(
        place("other.conf"),
        text.replace("cp.example", "elsewhere.example"),
    )
    .unwrap();
    // The CA has changed since; the address is the cluster's.
    fs::copy(conf("external-ca"), place("old.conf")).unwrap();
    let report = report(folder.path(), &["explain", "all"]);
    let connections = report["connections"].as_array().unwrap();
    let verdict = |file: &str| {
        let file = format!("all/{file}");
        let mut own = connections.iter();
        let own = own.find(|one| one["client"]["file"] == *file).unwrap();
        own["verdict"].as_str().unwrap()
    };
    assert_eq!(verdict("mine.conf"), "accept");
    assert_eq!(verdict("other.conf"), "undetermined");
    assert_eq!(verdict("old.conf"), "reject");
}

/// What is no node stays what it was: certificates and kubeconfigs of nobody knows which server.
#[test]
fn folders_without_nodes_are_searched_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let pki = fixture("control-plane/healthy/etc/kubernetes/pki");
    let place = folder.path().join("all/certificates");
    fs::create_dir_all(&place).unwrap();
    for name in ["ca.crt", "apiserver.crt"] {
        fs::copy(pki.join(name), place.join(name)).unwrap();
    }
    let conf = fixture("control-plane/healthy/etc/kubernetes/admin.conf");
    fs::copy(conf, folder.path().join("all/admin.conf")).unwrap();
    let report = report(folder.path(), &["explain", "all"]);
    let verdicts: Vec<_> = verdicts(&report).into_values().collect();
    assert_eq!(verdicts, ["undetermined"]);
    assert_eq!(report["certificates"].as_object().unwrap().len(), 3);
}

/// A server of k3s and the agent's folder beside it are one node, in whatever order they are given.
#[test]
fn a_server_of_k3s_and_its_agent_are_one_node() {
    let data = fixture("control-plane/k3s/var/lib/rancher/k3s");
    let once = report(&data, &["explain", "."]);
    let names = |report: &Value| verdicts(report).into_keys().collect::<Vec<_>>();
    for inputs in [["server", "agent"], ["agent", "server"]] {
        let both = report(&data, &[&["explain"][..], &inputs].concat());
        assert_eq!(names(&both), names(&once));
        assert!(names(&both).contains(&"kubelet → kube-apiserver".to_owned()));
    }
}
