//! Inputs, options and exit codes.

use std::fs;

use serde_json::Value;

use crate::support::{Scene, certgraph, fixture};

fn healthy() -> String {
    fs::read_to_string(fixture("kubeadm/healthy/admin.conf")).unwrap()
}

#[test]
fn reads_standard_input_and_json() {
    let folder = fixture("kubeadm/healthy");
    let run = |text: String| {
        let arguments = [
            "explain",
            "-",
            "--tls-cert-file",
            "pki/apiserver.crt",
            "--client-ca-file",
            "pki/ca.crt",
            "--at",
            "2026-06-01",
        ];
        certgraph(&folder, &arguments).stdin(text).output()
    };
    let yaml = run(healthy());
    assert_eq!(yaml.code, Some(0), "{}", yaml.all());
    let value: Value = serde_yaml::from_str(&healthy()).unwrap();
    let json = run(value.to_string());
    assert_eq!(json.code, Some(0), "{}", json.all());
    assert_eq!(yaml.stdout, json.stdout);
}

#[test]
fn follows_kubectl_where_no_input_is_named() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".kube")).unwrap();
    fs::write(home.path().join(".kube/config"), healthy()).unwrap();
    let arguments = ["explain", "--at", "2026-06-01", "--format", "json"];
    let output = certgraph(home.path(), &arguments)
        .env("HOME", home.path())
        .output();
    assert_eq!(output.code, Some(4), "{}", output.all());

    // The first file that names the current context wins; the second gives the entries.
    fs::write(
        home.path().join("first"),
        "current-context: kubernetes-admin@kubernetes\n",
    )
    .unwrap();
    fs::write(
        home.path().join("second"),
        healthy().replace("current-context:", "ignored:"),
    )
    .unwrap();
    let output = certgraph(home.path(), &arguments)
        .env("KUBECONFIG", "first:absent:second")
        .output();
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(
        json["connections"][0]["client"]["context"],
        "kubernetes-admin@kubernetes"
    );

    let output = certgraph(home.path(), &["explain"])
        .env("HOME", "/nonexistent")
        .output();
    assert_eq!(output.code, Some(3));
    let output = certgraph(home.path(), &["explain", "--kubeconfig", "absent"]).output();
    assert_eq!(output.code, Some(3), "{}", output.all());
}

#[test]
fn takes_a_context_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let second =
        "contexts:\n- name: broken\n  context: {cluster: absent, user: kubernetes-admin}\n";
    fs::write(
        folder.path().join("config"),
        healthy().replace("contexts:\n", second),
    )
    .unwrap();
    let verdicts = |arguments: &[&str]| -> (Vec<String>, Option<i32>) {
        let all: Vec<_> = [
            "explain",
            "config",
            "--format",
            "json",
            "--at",
            "2026-06-01",
        ]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
        let output = certgraph(folder.path(), &all).output();
        let json: Value = serde_json::from_str(&output.stdout).unwrap();
        let connections = json["connections"].as_array().unwrap();
        (
            connections
                .iter()
                .map(|found| format!("{}: {}", found["name"], found["verdict"]))
                .collect(),
            output.code,
        )
    };
    assert_eq!(
        verdicts(&["--context", "broken"]),
        (vec!["\"broken\": \"reject\"".to_owned()], Some(1))
    );
    assert_eq!(
        verdicts(&["--all-contexts"]),
        (
            vec![
                "\"broken\": \"reject\"".to_owned(),
                "\"kubernetes-admin@kubernetes\": \"undetermined\"".to_owned()
            ],
            Some(1)
        )
    );
    assert_eq!(verdicts(&["--context", "nope"]).1, Some(1));
}

