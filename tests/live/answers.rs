//! What a server answers beats what is predicted: statuses, pages, refusals, and who stands before the API server.

use std::fs;

use rustls::SignatureScheme;
use serde_json::Value;

use crate::cluster::{AT, Run, apiserver, certgraph, der, explain, kubeconfig, subject};
use crate::pki::{Key, Template};
use crate::servers::{OnCertificate, Page, Server, Tls, renegotiates, says};

fn as_client(server: &Server) -> Run {
    explain(&server.address.to_string(), &["--as-client"])
}

fn connection(run: &Run) -> Value {
    run.json()["connections"][0].clone()
}

/// The codes of the errors.
fn errors(run: &Run) -> Vec<String> {
    let found = connection(run);
    let findings = found["findings"].as_array().unwrap();
    findings
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

/// A front end that speaks HTTP/1.1.
fn front_end(page: Page) -> Tls {
    let mut tls = apiserver();
    tls.protocols = vec!["http/1.1"];
    tls.page = Some(page);
    tls
}

/// `admin.conf` whose user has a token, beside its certificate or in its place.
fn with_token(authority: &str, beside: bool) -> tempfile::TempDir {
    let folder = kubeconfig(authority);
    let path = folder.path().join("admin.conf");
    let text = fs::read_to_string(&path).unwrap();
    let mut out = String::new();
    for line in text.lines() {
        let is_certificate = line.trim_start().starts_with("client-certificate-data");
        let is_key = line.trim_start().starts_with("client-key-data");
        if is_certificate {
            out.push_str("    token: s3cr3t-t0ken\n");
        }
        if beside || !(is_certificate || is_key) {
            out.push_str(line);
            out.push('\n');
        }
    }
    fs::write(&path, out).unwrap();
    folder
}

fn run_in(folder: &tempfile::TempDir, more: &[&str]) -> Run {
    let arguments = [
        &[
            "explain",
            "admin.conf",
            "--connect",
            "--at",
            AT,
            "--format",
            "json",
        ],
        more,
    ]
    .concat();
    certgraph(folder.path(), &arguments)
}

#[test]
fn every_status_has_kubectls_words_and_its_finding() {
    let bad_request =
        "Error from server (BadRequest): the server rejected our request for an unknown reason";
    let cases = [
        (
            Page::nginx(400, "400 The SSL certificate error"),
            "client-certificate-refused",
            bad_request,
        ),
        (
            Page::nginx(400, "400 No required SSL certificate was sent"),
            "no-client-certificate",
            bad_request,
        ),
        (
            Page::nginx(400, "400 The plain HTTP request was sent to HTTPS port"),
            "request-failed",
            bad_request,
        ),
        (
            Page {
                status: 421,
                ..Page::default()
            },
            "request-failed",
            "Error from server: the server responded with the status code 421 but did not return more information",
        ),
        (
            Page {
                status: 503,
                ..Page::default()
            },
            "request-failed",
            "Error from server (ServiceUnavailable): the server is currently unable to handle the request",
        ),
        (
            Page::nginx(200, "Sign in"),
            "not-an-api-server",
            "error: invalid character '<' looking for beginning of value",
        ),
        (
            Page {
                status: 200,
                headers: "Content-Type: application/json\r\n".to_owned(),
                body: "{\"ok\":true}".to_owned(),
            },
            "not-an-api-server",
            "error: the server doesn't have a resource type \"pods\"",
        ),
    ];
    for (page, code, words) in cases {
        let what = format!("{page:?}");
        let server = front_end(page).start();
        let run = as_client(&server);
        assert_eq!(errors(&run), [code], "{what}");
        let found = connection(&run);
        assert_eq!(found["verdict"], "reject", "{what}");
        assert_eq!(found["predicted"]["kubectl"], words, "{what}");
        assert!(run.codes().contains(&"tls-terminated".to_owned()), "{what}");
        assert!(!run.stdout.contains("--client-ca-file"), "{}", run.stdout);
    }
    let run = as_client(&front_end(Page::nginx(502, "502 Bad Gateway")).start());
    let words = connection(&run)["predicted"]["kubectl"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(words.starts_with("Error from server (InternalError): an error on the server (\"<html>\\r\\n<head><title>502 Bad"), "{words}");
    assert_eq!(
        connection(&run)["live"]["credentials"]["requests"][0]["title"],
        "502 Bad Gateway"
    );
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let page = Page {
        status: 301,
        headers: "Location: https://login.example/\r\n".to_owned(),
        body: String::new(),
    };
    let run = as_client(&front_end(page).start());
    assert_eq!(connection(&run)["verdict"], "undetermined");
    assert!(run.codes().contains(&"not-an-api-server".to_owned()));
    assert!(run.stdout.contains("https://login.example/"));
}

#[test]
fn a_refusal_in_the_handshake_is_the_verdict_ten_times_of_ten() {
    for tls12 in [true, false] {
        for (certificate, words) in [
            (
                OnCertificate::Alert(48),
                "remote error: tls: unknown certificate authority",
            ),
            (
                OnCertificate::Alert(42),
                "remote error: tls: bad certificate",
            ),
            (OnCertificate::Alert(49), "remote error: tls: access denied"),
            (OnCertificate::Closes, "EOF"),
        ] {
            let mut tls = apiserver();
            tls.tls12 = tls12;
            tls.certificate = certificate;
            let server = tls.start();
            let folder = kubeconfig(&server.address.to_string());
            let first = run_in(&folder, &["--as-client"]);
            assert_eq!(
                errors(&first),
                ["client-certificate-refused"],
                "{certificate:?}"
            );
            let predicted = connection(&first)["predicted"]["kubectl"].clone();
            assert_eq!(
                predicted,
                format!("Unable to connect to the server: {words}")
            );
            for _ in 1..10 {
                assert_eq!(run_in(&folder, &["--as-client"]).stdout, first.stdout);
            }
        }
    }
}

#[test]
fn a_refusal_that_is_explained_is_counted_once() {
    let mut tls = apiserver();
    tls.client_cas = Some(vec![subject("pki/front-proxy-ca.crt")]);
    tls.certificate = OnCertificate::Alert(48);
    assert_eq!(errors(&as_client(&tls.start())), ["unknown-client-ca"]);
}

#[test]
fn whoever_demands_a_certificate_is_believed() {
    for tls12 in [true, false] {
        let mut tls = apiserver();
        tls.mandatory = true;
        tls.tls12 = tls12;
        let server = tls.start();
        let folder = with_token(&server.address.to_string(), false);
        for more in [&[][..], &["--as-client", "--send-token"]] {
            let run = run_in(&folder, more);
            assert_eq!(errors(&run), ["no-client-certificate"], "{}", run.stdout);
            assert_eq!(connection(&run)["verdict"], "reject");
            assert!(run.codes().contains(&"tls-terminated".to_owned()));
        }
        assert!(!server.heard().contains("s3cr3t"));
    }
}

#[test]
fn names_of_cas_are_proof_for_servers_of_go_alone() {
    for (protocols, verdict, errors_found) in [
        (vec!["h2", "http/1.1"], "reject", 1),
        (vec!["http/1.1"], "undetermined", 0),
        (vec![], "undetermined", 0),
    ] {
        let mut tls = apiserver();
        tls.client_cas = Some(vec![subject("pki/front-proxy-ca.crt")]);
        tls.protocols = protocols;
        let run = explain(&tls.start().address.to_string(), &[]);
        assert_eq!(connection(&run)["verdict"], verdict);
        assert!(run.codes().contains(&"unknown-client-ca".to_owned()));
        assert_eq!(errors(&run).len(), errors_found);
    }
}

#[test]
fn a_certificate_that_is_refused_beside_a_token_that_is_not_sent_is_open() {
    let mut tls = apiserver();
    tls.review = Some((
        401,
        r#"{"kind":"Status","message":"Unauthorized"}"#.to_owned(),
    ));
    let server = tls.start();
    let folder = with_token(&server.address.to_string(), true);
    let run = run_in(&folder, &["--as-client"]);
    assert_eq!(connection(&run)["verdict"], "undetermined");
    assert!(errors(&run).is_empty(), "{}", run.stdout);
    let text = [
        "explain",
        "admin.conf",
        "--connect",
        "--as-client",
        "--at",
        AT,
        "--width",
        "500",
    ];
    let text = certgraph(folder.path(), &text).stdout;
    assert!(text.contains("--as-client --send-token"), "{text}");
    let run = run_in(&folder, &["--as-client", "--send-token"]);
    assert_eq!(errors(&run), ["unauthorized"]);
}

#[test]
fn a_token_that_a_server_echoes_is_not_shown() {
    let server = front_end(Page {
        status: 500,
        headers: "Server: s3cr3t-t0ken\r\nContent-Type: text/plain\r\n".to_owned(),
        body: "you said: Bearer s3cr3t-t0ken".to_owned(),
    })
    .start();
    let folder = with_token(&server.address.to_string(), false);
    let run = run_in(&folder, &["--as-client", "--send-token"]);
    assert!(server.heard().contains("s3cr3t-t0ken"));
    assert!(
        !format!("{}{}", run.stdout, run.stderr).contains("s3cr3t"),
        "{}",
        run.stdout
    );
}

/// A Go front end with the API server's own certificate looks like an API server without client CAs.
#[test]
fn what_asks_for_nothing_and_looks_like_the_api_server_is_open_until_it_answers() {
    let mut tls = apiserver();
    tls.client_cas = None;
    let server = tls.start();
    let run = explain(&server.address.to_string(), &[]);
    let found = connection(&run);
    assert_eq!(found["verdict"], "undetermined");
    assert_eq!(run.codes(), ["client-certificate-not-requested"]);
    assert!(errors(&run).is_empty());
    let folder = kubeconfig(&server.address.to_string());
    let text = ["explain", "admin.conf", "--connect", "--at", AT];
    let text = certgraph(folder.path(), &text).stdout;
    assert!(text.contains("--as-client"), "{text}");
    assert!(!text.contains("Start kube-apiserver"), "{text}");

    let mut tls = apiserver();
    tls.client_cas = None;
    tls.review = Some((
        201,
        r#"{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"system:anonymous","groups":["system:unauthenticated"]}}}"#
            .to_owned(),
    ));
    let run = as_client(&tls.start());
    assert_eq!(connection(&run)["verdict"], "reject");
    assert_eq!(errors(&run), ["client-certificate-not-requested"]);
    assert!(run.stdout.contains("something before it"), "{}", run.stdout);
}

#[test]
fn a_front_end_that_asks_for_nothing_leads_to_no_flag_of_the_api_server() {
    let mut tls = apiserver();
    tls.client_cas = None;
    tls.protocols = vec!["http/1.1"];
    let run = explain(&tls.start().address.to_string(), &[]);
    assert_eq!(connection(&run)["verdict"], "undetermined");
    assert_eq!(run.codes(), ["tls-terminated"]);
    assert!(!run.stdout.contains("--client-ca-file"), "{}", run.stdout);
}

#[test]
fn a_certificate_of_a_product_is_named_and_its_ca_not_trusted() {
    for (template, issuer) in [
        (
            Template::server("Kubernetes Ingress Controller Fake Certificate").dns("ingress.local"),
            "elsewhere",
        ),
        (
            Template::server("kubernetes").dns("kubernetes"),
            "Zscaler Intermediate Root CA",
        ),
    ] {
        let key = Key::p256();
        let pair = Template::ca(issuer)
            .self_signed(&Key::p256())
            .issue(&template, &key);
        let mut tls = apiserver();
        tls.pairs[0].1 = vec![pair.der];
        tls.pairs[0].2 = der(key.pem().as_bytes());
        let run = explain(&tls.start().address.to_string(), &[]);
        assert_eq!(errors(&run)[0], "tls-terminated", "{issuer}");
        let found = connection(&run);
        let mends = found["mends"].to_string();
        assert!(!mends.contains("certificate-authority"), "{mends}");
    }
}

#[test]
fn signature_schemes_are_held_against_the_key() {
    for tls12 in [true, false] {
        let mut tls = apiserver();
        tls.schemes = vec![SignatureScheme::RSA_PSS_SHA512];
        tls.tls12 = tls12;
        let server = tls.start();
        for more in [&[][..], &["--as-client"]] {
            let run = explain(&server.address.to_string(), more);
            assert_eq!(
                errors(&run),
                ["no-common-signature-scheme"],
                "{tls12} {more:?}"
            );
            assert_eq!(
                connection(&run)["predicted"]["kubectl"],
                "Unable to connect to the server: tls: peer doesn't support any of the certificate's signature algorithms"
            );
        }
    }
}

#[test]
fn a_second_handshake_is_told_from_an_alert() {
    let run = as_client(&renegotiates(&apiserver()));
    assert_eq!(errors(&run), ["renegotiation"]);
    assert_eq!(
        connection(&run)["predicted"]["kubectl"],
        "Unable to connect to the server: local error: tls: no renegotiation"
    );
}

#[test]
fn a_name_that_is_not_sent_for_an_address_is_said() {
    let server = says(&[21, 3, 3, 0, 2, 2, 112]);
    let folder = kubeconfig(&server.address.to_string());
    let path = folder.path().join("admin.conf");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("    tls-server-name: kubernetes\n", "")).unwrap();
    let run = run_in(&folder, &[]);
    assert_eq!(errors(&run), ["tls-alert"]);
    let found = connection(&run);
    let mends = found["findings"][0]["mends"].to_string();
    assert!(
        mends.contains("tls-server-name") && mends.contains("no name is sent"),
        "{mends}"
    );
}

#[test]
fn contexts_that_were_called_are_one_line_each() {
    let server = apiserver().start();
    let folder = kubeconfig(&server.address.to_string());
    let path = folder.path().join("admin.conf");
    let text = fs::read_to_string(&path).unwrap();
    let second = text.replacen(
        "contexts:\n",
        "contexts:\n- name: second\n  context: {cluster: kubernetes, user: kubernetes-admin}\n",
        1,
    );
    assert_ne!(text, second);
    fs::write(&path, second).unwrap();
    let arguments = [
        "explain",
        "admin.conf",
        "--connect",
        "--all-contexts",
        "--at",
        AT,
        "--quiet",
    ];
    let run = certgraph(folder.path(), &arguments);
    let lines: Vec<_> = run
        .stdout
        .lines()
        .filter(|line| line.contains("https://"))
        .collect();
    assert_eq!(lines.len(), 2, "{}", run.stdout);
    assert!(run.stdout.lines().count() < 8, "{}", run.stdout);
    let full = certgraph(folder.path(), &[&arguments[..], &["--full"]].concat());
    assert!(full.stdout.lines().count() > 30);
}
