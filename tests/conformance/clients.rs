//! Conformance with other clients: what each made of one kubeconfig, against what certgraph says that it makes.
//!
//! The answers stand in `../shared/conformance/clients`; where the folder is absent the tests are ignored. What differs,
//! and why, stands in `fixtures/conformance/client-differences.json`, and has to differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use certgraph::assemble::{ServerFlags, client};
use certgraph::clients::kubeconfig::{Document, Sources, Surroundings};
use certgraph::clients::{Case, Client, ClientName, ClientVerdict, judge, stacks};
use certgraph::decode::kubeconfig::{Flags, Search, load};
use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::handshake::connect;
use certgraph::source::Files;
use certgraph::verify::{SignatureCache, Verdict};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

/// Columns of `answers.tsv` and the clients that they are.
const COLUMNS: [(&str, ClientName); 12] = [
    (
        "python kubernetes 37.0.2, urllib3 2.8.0, Python 3.11.7",
        ClientName::Python312,
    ),
    (
        "python kubernetes 37.0.2, urllib3 2.8.0, Python 3.13.0",
        ClientName::Python,
    ),
    (
        "python kubernetes_asyncio 36.1.0, Python 3.13.0",
        ClientName::Asyncio,
    ),
    (
        "kopf 1.45.2 login_with_kubeconfig, Python 3.13.0",
        ClientName::Kopf,
    ),
    ("kr8s 0.20.15, Python 3.13.0", ClientName::Kr8s),
    ("lightkube 1.0.1, Python 3.13.0", ClientName::Lightkube),
    ("client-node 1.4.0, Node 20.20.2", ClientName::Node20),
    ("client-node 2.0.1, Node 24.21.0", ClientName::Node),
    ("kube-rs 5.0.0 rustls-tls ring", ClientName::KubeRs),
    ("curl 7.88.1 OpenSSL 3.0.19", ClientName::Curl),
    ("gnutls-cli 3.7.9", ClientName::GnuTls),
    ("kubectl 1.32.4 (Go 1.23.8)", ClientName::Kubectl),
];
/// Columns of `answers-java.tsv`.
const JAVA: [(&str, ClientName); 2] = [
    ("client-java 27.0.0, OpenJDK 17.0.15", ClientName::Java),
    ("fabric8 8.0.0 Vert.x, OpenJDK 17.0.15", ClientName::Fabric8),
];

/// Runs that differ from a client in one part.
fn variants() -> Vec<(&'static str, Client)> {
    let with = |name: ClientName, stack| Client {
        stack: Some(stack),
        ..name.client()
    };
    vec![
        (
            "lightkube 1.0.1, Python 3.11.7",
            with(ClientName::Lightkube, &stacks::AIOHTTP_3_11),
        ),
        (
            "HttpsURLConnection, OpenJDK 17.0.15",
            with(ClientName::Curl, &stacks::JDK),
        ),
        (
            "wget 1.21.3 GnuTLS 3.7.9",
            with(ClientName::GnuTls, &stacks::GNUTLS_WGET),
        ),
        (
            "fabric8 8.0.0 Vert.x, key algorithm EC named, OpenJDK 17.0.15",
            with(ClientName::Fabric8, &stacks::FABRIC8_EC),
        ),
    ]
}

/// An answer that certgraph does not give, and why.
#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Difference {
    scenario: String,
    clients: Vec<String>,
    reason: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/clients")
}

/// One trial for each client.
pub(crate) fn trials(list: bool) -> Vec<Trial> {
    let absent = !root().is_dir();
    if absent {
        eprintln!("{} is absent: its tests are ignored", root().display());
    }
    let named = COLUMNS.into_iter().chain(JAVA);
    let clients = named
        .map(|(column, name)| (column, name.client()))
        .chain(variants());
    if absent || list {
        return clients
            .map(|(column, _)| {
                Trial::test(format!("clients::{column}"), || Ok(())).with_ignored_flag(absent)
            })
            .collect();
    }
    let answers = Arc::new(answers());
    let differences: Vec<Difference> =
        serde_json::from_slice(&fs::read("fixtures/conformance/client-differences.json").unwrap())
            .unwrap();
    clients
        .map(|(column, client)| {
            let (answers, differences) = (Arc::clone(&answers), differences.clone());
            Trial::test(format!("clients::{column}"), move || {
                hold(column, &client, &answers, &differences)
            })
        })
        .collect()
}

/// What a client answered, by scenario and column; `None`: nobody asked.
type Answers = BTreeMap<String, BTreeMap<String, Option<bool>>>;

fn answers() -> Answers {
    let mut answers = Answers::new();
    for table in ["answers.tsv", "answers-java.tsv"] {
        let text = fs::read_to_string(root().join(table)).unwrap();
        let mut lines = text
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        for line in lines {
            let scenario = answers.entry(line[0].to_owned()).or_default();
            for (column, answer) in header.iter().zip(&line).skip(2) {
                let answer = match *answer {
                    "ok" => Some(true),
                    "refused" => Some(false),
                    _ => None,
                };
                scenario.insert((*column).to_owned(), answer);
            }
        }
    }
    answers
}

