//! `--as-client`: to whom the credentials go, what is asked, and whom the server sees.

use crate::cluster::{AT, apiserver, certgraph, explain, kubeconfig};

fn review(user: &str) -> (u16, String) {
    (
        201,
        format!(
            r#"{{"kind":"SelfSubjectReview","status":{{"userInfo":{{"username":"{user}","groups":["kubeadm:cluster-admins","system:authenticated"]}}}}}}"#
        ),
    )
}

#[test]
fn the_server_says_whom_it_sees() {
    for tls12 in [false, true] {
        let mut tls = apiserver();
        tls.tls12 = tls12;
        tls.review = Some(review("kubernetes-admin"));
        let server = tls.start();
        let run = explain(&server.address.to_string(), &["--as-client"]);
        let found = run.json()["connections"][0].clone();
        assert_eq!(run.code, 0, "{found:#}");
        assert_eq!(found["identity"]["user"], "kubernetes-admin");
        assert_eq!(found["live"]["credentials"]["user"], "kubernetes-admin");
        let heard = server.heard();
        for wanted in [
            "certificates 1",
            "GET /version HTTP/1.1",
            "GET /api HTTP/1.1",
            "POST /apis/authentication.k8s.io",
        ] {
            assert!(heard.contains(wanted), "{wanted}: {heard}");
        }
        assert!(!heard.contains("Authorization"), "{heard}");
    }
}

#[test]
fn a_refusal_decides_and_another_user_is_told() {
    let mut tls = apiserver();
    tls.review = Some((401, "{}".to_owned()));
    let run = explain(&tls.start().address.to_string(), &["--as-client"]);
    assert_eq!(run.code, 1);
    assert!(run.codes().contains(&"unauthorized".to_owned()));
    assert_eq!(
        run.json()["connections"][0]["predicted"]["http_status"],
        401
    );

    let mut tls = apiserver();
    tls.review = Some(review("somebody-else"));
    let run = explain(&tls.start().address.to_string(), &["--as-client"]);
    assert_eq!(run.code, 0);
    assert!(run.codes().contains(&"identity-differs".to_owned()));

    let mut tls = apiserver();
    let anonymous =
        r#"{"kind":"Status","message":"forbidden: User \"system:anonymous\" cannot create"}"#;
    tls.review = Some((403, anonymous.to_owned()));
    let run = explain(&tls.start().address.to_string(), &["--as-client"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.json()["connections"][0]["predicted"]["http_status"],
        403
    );
}

#[test]
fn nothing_goes_to_a_server_that_kubectl_refuses() {
    let mut tls = apiserver();
    let (certificate, key) = crate::foreign_pair();
    tls.pairs[0].1 = vec![certificate];
    tls.pairs[0].2 = key;
    let server = tls.start();
    let run = explain(&server.address.to_string(), &["--as-client"]);
    assert!(run.codes().contains(&"credentials-not-sent".to_owned()));
    let heard = server.heard();
    assert!(
        !heard.contains("certificates 1") && !heard.contains("GET"),
        "{heard}"
    );

    // With insecure-skip-tls-verify kubectl would tell anybody; certgraph does not.
    let server = apiserver().start();
    let folder = kubeconfig(&server.address.to_string());
    let path = folder.path().join("admin.conf");
    let text = std::fs::read_to_string(&path).unwrap();
    let text: String = text
        .lines()
        .map(|line| {
            if line.trim_start().starts_with("certificate-authority-data") {
                "    insecure-skip-tls-verify: true\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    std::fs::write(&path, text).unwrap();
    let run = certgraph(
        folder.path(),
        &[
            "explain",
            "admin.conf",
            "--connect",
            "--as-client",
            "--at",
            AT,
            "--format",
            "json",
        ],
    );
    assert!(
        run.codes().contains(&"credentials-not-sent".to_owned()),
        "{}",
        run.stdout
    );
    assert!(!server.heard().contains("GET"));
}

#[test]
fn a_token_goes_out_only_when_it_is_told_to() {
    for (send, sent) in [(false, false), (true, true)] {
        let mut tls = apiserver();
        tls.review = Some(review("robot"));
        let server = tls.start();
        let folder = kubeconfig(&server.address.to_string());
        let path = folder.path().join("admin.conf");
        let text = std::fs::read_to_string(&path).unwrap();
        let text: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("client-key-data"))
            .map(|line| {
                if line.trim_start().starts_with("client-certificate-data") {
                    "    token: s3cr3t-t0ken\n".to_owned()
                } else {
                    format!("{line}\n")
                }
            })
            .collect();
        std::fs::write(&path, text).unwrap();
        let mut arguments = vec![
            "explain",
            "admin.conf",
            "--connect",
            "--as-client",
            "--at",
            AT,
        ];
        if send {
            arguments.push("--send-token");
        }
        let run = certgraph(folder.path(), &arguments);
        assert_eq!(
            server
                .heard()
                .contains("Authorization: Bearer s3cr3t-t0ken"),
            sent,
            "{}",
            run.stdout
        );
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(!all.contains("s3cr3t"), "{all}");
        assert_eq!(run.code, if send { 0 } else { 4 }, "{all}");
    }
}
