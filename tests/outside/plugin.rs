//! `kubectl certgraph` with the real kubectl, against an API server on the loopback that pages, forbids and counts.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use libtest_mimic::Trial;
use serde_json::{Value, json};

const PLUGIN: &str = env!("CARGO_BIN_EXE_kubectl-certgraph");
const SECRETS: usize = 2300;

/// Ignored where kubectl is absent.
pub(crate) fn trials() -> Vec<Trial> {
    let kubectl = Command::new("kubectl")
        .args(["version", "--client"])
        .output()
        .is_ok_and(|found| found.status.success());
    let trial = |name: &str, run: fn()| {
        Trial::test(format!("plugin::{name}"), move || {
            run();
            Ok(())
        })
        .with_ignored_flag(!kubectl)
    };
    vec![
        trial(
            "a_cluster_is_audited_page_by_page",
            a_cluster_is_audited_page_by_page,
        ),
        trial(
            "what_is_forbidden_never_reads_as_well",
            what_is_forbidden_never_reads_as_well,
        ),
        trial(
            "a_list_that_breaks_off_is_incomplete",
            a_list_that_breaks_off_is_incomplete,
        ),
        trial(
            "a_namespace_narrows_what_is_listed",
            a_namespace_narrows_what_is_listed,
        ),
        trial("what_is_saved_holds_no_key", what_is_saved_holds_no_key),
        trial("no_cluster_is_no_result", no_cluster_is_no_result),
        trial("kubectl_completes_the_plugin", kubectl_completes_the_plugin),
        trial(
            "explain_takes_the_cluster_and_the_kubeconfig",
            explain_takes_the_cluster_and_the_kubeconfig,
        ),
    ]
}

/// An API server that answers lists. It ends with the test process; each connection carries one request.
struct Cluster {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// The list of ConfigMaps is refused.
    Forbidden,
    /// The third page of Secrets has expired.
    Expired,
}

impl Cluster {
    fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, fault, &seen);
            }
        });
        Self { address, requests }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let home = tempfile::tempdir().unwrap();
        Command::new(PLUGIN)
            .args(arguments)
            .args(["--server", &self.address, "--at"])
            .arg("2026-11-28T12:00:00Z")
            .env("HOME", home.path())
            .env_remove("KUBECONFIG")
            .output()
            .unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, fault: Fault, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut header = String::new();
    while reader.read_line(&mut header).is_ok_and(|length| length > 2) {
        header.clear();
    }
    seen.lock().unwrap().push(first.trim().to_owned());
    let target = first.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (status, body) = respond(path, query, fault);
    let body = body.to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

fn respond(path: &str, query: &str, fault: Fault) -> (u16, Value) {
    let failure = |code: u16, reason: &str, message: &str| {
        (
            code,
            json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": reason, "message": message, "code": code}),
        )
    };
    if path == "/version" {
        return (
            200,
            json!({"major": "1", "minor": "33", "gitVersion": "v1.33.4"}),
        );
    }
    if path == "/apis" {
        return (
            200,
            json!({"kind": "APIGroupList", "groups": [{"name": "apps", "versions": []}]}),
        );
    }
    let name = path.rsplit('/').next().unwrap();
    let parameter = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let from: usize = parameter("continue").map_or(0, |token| token.parse().unwrap());
    let limit: usize = parameter("limit").unwrap().parse().unwrap();
    match (name, fault) {
        ("configmaps", Fault::Forbidden) => failure(403, "Forbidden", "configmaps is forbidden"),
        ("secrets", Fault::Expired) if from >= 1000 => {
            failure(410, "Expired", "The provided continue parameter is too old")
        }
        ("secrets", _) => {
            let to = (from + limit).min(SECRETS);
            let metadata = if to < SECRETS {
                json!({"continue": to.to_string(), "remainingItemCount": SECRETS - to})
            } else {
                json!({})
            };
            let items: Vec<_> = (from..to).map(secret).collect();
            (
                200,
                json!({"kind": "SecretList", "apiVersion": "v1", "metadata": metadata, "items": items}),
            )
        }
        _ => (
            200,
            json!({"kind": "List", "apiVersion": "v1", "metadata": {}, "items": []}),
        ),
    }
}

/// One Secret in twenty is a pair for TLS; all hold something secret.
fn secret(number: usize) -> Value {
    let read = |name: &str| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ack/");
        encoded(&std::fs::read(format!("{root}{name}")).unwrap())
    };
    let data = if number.is_multiple_of(20) {
        json!({"tls.crt": read("apiserver.crt"), "tls.key": read("apiserver.key")})
    } else {
        json!({"password": encoded(b"hunter2-hunter2")})
    };
    json!({"metadata": {"name": format!("s{number}"), "namespace": "web"}, "type": "Opaque", "data": data})
}

