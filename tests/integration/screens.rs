//! Ten troubles that administrators have: each screen names the cause and what to type within its first 25 lines.
//! `CERTGRAPH_SCREENS=FOLDER` writes the screens there.

use std::fs;
use std::path::PathBuf;

use super::support::{certgraph, fixture};

/// Lines that a reader sees without scrolling.
const FIRST: usize = 25;
/// Lines of one broken connection.
const SHORT: usize = 40;

struct Scenario {
    name: &'static str,
    folder: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// What is wrong, in the words of the screen.
    cause: &'static str,
    /// The beginning of a command.
    command: &'static str,
}

/// The API server's side of `fixtures/faults`.
const SERVER: [&str; 3] = [
    "--tls-cert-file=server/apiserver.crt",
    "--tls-private-key-file=server/apiserver.key",
    "--client-ca-file=server/client-ca.crt",
];

const KUBECONFIG: &[&str] = &[
    "explain",
    "kubeconfig.yaml",
    SERVER[0],
    SERVER[1],
    SERVER[2],
];

const SCENARIOS: [Scenario; 10] = [
    Scenario {
        name: "unknown-ca",
        folder: "faults/unknown-issuer",
        arguments: KUBECONFIG,
        environment: &[],
        cause: "no trusted CA issued",
        command: "openssl x509 -noout",
    },
    Scenario {
        name: "expired",
        folder: "faults/expired-server",
        arguments: KUBECONFIG,
        environment: &[],
        cause: "its certificate expired 11 days ago",
        command: "kubeadm certs renew apiserver",
    },
    Scenario {
        name: "wrong-name",
        folder: "faults/name-mismatch-dns",
        arguments: KUBECONFIG,
        environment: &[],
        cause: "does not name api.example.com",
        command: "kubectl config set-cluster",
    },
    Scenario {
        name: "unauthorized",
        folder: "faults/unknown-client-ca",
        arguments: KUBECONFIG,
        environment: &[],
        cause: "the server rejects the client",
        command: "kubeadm kubeconfig user",
    },
    Scenario {
        name: "wrong-key",
        folder: "faults/key-pair-mismatch",
        arguments: KUBECONFIG,
        environment: &[],
        cause: "the key does not fit the certificate",
        command: "kubectl config set-credentials",
    },
    Scenario {
        name: "merged-kubeconfigs",
        folder: "faults",
        arguments: &[
            "explain",
            "--tls-cert-file=expired-server/server/apiserver.crt",
            "--client-ca-file=expired-server/server/client-ca.crt",
        ],
        environment: &[(
            "KUBECONFIG",
            "unknown-issuer/kubeconfig.yaml:expired-client/kubeconfig.yaml",
        )],
        cause: "signed by another CA named \"kubernetes\"",
        command: "openssl x509 -noout",
    },
    Scenario {
        name: "load-balancer",
        folder: "control-plane",
        arguments: &["explain", "no-load-balancer-name"],
        environment: &[],
        cause: "does not name cp.example",
        command: "kubeadm init phase certs apiserver",
    },
    Scenario {
        name: "webhook",
        folder: "objects",
        arguments: &["explain", "list.yaml"],
        environment: &[],
        cause: "webhook",
        command: "kubectl patch",
    },
    Scenario {
        name: "kubelet-certificate",
        folder: "control-plane",
        arguments: &["explain", "kubelet-client-expired"],
        environment: &[],
        cause: "its certificate expired 151 days ago",
        command: "kubeadm",
    },
    Scenario {
        name: "ca-rotation",
        folder: "control-plane",
        arguments: &["rotate", "healthy", "--ca", "etcd-ca"],
        environment: &[],
        cause: "replaced in",
        command: "openssl",
    },
];

#[test]
fn the_first_lines_have_cause_and_command() {
    let folder = std::env::var_os("CERTGRAPH_SCREENS").map(PathBuf::from);
    let mut wrong = Vec::new();
    for (number, scenario) in SCENARIOS.iter().enumerate() {
        let mut words = scenario.arguments.to_vec();
        words.extend(["--at", "2026-06-01"]);
        let mut run = certgraph(&fixture(scenario.folder), &words);
        for (name, value) in scenario.environment {
            run = run.env(name, value);
        }
        let screen = run.output().stdout;
        if let Some(folder) = &folder {
            let file = folder.join(format!("{:02}-{}.txt", number + 1, scenario.name));
            fs::write(file, format!("$ certgraph {}\n{screen}", words.join(" "))).unwrap();
        }
        let lines: Vec<_> = screen.lines().take(FIRST).map(str::trim).collect();
        let first = lines.join(" ");
        for (what, wanted) in [("cause", scenario.cause), ("command", scenario.command)] {
            if !first.contains(wanted) {
                wrong.push(format!(
                    "{}: no {what} {wanted:?} in\n{screen:.3000}",
                    scenario.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_broken_connection_has_forty_lines_at_most() {
    for folder in super::support::faults() {
        let scene = super::support::Scene::read(&folder);
        let output = certgraph(&folder, &scene.explain(&["--width", "80"])).output();
        if scene.verdict == "reject" {
            let lines = output.stdout.lines().count();
            assert!(
                lines <= SHORT,
                "{}: {lines}\n{}",
                folder.display(),
                output.stdout
            );
        }
    }
}
