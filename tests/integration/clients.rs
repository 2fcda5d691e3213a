//! `--client` of the commands about more than one connection, and the note without it.

use serde_json::Value;

use crate::support::{certgraph, fixture};

const AT: [&str; 2] = ["--at", "2026-11-28"];

/// A node whose leaves have no authority key identifier: Python 3.13 refuses them, and kubectl does not.
const NODE: &str = "control-plane/ed25519-without-key-ids";

fn run(command: &str, node: &str, more: &[&str]) -> (String, Option<i32>) {
    let mut arguments = vec![command, "."];
    arguments.extend(AT);
    arguments.extend(more);
    let output = certgraph(&fixture(node), &arguments).output();
    output.is_orderly(&arguments.join(" "));
    (output.stdout, output.code)
}

fn json(command: &str, node: &str, more: &[&str]) -> Value {
    let more = [more, &["--format", "json"]].concat();
    serde_json::from_str(&run(command, node, &more).0).unwrap()
}

/// Verdicts by client, of the connection with the given kubeconfig.
fn verdicts(connections: &Value, file: &str) -> Vec<(String, String)> {
    let connections = connections.as_array().unwrap().iter();
    let of_file = |connection: &&Value| {
        let client = &connection["client"]["file"];
        let path = client.as_str().or_else(|| connection["file"].as_str());
        path.is_some_and(|path| path.ends_with(file)) && connection["clients"].is_array()
    };
    let mut found = connections.filter(of_file);
    let clients = found.next().unwrap()["clients"].as_array().unwrap().iter();
    clients
        .map(|client| {
            let text = |field: &str| client[field].as_str().unwrap().to_owned();
            (text("client"), text("verdict"))
        })
        .collect()
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    let wanted = wanted.iter();
    wanted
        .map(|(client, verdict)| ((*client).to_owned(), (*verdict).to_owned()))
        .collect()
}

#[test]
fn audit_and_graph_and_explain_give_the_same_verdicts() {
    let asked = ["--client", "kubectl,python,kube-rs"];
    let wanted = pairs(&[
        ("kubectl", "accept"),
        ("python", "reject"),
        ("kube-rs", "accept"),
    ]);
    let audit = json("audit", NODE, &asked);
    assert_eq!(verdicts(&audit["connections"], "admin.conf"), wanted);
    let graph = json("graph", NODE, &asked);
    assert_eq!(verdicts(&graph["connections"], "/admin.conf"), wanted);
    let explain = json("explain", NODE, &asked);
    let connections = explain["connections"].as_array().unwrap();
    let asked = connections
        .iter()
        .filter(|connection| connection["clients"][1]["verdict"] == "reject");
    // admin.conf and super-admin.conf; the components' own kubeconfigs have no other clients.
    assert_eq!(asked.count(), 2);
}

#[test]
fn refusal_by_a_client_that_is_asked_for_fails() {
    assert_eq!(run("audit", NODE, &[]).1, Some(0));
    assert_eq!(run("audit", NODE, &["--client", "node"]).1, Some(0));
    let (text, code) = run("audit", NODE, &["--client", "python,node"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("✗ python"), "{text}");
    assert!(text.contains("✓ accepted by node"), "{text}");
    let words: Vec<_> = text.split_whitespace().collect();
    let said = words.join(" ");
    assert!(
        said.contains("2 connections refused by other clients"),
        "{text}"
    );
    assert_eq!(run("explain", NODE, &["--client", "python"]).1, Some(1));
}

#[test]
fn what_common_clients_refuse_is_noted_once() {
    let audit = json("audit", NODE, &[]);
    let findings = audit["findings"].as_array().unwrap().iter();
    let notes: Vec<_> = findings
        .filter(|finding| finding["code"] == "refused-outside-go")
        .collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0]["severity"], "note");
    let file = notes[0]["locations"][0]["file"].as_str().unwrap();
    assert!(file.ends_with("pki/apiserver.crt"), "{file}");
    let healthy = json("audit", "control-plane/healthy", &[]);
    assert!(!healthy.to_string().contains("refused-outside-go"));
}

#[test]
fn a_picture_draws_what_clients_refuse() {
    let plain = ["--style", "plain", "--fold", "never"];
    assert!(!run("graph", NODE, &plain).0.contains("refuses"));
    let asked = [&plain[..], &["--client", "python"]].concat();
    let drawn = run("graph", NODE, &asked).0;
    assert!(
        drawn.contains("python refuses: no-authority-key-identifier"),
        "{drawn}"
    );
}
