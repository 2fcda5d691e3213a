//! Every connection of a control plane's files, as the fixtures say how each has to end.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use std::path::Path;

use crate::pki::{Key, Pair, Template, name};
use crate::support::{Output, certgraph, copy, fixture};

fn run(arguments: &[&str]) -> Output {
    certgraph(Path::new("."), arguments).output()
}

fn folders(below: &str) -> Vec<String> {
    let entries = fs::read_dir(fixture(below)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn explain(folder: &str) -> Value {
    let path = fixture(folder).display().to_string();
    let output = run(&["explain", &path, "--at", "2026-06-01", "--format", "json"]);
    serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{folder}: {error}: {}", output.stderr))
}

/// Verdict and headline's code by name of the connection.
fn outcomes(report: &Value) -> BTreeMap<String, (String, Option<String>)> {
    let connections = report["connections"].as_array().unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    connections
        .iter()
        .map(|connection| {
            let verdict = text(&connection["verdict"]).unwrap();
            let code = text(&connection["headline"]["code"]);
            (text(&connection["name"]).unwrap(), (verdict, code))
        })
        .collect()
}

#[test]
fn exactly_the_connections_fail_that_would() {
    for name in folders("control-plane") {
        let folder = format!("control-plane/{name}");
        let text = fs::read_to_string(fixture(&folder).join("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        let wanted: BTreeMap<_, _> = expected["connections"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, outcome)| {
                let text = |field: &str| outcome[field].as_str().map(str::to_owned);
                (name.clone(), (text("verdict").unwrap(), text("code")))
            })
            .collect();
        assert_eq!(outcomes(&explain(&folder)), wanted, "{name}");
    }
}

#[test]
fn connections_name_their_components() {
    let report = explain("control-plane/healthy");
    let parties: Vec<_> = report["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|connection| {
            let part = |side: &str| connection[side]["component"].as_str().unwrap().to_owned();
            (part("client"), part("server"))
        })
        .collect();
    let shown: Vec<_> = parties
        .iter()
        .map(|(client, server)| format!("{client} {server}"))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

/// A copy of `/etc/kubernetes` alone: nothing of the machine at hand is taken for the node's.
#[test]
fn what_lies_beside_a_copied_directory_is_missing_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let from = fixture("control-plane/healthy/etc/kubernetes");
    copy(&from, &folder.path().join("copy"));
    let path = folder.path().join("copy").display().to_string();
    let output = run(&["explain", &path, "--at", "2026-06-01", "--format", "json"]);
    let outcomes = outcomes(&serde_json::from_str(&output.stdout).unwrap());
    assert_eq!(
        outcomes["kubelet → kube-apiserver"],
        ("undetermined".to_owned(), None)
    );
    assert_eq!(
        outcomes["kube-apiserver → kubelet"],
        ("accept".to_owned(), None)
    );
    assert_eq!(output.code, Some(4));

    // The same with the node's root.
    let root = fixture("control-plane/healthy").display().to_string();
    let arguments = [
        "explain",
        "/etc/kubernetes",
        "--root",
        &root,
        "--at",
        "2026-06-01",
    ];
    let output = run(&arguments);
    assert_eq!(output.code, Some(0), "{}", output.stdout);
}

/// Which etcd a URL leads to is told by host and port, whatever their case and whatever the scheme.
#[test]
fn each_of_several_etcds_is_held_against_its_own_certificate() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), folder.path());
    let manifest = folder
        .path()
        .join("etc/kubernetes/manifests/kube-apiserver.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    let urls = [
        ("https://LOCALHOST:2379/", "accept"),
        ("https://[::1]:2379", "accept"),
        ("https://10.0.0.10:2379", "accept"),
        ("https://10.0.0.11:2379", "undetermined"),
        ("https://127.0.0.1:4001", "undetermined"),
        ("http://127.0.0.1:2379", "reject"),
    ];
    let list: Vec<_> = urls.iter().map(|(url, _)| *url).collect();
    let text = text.replace("https://127.0.0.1:2379", &list.join(","));
    fs::write(manifest, text).unwrap();
    let path = folder.path().display().to_string();
    let output = run(&["explain", &path, "--at", "2026-06-01", "--format", "json"]);
    let outcomes = outcomes(&serde_json::from_str(&output.stdout).unwrap());
    for (url, verdict) in urls {
        let found = &outcomes[&format!("kube-apiserver → etcd ({url})")];
        assert_eq!(found.0, verdict, "{url}");
    }
}

