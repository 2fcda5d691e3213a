//! What programs read is what its schema in `docs/schemas` says, for every document that certgraph writes.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::command::{certgraph, root};

const AT: &str = "2026-06-01";

/// Every folder of fixtures that holds certificates, of these groups.
fn folders(groups: &[&str]) -> Vec<String> {
    let mut folders = Vec::new();
    for group in groups {
        let entries = fs::read_dir(root().join("fixtures").join(group)).unwrap();
        let inside = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir());
        folders.extend(
            inside.map(|entry| format!("fixtures/{group}/{}", entry.file_name().display())),
        );
    }
    folders.sort();
    folders
}

/// The schema for a test: what it does not name is an error here, though readers are to pass over it.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_object = fields.get("type").is_some_and(|kind| {
                let kinds = kind
                    .as_array()
                    .map_or_else(|| vec![kind], |of| of.iter().collect());
                kinds.contains(&&json!("object"))
            });
            if is_object && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// A published schema, and the documents that were held to it.
struct Published {
    name: &'static str,
    schema: Validator,
    held: usize,
}

impl Published {
    fn new(name: &'static str) -> Self {
        let text = fs::read(root().join(format!("docs/schemas/{name}.json"))).unwrap();
        let mut schema: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(
            schema["title"],
            format!("certgraph.{}", name.replace(".v1", "/v1"))
        );
        close(&mut schema);
        let schema = jsonschema::draft202012::new(&schema).unwrap();
        Self {
            name,
            schema,
            held: 0,
        }
    }

