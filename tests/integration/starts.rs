//! A program that does not start with its files has no connections: neither those that it makes nor those that others make
//! to it. Each names the one cause, once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

const TO_API_SERVER: [&str; 6] = [
    "kubectl → kube-apiserver (admin.conf)",
    "kubectl → kube-apiserver (super-admin.conf)",
    "kube-controller-manager → kube-apiserver",
    "kube-scheduler → kube-apiserver",
    "kubelet → kube-apiserver",
    "front-proxy → kube-apiserver",
];
const PKI: &str = "etc/kubernetes/pki";

/// Of the healthy node with something changed, the codes of the connections that are rejected.
fn rejected(change: impl Fn(&Path)) -> BTreeMap<String, String> {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    change(node.path());
    let report = explain(node.path());
    let connections = report["connections"].as_array().unwrap();
    let mut rejected = BTreeMap::new();
    for connection in connections {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let findings = connection["findings"].as_array().unwrap();
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding["severity"] == "error")
            .collect();
        if connection["verdict"] == "accept" {
            assert!(errors.is_empty(), "{connection}");
            continue;
        }
        assert_eq!(errors.len(), 1, "the cause, once: {connection}");
        assert_ne!(connection["predicted"]["exit"], 0);
        assert_eq!(connection["works_until"], Value::Null);
        // What the certificates are worth by themselves is shown all the same.
        assert_eq!(connection["steps"].as_array().unwrap().len(), 4);
        rejected.insert(
            text(&connection["name"]),
            text(&connection["headline"]["code"]),
        );
    }
    rejected
}

fn explain(folder: &Path) -> Value {
    let folder = folder.display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01", "--format", "json"];
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly(&folder);
    assert_eq!(output.code, Some(1));
    serde_json::from_str(&output.stdout).unwrap()
}

fn all(names: &[&str], code: &str) -> BTreeMap<String, String> {
    let names = names.iter();
    names
        .map(|name| ((*name).to_owned(), code.to_owned()))
        .collect()
}

fn of_api_server(code: &str) -> BTreeMap<String, String> {
    let mut names = TO_API_SERVER.to_vec();
    names.extend(["kube-apiserver → etcd", "kube-apiserver → kubelet"]);
    all(&names, code)
}

fn replace(node: &Path, file: &str, by: &str) {
    let pki = node.join(PKI);
    fs::copy(pki.join(by), pki.join(file)).unwrap();
}

