//! `certgraph rotate` on files; that its plans hold when they are applied is shown beside the mends.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::pki::{Key, Template, name};
use crate::support::{Output, certgraph, fixture};

fn rotate(arguments: &[&str]) -> Output {
    let mut all = vec!["rotate"];
    all.extend(arguments);
    all.extend(["--at", "2026-06-01"]);
    let output = certgraph(&fixture("control-plane"), &all).output();
    output.is_orderly("rotate");
    output
}

fn json(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = rotate(&[arguments, &["--format", "json"]].concat());
    (serde_json::from_str(&output.stdout).unwrap(), output.code)
}

/// Paths below the working directory, whoever runs the test.
fn shown(output: &Output) -> String {
    let folder = fixture("control-plane").display().to_string();
    output.stdout.replace(&format!("{folder}/"), "")
}

#[test]
fn a_ca_of_kubeadm() {
    let output = rotate(&["healthy", "--ca", "etcd-ca"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn a_ca_of_k3s_in_ascii() {
    let arguments = ["k3s", "--ca", "k3s-etcd-peer-ca@1767225600", "--ascii"];
    let output = rotate(&arguments);
    assert!(output.stdout.is_ascii(), "{}", output.stdout);
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn one_certificate() {
    let output = rotate(&["healthy", "--renew", "controller-manager.conf"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
}

/// Of a worker alone, who has the CA's key is not known by name; the worker is.
#[test]
fn a_kubelet_is_given_its_certificate_by_commands() {
    let leaf = "kubelet-client-current.pem";
    let (plan, _) = json(&["worker", "--renew", leaf]);
    let step = &plan["steps"][0];
    assert_eq!(step["restarts"], serde_json::json!(["kubelet"]));
    let actions = step["actions"].as_array().unwrap();
    let nodes: Vec<_> = actions.iter().map(|action| &action["nodes"][0]).collect();
    assert_eq!(nodes, ["CONTROL-PLANE-NODE", "cp-1"]);
    let last = |action: &Value| action["commands"].as_array().unwrap().last().cloned();
    assert_eq!(last(&actions[0]).unwrap(), "rm /root/kubelet.conf");
    assert_eq!(last(&actions[1]).unwrap(), "systemctl restart kubelet");

    // On a control-plane node it is made where it is used.
    let (plan, _) = json(&["healthy", "--renew", leaf]);
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(
        commands.contains("--client-name=system:node:cp-1"),
        "{commands}"
    );
    assert!(!commands.contains("scp"), "{commands}");
}

/// What the cluster issues to it, it asks for, and somebody approves that where there is a kubeconfig to do so with.
#[test]
fn a_kubelet_asks_for_its_serving_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("w-1");
    let own = root.join("var/lib/kubelet");
    fs::create_dir_all(own.join("pki")).unwrap();
    let conf = "etc/kubernetes/kubelet.conf";
    fs::create_dir_all(root.join("etc/kubernetes")).unwrap();
    let worker = fixture("control-plane/worker");
    fs::copy(worker.join(conf), root.join(conf)).unwrap();
    let config = fs::read_to_string(worker.join("var/lib/kubelet/config.yaml")).unwrap();
    let config = format!("{config}serverTLSBootstrap: true\n");
    fs::write(own.join("config.yaml"), config).unwrap();
    let names = name(&[("O", "system:nodes"), ("CN", "system:node:w-1")]);
    let pair = Template::server(names).self_signed(&Key::p256());
    let file = "pki/kubelet-server-current.pem";
    fs::write(own.join(file), format!("{}{}", pair.pem(), pair.key.file())).unwrap();
    let root = root.display().to_string();
    let (plan, _) = json(&["healthy", &root, "--renew", file]);
    let step = &plan["steps"][0];
    assert_eq!(step["restarts"], serde_json::json!(["kubelet"]));
    let actions = step["actions"].as_array().unwrap().iter();
    let actions: Vec<_> = actions
        .map(|one| (one["nodes"][0].as_str().unwrap(), &one["commands"]))
        .collect();
    let asks = serde_json::json!([
        "rm /var/lib/kubelet/pki/kubelet-server-current.pem",
        "systemctl restart kubelet",
    ]);
    let approves = serde_json::json!([
        "kubectl get csr --field-selector=spec.signerName=kubernetes.io/kubelet-serving",
        "kubectl certificate approve NAME",
    ]);
    assert_eq!(actions, [("w-1", &asks), ("cp-1", &approves)]);
}

#[test]
fn both_cas_stay_where_that_is_asked_for() {
    let (plan, _) = json(&["healthy", "--ca", "kubernetes"]);
    let (overlap, code) = json(&["healthy", "--ca", "kubernetes", "--overlap"]);
    let kinds = |plan: &Value| -> Vec<String> {
        let steps = plan["steps"].as_array().unwrap().iter();
        steps
            .map(|step| step["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = ["trust", "restart", "issue", "restart", "drop", "restart"];
    assert_eq!(kinds(&plan), whole);
    assert_eq!(kinds(&overlap), whole[..4]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_ca_of_ones_own_takes_its_place() {
    let new = "healthy/etc/kubernetes/pki/front-proxy-ca.crt";
    let (plan, code) = json(&["healthy", "--ca", "kubernetes", "--with", new]);
    assert_eq!(plan["new"]["subject"], "CN=front-proxy-ca");
    assert_eq!(code, Some(0));
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(commands.contains(&format!("cat {new} ")), "{commands}");

    let leaf = "healthy/etc/kubernetes/pki/apiserver.crt";
    let output = rotate(&["healthy", "--ca", "kubernetes", "--with", leaf]);
    assert_eq!(output.code, Some(3));
    assert!(output.stderr.contains("no CA"), "{}", output.stderr);
}

#[test]
fn what_is_not_there_or_not_one_is_said() {
    let output = rotate(&["healthy", "--ca", "nobody"]);
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("\"front-proxy-ca\""),
        "{}",
        output.stderr
    );
    let output = rotate(&["two-cas", "--ca", "kubernetes"]);
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("are several"), "{}", output.stderr);
    let output = rotate(&["healthy"]);
    assert_eq!(output.code, Some(2));
    let both = "<--ca <NAME|FINGERPRINT>|--renew <LEAF>>";
    assert!(output.stderr.contains(both), "{}", output.stderr);
    let output = rotate(&["healthy", "--ca", "x", "--renew", "y"]);
    assert_eq!(output.code, Some(2));
    assert_eq!(
        rotate(&["healthy", "--renew", "x", "--overlap"]).code,
        Some(2)
    );
}

/// Certificates alone, and a kubeconfig beside a CA: nothing is known to work, and what depends is still told.
#[test]
fn without_a_control_plane_what_depends_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let pki = fixture("control-plane/healthy/etc/kubernetes/pki");
    for name in ["ca.crt", "apiserver.crt"] {
        fs::copy(pki.join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().display().to_string();
    let (plan, code) = json(&[&path, "--ca", "kubernetes"]);
    assert_eq!(code, Some(4));
    assert_eq!(plan["depends"]["issued"].as_array().unwrap().len(), 1);
    assert_eq!(plan["depends"]["elsewhere"].as_array().unwrap().len(), 1);

    let conf = fixture("control-plane/healthy/etc/kubernetes/admin.conf");
    fs::copy(conf, folder.path().join("a b.conf")).unwrap();
    let (plan, code) = json(&[&path, "--ca", "kubernetes"]);
    assert_eq!(code, Some(4));
    assert_eq!(plan["keeps_all"], true);
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(commands.contains("--kubeconfig='"), "{commands}");
}

/// A folder and one that it lies in are one node.
#[test]
fn a_node_that_is_given_twice_is_one() {
    let once = rotate(&["healthy", "--ca", "kubernetes"]);
    for more in [
        "healthy",
        "healthy/etc/kubernetes",
        "healthy/etc/kubernetes/pki",
    ] {
        for inputs in [["healthy", more], [more, "healthy"]] {
            let twice = rotate(&[inputs[0], inputs[1], "--ca", "kubernetes"]);
            assert_eq!(twice.stdout, once.stdout, "{inputs:?}");
        }
    }
}

/// A worker whose CA is none of the cluster's is refused; it is no node of another cluster for that.
#[test]
fn a_worker_with_another_ca_belongs_to_the_only_cluster() {
    let arguments = [
        "explain",
        "healthy",
        "worker",
        "--at",
        "2026-06-01",
        "--format",
        "json",
    ];
    let output = certgraph(&fixture("control-plane"), &arguments).output();
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap();
    let name = "kubelet worker → kube-apiserver healthy";
    let own = connections.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(own["verdict"], "reject");
    assert_eq!(own["headline"]["code"], "issuer-key-mismatch");
}

/// A name that acts on terminals and shells does nothing in any of them.
#[test]
fn hostile_names_do_nothing() {
    for format in ["text", "json"] {
        let output = certgraph(
            &fixture("hostile"),
            &["rotate", ".", "--ca", "\u{1b}[31m$(id)", "--format", format],
        )
        .output();
        output.is_orderly("rotate");
        assert!(!output.stderr.contains('\u{1b}'), "{}", output.stderr);
    }
    assert!(Path::new(&fixture("hostile")).is_dir());
}
