//! The original scene at three dates, as people and programs see it.

use crate::support::{certgraph, fixture};

const FILES: [&str; 6] = [
    "explain",
    "kubeconfig.yaml",
    "--client-ca-file",
    "apiserver-ca.crt",
    "--tls-cert-file",
    "apiserver.crt",
];

fn run(at: &str, more: &[&str]) -> (String, Option<i32>) {
    let arguments: Vec<_> = FILES
        .iter()
        .chain(&["--at", at])
        .chain(more)
        .copied()
        .collect();
    let output = certgraph(&fixture("ack"), &arguments).output();
    assert_eq!(output.stderr, "");
    (output.stdout, output.code)
}

#[test]
fn accepted_while_both_certificates_are_valid() {
    let (text, code) = run("2019-06-01", &[]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("accepted_80", text);
    insta::assert_snapshot!("accepted_120", run("2019-06-01", &["--width", "120"]).0);
}

#[test]
fn kubectl_rejects_the_expired_server() {
    let (text, code) = run("2020-06-01", &[]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("server_expired_80", text);
    insta::assert_snapshot!(
        "server_expired_120",
        run("2020-06-01", &["--width", "120"]).0
    );
}

#[test]
fn both_sides_reject_and_both_are_reported() {
    let (text, code) = run("2022-06-01", &[]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("both_expired_80", text);
    insta::assert_snapshot!("both_expired_120", run("2022-06-01", &["--width", "120"]).0);
}

#[test]
fn programs_get_json() {
    insta::assert_snapshot!("accepted_json", run("2019-06-01", &["--format", "json"]).0);
    insta::assert_snapshot!(
        "both_expired_json",
        run("2022-06-01", &["--format", "json"]).0
    );
}

#[test]
fn marks_and_lines_keep_to_ascii_and_colours_are_asked_for() {
    let (text, _) = run("2022-06-01", &["--ascii"]);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("both_expired_ascii", text);
    insta::assert_snapshot!(
        "accepted_color",
        run("2019-06-01", &["--color", "always"]).0
    );
}

#[test]
fn one_kubeconfig_alone_says_what_is_missing() {
    let output = certgraph(
        &fixture("ack"),
        &["explain", "kubeconfig.yaml", "--at", "2019-06-01"],
    )
    .output();
    assert_eq!(output.code, Some(4));
    insta::assert_snapshot!("kubeconfig_only", output.stdout);
}

#[test]
fn certificates_are_inspected() {
    let inspect = |more: &[&str]| {
        let arguments: Vec<_> = ["inspect", "kubeconfig.yaml", "--at", "2019-06-01"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        let output = certgraph(&fixture("ack"), &arguments).output();
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
        output.stdout
    };
    insta::assert_snapshot!("inspect_short", inspect(&[]));
    insta::assert_snapshot!("inspect_full", inspect(&["--full"]));
    insta::assert_snapshot!("inspect_json", inspect(&["--format", "json"]));
    let pem = inspect(&["--format", "pem"]);
    assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----").count(), 2);
    assert!(!pem.contains("PRIVATE"));
    let again = certgraph(&fixture("ack"), &["inspect", "-"])
        .stdin(pem.clone())
        .output();
    assert!(again.stdout.contains("2 certificates"), "{}", again.stdout);
}
