//! What people who know kubectl type, and what a slip leads to.

use std::fs;

use serde_json::Value;

use super::support::{certgraph, fixture};

const CONFIG: &str = "apiVersion: v1
kind: Config
current-context: kind-dev
contexts:
- {name: team-00, context: {cluster: a, user: u}}
- {name: team-01, context: {cluster: a, user: u}}
- {name: team-02, context: {cluster: a, user: u}}
- {name: payments-staging, context: {cluster: b, user: u}}
- {name: kind-dev, context: {cluster: a, user: u}}
clusters:
- {name: a, cluster: {server: 'https://127.0.0.1:6443'}}
- {name: b, cluster: {server: 'https://127.0.0.2:6443'}}
users: [{name: u, user: {token: x}}, {name: other, user: {token: z}}]
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.yaml"), CONFIG).unwrap();
    folder
}

/// Every command that has JSON has the same document as YAML, by `-o` as by `--format`.
#[test]
fn o_chooses_the_format() {
    let node = fixture("pictures/kubeadm");
    let at = ["--at", "2026-06-01"];
    let input = ["."];
    let rotation = [".", "--ca", "kubernetes"];
    let message = ["x509: certificate signed by unknown authority"];
    let commands: [(&str, &[&str]); 8] = [
        ("explain", &input),
        ("audit", &input),
        ("inspect", &input),
        ("graph", &input),
        ("rotate", &rotation),
        ("diff", &[".", "."]),
        ("message", &message),
        ("code", &["expired"]),
    ];
    for (command, arguments) in commands {
        let run = |options: &[&str]| {
            let mut words = vec![command];
            words.extend(arguments);
            words.extend(if command == "code" { &[][..] } else { &at });
            words.extend(options);
            let output = certgraph(&node, &words).output();
            assert!(
                matches!(output.code, Some(0 | 1 | 4)),
                "{words:?}: {}",
                output.all()
            );
            output.stdout
        };
        let json = run(&["-o", "json"]);
        assert_eq!(run(&["--format", "json"]), json, "{command}");
        assert_eq!(run(&["--output", "json"]), json, "{command}");
        let json: Value = serde_json::from_str(&json).unwrap();
        let yaml: Value = serde_yaml::from_str(&run(&["-o", "yaml"])).unwrap();
        assert_eq!(yaml, json, "{command}");
    }
    assert!(!node.join("json").exists());
}

#[test]
fn a_file_is_written_in_the_format_of_its_suffix() {
    let folder = folder();
    fs::copy(
        fixture("ack/apiserver-ca.crt"),
        folder.path().join("ca.crt"),
    )
    .unwrap();
    for (command, file, begins) in [
        ("graph", "x.svg", "<svg"),
        ("graph", "x.mmd", "---"),
        ("graph", "x.html", "<!doctype html>"),
        ("audit", "x.prom", "# HELP"),
        ("audit", "x.csv", "not_after"),
        ("inspect", "x.yml", "schema: "),
    ] {
        let run = certgraph(folder.path(), &[command, "ca.crt", "-o", file]).output();
        assert!(matches!(run.code, Some(0 | 1)), "{file}: {}", run.all());
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(
            text.trim_start()
                .to_lowercase()
                .starts_with(&begins.to_lowercase()),
            "{file}: {text:.60}"
        );
    }
    for (arguments, said) in [
        (
            ["graph", "ca.crt", "-o", "x.png"],
            "has the suffix .png; add --format",
        ),
        (["audit", "ca.crt", "-o", "jsn"], "did you mean \"json\"?"),
        (
            ["audit", "ca.crt", "-o", "wide"],
            "formats: text, json, yaml",
        ),
    ] {
        let run = certgraph(folder.path(), &arguments).output();
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(
            run.stderr.starts_with("error: ") && run.stderr.contains(said),
            "{}",
            run.stderr
        );
    }
    assert!(!folder.path().join("wide").exists());
}

#[test]
fn a_pipe_needs_no_dash() {
    let folder = folder();
    let run = certgraph(folder.path(), &["explain", "-o", "json"]).stdin(CONFIG);
    let json: Value = serde_json::from_str(&run.output().stdout).unwrap();
    assert_eq!(json["connections"][0]["client"]["file"], "-");
    let certificate = fs::read(fixture("ack/apiserver-ca.crt")).unwrap();
    for command in ["audit", "inspect", "tree", "graph"] {
        let run = certgraph(folder.path(), &[command])
            .stdin(certificate.clone())
            .output();
        assert_eq!(run.code, Some(0), "{command}: {}", run.all());
    }
    // An empty one is no kubeconfig, and that another is read is said.
    let empty = certgraph(folder.path(), &["explain", "-"]).output();
    assert_eq!(empty.code, Some(3));
    assert!(
        empty.stderr.contains("standard input is empty"),
        "{}",
        empty.stderr
    );
    let own = certgraph(folder.path(), &["explain"])
        .env("KUBECONFIG", "config.yaml")
        .output();
    assert_eq!(own.code, Some(4), "{}", own.all());
    assert!(
        own.stderr
            .contains("reading the kubeconfig that kubectl would read"),
        "{}",
        own.stderr
    );
}

