//! Servers that mean harm: each costs at most the time and the memory that it is given, and prints nothing raw.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::cluster::{AT, apiserver, certgraph, kubeconfig};
use crate::pki::{Key, Template};
use crate::servers::{Server, drips, floods, says, silent};

/// Runs `explain` and `probe` with two seconds each; 64 MiB are all they get.
#[track_caller]
fn endure(server: &Server) -> String {
    let folder = kubeconfig(&server.address.to_string());
    let authority = server.address.to_string();
    let mut out = String::new();
    for arguments in [
        vec![
            "explain",
            "admin.conf",
            "--connect",
            "--as-client",
            "--timeout",
            "2",
            "--at",
            AT,
        ],
        vec!["probe", &authority, "--timeout", "2", "--at", AT],
        vec![
            "probe",
            &authority,
            "--timeout",
            "2",
            "--at",
            AT,
            "--format",
            "json",
        ],
    ] {
        let started = Instant::now();
        let run = certgraph(folder.path(), &arguments);
        // Two connections at most, and what a busy machine adds.
        assert!(started.elapsed() < Duration::from_secs(10), "{arguments:?}");
        assert!(
            matches!(run.code, 0 | 1 | 4),
            "{arguments:?}: {} {}",
            run.code,
            run.stderr
        );
        let all = format!("{}{}", run.stdout, run.stderr);
        let raw = all
            .chars()
            .find(|c| *c != '\n' && certgraph::render::escape::is_unprintable(*c));
        assert_eq!(raw, None, "{all}");
        assert!(!all.contains("internal error"), "{all}");
        out.push_str(&all);
    }
    out
}

#[test]
fn silence_and_dripping_end_with_the_timeout() {
    assert!(endure(&silent()).contains("connection-timeout"));
    assert!(endure(&drips()).contains("connection-timeout"));
}

#[test]
fn floods_end() {
    endure(&floods());
}

#[test]
fn a_thousand_certificates_or_sixteen_megabytes_are_not_taken() {
    let small = Template::server("x").self_signed(&Key::p256()).der;
    for junk in [vec![small; 1000], vec![vec![0x30; 1 << 20]; 15]] {
        let mut tls = apiserver();
        tls.pairs[0].1.extend(junk);
        let out = endure(&tls.start());
        assert!(out.contains("handshake-unsupported"), "{out}");
    }
}

#[test]
fn names_act_on_no_terminal() {
    let evil = "\u{1b}[2J\u{1b}]0;x\u{7}\u{202e}evil\n";
    let ca = Template::ca(evil).self_signed(&Key::p256());
    let key = Key::p256();
    let pair = ca.issue(&Template::server(evil).dns("kubernetes"), &key);
    let subject = certgraph::x509::Certificate::parse(&ca.der)
        .unwrap()
        .subject
        .raw
        .to_vec();
    let mut tls = apiserver();
    tls.pairs[0].1 = vec![pair.der, ca.der];
    tls.pairs[0].2 = crate::cluster::der(key.pem().as_bytes());
    tls.client_cas = Some(vec![subject, b"no name".to_vec()]);
    let out = endure(&tls.start());
    assert!(
        out.contains("\\u{1b}") && out.contains("and 1 more"),
        "{out}"
    );
}

#[test]
fn nonsense_is_no_tls() {
    for (said, code) in [
        (&b"SSH-2.0-OpenSSH_9.6\r\n"[..], "not-tls"),
        (b"\x1b[2J\x1b[2J\x1b[2J", "not-tls"),
        (b"HTTP/1.1 502 \x1b[2J\r\n\r\n", "not-tls"),
        (&[22, 3, 3, 0, 4, 11, 0, 0, 0], "handshake-unsupported"),
        (&[22, 3, 3, 0, 9], "connection-closed"),
        (&[], "connection-closed"),
        (&[21, 3, 3, 0, 2, 2, 199], "tls-alert"),
    ] {
        let out = endure(&says(said));
        assert!(out.contains(code), "{said:?}: {out}");
    }
}

/// An API server that the kubeconfig accepts, and that sends informational answers without end.
#[test]
fn informational_answers_have_a_limit() {
    for count in [6, 10_000] {
        let mut tls = apiserver();
        tls.informational = count;
        let out = endure(&tls.start());
        assert!(out.contains("informational"), "{count}: {out}");
    }
    let mut tls = apiserver();
    tls.informational = 5;
    let out = endure(&tls.start());
    assert!(!out.contains("informational"), "{out}");
}

/// Each is waited for as long as it may take, and nobody waits for the others.
#[test]
fn many_silent_servers_are_waited_for_together() {
    let servers: Vec<_> = (0..60).map(|_| silent()).collect();
    let targets: Vec<_> = servers
        .iter()
        .map(|server| server.address.to_string())
        .collect();
    let mut arguments = vec!["probe", "--timeout", "1", "--at", AT];
    arguments.extend(targets.iter().map(String::as_str));
    let folder = tempfile::tempdir().unwrap();
    let run = certgraph(folder.path(), &arguments);
    assert_eq!(
        run.stdout.matches("no answer").count(),
        servers.len(),
        "{}",
        run.stdout
    );
    // All have been called before the first is given up.
    let calls = servers
        .iter()
        .map(|server| server.connections.load(Ordering::SeqCst));
    assert!(calls.eq(std::iter::repeat_n(1, servers.len())));
}