/// The kubelet's link to its current certificate is an absolute path of the node, and no file of the machine at hand.
#[test]
#[cfg(unix)]
fn absolute_links_of_a_copied_node_stay_in_the_copy() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), folder.path());
    let pki = folder.path().join("var/lib/kubelet/pki");
    let link = pki.join("kubelet-client-current.pem");
    fs::rename(&link, pki.join("kubelet-client-2026.pem")).unwrap();
    std::os::unix::fs::symlink("/var/lib/kubelet/pki/kubelet-client-2026.pem", link).unwrap();
    let root = folder.path().display().to_string();
    for arguments in [
        &["explain", &root][..],
        &["explain", "/etc/kubernetes", "--root", &root],
    ] {
        let output = run(&[arguments, &["--at", "2026-06-01"]].concat());
        assert_eq!(output.code, Some(0), "{}", output.all());
        assert_eq!(output.stderr, "");
    }
}

/// `pki` by itself still shows the connections that need no kubeconfig.
#[test]
fn certificates_alone_connect_what_they_can() {
    let outcomes = outcomes(&explain("control-plane/healthy/etc/kubernetes/pki"));
    let accept = ("accept".to_owned(), None);
    assert_eq!(outcomes.len(), 5, "{outcomes:?}");
    assert!(outcomes.values().all(|outcome| *outcome == accept));
}

/// A copy of the certificates without any key is judged by what there is.
#[test]
fn keys_are_not_needed() {
    let folder = tempfile::tempdir().unwrap();
    let copied = folder.path().join("etc/kubernetes");
    copy(&fixture("control-plane/healthy/etc/kubernetes"), &copied);
    copy(
        &fixture("control-plane/healthy/var/lib/kubelet"),
        &folder.path().join("var/lib/kubelet"),
    );
    remove_keys(&copied);
    let path = folder.path().display().to_string();
    let output = run(&["explain", &path, "--at", "2026-06-01"]);
    assert_eq!(output.code, Some(0), "{}", output.stdout);
}

/// Certificates without a layout: nothing says who trusts whom, but which key belongs to none of them shows.
#[test]
fn a_bare_directory_is_told_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let pki = fixture("control-plane/healthy/etc/kubernetes/pki");
    for (from, to) in [
        ("ca.crt", "ca.pem"),
        ("ca.key", "ca-key.pem"),
        ("apiserver.crt", "kubernetes.pem"),
        ("apiserver-kubelet-client.key", "kubernetes-key.pem"),
        ("front-proxy-client.key", "lonely.key"),
        ("sa.key", "sa.key"),
        ("sa.pub", "sa.pub"),
    ] {
        fs::copy(pki.join(from), folder.path().join(to)).unwrap();
    }
    let path = folder.path().display().to_string();
    let output = run(&["explain", &path, "--at", "2026-06-01", "--width", "400"]);
    let text = output.stdout.replace(&path, "DIR");
    assert_eq!(output.code, Some(1), "{text}");
    insta::assert_snapshot!(text);

    for name in ["kubernetes-key.pem", "lonely.key"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let output = run(&["explain", &path, "--at", "2026-06-01", "--format", "json"]);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(output.code, Some(4));
    assert_eq!(report["certificates"].as_object().unwrap().len(), 2);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
}

#[test]
fn one_kubeconfig_is_held_against_a_control_plane() {
    let file = |path: &str| fixture(path).display().to_string();
    let admin = file("control-plane/stale-admin-conf/etc/kubernetes/admin.conf");
    let healthy = file("control-plane/healthy/etc/kubernetes");
    let manifest = file("control-plane/healthy/etc/kubernetes/manifests/kube-apiserver.yaml");
    for server in [
        ["--control-plane", &healthy],
        ["--apiserver-manifest", &manifest],
    ] {
        let output = run(&[
            "explain",
            &admin,
            server[0],
            server[1],
            "--full",
            "--at",
            "2026-06-01",
        ]);
        assert_eq!(output.code, Some(1), "{}", output.stdout);
        let screen: Vec<_> = output.stdout.split_whitespace().collect();
        let screen = screen.join(" ");
        assert!(
            screen.contains("signed by another CA named \"kubernetes\""),
            "{screen}"
        );
    }
}

#[test]
fn the_table_fits_its_width() {
    for width in ["40", "80", "120"] {
        for name in ["healthy", "etcd-client-expired", "k3s"] {
            let path = fixture("control-plane").join(name).display().to_string();
            let output = run(&[
                "explain",
                &path,
                "--at",
                "2026-06-01",
                "--width",
                width,
                "--full",
            ]);
            let widest = output.stdout.lines().map(|line| line.chars().count()).max();
            assert!(
                widest <= width.parse().ok(),
                "{name} at {width}: {widest:?}"
            );
        }
    }
}

fn remove_keys(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_keys(&path);
        } else if path.extension().is_some_and(|extension| extension == "key") {
            fs::remove_file(path).unwrap();
        }
    }
}

