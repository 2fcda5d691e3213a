//! Ten troubles that administrators have: each screen names the cause and what to type within its first 25 lines.
//! `CERTGRAPH_SCREENS=FOLDER` writes the screens there.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

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
        cause: "kubectl rejects the server: unknown CA",
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
            "--tls-cert-file=expired-client/server/apiserver.crt",
            "--client-ca-file=expired-client/server/client-ca.crt",
        ],
        environment: &[(
            "KUBECONFIG",
            "unknown-issuer/kubeconfig.yaml:expired-client/kubeconfig.yaml",
        )],
        cause: "expired-client/kubeconfig.yaml has entries of the same names",
        command: "kubectl --kubeconfig=expired-client/kubeconfig.yaml",
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
        arguments: &["explain", "-"],
        environment: &[],
        cause: "kube-apiserver rejects webhook: ",
        command: "kubectl patch",
    },
    Scenario {
        name: "kubelet-certificate",
        folder: "control-plane",
        arguments: &[
            "message",
            "Get \"https://10.0.0.11:10250/containerLogs/web/web\": remote error: tls: internal error",
        ],
        environment: &[],
        cause: "The kubelet has no serving certificate yet",
        command: "kubectl certificate approve",
    },
    Scenario {
        name: "ca-rotation",
        folder: "control-plane",
        arguments: &["explain", "ca-regenerated"],
        environment: &[],
        cause: "a CA of the issuer's name is trusted, but it has another key",
        command: "kubeadm init phase kubeconfig kubelet",
    },
];

/// A webhook and the Secret that it serves from, as `kubectl get -o json` has them.
fn one_webhook() -> String {
    let list = fs::read_to_string(fixture("objects/list.yaml")).unwrap();
    let mut list: Value = serde_yaml::from_str(&list).unwrap();
    let items = list["items"].as_array_mut().unwrap();
    items.retain(|item| item.to_string().contains("rotated"));
    assert!(items.len() > 1, "{items:?}");
    list.to_string()
}

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
        if scenario.name == "webhook" {
            run = run.stdin(one_webhook());
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
