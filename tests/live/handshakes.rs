//! Handshakes of every kind, and what they say of both directions.

use std::net::{IpAddr, Ipv6Addr};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::cluster::{
    AT, apiserver, certgraph, certgraph_with, der, explain, fixture, kubeconfig, subject,
};
use crate::pki::{Key, Template};
use crate::servers::{Server, closed_port};

fn connection(server: &Server) -> Value {
    let run = explain(&server.address.to_string(), &[]);
    run.json()["connections"][0].clone()
}

#[test]
fn both_versions_tell_the_same() {
    for (tls12, version) in [(true, "TLS 1.2"), (false, "TLS 1.3")] {
        let mut tls = apiserver();
        tls.tls12 = tls12;
        let server = tls.start();
        let found = connection(&server);
        assert_eq!(found["live"]["tls_version"], version);
        assert_eq!(found["live"]["alpn"], "h2");
        assert_eq!(
            found["live"]["certificate_request"]["authorities"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        assert_eq!(found["steps"][1]["verdict"], "accept", "{version}");
        assert_eq!(found["steps"][3]["verdict"], "undetermined", "{version}");
        let heard = server.heard();
        assert!(heard.contains("sni kubernetes"), "{heard}");
        assert!(
            !heard.contains("certificates 1") && !heard.contains("GET"),
            "{heard}"
        );
        assert_eq!(
            server.connections.load(std::sync::atomic::Ordering::SeqCst),
            1
        );
    }
}

#[test]
fn the_names_of_client_cas_decide_what_they_can() {
    for (named, verdict, code) in [
        (Some(vec![subject("pki/ca.crt")]), "undetermined", None),
        // k3s's listener.
        (Some(vec![]), "undetermined", None),
        (
            Some(vec![subject("pki/front-proxy-ca.crt")]),
            "reject",
            Some("unknown-client-ca"),
        ),
        // The API server without client CAs, or one of Go before it: only an answer tells.
        (
            None,
            "undetermined",
            Some("client-certificate-not-requested"),
        ),
    ] {
        let mut tls = apiserver();
        tls.client_cas = named.clone();
        let server = tls.start();
        let run = explain(&server.address.to_string(), &[]);
        let found = run.json()["connections"][0].clone();
        assert_eq!(found["verdict"], verdict, "{named:?}");
        assert_eq!(found["steps"][1]["verdict"], "accept");
        if let Some(code) = code {
            assert!(
                run.codes().contains(&code.to_owned()),
                "{named:?}: {:?}",
                run.codes()
            );
        }
    }
}

#[test]
fn a_client_certificate_that_has_ended_is_refused_by_whoever_asks() {
    let server = apiserver().start();
    let folder = kubeconfig(&server.address.to_string());
    let run = certgraph(
        folder.path(),
        &[
            "explain",
            "admin.conf",
            "--connect",
            "--at",
            "2027-06-01",
            "--format",
            "json",
        ],
    );
    let codes = run.codes();
    assert_eq!(
        codes.iter().filter(|code| *code == "expired").count(),
        2,
        "{codes:?}"
    );
}

#[test]
fn a_server_that_turns_away_whoever_has_no_certificate_has_said_enough() {
    for tls12 in [true, false] {
        let mut tls = apiserver();
        tls.mandatory = true;
        tls.tls12 = tls12;
        let found = connection(&tls.start());
        assert_eq!(found["steps"][1]["verdict"], "accept");
        assert_eq!(found["verdict"], "undetermined");
    }
}

#[test]
fn sni_selects_between_two_certificates() {
    let ca = Template::ca("two").self_signed(&Key::p256());
    let mut tls = apiserver();
    for name in ["a.example", "b.example"] {
        let key = Key::p256();
        let pair = ca.issue(&Template::server(name).dns(name), &key);
        tls.pairs
            .push((name.to_owned(), vec![pair.der], der(key.pem().as_bytes())));
    }
    let server = tls.start();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), ca.pem()).unwrap();
    let target = server.address.to_string();
    for (name, code) in [("a.example", 0), ("b.example", 0), ("c.example", 1)] {
        let run = certgraph(
            folder.path(),
            &[
                "probe",
                &target,
                "--server-name",
                name,
                "--anchors",
                "ca.pem",
                "--at",
                AT,
            ],
        );
        assert_eq!(run.code, code, "{name}: {}", run.stdout);
    }
}

#[test]
fn ipv6_is_dialled_in_brackets() {
    let address = IpAddr::V6(Ipv6Addr::LOCALHOST);
    if std::net::TcpListener::bind((address, 0)).is_err() {
        eprintln!("no IPv6 here");
        return;
    }
    let server = apiserver().start_at(address);
    let found = connection(&server);
    assert_eq!(found["live"]["endpoint"], server.address.to_string());
    assert_eq!(found["steps"][1]["verdict"], "accept");
}

