//! `certgraph verify` as users and programs meet it.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops where something is broken"
)]

mod attempts;
#[path = "../pki/mod.rs"]
mod pki;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const PKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kubeadm/healthy/pki");
const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/conformance/sample/cases.jsonl"
);

fn certgraph(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .arg("verify")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn apiserver(arguments: &[&str]) -> (i32, String) {
    let (anchors, leaf) = (format!("{PKI}/ca.crt"), format!("{PKI}/apiserver.crt"));
    let mut all = vec!["--anchors", &anchors];
    all.extend(arguments);
    all.push(&leaf);
    let output = certgraph(&all);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

fn batch(lines: &str) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["verify", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_good_chain_is_accepted() {
    let (status, text) = apiserver(&["--purpose", "server", "--server-name", "kubernetes"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.starts_with("✓ OK\n"), "{text}");
    assert!(text.contains("every check passes"), "{text}");
}

#[test]
fn everything_that_fails_is_listed() {
    let (status, text) = apiserver(&["--purpose", "client", "--at", "2999-01-01", "--go", "1.24"]);
    assert_eq!(status, 1, "{text}");
    assert!(
        text.starts_with("✗ x509: certificate has expired or is not yet valid"),
        "{text}"
    );
    for code in ["expired", "wrong-purpose"] {
        assert!(text.contains(code), "{code} in {text}");
    }
}

#[test]
fn json_has_the_batch_fields_and_the_attempts() {
    let (status, text) = apiserver(&[
        "--purpose",
        "server",
        "--server-name",
        "other.example",
        "--format",
        "json",
    ]);
    assert_eq!(status, 1);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["verdict"], "reject");
    assert_eq!(answer["error_type"], "HostnameError");
    assert_eq!(answer["codes"], json!(["name-mismatch"]));
    assert_eq!(answer["chains"], json!([]));
    assert_eq!(answer["attempts"][0]["anchored"], true);
    assert_eq!(answer["attempts"][0]["path"].as_array().unwrap().len(), 2);
}

#[test]
fn exit_codes_tell_usage_from_unreadable_input() {
    assert_eq!(certgraph(&[]).status.code(), Some(2));
    let missing = ["--anchors", "/nowhere", "--purpose", "server", "/nowhere"];
    assert_eq!(certgraph(&missing).status.code(), Some(3));
    assert_eq!(certgraph(&["--batch", "/nowhere"]).status.code(), Some(3));
}

#[test]
fn bad_lines_are_answered_in_their_place() {
    let good = std::fs::read_to_string(SAMPLE).unwrap();
    let good: Vec<_> = good.lines().take(3).collect();
    let lines = [
        good[0],
        "no json",
        r#"{"id": {"n": 7}, "kind": "server"}"#,
        good[1],
        r#"["a list"]"#,
        r#"{"id":"t","kind":"server","roots":[],"leaf":"x","time":"yesterday"}"#,
        r#"{"id":"r","kind":"server","roots":[1],"leaf":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}"#,
        "",
        good[2],
    ];
    let answers = batch(&lines.join("\n"));
    assert_eq!(answers.len(), lines.len());
    let kinds: Vec<_> = answers
        .iter()
        .map(|answer| answer["error_type"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds[1..3], ["case:json", "case:json"]);
    assert_eq!(
        kinds[4..8],
        ["case:json", "case:time", "case:json", "case:json"]
    );
    assert_eq!(answers[2]["id"], json!({"n": 7}), "given back as it is");
    for (at, line) in [(0, good[0]), (3, good[1]), (8, good[2])] {
        let case: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answers[at]["id"], case["id"]);
        assert_ne!(kinds[at], "case:json");
    }
}

#[test]
fn an_answer_comes_before_the_next_line_is_written() {
    let cases = std::fs::read_to_string(SAMPLE).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["verify", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for line in cases.lines().take(5) {
        writeln!(input, "{line}").unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        let (case, answer): (Value, Value) = (
            serde_json::from_str(line).unwrap(),
            serde_json::from_str(&answer).unwrap(),
        );
        assert_eq!(answer["id"], case["id"]);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn answers_do_not_depend_on_what_came_before() {
    let cases = std::fs::read_to_string(SAMPLE).unwrap();
    let lines: Vec<_> = cases.lines().take(40).collect();
    let forward = batch(&lines.join("\n"));
    let reversed: Vec<_> = lines.iter().rev().copied().collect();
    let mut backward = batch(&reversed.join("\n"));
    backward.reverse();
    assert_eq!(forward, backward);
}
