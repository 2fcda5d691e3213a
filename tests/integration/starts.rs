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
}

const SERVING: &str = "    - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
    - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
";

/// apiserver `options/serving.go` `MaybeDefaultWithSelfSignedCerts`: without a pair it makes one, of a CA that nobody has.
#[test]
fn an_api_server_without_a_pair_makes_its_own() {
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let neither = |node: &Path| edit(node, manifest, SERVING, "");
    let found = rejected(neither);
    let mut wanted = all(&TO_API_SERVER, "unknown-issuer");
    wanted.extend(all(&["pod → kube-apiserver"], "unknown-issuer"));
    wanted.extend(all(&["kube-apiserver → kubelet"], "kubelet-unavailable"));
    assert_eq!(found, wanted);
    // The mend names the pair that lies there, and is taken.
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    neither(node.path());
    let report = explain(node.path());
    assert_eq!(report["fix"]["accepted_after"], 11, "{}", report["fix"]);
    let command = report["fix"]["mends"][0]["command"].as_str().unwrap();
    // It names the manifest as the node has it.
    let here = format!(" {}/etc/kubernetes/manifests/", node.path().display());
    let command = &command.replace(" /etc/kubernetes/manifests/", &here);
    let ran = std::process::Command::new("sh")
        .args(["-c", command])
        .status();
    assert!(ran.unwrap().success(), "{command}");
    let folder = node.path().display().to_string();
    let output = certgraph(Path::new("."), &["explain", &folder, "--at", "2026-06-01"]).output();
    assert_eq!(output.code, Some(0), "{}", output.all());

    let port = "    - --secure-port=6443\n";
    let with = |folder: &str| format!("{port}    - --cert-dir={folder}\n");
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    neither(node.path());
    edit(node.path(), manifest, port, &with("/etc/kubernetes/pki"));
    let folder = node.path().display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01"];
    let output = certgraph(Path::new("."), &arguments).output();
    assert_eq!(output.code, Some(0), "{}", output.all());
    // Half a pair there is no pair.
    let half = |node: &Path| {
        neither(node);
        edit(node, manifest, port, &with("/etc/kubernetes/pki"));
        fs::remove_file(node.join(PKI).join("apiserver.key")).unwrap();
    };
    assert_eq!(rejected(half), of_api_server("unreadable-file"));
    // Where the folder is mounted from what is not given, a pair may be there.
    let elsewhere = |node: &Path| {
        neither(node);
        edit(node, manifest, port, &with("/srv"));
        edit(
            node,
            manifest,
            "    volumeMounts:\n",
            "    volumeMounts:\n    - {mountPath: /srv, name: srv}\n",
        );
        edit(
            node,
            manifest,
            "  volumes:\n",
            "  volumes:\n  - {hostPath: {path: /srv}, name: srv}\n",
        );
    };
    let node = tempfile::tempdir().unwrap();
    copy(
        &fixture("control-plane/healthy/etc/kubernetes"),
        node.path(),
    );
    let root = tempfile::tempdir().unwrap();
    copy(node.path(), &root.path().join("etc/kubernetes"));
    elsewhere(root.path());
    let given = root.path().join("given");
    fs::rename(root.path().join("etc/kubernetes"), &given).unwrap();
    let given = given.display().to_string();
    let output = certgraph(Path::new("."), &["explain", &given, "--at", "2026-06-01"]).output();
    assert_eq!(output.code, Some(4), "{}", output.all());
}

/// Whoever checks nothing is not kept out, and whoever trusts a CA of such a name may have that one.
#[test]
fn a_pair_of_its_own_making_is_refused_by_whom_it_cannot_be_known_to() {
    let node = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), node.path());
    edit(
        node.path(),
        "etc/kubernetes/manifests/kube-apiserver.yaml",
        SERVING,
        "",
    );
    let path = |file: &str| node.path().join(file).display().to_string();
    let manifest = path("etc/kubernetes/manifests/kube-apiserver.yaml");
    let admin = node.path().join("etc/kubernetes/admin.conf");
    let text = fs::read_to_string(&admin).unwrap();
    let verdict = |ca: &str| {
        let lines = text
            .lines()
            .map(|line| match line.split_once("certificate-authority-data") {
                Some((indent, _)) => format!("{indent}{ca}\n"),
                None => format!("{line}\n"),
            });
        fs::write(&admin, lines.collect::<String>()).unwrap();
        let admin = admin.display().to_string();
        let arguments = [
            "explain",
            &admin,
            "--apiserver-manifest",
            &manifest,
            "--at",
            "2026-06-01",
        ];
        certgraph(Path::new("."), &arguments).output().code
    };
    assert_eq!(
        verdict(&format!(
            "certificate-authority: {}",
            path(&format!("{PKI}/ca.crt"))
        )),
        Some(1)
    );
    assert_eq!(verdict("insecure-skip-tls-verify: true"), Some(0));
    let own = path("var/lib/kubelet/pki/kubelet.crt");
    assert_eq!(verdict(&format!("certificate-authority: {own}")), Some(4));
    // No CA: the roots of the machine.
    assert_eq!(verdict(""), Some(4));
}

/// Without a client CA it asks for certificates for the front proxy's sake, and takes nobody else's.
#[test]
fn an_api_server_without_a_client_ca_knows_no_user() {
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let flag = "    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n";
    let found = rejected(|node| edit(node, manifest, flag, ""));
    let mut wanted = all(&TO_API_SERVER[..5], "unknown-client-ca");
    // A kubelet that is refused cannot ask who may do what.
    wanted.extend(all(&["kube-apiserver → kubelet"], "kubelet-unavailable"));
    assert_eq!(found, wanted);
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
        let mut wanted = of_api_server("etcd-unavailable");
        wanted.extend(all(&names, "key-pair-mismatch"));
        assert_eq!(found, wanted, "{file}");
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
    let mut wanted = of_api_server("etcd-unavailable");
    wanted.extend(all(&names, "unreadable-file"));
    assert_eq!(found, wanted);
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
        // Else one is a copy of another.
        fs::write(root.join("etc/hostname"), root.display().to_string()).unwrap();
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
            } else if program == "etcd b" && connection["verdict"] == "reject" {
                // Its own kube-apiserver ends without it.
                assert!(
                    name.contains("kube-apiserver b") || name.starts_with("front-proxy b"),
                    "{name}"
                );
                assert_eq!(connection["headline"]["code"], "etcd-unavailable", "{name}");
            } else {
                assert_eq!(connection["verdict"], "accept", "{program}: {connection}");
            }
        }
        assert!(across >= 1, "{program}");

        // No rotation makes it start, and none is blamed for it.
        let plan = report(&["rotate", "--ca", "kubernetes"], &roots);
        let failing = |field: &str| {
            let connections = plan[field].as_array().unwrap().iter();
            // `explain` lists a pod only where its own CA is at fault.
            let listed = connections
                .filter(|connection| !connection["name"].as_str().unwrap().starts_with("pod "));
            let failing = listed.filter(|connection| connection["verdict"] == "reject");
            failing.count()
        };
        let rejected = after["connections"].as_array().unwrap().iter();
        let rejected = rejected.filter(|connection| connection["verdict"] == "reject");
        assert_eq!(failing("before"), rejected.count(), "{program}");
    }
}