#[test]
fn probe_saves_what_is_presented_and_asks_several_at_once() {
    let server = apiserver().start();
    let folder = tempfile::tempdir().unwrap();
    let target = server.address.to_string();
    let closed = format!("127.0.0.1:{}", closed_port());
    let run = certgraph(
        folder.path(),
        &[
            "probe",
            &target,
            &closed,
            "--server-name",
            "kubernetes",
            "--save",
            "chain.pem",
            "--format",
            "json",
            "--at",
            AT,
        ],
    );
    assert_eq!(run.code, 1);
    let json = run.json();
    assert_eq!(json["schema"], "certgraph.probe/v1");
    assert_eq!(json["servers"][0]["target"], target);
    assert_eq!(json["servers"][0]["chain"].as_array().unwrap().len(), 1);
    assert_eq!(
        json["servers"][1]["findings"][0]["code"],
        "connection-refused"
    );
    let saved = std::fs::read(folder.path().join("chain.pem")).unwrap();
    assert_eq!(der(&saved), der(&fixture("pki/apiserver.crt")));
    let text = certgraph(
        folder.path(),
        &["probe", &target, "--server-name", "kubernetes", "--at", AT],
    );
    assert_eq!(text.code, 0, "{}", text.stdout);
    assert!(
        text.stdout.contains("of kubernetes, front-proxy-ca"),
        "{}",
        text.stdout
    );
    let wrong = certgraph(folder.path(), &["probe", "ftp://x"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn without_connect_nothing_is_called_and_the_way_is_named() {
    let server = apiserver().start();
    let authority = server.address.to_string();
    let folder = kubeconfig(&authority);
    let run = certgraph(
        folder.path(),
        &["explain", "admin.conf", "--at", AT, "--width", "500"],
    );
    assert_eq!(
        server.connections.load(std::sync::atomic::Ordering::SeqCst),
        0
    );
    assert!(run.stdout.contains("--connect"), "{}", run.stdout);
    assert!(
        run.stdout.contains(&format!(
            "one TLS handshake with {authority}; sends no credentials"
        )),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_a_matter_of_files_is_not_asked_of_the_network() {
    let folder = kubeconfig("127.0.0.1:1");
    for more in [["--tls-cert-file", "x"], ["--tls-sni-cert-key", "x,y"]] {
        let mut arguments = vec!["explain", "admin.conf", "--connect"];
        arguments.extend(more);
        assert_eq!(certgraph(folder.path(), &arguments).code, 2);
    }
    let run = certgraph(folder.path(), &["explain", "admin.conf", "--as-client"]);
    assert_eq!(run.code, 2);
}

/// `openssl s_server`, ended with the test.
struct Openssl(Child, u16);

impl Drop for Openssl {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// None where there is no openssl.
fn openssl(folder: &std::path::Path, options: &[&str]) -> Option<Openssl> {
    std::fs::write(folder.join("s.crt"), fixture("pki/apiserver.crt")).unwrap();
    std::fs::write(folder.join("s.key"), fixture("pki/apiserver.key")).unwrap();
    let port = closed_port();
    let child = Command::new("openssl")
        .args([
            "s_server", "-quiet", "-cert", "s.crt", "-key", "s.key", "-accept",
        ])
        .arg(format!("127.0.0.1:{port}"))
        .args(options)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = child else {
        eprintln!("openssl is absent: its handshakes are not tried");
        return None;
    };
    let started = Openssl(child, port);
    for _ in 0..100 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Some(started);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("openssl s_server does not listen");
}

#[test]
fn openssl_with_several_client_cas_and_old_or_rare_ciphers() {
    let folder = tempfile::tempdir().unwrap();
    let several = [fixture("pki/ca.crt"), fixture("pki/front-proxy-ca.crt")].concat();
    std::fs::write(folder.path().join("cas.pem"), several).unwrap();
    for (options, version, named) in [
        (
            &["-verify", "3", "-CAfile", "cas.pem"][..],
            "TLS 1.3",
            Some(2),
        ),
        (
            &["-verify", "3", "-CAfile", "cas.pem", "-tls1_2"][..],
            "TLS 1.2",
            Some(2),
        ),
        (&["-groups", "P-521"][..], "TLS 1.3", None),
        // Go takes CBC, and rustls has none: the server's part is seen all the same.
        (
            &["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"][..],
            "TLS 1.2",
            None,
        ),
        (
            &[
                "-tls1_2",
                "-cipher",
                "ECDHE-ECDSA-AES256-SHA",
                "-verify",
                "3",
                "-CAfile",
                "cas.pem",
            ][..],
            "TLS 1.2",
            Some(2),
        ),
    ] {
        let Some(server) = openssl(folder.path(), options) else {
            return;
        };
        let run = explain(&format!("127.0.0.1:{}", server.1), &[]);
        let found = &run.json()["connections"][0];
        assert_eq!(
            found["live"]["tls_version"], version,
            "{options:?} {found:#}"
        );
        assert_eq!(found["steps"][1]["verdict"], "accept", "{options:?}");
        let request = &found["live"]["certificate_request"]["authorities"];
        assert_eq!(request.as_array().map(Vec::len), named, "{options:?}");
    }
}

#[test]
fn a_name_that_is_no_name_is_not_sent() {
    let server = apiserver().start();
    let folder = kubeconfig(&server.address.to_string());
    let path = folder.path().join("admin.conf");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("tls-server-name: kubernetes", "tls-server-name: https://x"),
    )
    .unwrap();
    let run = certgraph_with(
        folder.path(),
        &[
            "explain",
            "admin.conf",
            "--connect",
            "--at",
            AT,
            "--format",
            "json",
        ],
        &[],
    );
    assert!(run.codes().contains(&"name-mismatch".to_owned()));
    assert!(!server.heard().contains("sni"));
}