/// A file that a kubeconfig names by the node's path is the one that lies in the folder, and no second.
#[test]
fn a_file_has_one_name() {
    let folder = fixture("control-plane");
    let arguments = ["audit", "healthy", "--format", "json", "--at", "2026-06-01"];
    let output = certgraph(&folder, &arguments).output();
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let certificates = report["certificates"].as_array().unwrap().iter();
    let places = certificates.flat_map(|one| one["locations"].as_array().unwrap());
    let files: Vec<_> = places
        .map(|place| place["file"].as_str().unwrap())
        .collect();
    assert!(files.len() > 10, "{files:?}");
    let strange = files.iter().find(|file| !file.starts_with("healthy/"));
    assert_eq!(strange, None);
}

/// What is said of kubectl's CA is said where kubectl connects.
#[test]
fn remarks_are_about_who_connects() {
    let report = explain("control-plane/healthy");
    let connections = report["connections"].as_array().unwrap().iter();
    let about_kubectl = connections.map(|connection| {
        let remarks = connection["remarks"].to_string();
        let is_own = connection["client"]["component"] == "kubectl";
        (is_own, remarks.contains("CA that kubectl trusts"))
    });
    let about_kubectl: Vec<_> = about_kubectl.collect();
    assert!(about_kubectl.contains(&(true, true)));
    assert!(
        about_kubectl.iter().all(|(own, said)| own == said),
        "{about_kubectl:?}"
    );
}

/// What the cluster issues to a kubelet is asked for again, and nobody signs it by hand.
#[test]
fn a_kubelet_asks_again_for_what_has_expired() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/healthy"), folder.path());
    let path = |below: &str| folder.path().join(below);
    let read = |below: &str| fs::read_to_string(path(below)).unwrap();
    let config = "var/lib/kubelet/config.yaml";
    let text = read(config);
    fs::write(path(config), format!("{text}serverTLSBootstrap: true\n")).unwrap();
    let manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
    let flag = "    - --kubelet-client-certificate=";
    let checked = "    - --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt\n";
    let text = read(manifest).replace(flag, &format!("{checked}{flag}"));
    fs::write(path(manifest), text).unwrap();
    let pki = |name: &str| read(&format!("etc/kubernetes/pki/{name}"));
    let names = name(&[("O", "system:nodes"), ("CN", "system:node:cp-1")]);
    let names = Template::server(names).dns("cp-1").ip("10.0.0.10");
    let names = names.valid("2025-01-01 00:00:00", "2026-01-01 00:00:00");
    let pair = Pair::read(&pki("ca.crt"), &pki("ca.key")).issue(&names, &Key::p256());
    let file = path("var/lib/kubelet/pki/kubelet-server-current.pem");
    fs::write(&file, format!("{}{}", pair.pem(), pair.key.file())).unwrap();
    let root = folder.path().display().to_string();
    let output = run(&["explain", &root, "--at", "2026-06-01", "--format", "json"]);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let name = "kube-apiserver → kubelet";
    let mut connections = report["connections"].as_array().unwrap().iter();
    let own = connections.find(|one| one["name"] == name).unwrap();
    assert_eq!(own["headline"]["code"], "expired");
    let mend = &own["findings"][0]["mends"][0];
    let commands = [
        "rm /var/lib/kubelet/pki/kubelet-server-current.pem",
        "systemctl restart kubelet",
        "kubectl get csr --field-selector=spec.signerName=kubernetes.io/kubelet-serving",
        "kubectl certificate approve NAME",
    ];
    assert_eq!(mend["command"], commands.join("\n"));
    assert_eq!(mend["verdict_after"], "accept");
}

/// What root alone may read is missing evidence for whoever is not root, and no fault of the node.
#[cfg(unix)]
#[test]
fn files_that_may_not_be_read_leave_the_answer_open() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let readable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.path(), readable.clone()).unwrap();
    let root = folder.path().join("node");
    copy(&fixture("control-plane/healthy"), &root);
    for conf in ["admin.conf", "kubelet.conf"] {
        let conf = root.join("etc/kubernetes").join(conf);
        fs::set_permissions(conf, fs::Permissions::from_mode(0o000)).unwrap();
    }
    // The program where everybody reaches it; to root nothing is closed.
    let program = folder.path().join("certgraph");
    fs::copy(env!("CARGO_BIN_EXE_certgraph"), &program).unwrap();
    fs::set_permissions(&program, readable).unwrap();
    let mut command = Command::new(&program);
    command.args(["explain", "node", "--at", "2026-06-01"]);
    command.current_dir(folder.path());
    if fs::read(root.join("etc/kubernetes/admin.conf")).is_ok() {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(4), "{out}{err}");
    assert!(
        out.starts_with("? 8 connections work, and 2 files cannot be read"),
        "{out}"
    );
    assert_eq!(
        err,
        "permission denied: node/etc/kubernetes/admin.conf and 1 more; what they hold is not known. Run certgraph as root, as \
         the programs of a node run\n"
    );
}