#[test]
fn kubectls_options_change_the_context() {
    let folder = folder();
    let explained = |options: &[&str]| -> Value {
        let mut words = vec!["explain", "config.yaml", "-o", "json"];
        words.extend(options);
        let run = certgraph(folder.path(), &words).output();
        serde_json::from_str::<Value>(&run.stdout).unwrap()["connections"][0].clone()
    };
    assert_eq!(explained(&[])["server"]["url"], "https://127.0.0.1:6443");
    assert_eq!(
        explained(&["--cluster", "b"])["server"]["url"],
        "https://127.0.0.2:6443"
    );
    assert_eq!(explained(&["--user", "other"])["client"]["user"], "other");
    let other = explained(&["-s", "https://10.0.0.1", "--tls-server-name", "api"]);
    assert_eq!(other["server"]["url"], "https://10.0.0.1");
    assert_eq!(other["server"]["server_name"], "api");
    let run = certgraph(
        folder.path(),
        &[
            "explain",
            "config.yaml",
            "--certificate-authority",
            "absent.crt",
        ],
    )
    .output();
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("absent.crt"), "{}", run.stdout);
    // What the model cannot change, since the option stands in its way, is not offered as a fix.
    assert!(!run.stdout.contains("set-cluster"), "{}", run.stdout);
}

#[test]
fn a_slip_leads_to_what_was_meant() {
    let folder = folder();
    let run = |arguments: &[&str]| certgraph(folder.path(), arguments).output();
    let context = run(&["explain", "config.yaml", "--context", "payment-staging"]);
    let first: Vec<_> = context.stdout.lines().take(3).map(str::trim).collect();
    let first = first.join(" ");
    assert!(
        first.contains("did you mean \"payments-staging\"?"),
        "{first}"
    );
    // The current context stays what it is: the slip is on the command line.
    assert!(
        context.stdout.contains("--context=payments-staging"),
        "{}",
        context.stdout
    );
    assert!(
        !context.stdout.contains("use-context"),
        "{}",
        context.stdout
    );
    let cluster = run(&["explain", "config.yaml", "--cluster", "aa"]);
    assert_eq!(cluster.code, Some(1));
    let file = run(&["explain", "confg.yaml"]);
    assert_eq!(
        file.stderr,
        "error: confg.yaml: no such file or directory; did you mean config.yaml?\n"
    );
    let audit = run(&["audit", "confg.yaml"]);
    assert!(
        audit.stderr.contains("did you mean config.yaml?"),
        "{}",
        audit.stderr
    );
    let code = run(&["code", "expird"]);
    assert!(code.stderr.contains("`expired`"), "{}", code.stderr);
    let node = fixture("pictures/kubeadm");
    let ca = certgraph(&node, &["rotate", ".", "--ca", "kubernets"]).output();
    assert!(
        ca.stderr.contains("did you mean \"kubernetes\"?"),
        "{}",
        ca.stderr
    );
}

/// Key id, fingerprint and file, as every screen prints them.
#[test]
fn what_a_screen_prints_is_taken() {
    let node = fixture("pictures/kubeadm");
    let at = ["--at", "2026-06-01"];
    let json = certgraph(&node, &["inspect", ".", "-o", "json", at[0], at[1]]).output();
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let text = json.to_string();
    let screen = certgraph(&node, &["tree", ".", at[0], at[1]])
        .output()
        .stdout;
    let line = screen
        .lines()
        .find(|line| line.contains("kubernetes "))
        .unwrap();
    let key = line
        .split_whitespace()
        .find(|word| word.len() == 11 && word.matches(':').count() == 3);
    let key = key.unwrap_or_else(|| panic!("{line}\n{text:.200}"));
    for identifier in [key, "pki/ca.crt", "kubernetes"] {
        for arguments in [
            &["tree", ".", "--focus", identifier][..],
            &["graph", ".", "--focus", identifier],
            &["rotate", ".", "--ca", identifier],
        ] {
            let mut words = arguments.to_vec();
            words.extend(at);
            let run = certgraph(&node, &words).output();
            assert!(
                matches!(run.code, Some(0 | 1 | 4)),
                "{words:?}: {}",
                run.stderr
            );
        }
    }
}

#[test]
fn a_time_may_lie_in_the_past() {
    let folder = folder();
    for at in ["-3d", "@1795456800", "2027-01-01T12:00", "+2w"] {
        let run = certgraph(folder.path(), &["explain", "config.yaml", "--at", at]).output();
        assert_eq!(run.code, Some(4), "{at}: {}", run.all());
    }
    let run = certgraph(
        folder.path(),
        &["explain", "config.yaml", "--at", "yesterday"],
    )
    .output();
    assert!(
        run.stderr.starts_with("error: --at yesterday: expected"),
        "{}",
        run.stderr
    );
}

#[test]
fn options_that_do_nothing_are_not_offered() {
    let folder = folder();
    for command in ["code", "man", "completions", "graph", "probe", "verify"] {
        let help = certgraph(folder.path(), &[command, "--help"])
            .output()
            .stdout;
        let unused: &[&str] = match command {
            "code" => &["--at", "--go", "--password-file", "--verbose", "--quiet"],
            "man" | "completions" => &[
                "--at",
                "--go",
                "--password-file",
                "--width",
                "--ascii",
                "--color",
            ],
            "graph" => &["--width", "--ascii", "--color", "--quiet"],
            _ => &["--password-file", "--quiet"],
        };
        for option in unused {
            assert!(!help.contains(option), "{command} {option}");
        }
    }
}

/// The order of `openssl verify -CAfile ca.crt server.crt`.
#[test]
fn the_certificate_may_stand_behind_the_cas() {
    let folder = fixture("ack");
    for option in ["--anchors", "--certificate-authority"] {
        let words = [
            "verify",
            "--purpose",
            "server",
            "--at",
            "2019-06-01",
            option,
            "apiserver-ca.crt",
            "apiserver.crt",
        ];
        let run = certgraph(&folder, &words).output();
        assert_eq!(run.code, Some(0), "{option}: {}", run.all());
    }
}