    /// Holds a document to the schema, and makes sure that the schema can tell: a field more, or one less, is wrong.
    fn hold(&mut self, document: &Value, what: &str) {
        let wrong: Vec<_> = self
            .schema
            .iter_errors(document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(5)
            .collect();
        assert!(wrong.is_empty(), "{}: {what}: {wrong:#?}", self.name);
        let mut more = document.clone();
        more["a field that is in no schema"] = json!(1);
        assert!(!self.schema.is_valid(&more), "{}: {what}", self.name);
        let mut less = document.clone();
        let first = less.as_object().unwrap().keys().next().unwrap().clone();
        less.as_object_mut().unwrap().remove(&first);
        assert!(!self.schema.is_valid(&less), "{}: {what}", self.name);
        self.held += 1;
    }

    /// Holds what a command prints; one that prints no document says why instead, which is no matter of schemas.
    fn run(&mut self, arguments: &[&str]) -> Option<Value> {
        let arguments: Vec<_> = arguments.iter().map(|&word| word.to_owned()).collect();
        let printed = certgraph(root(), &arguments).output;
        // Behind the document stands what is wrong with the inputs.
        let mut values = serde_json::Deserializer::from_str(&printed).into_iter::<Value>();
        let document = values.next()?.ok().filter(Value::is_object)?;
        self.hold(&document, &arguments.join(" "));
        Some(document)
    }

    fn held_at_least(&self, least: usize) {
        assert!(self.held >= least, "{}: {} documents", self.name, self.held);
    }
}

#[test]
fn graphs() {
    let mut published = Published::new("graph.v1");
    let mut relations = BTreeSet::new();
    for folder in folders(&["audit", "control-plane", "faults", "kubeadm", "pictures"]) {
        let document = published.run(&["graph", &folder, "--at", AT, "--format", "json"]);
        let edges = document
            .as_ref()
            .and_then(|graph| graph["edges"].as_array());
        relations.extend(
            edges
                .into_iter()
                .flatten()
                .map(|edge| edge["relation"].to_string()),
        );
    }
    published.held_at_least(100);
    assert_eq!(relations.len(), 4, "{relations:?}");
}

#[test]
fn explanations() {
    let mut published = Published::new("explain.v1");
    for folder in folders(&["control-plane", "kubeadm", "objects"]) {
        published.run(&["explain", &folder, "--at", AT, "--format", "json"]);
    }
    for folder in folders(&["faults"]) {
        let kubeconfig = format!("{folder}/kubeconfig.yaml");
        let [certificate, key, ca] = ["apiserver.crt", "apiserver.key", "client-ca.crt"]
            .map(|file| format!("{folder}/server/{file}"));
        let mut arguments = vec!["explain", &kubeconfig, "--at", AT, "--format", "json"];
        if root().join(&certificate).exists() {
            arguments.extend([
                "--tls-cert-file",
                &certificate,
                "--tls-private-key-file",
                &key,
            ]);
            arguments.extend(["--client-ca-file", &ca]);
        }
        published.run(&arguments);
    }
    published.held_at_least(80);
}

#[test]
fn audits() {
    let mut published = Published::new("audit.v1");
    let mut lines = Published::new("audit-line.v1");
    let mut kinds = BTreeSet::new();
    for folder in folders(&["audit", "control-plane", "kubeadm", "objects"]) {
        published.run(&["audit", &folder, "--at", AT, "--format", "json"]);
        let label = ["--label", "cluster=prod"];
        let arguments = ["audit", &folder, "--at", AT, "--format", "jsonl"];
        let arguments = [&arguments[..], &label].concat();
        let arguments: Vec<_> = arguments.iter().map(|&word| word.to_owned()).collect();
        let printed = certgraph(root(), &arguments).output;
        for line in printed.lines().filter(|line| line.starts_with('{')) {
            let line: Value = serde_json::from_str(line).unwrap();
            kinds.insert(line["type"].to_string());
            lines.hold(&line, &folder);
        }
    }
    published.held_at_least(25);
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

#[test]
fn baselines() {
    let mut published = Published::new("baseline.v1");
    let file = root().join("target/tmp/schema-baseline.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let shown = file.display().to_string();
    for folder in folders(&["audit", "control-plane"]) {
        let arguments = ["audit", &folder, "--at", AT, "--write-baseline", &shown];
        certgraph(root(), &arguments.map(str::to_owned));
        let written = fs::read(&file).unwrap();
        published.hold(&serde_json::from_slice(&written).unwrap(), &folder);
    }
    published.held_at_least(25);
}

#[test]
fn differences() {
    let mut published = Published::new("diff.v1");
    let before = "fixtures/control-plane/healthy";
    for folder in folders(&["control-plane", "kubeadm"]) {
        published.run(&["diff", before, &folder, "--at", AT, "--format", "json"]);
    }
    published.held_at_least(20);
}

#[test]
fn inspections() {
    let mut published = Published::new("inspect.v1");
    for folder in folders(&["audit", "control-plane", "faults", "objects"]) {
        published.run(&["inspect", &folder, "--at", AT, "--format", "json"]);
    }
    for entry in fs::read_dir(root().join("fixtures/hostile")).unwrap() {
        let file = entry.unwrap().path().display().to_string();
        published.run(&["inspect", &file, "--at", AT, "--format", "json"]);
    }
    published.held_at_least(80);
}

#[test]
fn rotations() {
    let mut published = Published::new("rotate.v1");
    for folder in folders(&["control-plane", "kubeadm"]) {
        let each: [&[&str]; 4] = [
            &["--ca", "kubernetes"],
            &["--renew", "kube-apiserver"],
            &["--leaves"],
            &["--service-account-key"],
        ];
        for what in each {
            let all = [
                &["rotate", &folder],
                what,
                &["--at", AT, "--format", "json"],
            ]
            .concat();
            published.run(&all);
        }
    }
    published.held_at_least(20);
}

#[test]
fn rotations_of_all_cas() {
    let mut published = Published::new("rotate-all.v1");
    let mut each = Published::new("rotate.v1");
    for folder in folders(&["control-plane"]) {
        let all = [
            "rotate",
            &folder,
            "--all-cas",
            "--at",
            AT,
            "--format",
            "json",
        ];
        let Some(document) = published.run(&all) else {
            continue;
        };
        for plan in document["plans"].as_array().unwrap() {
            each.hold(plan, &folder);
        }
    }
    published.held_at_least(20);
    each.held_at_least(60);
}

#[test]
fn states_of_rotations() {
    let mut published = Published::new("rotate-status.v1");
    for folder in folders(&["control-plane"]) {
        published.run(&[
            "rotate", &folder, "--status", "--at", AT, "--format", "json",
        ]);
    }
    published.held_at_least(20);
}

#[test]
fn messages() {
    let mut published = Published::new("message.v1");
    for text in [
        "x509: certificate signed by unknown authority",
        "remote error: tls: bad certificate",
        "error: You must be logged in to the server (Unauthorized)",
        "a line that is no message",
    ] {
        published.run(&["message", text, "--format", "json"]);
        let folder = "fixtures/control-plane/etcd-client-expired";
        published.run(&["message", text, folder, "--at", AT, "--format", "json"]);
    }
    published.held_at_least(8);
}

#[test]
fn probes() {
    let mut published = Published::new("probe.v1");
    // A port that this test had a moment ago, and that nobody answers at.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = free.local_addr().unwrap().to_string();
    drop(free);
    published.run(&["probe", &target, "--at", AT, "--format", "json"]);
    published.held_at_least(1);
}

#[test]
fn verifications() {
    let mut published = Published::new("verify.v1");
    let mut answers = Published::new("verify-answer.v1");
    let mut cases = String::new();
    for folder in folders(&["faults"]) {
        let [leaf, ca] =
            ["apiserver.crt", "client-ca.crt"].map(|file| format!("{folder}/server/{file}"));
        if !root().join(&ca).exists() {
            continue;
        }
        let purpose = ["--purpose", "client", "--at", AT, "--format", "json"];
        let arguments = [&["verify", &leaf, "--anchors", &ca][..], &purpose].concat();
        published.run(&arguments);
        let [leaf, ca] = [&leaf, &ca].map(|file| fs::read_to_string(root().join(file)).unwrap());
        cases +=
            &json!({ "id": folder, "kind": "client", "leaf": leaf, "roots": [ca] }).to_string();
        cases += "\n";
    }
    let file = root().join("target/tmp/schema-cases.jsonl");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, cases).unwrap();
    let batch = [
        "verify".to_owned(),
        "--batch".to_owned(),
        file.display().to_string(),
    ];
    let printed = certgraph(root(), &batch).output;
    for line in printed.lines().filter(|line| line.starts_with('{')) {
        answers.hold(&serde_json::from_str(line).unwrap(), "--batch");
    }
    published.held_at_least(20);
    answers.held_at_least(20);
}

#[test]
fn codes() {
    let mut published = Published::new("code.v1");
    published.run(&["code", "--format", "json"]);
    published.run(&["code", "expired", "--format", "json"]);
    published.held_at_least(1);
}

/// A document of a new kind needs a schema, and a schema needs a test here.
#[test]
fn every_document_has_its_schema() {
    let own = fs::read_to_string(root().join("tests/docs/schemas.rs")).unwrap();
    let mut published = BTreeSet::new();
    for entry in fs::read_dir(root().join("docs/schemas")).unwrap() {
        let name = entry.unwrap().file_name().display().to_string();
        let name = name.strip_suffix(".json").unwrap().to_owned();
        assert!(
            own.contains(&format!("Published::new(\"{name}\")")),
            "{name} is held by no test"
        );
        published.insert(name);
    }
    let mut written = BTreeSet::new();
    for entry in fs::read_dir(root().join("src/render/json")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for part in source.split("\"certgraph.").skip(1) {
            let name = part.split('"').next().unwrap();
            written.insert(name.replace('/', "."));
        }
    }
    assert!(written.len() > 8, "{written:?}");
    let missing: Vec<_> = written.difference(&published).collect();
    assert!(missing.is_empty(), "no schema: {missing:?}");
}
