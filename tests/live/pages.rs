//! Every finding about a live server, produced by one, and its page shows what is printed then.

use std::fs;
use std::path::Path;

use certgraph::finding::Code;

use crate::cluster::{AT, apiserver, certgraph, der, fixture, kubeconfig};
use crate::servers::{
    OnCertificate, Page, Server, behind_a_small_box, closed_port, renegotiates, resets, says,
    serve, silent,
};

/// The port that pages show: five digits, as most that the system gives.
const SHOWN: &str = "16443";

struct Play {
    code: &'static str,
    server: Option<Server>,
    authority: String,
    options: &'static [&'static str],
    /// Added to the cluster entry.
    field: String,
    /// What is asked for as the server's name.
    name: &'static str,
}

fn play(code: &'static str, server: Server) -> Play {
    Play {
        code,
        authority: server.address.to_string(),
        server: Some(server),
        options: &[],
        field: String::new(),
        name: "kubernetes",
    }
}

fn nowhere(code: &'static str, authority: String) -> Play {
    Play {
        code,
        server: None,
        authority,
        options: &[],
        field: String::new(),
        name: "kubernetes",
    }
}

/// A ServerHello of TLS 1.1.
const OLD: &[u8] = &[
    22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0xc0, 0x13, 0,
];

fn plays() -> Vec<Play> {
    let review = |user: &str| {
        format!(
            r#"{{"kind":"SelfSubjectReview","status":{{"userInfo":{{"username":"{user}","groups":["system:authenticated"]}}}}}}"#
        )
    };
    let mut mute = apiserver();
    mute.pairs[0].2 = der(&crate::pki_key());
    let mut refusing = apiserver();
    refusing.review = Some((
        401,
        r#"{"kind":"Status","message":"Unauthorized"}"#.to_owned(),
    ));
    let mut ended = apiserver();
    ended.protocols = vec!["http/1.1"];
    let nobody = r#"{"kind":"Status","reason":"Forbidden","message":"forbidden: User \"system:anonymous\" cannot get path \"/api\""}"#;
    ended.review = Some((403, nobody.to_owned()));
    let mut rotated = apiserver();
    rotated.certificate = OnCertificate::Alert(48);
    let mut picky = apiserver();
    picky.schemes = vec![rustls::SignatureScheme::RSA_PSS_SHA512];
    let mut portal = apiserver();
    portal.page = Some(Page::nginx(200, "Sign in"));
    let mut dead = apiserver();
    dead.page = Some(Page::nginx(502, "502 Bad Gateway"));
    let mut other = apiserver();
    other.review = Some((201, review("system:serviceaccount:proxy:web")));
    vec![
        nowhere("name-not-resolved", "api..example.com:6443".to_owned()),
        nowhere("connection-refused", format!("127.0.0.1:{}", closed_port())),
        nowhere("host-unreachable", "224.0.0.1:6443".to_owned()),
        Play {
            options: &["--timeout", "1"],
            ..play("connection-timeout", silent())
        },
        play("connection-closed", resets()),
        play(
            "not-tls",
            says(b"HTTP/1.1 400 Bad Request\r\n\r\nClient sent an HTTP request to\r\n"),
        ),
        play("tls-alert", says(&[21, 3, 3, 0, 2, 2, 40])),
        play("large-client-hello", behind_a_small_box(apiserver())),
        play("unsupported-tls-version", says(OLD)),
        play("bad-handshake-signature", mute.start()),
        // A ServerHello of a megabyte.
        play(
            "handshake-unsupported",
            says(&[22, 3, 3, 0, 6, 2, 16, 0, 0, 3, 3]),
        ),
        Play {
            options: &["--as-client"],
            ..play("renegotiation", renegotiates(&apiserver()))
        },
        {
            let proxy = serve(|mut stream, _| {
                use std::io::{Read as _, Write as _};
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
            });
            Play {
                field: format!("proxy-url: http://{}", proxy.address),
                options: &["--allow-proxy"],
                authority: "10.0.0.10:6443".to_owned(),
                ..play("proxy-failed", proxy)
            }
        },
        Play {
            options: &["--as-client"],
            ..play("tls-terminated", ended.start())
        },
        Play {
            options: &["--as-client"],
            ..play("client-certificate-refused", rotated.start())
        },
        play("no-common-signature-scheme", picky.start()),
        Play {
            options: &["--as-client"],
            ..play("not-an-api-server", portal.start())
        },
        Play {
            options: &["--as-client"],
            ..play("request-failed", dead.start())
        },
        Play {
            options: &["--as-client"],
            ..play("unauthorized", refusing.start())
        },
        Play {
            options: &["--as-client"],
            name: "api.example.com",
            ..play("credentials-not-sent", apiserver().start())
        },
        Play {
            options: &["--as-client"],
            ..play("identity-differs", other.start())
        },
    ]
}

