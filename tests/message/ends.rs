//! A line and a whole node: the evidence is of the connection that the line speaks of, by the rules of who speaks.

use libtest_mimic::Failed;
use serde_json::Value;

use crate::command::certgraph;

struct Case {
    line: &'static str,
    /// A folder of `fixtures/control-plane`.
    node: &'static str,
    cause: Option<&'static str>,
    /// The end of the first file that the line is about, or that its notes name.
    file: &'static str,
}

const CASES: &[Case] = &[
    Case {
        line: "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Missing Authority Key Identifier (_ssl.c:1028)')))",
        node: "ed25519-without-key-ids",
        cause: Some("refused-outside-go"),
        file: "pki/apiserver.crt",
    },
    Case {
        line: r#"E0601 12:00:00.000000     812 kubelet_node_status.go:96] "Unable to register node with API server" err="Unauthorized" node="cp-1""#,
        node: "kubelet-client-expired",
        cause: Some("expired"),
        file: "pki/kubelet-client-current.pem",
    },
    Case {
        line: r#"W0601 12:00:00.000000       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate""#,
        node: "etcd-client-expired",
        cause: Some("expired"),
        file: "pki/apiserver-etcd-client.crt",
    },
    Case {
        line: r#"{"level":"warn","ts":"2026-06-01T12:00:00.000Z","caller":"embed/config_logging.go:170","msg":"rejected connection on client endpoint","remote-addr":"127.0.0.1:40000","server-name":"","error":"remote error: tls: bad certificate"}"#,
        node: "healthy",
        cause: None,
        file: "pki/etcd/server.crt",
    },
    Case {
        line: r#"Error from server: Get "https://10.0.0.11:10250/containerLogs/default/web/web": tls: failed to verify certificate: x509: certificate signed by unknown authority"#,
        node: "healthy",
        cause: Some("unknown-issuer"),
        file: "kubelet/pki/kubelet.crt",
    },
];

pub(crate) fn files_of_the_connection() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for case in CASES {
        let node = format!("fixtures/control-plane/{}", case.node);
        let arguments = [
            "message",
            case.line,
            &node,
            "--at",
            "2026-06-01",
            "--format",
            "json",
        ];
        let (_, output) = certgraph(&arguments);
        let document: Value = serde_json::from_str(&output).unwrap();
        let message = &document["messages"][0];
        let first = &message["about"][0]["locations"][0]["file"];
        let notes = message["notes"].to_string();
        let named = first.as_str().is_some_and(|file| file.ends_with(case.file))
            || case.cause.is_none() && notes.contains(case.file);
        if message["cause_here"]["code"].as_str() != case.cause || !named {
            wrong.push(format!("{}: {message:#}", case.line));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.join("\n").into())
}