/// What keeps the file from loading is told, whichever contexts are asked for.
#[test]
fn without_any_context_all_of_them_are_the_current_one() {
    let folder = fixture("faults/malformed-kubeconfig");
    let scene = Scene::read(&folder);
    for format in ["text", "json"] {
        let one = certgraph(&folder, &scene.explain(&["--format", format])).output();
        let all = scene.explain(&["--format", format, "--all-contexts"]);
        let all = certgraph(&folder, &all).output();
        assert_eq!(one.code, Some(1));
        assert_eq!((all.code, all.stdout), (one.code, one.stdout));
    }
    let output = certgraph(&fixture("ack"), &["explain", "-", "--all-contexts"])
        .stdin("kind: Config\n")
        .output();
    assert_eq!(output.code, Some(1));
    assert!(
        output.stdout.contains("no server is named"),
        "{}",
        output.stdout
    );
}

#[test]
fn usage_is_told_with_two() {
    let folder = fixture("ack");
    for arguments in [
        &["explain", "kubeconfig.yaml", "--at", "soon"][..],
        &["explain", "kubeconfig.yaml", "--nonsense"],
        &["explain", "kubeconfig.yaml", "--go", "1.2"],
        &["frobnicate"],
        &["inspect"],
    ] {
        let output = certgraph(&folder, arguments).output();
        assert_eq!(output.code, Some(2), "{arguments:?}");
        assert_eq!(output.stdout, "", "{arguments:?}");
    }
}

/// A pipeline whose path is wrong must not pass for one in which nothing expires.
#[test]
fn a_folder_without_certificates_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README"), "nothing\n").unwrap();
    for arguments in [
        &["audit", "."][..],
        &["audit", ".", "--format", "json"],
        &["inspect", "."],
        &["tree", "."],
        &["graph", "."],
        &["diff", ".", "."],
    ] {
        let output = certgraph(folder.path(), arguments).output();
        assert_eq!(output.code, Some(3), "{arguments:?}");
        assert_eq!(output.stdout, "", "{arguments:?}");
        let said = "error: no certificates in these inputs\n";
        assert_eq!(output.stderr, said, "{arguments:?}");
    }
}

#[test]
fn relative_paths_start_from_the_file_that_holds_them() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    for name in ["ca.crt", "apiserver.crt"] {
        fs::copy(fixture("kubeadm/healthy/pki").join(name), inner.join(name)).unwrap();
    }
    let text = "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n\
        clusters: [{name: k, cluster: {server: 'https://10.0.0.10:6443', certificate-authority: ca.crt}}]\n\
        users: [{name: u, user: {token: t}}]\n";
    fs::write(inner.join("config"), text).unwrap();
    let arguments = [
        "explain",
        "inner/config",
        "--tls-cert-file",
        "inner/apiserver.crt",
        "--at",
        "2026-06-01",
        "--format",
        "json",
    ];
    let output = certgraph(folder.path(), &arguments).output();
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    let connection = &json["connections"][0];
    assert_eq!(connection["verdict"], "undetermined", "{}", output.stdout);
    assert_eq!(connection["steps"][1]["verdict"], "accept");
    let places = json["certificates"].to_string();
    assert!(places.contains("inner/ca.crt"), "{places}");
}

#[test]
fn json_has_every_field_and_null_for_what_is_unknown() {
    let output = certgraph(
        &fixture("ack"),
        &[
            "explain",
            "kubeconfig.yaml",
            "--format",
            "json",
            "--at",
            "2019-06-01",
        ],
    )
    .output();
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(json["schema"], "certgraph.explain/v1");
    let connection = json["connections"][0].as_object().unwrap();
    for field in [
        "name",
        "client",
        "server",
        "verdict",
        "authentication",
        "identity",
        "headline",
        "steps",
        "findings",
        "predicted",
        "works_until",
    ] {
        assert!(connection.contains_key(field), "{field}");
    }
    for field in [
        "exit",
        "kubectl",
        "kubectl_raw",
        "apiserver_log",
        "http_status",
    ] {
        assert_eq!(
            connection["predicted"].as_object().unwrap().get(field),
            Some(&Value::Null),
            "{field}"
        );
    }
    assert_eq!(connection["identity"], Value::Null);
    assert_eq!(json["findings"], Value::Array(Vec::new()));
}