#[test]
fn every_page_shows_what_a_live_server_leads_to() {
    let mut wrong = Vec::new();
    let mut shown: Vec<_> = Vec::new();
    for play in plays() {
        let folder = kubeconfig(&play.authority);
        if !play.field.is_empty() {
            let path = folder.path().join("admin.conf");
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace(
                "    tls-server-name:",
                &format!("    {}\n    tls-server-name:", play.field),
            );
            fs::write(path, text).unwrap();
        }
        let path = folder.path().join("admin.conf");
        let text = fs::read_to_string(&path).unwrap();
        let name = format!("tls-server-name: {}", play.name);
        fs::write(path, text.replace("tls-server-name: kubernetes", &name)).unwrap();
        let mut arguments = vec!["explain", "admin.conf", "--connect"];
        arguments.extend(play.options);
        arguments.extend(["--at", AT]);
        let run = certgraph(folder.path(), &arguments);
        let mut output = run.stdout.clone();
        let port = play.server.as_ref().map_or_else(
            || play.authority.rsplit(':').next().unwrap().to_owned(),
            |server| server.port().to_string(),
        );
        if port.len() == SHOWN.len() {
            output = output.replace(&port, SHOWN);
        }
        let text = format!("$ certgraph {}\n{output}", arguments.join(" "));
        let code = Code::ALL
            .iter()
            .find(|code| code.slug() == play.code)
            .unwrap();
        if !output.contains(play.code) {
            let mut arguments = arguments.clone();
            arguments.extend(["--format", "json"]);
            let json = certgraph(folder.path(), &arguments);
            assert!(
                json.stdout.contains(play.code),
                "{}: {output}{}",
                play.code,
                run.stderr
            );
        }
        shown.push(play.code);
        if let Err(why) = expect(code.slug(), &text) {
            wrong.push(why);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let marked: Vec<_> = Code::ALL
        .iter()
        .filter(|code| code.page().contains("<!-- live: "))
        .map(|code| code.slug())
        .collect();
    assert_eq!(marked, shown, "a page with a live example has a play here");
}

fn expect(slug: &str, transcript: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/findings/{slug}.md"));
    let text = fs::read_to_string(&path).unwrap();
    let marker = format!("<!-- live: {slug} -->\n```console\n");
    let (before, rest) = text.split_once(&marker).unwrap();
    let (_, after) = rest.split_once("```\n").unwrap();
    let wanted = format!("{before}{marker}{transcript}```\n{after}");
    if text == wanted {
        return Ok(());
    }
    if std::env::var_os("CERTGRAPH_UPDATE").is_some() {
        fs::write(&path, wanted).unwrap();
        return Ok(());
    }
    Err(format!(
        "{slug}: the page shows another output; CERTGRAPH_UPDATE=1 writes it\n{transcript}"
    ))
}

#[test]
fn the_fixture_cluster_is_healthy() {
    assert!(!fixture("pki/ca.crt").is_empty());
    let server = apiserver().start();
    let run = crate::cluster::explain(&server.address.to_string(), &[]);
    assert_eq!(run.json()["connections"][0]["verdict"], "undetermined");
    assert_eq!(
        run.json()["connections"][0]["steps"][1]["verdict"],
        "accept"
    );
    assert_eq!(run.code, 4);
}
