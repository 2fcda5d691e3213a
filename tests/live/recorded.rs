//! Real servers as they were recorded, played again: each pair of server and user has to end as kubectl ended there.
//!
//! `tests/live/real/run.py` records them; where its programs are installed it runs them again.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::SignatureScheme;
use serde_json::Value;

use crate::cluster::{AT, Run, apiserver, certgraph, kubeconfig};
use crate::pki::{Key, Template};
use crate::servers::{OnCertificate, Page, Tls};

fn rows() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/live/servers.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
    rows.collect()
}

/// The name of a CA, in DER, from `CN=kubernetes`.
fn name(text: &Value) -> Vec<u8> {
    let common_name = text.as_str().unwrap().trim_start_matches("CN=");
    let ca = Template::ca(common_name).self_signed(&Key::p256());
    let certificate = certgraph::x509::Certificate::parse(&ca.der).unwrap();
    certificate.subject.raw.to_vec()
}

/// A server that does what the recorded one did; none where ours cannot.
fn plays(row: &Value) -> Option<Tls> {
    let mut tls = apiserver();
    tls.tls12 = row["tls"] == "TLS 1.2";
    tls.protocols = match row["alpn"].as_str() {
        Some("h2") => vec!["h2", "http/1.1"],
        Some(_) => vec!["http/1.1"],
        None => vec![],
    };
    let asks = row["asks"].as_array();
    tls.client_cas = asks.map(|names| names.iter().map(name).collect());
    if row["schemes"] == serde_json::json!(["rsa_pss_rsae_sha512"]) {
        tls.schemes = vec![SignatureScheme::RSA_PSS_SHA512];
    }
    // rustls says `certificate required` or `handshake failure`; others close, or have an alert of their own.
    match &row["without"]["alert"] {
        Value::Null if row["without"].is_null() => {}
        alert if *alert == 116 && !tls.tls12 => tls.mandatory = true,
        _ if row["user"] == "token" => return None,
        _ => {}
    }
    let fault = &row["with"]["fault"];
    if row["with"]["presented"] == true && !fault.is_null() {
        tls.certificate = match fault["alert"].as_u64() {
            Some(alert) if [42, 43, 44, 45, 46, 48, 49].contains(&alert) => {
                OnCertificate::Alert(u8::try_from(alert).unwrap())
            }
            Some(_) => return None,
            None if fault["manner"] == "eof" => OnCertificate::Closes,
            None => return None,
        };
        return Some(tls);
    }
    if !fault.is_null() && row["without"].is_null() {
        return None;
    }
    let answers = &row["answers"];
    let answered = |path: &str| answers[path]["status"].as_u64();
    // An API server says by itself what ours says; a page is played as it came.
    let seen = answers["/apis/authentication.k8s.io/v1/selfsubjectreviews"].clone();
    match (answered("/api"), seen["status"].as_u64()) {
        (Some(200), Some(201)) | (Some(401 | 403), _)
            if answers["/api"]["headers"]["content-type"] == "application/json" =>
        {
            let status = u16::try_from(seen["status"].as_u64()?).ok()?;
            tls.review = Some((status, seen["body"].as_str()?.to_owned()));
        }
        (Some(status), _) => tls.page = Some(page(&answers["/api"], status)),
        // Turned away before any request.
        (None, _) if tls.mandatory && row["user"] == "token" => {}
        (None, _) => return None,
    }
    Some(tls)
}

fn page(answer: &Value, status: u64) -> Page {
    let headers = answer["headers"].as_object().unwrap();
    let headers = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\r\n", value.as_str().unwrap()));
    Page {
        status: u16::try_from(status).unwrap(),
        headers: headers.collect(),
        body: answer["body"].as_str().unwrap().to_owned(),
    }
}

fn run(row: &Value, tls: Tls) -> Run {
    let server = tls.start();
    let folder = kubeconfig(&server.address.to_string());
    let path = folder.path().join("admin.conf");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut arguments = vec!["explain", "admin.conf", "--connect", "--as-client"];
    if row["user"] == "token" {
        arguments.push("--send-token");
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("client-key-data"));
        let lines = lines.map(|line| {
            if line.trim_start().starts_with("client-certificate-data") {
                "    token: good-token\n".to_owned()
            } else {
                format!("{line}\n")
            }
        });
        std::fs::write(&path, lines.collect::<String>()).unwrap();
    }
    arguments.extend(["--at", AT, "--format", "json"]);
    certgraph(folder.path(), &arguments)
}

#[test]
fn recorded_servers_end_as_with_kubectl() {
    // Servers that do the same to the same user are one.
    let mut seen = BTreeSet::new();
    let rows: Vec<_> = rows()
        .into_iter()
        .filter(|row| {
            let mut facts = row.clone();
            facts["server"] = Value::Null;
            facts["codes"] = Value::Null;
            facts["user"] = Value::Bool(row["user"] == "token");
            seen.insert(facts.to_string())
        })
        .collect();
    let next = AtomicUsize::new(0);
    let played = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(row) = rows.get(next.fetch_add(1, Ordering::SeqCst)) {
            let Some(tls) = plays(row) else { continue };
            played.fetch_add(1, Ordering::SeqCst);
            let run = run(row, tls);
            let found = &run.json()["connections"][0];
            let words = &row["kubectl"]["get pods"];
            let what = format!("{}, {}", row["server"], row["user"]);
            if found["verdict"] != row["kubectl"]["verdict"] {
                wrong.push(format!(
                    "{what}: {} {}",
                    found["verdict"], found["findings"]
                ));
            }
            // A reset names the addresses; the others are whole.
            let said = found["predicted"]["kubectl"].as_str().unwrap_or_default();
            if let Some(words) = words.as_str()
                && !words.contains("ADDRESS")
                && said != words
            {
                wrong.push(format!("{what}: {said:?}, and kubectl {words:?}"));
            }
        }
        wrong
    };
    let wrong: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..6).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let played = played.load(Ordering::SeqCst);
    assert!(played > 30, "{played} of {} rows are played", rows.len());
}

/// Takes some minutes: run it by name.
#[test]
#[ignore = "starts nginx, haproxy, Apache, stunnel, Caddy, etcd, Node, GnuTLS and kubectl, as far as they are installed"]
fn real_servers_end_as_with_kubectl() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/real/run.py");
    let status = Command::new("python3")
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_certgraph"))
        .status()
        .unwrap();
    assert!(status.success());
}