fn hold(
    column: &str,
    client: &Client,
    answers: &Answers,
    differences: &[Difference],
) -> Result<(), Failed> {
    let (mut wrong, mut asked, mut words) = (Vec::new(), 0, Vec::new());
    for (scenario, by_column) in answers {
        let folder = root().join(scenario);
        let Some(Some(ok)) = by_column.get(column) else {
            continue;
        };
        if !folder.is_dir() {
            continue;
        }
        asked += 1;
        let scene = Scene::new(&folder);
        let found = scene.judge(client);
        let listed = differences.iter().any(|difference| {
            difference.scenario == *scenario
                && (difference.clients.is_empty()
                    || difference.clients.iter().any(|listed| listed == column))
        });
        let wanted = if *ok {
            Verdict::Accept
        } else {
            Verdict::Reject
        };
        let equal = found.verdict == wanted;
        if equal && listed {
            // A line for all clients may be wrong for some only.
            let named = differences.iter().any(|difference| {
                difference.scenario == *scenario
                    && difference.clients.iter().any(|listed| listed == column)
            });
            if named {
                wrong.push(format!(
                    "{scenario}: no longer differs, take it off the list"
                ));
            }
        }
        if !equal && !listed {
            wrong.push(format!(
                "{scenario}: the client says {wanted:?}, certgraph {:?} {:?} {:?}",
                found.verdict, found.codes, found.message
            ));
        }
        if equal
            && !*ok
            && client.name != ClientName::Kubectl
            && !column.starts_with("wget")
            && let Some(message) = &found.message
            && let Some(recorded) = scene.message(column).filter(|text| !text.is_empty())
            && !is_in(message, &recorded)
        {
            words.push(format!("{scenario}: {message:?} is not in {recorded:?}"));
        }
    }
    wrong.extend(words);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {asked} answers:\n{}", wrong.len(), wrong.join("\n")).into())
}

/// The recording may cut a message anywhere, and puts the class of the exception before it.
fn is_in(message: &str, recorded: &str) -> bool {
    let recorded = recorded.replace("\\\"", "\"");
    recorded.contains(message)
        || recorded.split(" <- ").any(|part| {
            let text = part.split_once(": ").map_or(part, |(_, text)| text);
            [part, text]
                .iter()
                .any(|text| text.len() > 20 && message.starts_with(*text))
        })
}

/// A scenario with its place filled in.
struct Scene {
    folder: tempfile::TempDir,
    source: PathBuf,
    expected: Value,
}

impl Scene {
    fn new(source: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(source, folder.path(), &folder.path().display().to_string());
        let expected = fs::read(source.join("expected.json")).unwrap();
        Self {
            folder,
            source: source.to_owned(),
            expected: serde_json::from_slice(&expected).unwrap(),
        }
    }

    fn message(&self, column: &str) -> Option<String> {
        let message = self.expected["clients"].get(column)?["message"].as_str()?;
        Some(message.replace("<DIR>", &self.folder.path().display().to_string()))
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn judge(&self, which: &Client) -> ClientVerdict {
        let files = Files::new();
        let release = GoRelease::GO_1_23;
        let flag = |name: &str| {
            let flags = self.expected["server_argv"].as_array().unwrap().iter();
            flags
                .filter_map(Value::as_str)
                .find_map(|flag| flag.strip_prefix(name)?.strip_prefix('='))
                .map(|path| self.source.join(path))
        };
        let server = ServerFlags {
            whole: true,
            tls_cert_file: flag("--tls-cert-file"),
            tls_private_key_file: flag("--tls-private-key-file"),
            client_ca_file: flag("--client-ca-file"),
            token_auth_file: flag("--token-auth-file"),
            ..ServerFlags::default()
        };
        let server = server.load(&files, release).unwrap();
        let list = self.expected["env"]["KUBECONFIG"]
            .as_str()
            .map(|list| list.replace("<DIR>", &self.folder.path().display().to_string()));
        let single = self.path("kubeconfig.yaml");
        let variable = list.clone().unwrap_or(single);
        let search = Search {
            variable: Some(&variable),
            directory: "/",
            ..Search::default()
        };
        let loaded = load(&search, &mut certgraph::assemble::NamedFiles(&files));
        let mut sources = Sources {
            documents: Vec::new(),
            absent: Vec::new(),
            list,
            context: None,
        };
        for path in search.paths() {
            match fs::read(&path) {
                Ok(bytes) => sources.documents.push(Document::parse(&path, &bytes)),
                Err(_) => sources.absent.push(path),
            }
        }
        let go = client(
            &loaded,
            &Flags::default(),
            "kubeconfig.yaml",
            &files,
            release,
            release,
        );
        let at = Timestamp::parse("2026-11-28T12:00:00Z").unwrap();
        let signatures = SignatureCache::default();
        let connection = connect(&go, &server, at, release, &signatures);
        let case = Case {
            sources: &sources,
            surroundings: Surroundings {
                files: &files,
                directory: Path::new("/"),
                proxy_variable: self.expected["env"].get("HTTPS_PROXY").is_some(),
            },
            client: &go,
            connection: &connection,
            server: &server,
            at,
            release,
            signatures: &signatures,
        };
        judge(which, &case)
    }
}

fn copy(from: &Path, to: &Path, place: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target, place);
        } else {
            let bytes = fs::read(entry.path()).unwrap();
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => text.replace("<DIR>", place).into_bytes(),
                Err(error) => error.into_bytes(),
            };
            fs::write(target, bytes).unwrap();
        }
    }
}
