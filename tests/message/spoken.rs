//! Who speaks: every line of `spoken.tsv`, as it is, in other words' clothes and with other names in it.

use std::collections::BTreeSet;

use certgraph::message::speaker::{Side, Speaker};
use certgraph::message::{catalogue, read};
use libtest_mimic::Failed;

use crate::texts::TEXTS;
use crate::wrapped::fail;

const LINES: &str = include_str!("spoken.tsv");

/// Id, program, side, client, server, and who refused, each `-` where it is not known; and the line.
type Label = [&'static str; 6];

fn labelled() -> impl Iterator<Item = (Label, &'static str)> {
    LINES
        .lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| {
            let columns: Vec<_> = line.splitn(7, '\t').collect();
            let (line, label) = columns.split_last().unwrap();
            (label.try_into().unwrap(), *line)
        })
}

/// What certgraph makes of a line.
pub(crate) fn told(line: &str) -> [String; 6] {
    let reading = read(line);
    let message = reading.messages.first();
    let Some(known) = message.and_then(|message| message.known.as_ref()) else {
        return ["unknown", "-", "-", "-", "-", "-"].map(str::to_owned);
    };
    let context = known.context;
    let name = |speaker: Option<Speaker>| speaker.map_or("-", Speaker::as_str).to_owned();
    let side = |side: Option<Side>| side.map_or("-", Side::as_str).to_owned();
    [
        known.entry.id.to_owned(),
        name(context.speaker),
        side(context.side),
        name(context.link.client),
        name(context.link.server),
        side(known.verifier),
    ]
}

pub(crate) fn speakers() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (label, line) in labelled() {
        let told = told(line);
        if told != label {
            wrong.push(format!("{told:?}, not {label:?}: {line}"));
        }
    }
    fail(&wrong)
}

/// Other addresses, names, files and numbers, and other wrappings, change nothing of what a line is.
pub(crate) fn variations() -> Result<(), Failed> {
    const NAMES: [(&str, &str); 14] = [
        ("10.77.0.11", "203.0.113.77"),
        ("10.0.0.9", "192.0.2.250"),
        ("10.96.0.60", "172.20.14.3"),
        ("hook.hooks", "gate-keeper.policy-system"),
        ("hook.hooks.example", "v1.gate.corp.internal"),
        ("example.com", "corp.internal"),
        ("cp-1", "ip-10-1-2-3.eu-central-1.compute.internal"),
        ("cp-2", "worker-007"),
        ("/etc/kubernetes/pki/", "/srv/my certs/k8s/"),
        ("2026-11-2", "2031-02-1"),
        ("apiserver.crt", "api server.pem"),
        ("SN=", "SN=9"),
        ("AKID=74:92", "AKID=0A:FF"),
        ("etcd-ca", "Our Root CA 2029"),
    ];
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (label, line) in labelled() {
        let mut other = line.to_owned();
        for (from, to) in NAMES {
            other = other.replace(from, to);
        }
        let json = serde_json::json!({"log": format!("{other}\n"), "stream": "stderr"});
        let wrapped = [
            other.clone(),
            format!("2031-02-11T17:37:49.062808123Z stderr F {other}"),
            json.to_string(),
        ];
        for line in wrapped {
            tried += 1;
            let told = told(&line);
            // A wrapping of its own may hide the tag that a line begins with.
            if told[0] != label[0] || told[5] != label[5] {
                wrong.push(format!("{told:?}, not {label:?}: {line}"));
            }
        }
    }
    if wrong.len() * 100 > tried {
        return fail(&wrong);
    }
    Ok(())
}

/// A line in a server's log that accuses a client never blames the server's certificate, and the reverse.
pub(crate) fn nobody_is_blamed_for_another() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let reasons = [
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "x509: certificate has expired or is not yet valid: current time 2026-11-28T11:56:17Z is after 2026-11-20T00:00:00Z",
        "x509: certificate specifies an incompatible key usage",
        "x509: certificate is valid for 10.9.9.9, not 10.77.0.12",
    ];
    let alerts = [
        "remote error: tls: bad certificate",
        "remote error: tls: unknown certificate authority",
        "remote error: tls: expired certificate",
    ];
    let servers = [
        "http: TLS handshake error from 10.0.0.9:50654: ",
        "{\"level\":\"warn\",\"msg\":\"rejected connection on client endpoint\",\"error\":\"",
        "{\"level\":\"warn\",\"msg\":\"rejected connection on peer endpoint\",\"error\":\"",
    ];
    let clients = [
        "Unable to connect to the server: ",
        "Get \"https://10.0.0.1:10250/pods\": ",
        "grpc: addrConn.createTransport failed to connect to {Addr: \"127.0.0.1:2379\"}. Err: transport: authentication handshake failed: ",
        "failed calling webhook \"a.b.c\": failed to call webhook: Post \"https://a.b.svc:443/v\": ",
    ];
    let mut expect = |line: String, refuser: &str| {
        let [id, _, _, _, _, refused_by] = told(&line);
        if refused_by != refuser {
            wrong.push(format!("{id} says that the {refused_by} refused: {line}"));
        }
    };
    for (heads, own, other) in [
        (&servers[..], "server", "client"),
        (&clients[..], "client", "server"),
    ] {
        for head in heads {
            let tail = if head.starts_with('{') { "\"}" } else { "" };
            for reason in reasons {
                expect(format!("{head}{reason}{tail}"), own);
            }
            for alert in alerts {
                expect(format!("{head}{alert}{tail}"), other);
            }
        }
    }
    fail(&wrong)
}

/// Every entry is what some line of a real program says.
pub(crate) fn entries_are_tested() -> Result<(), Failed> {
    let tested: BTreeSet<_> = labelled()
        .map(|(label, _)| label[0])
        .chain(TEXTS.iter().map(|(id, _)| *id))
        .chain(crate::fresh::entries())
        .collect();
    // What other tests cover: recorded logs, headlines, the family of the parser.
    let elsewhere = [
        "unparsable-certificate",
        "several-errors",
        "server-started",
        "request-log",
        "request-log-unauthorized",
        "weak-rsa-key",
        "other-not-yet-valid",
        "other-path-length",
        "other-critical-extension",
        "front-end-refused-client",
    ];
    let wrong: Vec<_> = catalogue::all()
        .filter(|entry| !tested.contains(entry.id) && !elsewhere.contains(&entry.id))
        .map(|entry| format!("{} has no test", entry.id))
        .collect();
    fail(&wrong)
}