fn encoded(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn a_cluster_is_audited_page_by_page() {
    let cluster = Cluster::start(Fault::None);
    let output = cluster.run(&["audit", "--format", "json"]);
    let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = audit["certificates"].as_array().unwrap();
    assert!(!rows.is_empty(), "{audit}");
    assert!(
        text(&output.stdout).contains("web/s2280"),
        "the last page counts"
    );
    assert!(
        !text(&output.stderr).contains("incomplete"),
        "{}",
        text(&output.stderr)
    );

    let requests = cluster.requests();
    let of_secrets = requests.iter().filter(|line| line.contains("/secrets?"));
    assert_eq!(of_secrets.count(), 5, "{requests:#?}");
    for line in &requests {
        assert!(
            line.starts_with("GET /api") || line.starts_with("GET /version"),
            "{line}"
        );
        assert!(!line.contains("/log") && !line.contains("/exec"), "{line}");
    }
    assert!(
        !requests.iter().any(|line| line.contains("cert-manager")),
        "not served here"
    );
}

fn what_is_forbidden_never_reads_as_well() {
    let cluster = Cluster::start(Fault::Forbidden);
    let output = cluster.run(&["audit"]);
    assert_ne!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("configmaps is forbidden"), "{said}");
    assert!(
        said.contains("the result is incomplete, these could not be read: configmaps"),
        "{said}"
    );
}

fn a_list_that_breaks_off_is_incomplete() {
    let cluster = Cluster::start(Fault::Expired);
    let output = cluster.run(&["audit"]);
    assert_ne!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("could not be read: secrets"), "{said}");
}

fn a_namespace_narrows_what_is_listed() {
    let cluster = Cluster::start(Fault::None);
    cluster.run(&["audit", "-n", "web"]);
    let requests = cluster.requests();
    assert!(
        requests
            .iter()
            .any(|line| line.contains("/api/v1/namespaces/web/secrets?")),
        "{requests:#?}"
    );
    assert!(
        !requests
            .iter()
            .any(|line| line.contains("/api/v1/secrets?")),
        "{requests:#?}"
    );
}

fn what_is_saved_holds_no_key() {
    let cluster = Cluster::start(Fault::None);
    let output = Command::new(PLUGIN)
        .args(["save", "--server", &cluster.address])
        .output()
        .unwrap();
    assert!(output.status.success());
    let saved = text(&output.stdout);
    let key = encoded(
        &std::fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fixtures/ack/apiserver.key"
        ))
        .unwrap(),
    );
    assert!(saved.contains("tls.crt") && !saved.contains("tls.key"));
    assert!(!saved.contains(&key) && !saved.contains(&encoded(b"hunter2-hunter2")));
}

fn no_cluster_is_no_result() {
    let output = Command::new(PLUGIN)
        .args(["audit", "--server", "http://127.0.0.1:1"])
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(
        said.contains("could not be read: all of the cluster"),
        "{said}"
    );
}

fn kubectl_completes_the_plugin() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["kubectl-certgraph", "kubectl_complete-certgraph"] {
        std::os::unix::fs::symlink(PLUGIN, folder.path().join(name)).unwrap();
    }
    let path = format!(
        "{}:{}",
        folder.path().display(),
        std::env::var("PATH").unwrap()
    );
    let complete = |words: &[&str]| {
        let output = Command::new("kubectl")
            .args(["__complete", "certgraph"])
            .args(words)
            .env("PATH", &path)
            .output()
            .unwrap();
        text(&output.stdout)
    };
    assert!(complete(&["aud"]).starts_with("audit\t"));
    assert!(complete(&["rb"]).starts_with("rbac\t"));
    assert!(complete(&["audit", "--format", "sar"]).starts_with("sarif\t"));
}

fn explain_takes_the_cluster_and_the_kubeconfig() {
    let cluster = Cluster::start(Fault::None);
    let kubeconfig = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ack/kubeconfig.yaml");
    let output = cluster.run(&["explain", "--kubeconfig", kubeconfig]);
    let shown = text(&output.stdout);
    assert!(
        shown.contains("kubernetes-admin-c0256a3b8e4b948bb9c21e66b0e1d9a72"),
        "the kubeconfig's own connection: {shown}"
    );
    assert_ne!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(
        cluster
            .requests()
            .iter()
            .any(|line| line.contains("validatingwebhook"))
    );
}