/// What is wrong with one side by itself, no evidence of the other mends.
#[test]
fn what_is_certain_needs_no_evidence_of_the_server() {
    for (name, step, exit) in [
        ("expired-client", "server-verifies", 1),
        ("expired-ca", "client-verifies", 1),
    ] {
        let output = certgraph(
            &fixture("faults").join(name),
            &[
                "explain",
                "kubeconfig.yaml",
                "--at",
                "2026-06-01",
                "--format",
                "json",
            ],
        )
        .output();
        let json: Value = serde_json::from_str(&output.stdout).unwrap();
        let connection = &json["connections"][0];
        assert_eq!(connection["verdict"], "reject", "{name}");
        assert_eq!(connection["headline"]["code"], "expired", "{name}");
        assert_eq!(connection["findings"][0]["step"], step, "{name}");
        assert_eq!(connection["predicted"]["exit"], exit, "{name}");
        assert_eq!(connection["predicted"]["kubectl"], Value::Null, "{name}");
        assert_eq!(output.code, Some(1), "{name}");
    }
}

/// Half a result is none: the disk is full.
#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_no_success() {
    let folder = fixture("kubeadm/healthy");
    for arguments in [
        &["explain", "admin.conf"][..],
        &["tree", "."],
        &["audit", "."],
        &["inspect", "."],
        &["code"],
        &["completions", "bash"],
        &["rotate", ".", "--ca", "kubernetes"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(arguments)
            .current_dir(&folder)
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("error: standard output: "), "{said}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["inspect", "--full", "."])
        .current_dir(fixture(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(matches!(child.wait().unwrap().code(), Some(0..=4)));
}

/// Nothing that may be the only copy of a certificate or key is replaced by a result.
#[test]
fn a_result_replaces_no_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let healthy = fixture("kubeadm/healthy");
    fs::copy(healthy.join("admin.conf"), path("admin.conf")).unwrap();
    fs::copy(healthy.join("pki/ca.crt"), path("ca.crt")).unwrap();
    fs::write(path("notes.txt"), "text").unwrap();
    std::os::unix::fs::symlink("admin.conf", path("link")).unwrap();
    for (input, output) in [
        ("admin.conf", "admin.conf"),
        ("admin.conf", "./admin.conf"),
        ("admin.conf", "link"),
        ("link", "admin.conf"),
        (".", "admin.conf"),
        (".", "ca.crt"),
        // No input here, and somebody's all the same.
        ("ca.crt", "admin.conf"),
        ("notes.txt", "notes.txt"),
    ] {
        let before = fs::read(path(output)).unwrap();
        for command in ["graph", "audit"] {
            let run = certgraph(folder.path(), &[command, input, "-o", output]).output();
            let what = format!("{command} {input} -o {output}: {}", run.all());
            assert_eq!(run.code, Some(2), "{what}");
            assert!(run.stderr.contains("is not overwritten"), "{what}");
        }
        assert_eq!(fs::read(path(output)).unwrap(), before);
    }
    // An older result is.
    for format in ["dot", "svg", "html", "json", "mermaid"] {
        for _ in 0..2 {
            let arguments = ["graph", ".", "--format", format, "-o", "result"];
            let run = certgraph(folder.path(), &arguments).output();
            assert_eq!(run.code, Some(0), "{}", run.all());
        }
    }
    for format in [
        "text",
        "json",
        "jsonl",
        "csv",
        "prometheus",
        "sarif",
        "junit",
        "ical",
    ] {
        for _ in 0..2 {
            let arguments = ["audit", "ca.crt", "--format", format, "-o", "result"];
            let run = certgraph(folder.path(), &arguments).output();
            assert!(matches!(run.code, Some(0 | 1)), "{format}: {}", run.all());
        }
    }
}
