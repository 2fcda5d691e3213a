//! Mends of a control plane: each that claims to lead to a connection, and the set for all of them, is applied to a copy
//! of the node, with the CAs of the fixture, and `explain` is asked again.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::kubeadm::Node;
use crate::{copy, kubectl};

#[derive(Default)]
struct Count {
    applied: usize,
    /// Somebody else holds the CA's key.
    elsewhere: usize,
    without_kubectl: usize,
    wrong: Vec<String>,
}

/// What is asked for after a mend: one connection by its name, or so many of all.
enum Wanted<'a> {
    Connection(&'a str),
    Accepted(u64),
}

#[test]
fn mends_of_a_node_lead_where_they_say() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    let mut count = Count::default();
    let mut folders: Vec<_> = fs::read_dir(&fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for fixture in folders {
        take_all(&fixture, &mut count);
    }
    eprintln!(
        "{} mends of nodes applied, {} by whoever holds the CA's key, {} ignored for want of kubectl",
        count.applied, count.elsewhere, count.without_kubectl
    );
    assert!(count.wrong.is_empty(), "{}", count.wrong.join("\n"));
    assert!(count.applied + count.without_kubectl >= 50);
}

fn take_all(fixture: &Path, count: &mut Count) {
    // The copy is explained anew for each mend: its commands name its own files.
    let number = plans(&explain_copy(fixture).1).len();
    for index in 0..number {
        let (folder, document) = explain_copy(fixture);
        let plans = plans(&document);
        let (mends, wanted) = &plans[index];
        take(folder.path(), mends, wanted, count);
    }
}

fn explain_copy(fixture: &Path) -> (tempfile::TempDir, Value) {
    let folder = tempfile::tempdir().unwrap();
    copy(fixture, folder.path());
    let document = explain(folder.path());
    (folder, document)
}

pub(crate) fn explain(folder: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["explain", "--format", "json", "--at", "2026-06-01"])
        .arg(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every mend that claims a connection, every set for one, and the set for all.
fn plans(document: &Value) -> Vec<(Vec<&Value>, Wanted<'_>)> {
    let mut plans = Vec::new();
    for connection in document["connections"].as_array().unwrap() {
        let wanted = || Wanted::Connection(connection["name"].as_str().unwrap());
        for finding in connection["findings"].as_array().unwrap() {
            let mends = finding["mends"].as_array().unwrap().iter();
            let claims = mends.filter(|mend| mend["verdict_after"] == "accept");
            plans.extend(claims.map(|mend| (vec![mend], wanted())));
        }
        if let Some(set) = connection.pointer("/fix/mends").and_then(Value::as_array) {
            plans.push((set.iter().collect(), wanted()));
        }
    }
    if let Some(set) = document.pointer("/fix/mends").and_then(Value::as_array) {
        let accepted = document["fix"]["accepted_after"].as_u64().unwrap();
        plans.push((set.iter().collect(), Wanted::Accepted(accepted)));
    }
    plans
}

fn take(folder: &Path, mends: &[&Value], wanted: &Wanted<'_>, count: &mut Count) {
    let node = Node {
        root: folder.to_owned(),
    };
    let lines: Vec<&str> = mends
        .iter()
        .flat_map(|mend| mend["command"].as_str().unwrap_or_default().lines())
        .collect();
    if lines.iter().any(|line| line.contains("generate-csr")) {
        count.elsewhere += 1;
        return;
    }
    if lines.iter().any(|line| line.contains("kubectl ")) && !kubectl() {
        count.without_kubectl += 1;
        return;
    }
    let what = format!("{}: {lines:?}", folder.display());
    for line in &lines {
        if node.run(line) {
            continue;
        }
        let output = Command::new("bash")
            .args(["-e", "-c", &node.here(line)])
            .env("HOME", folder)
            .env_remove("KUBECONFIG")
            .output()
            .unwrap();
        let on_files = [
            "sed ",
            "awk ",
            "kubectl config ",
            "openssl x509 -in /etc/",
            "openssl x509 -noout -subject -in /root/restored.crt && cp ",
            "openssl pkey -in /etc/",
            "ln -sfn /var/lib/kubelet/",
            "for f in ",
        ];
        if !output.status.success() || !on_files.iter().any(|known| line.starts_with(known)) {
            let error = String::from_utf8_lossy(&output.stderr);
            count.wrong.push(format!("{what}: {line}: {error}"));
            return;
        }
    }
    let after = explain(folder);
    let connections = after["connections"].as_array().unwrap();
    let accepted = connections.iter().filter(|one| one["verdict"] == "accept");
    let reached = match wanted {
        Wanted::Connection(name) => accepted.clone().any(|one| one["name"] == **name),
        Wanted::Accepted(number) => accepted.clone().count() as u64 == *number,
    };
    if reached && !lines.is_empty() {
        count.applied += 1;
    } else {
        let failing: Vec<_> = connections
            .iter()
            .filter(|one| one["verdict"] != "accept")
            .map(|one| format!("{} {}", one["name"], one["headline"]))
            .collect();
        count.wrong.push(format!("{what} leaves {failing:?}"));
    }
}