fn edit(node: &Path, file: &str, from: &str, to: &str) {
    let path = node.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn an_api_server_that_refuses_a_pair_has_no_connections() {
    for file in [
        "apiserver.key",
        "apiserver-etcd-client.key",
        "front-proxy-client.key",
    ] {
        let found = rejected(|node| replace(node, file, "etcd/peer.key"));
        assert_eq!(found, of_api_server("key-pair-mismatch"), "{file}");
    }
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let absent = |node: &Path| edit(node, manifest, "pki/etcd/ca.crt", "pki/etcd/none.crt");
    assert_eq!(rejected(absent), of_api_server("unreadable-file"));
    let overlap = |node: &Path| {
        replace(node, "front-proxy-ca.crt", "ca.crt");
        let names = "    - --requestheader-allowed-names=front-proxy-client\n";
        edit(node, manifest, names, "");
    };
    // The front proxy itself presents what that CA did not issue; the rest fails for the one cause.
    let report = {
        let node = tempfile::tempdir().unwrap();
        copy(&fixture("control-plane/healthy"), node.path());
        overlap(node.path());
        explain(node.path())
    };
    for connection in report["connections"].as_array().unwrap() {
        let name = connection["name"].as_str().unwrap();
        let code = &connection["headline"]["code"];
        if name.contains("kube-apiserver") {
            assert_eq!(code, "server-cannot-start", "{name}");
        } else {
            assert_eq!(connection["verdict"], "accept", "{name}");
        }
    }
}

/// apiserver `options/serving.go`: certificate and key are named together, or the pair of `--cert-dir` is served.
#[test]
fn half_a_pair_is_no_command_line() {
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let (certificate, key) = (
        "    - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt\n",
        "    - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key\n",
    );
    for half in [certificate, key] {
        let found = rejected(|node| edit(node, manifest, half, ""));
        assert_eq!(found, of_api_server("server-cannot-start"), "{half}");
    }
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    let neither = format!("{certificate}{key}");
    edit(node.path(), manifest, &neither, "");
    let verdicts = |report: &Value| {
        let connections = report["connections"].as_array().unwrap().iter();
        let verdicts = connections.map(|connection| connection["verdict"].to_string());
        verdicts.collect::<std::collections::BTreeSet<_>>()
    };
    let folder = node.path().display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01", "--format", "json"];
    // The certificate that it makes itself is in no file.
    let output = certgraph(Path::new("."), &arguments).output();
    let report = serde_json::from_str(&output.stdout).unwrap();
    assert!(verdicts(&report).contains("\"undetermined\""));
    let folder = "    - --secure-port=6443\n";
    let with = format!("{folder}    - --cert-dir=/etc/kubernetes/pki\n");
    edit(node.path(), manifest, folder, &with);
    let output = certgraph(Path::new("."), &arguments).output();
    let report = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(verdicts(&report).len(), 1, "{}", output.stdout);
    assert_eq!(output.code, Some(0));
}

/// Without a client CA it asks for certificates for the front proxy's sake, and takes nobody else's.
#[test]
fn an_api_server_without_a_client_ca_knows_no_user() {
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let flag = "    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n";
    let found = rejected(|node| edit(node, manifest, flag, ""));
    assert_eq!(found, all(&TO_API_SERVER[..5], "unknown-client-ca"));
}

/// kube-apiserver loads its pair for kubelets when it dials one.
#[test]
fn the_pair_for_kubelets_ends_only_what_it_is_for() {
    let found = rejected(|node| replace(node, "apiserver-kubelet-client.key", "etcd/peer.key"));
    assert_eq!(
        found,
        all(&["kube-apiserver → kubelet"], "key-pair-mismatch")
    );
}

#[test]
fn etcd_is_one_program_towards_clients_and_peers() {
    let names = ["kube-apiserver → etcd", "etcd → etcd", "etcd-probe → etcd"];
    for file in ["etcd/peer.key", "etcd/server.key"] {
        let found = rejected(|node| replace(node, file, "apiserver.key"));
        assert_eq!(found, all(&names, "key-pair-mismatch"), "{file}");
    }
    // One elsewhere runs, whatever is wrong with the one here.
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    replace(node.path(), "etcd/peer.key", "apiserver.key");
    edit(
        node.path(),
        "etc/kubernetes/manifests/kube-apiserver.yaml",
        "https://127.0.0.1:2379",
        "https://127.0.0.1:2379,https://10.0.0.11:2379",
    );
    let report = explain(node.path());
    let connections = report["connections"].as_array().unwrap();
    let other = connections
        .iter()
        .find(|connection| connection["server"]["url"] == "https://10.0.0.11:2379");
    assert_eq!(other.unwrap()["verdict"], "undetermined");
}

#[test]
fn a_kubelet_that_refuses_a_file_neither_calls_nor_answers() {
    let names = ["kubelet → kube-apiserver", "kube-apiserver → kubelet"];
    let config = "var/lib/kubelet/config.yaml";
    let absent = |node: &Path| edit(node, config, "pki/ca.crt", "pki/none.crt");
    assert_eq!(rejected(absent), all(&names, "unreadable-file"));
    // The same of its kubeconfig, which one that is not in use has no part in.
    let kubeconfig = "etc/kubernetes/kubelet.conf";
    let text = fs::read_to_string(fixture("control-plane/healthy").join(kubeconfig)).unwrap();
    let broken = |node: &Path| {
        let broken = text.replace("client-key: ", "client-key: /none");
        fs::write(node.join(kubeconfig), broken).unwrap();
    };
    let found = rejected(broken);
    assert_eq!(found, all(&names, "unreadable-file"));
}

/// What the kubelet cannot read it does not start from: not itself, and no static pod.
#[test]
fn a_file_that_is_no_yaml_starts_nothing() {
    let append = |node: &Path, file: &str| {
        let path = node.join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{text}x: [\n")).unwrap();
    };
    let found = rejected(|node| append(node, "var/lib/kubelet/config.yaml"));
    let names = ["kubelet → kube-apiserver", "kube-apiserver → kubelet"];
    assert_eq!(found, all(&names, "unreadable-file"));
    let manifests = "etc/kubernetes/manifests";
    let found = rejected(|node| append(node, &format!("{manifests}/kube-apiserver.yaml")));
    assert_eq!(found, of_api_server("unreadable-file"));
    let found = rejected(|node| append(node, &format!("{manifests}/etcd.yaml")));
    let names = ["kube-apiserver → etcd", "etcd → etcd", "etcd-probe → etcd"];
    assert_eq!(found, all(&names, "unreadable-file"));
    // A copy beside it that nobody reads says nothing.
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    let manifests = node.path().join(manifests);
    fs::write(manifests.join("kube-apiserver.yaml.bak"), "x: [\n").unwrap();
    let folder = node.path().display().to_string();
    let output = certgraph(Path::new("."), &["explain", &folder, "--at", "2026-06-01"]).output();
    assert!(output.stdout.starts_with("✓ all 10"), "{}", output.all());
}

/// Files that no connection rests on end it all the same.
#[test]
fn every_file_that_an_api_server_opens_has_to_be_there() {
    let found = rejected(|node| fs::remove_file(node.join(PKI).join("sa.pub")).unwrap());
    assert_eq!(found, of_api_server("unreadable-file"));
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let port = "    - --secure-port=6443\n";
    let flag = |path: &str| format!("{port}    - --encryption-provider-config={path}\n");
    let absent = flag("/etc/kubernetes/pki/encryption.yaml");
    let found = rejected(|node| edit(node, manifest, port, &absent));
    assert_eq!(found, of_api_server("unreadable-file"));
    // What is mounted from nowhere that is given is missing evidence, and no fault.
    let outside = flag("/srv/encryption.yaml");
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    edit(node.path(), manifest, port, &outside);
    let folder = node.path().display().to_string();
    let output = certgraph(Path::new("."), &["explain", &folder, "--at", "2026-06-01"]).output();
    assert_eq!(output.code, Some(0), "{}", output.all());
}

/// Webhooks are called by it too.
#[test]
fn what_objects_have_an_api_server_call_is_not_called_either() {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    copy(&fixture("objects"), &node.path().join("objects"));
    replace(node.path(), "apiserver.key", "etcd/peer.key");
    let report = explain(node.path());
    let connections = report["connections"].as_array().unwrap();
    let called: Vec<_> = connections
        .iter()
        .filter(|connection| {
            let server = connection["server"]["component"].as_str().unwrap();
            ["webhook", "extension-apiserver"].contains(&server)
        })
        .collect();
    assert!(!called.is_empty());
    for connection in called {
        assert_eq!(connection["headline"]["code"], "key-pair-mismatch");
    }
}

/// Two control-plane nodes, `a` and `b`, and a worker `w`.
fn nodes() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let roots = ["a", "b", "w"].map(|name| folder.path().join(name));
    for root in &roots {
        copy(&fixture("control-plane/healthy"), root);
    }
    let [_, _, worker] = &roots;
    let kept = ["pki/ca.crt", "kubelet.conf"].map(|file| worker.join("etc/kubernetes").join(file));
    let kept = kept.map(|file| (fs::read(&file).unwrap(), file));
    fs::remove_dir_all(worker.join("etc/kubernetes")).unwrap();
    fs::create_dir_all(worker.join(PKI)).unwrap();
    for (content, file) in kept {
        fs::write(file, content).unwrap();
    }
    let roots = roots.map(|root| root.display().to_string());
    (folder, roots.to_vec())
}

fn report(command: &[&str], roots: &[String]) -> Value {
    let more = ["--at", "2026-06-01", "--format", "json"];
    let arguments = command.iter().copied();
    let arguments = arguments.chain(roots.iter().map(String::as_str));
    let arguments: Vec<_> = arguments.chain(more).collect();
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly("several nodes");
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn what_does_not_start_is_out_of_reach_of_other_nodes_too() {
    type Change = fn(&Path);
    let (pair, unreadable) = ("key-pair-mismatch", "unreadable-file");
    let cases: [(&str, &str, &str, Change); 5] = [
        ("b", "kube-apiserver b", pair, |root| {
            replace(root, "apiserver.key", "etcd/peer.key");
        }),
        ("b", "kube-apiserver b", pair, |root| {
            replace(root, "front-proxy-client.key", "sa.key");
        }),
        ("b", "etcd b", pair, |root| {
            replace(root, "etcd/peer.key", "apiserver.key");
        }),
        ("w", "kubelet w", unreadable, |root| {
            fs::write(root.join("var/lib/kubelet/config.yaml"), "a: [").unwrap();
        }),
        // The kubeconfig of a worker leads to other nodes alone.
        ("w", "kubelet w", unreadable, |root| {
            let kubeconfig = "etc/kubernetes/kubelet.conf";
            edit(root, kubeconfig, "client-key: ", "client-key: /none");
        }),
    ];
    for (node, program, code, change) in cases {
        let (folder, roots) = nodes();
        let before = report(&["explain"], &roots);
        for connection in before["connections"].as_array().unwrap() {
            assert_eq!(connection["verdict"], "accept", "{connection}");
        }
        change(&folder.path().join(node));
        let after = report(&["explain"], &roots);
        let mut across = 0;
        for connection in after["connections"].as_array().unwrap() {
            let name = connection["name"].as_str().unwrap();
            let of_program = name.starts_with(program) || name.contains(&format!("→ {program}"));
            let of_proxy = program == "kube-apiserver b" && name.starts_with("front-proxy b");
            let errors = connection["findings"].as_array().unwrap().iter();
            let errors = errors.filter(|finding| finding["severity"] == "error");
            if of_program || of_proxy {
                across += usize::from(name.contains(" a"));
                assert_eq!(connection["verdict"], "reject", "{program}: {name}");
                assert_eq!(connection["headline"]["code"], code, "{connection}");
                assert_eq!(errors.count(), 1, "the cause, once: {connection}");
            } else {
                assert_eq!(connection["verdict"], "accept", "{program}: {connection}");
            }
        }
        assert!(across >= 1, "{program}");

        // No rotation makes it start, and none is blamed for it.
        let plan = report(&["rotate", "--ca", "kubernetes"], &roots);
        let failing = |field: &str| {
            let connections = plan[field].as_array().unwrap().iter();
            let failing = connections.filter(|connection| connection["verdict"] == "reject");
            failing.count()
        };
        let rejected = after["connections"].as_array().unwrap().iter();
        let rejected = rejected.filter(|connection| connection["verdict"] == "reject");
        assert_eq!(failing("before"), rejected.count(), "{program}");
    }
}
