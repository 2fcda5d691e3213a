//! The plans of `rotate`, applied step by step to a copy of a node: every connection has to work after every step, and
//! other orders have to break what they are said to break.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::kubeadm::{as_before, decoded, replaced};
use crate::pki::{Key, Pair, Template};
use crate::{copy, kubectl};

const KUBEADM: [(&str, &str); 3] = [
    ("healthy", "kubernetes"),
    ("healthy", "etcd-ca"),
    ("healthy", "front-proxy-ca"),
];
const OTHERS: [(&str, &str); 6] = [
    ("k3s", "k3s-server-ca@1767225600"),
    ("k3s", "k3s-client-ca@1767225600"),
    ("k3s", "k3s-request-header-ca@1767225600"),
    ("k3s", "k3s-etcd-server-ca@1767225600"),
    ("k3s", "k3s-etcd-peer-ca@1767225600"),
    ("rke2", "rke2-client-ca@1767225600"),
];

pub(crate) fn run(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .args(["--format", "json", "--at", "2026-06-01"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"))
}

/// A node, or several below one folder, in the middle of a rotation.
pub(crate) struct Node {
    pub(crate) folder: tempfile::TempDir,
    /// What is given to the program.
    pub(crate) inputs: Vec<String>,
    pub(crate) plan: Value,
    old: Vec<u8>,
    new: Pair,
}

impl Node {
    fn new(fixture: &str, ca: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        copy(&fixtures.join(fixture), folder.path());
        let root = folder.path().display().to_string();
        Self::of(folder, vec![root], ca)
    }

    pub(crate) fn of(folder: tempfile::TempDir, inputs: Vec<String>, ca: &str) -> Self {
        let mut arguments = vec!["rotate", "--ca", ca];
        arguments.extend(inputs.iter().map(String::as_str));
        let plan = run(&arguments);
        let old = plan["depends"]["trusting"][0]["file"].as_str().unwrap();
        let old = blocks(&fs::read_to_string(old).unwrap());
        let old = old.into_iter().find(|block| block.label == "CERTIFICATE");
        sign_with_a_copy(folder.path());
        Self {
            plan,
            old: old.unwrap().contents,
            new: Template::ca(ca).self_signed(&Key::p256()),
            folder,
            inputs,
        }
    }

    /// Connections that do not work, with the code of the headline.
    pub(crate) fn failing(&self) -> Vec<(String, String)> {
        let mut arguments = vec!["explain"];
        arguments.extend(self.inputs.iter().map(String::as_str));
        let report = run(&arguments);
        let connections = report["connections"].as_array().unwrap().iter();
        connections
            .filter(|one| one["verdict"] != "accept")
            .map(|one| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&one["name"]), text(&one["headline"]["code"]))
            })
            .collect()
    }

    /// How many bundles still hold the old CA; copies of it may be left in chains that nobody presents.
    fn old_is_trusted(&self) -> usize {
        let root = self.folder.path().display().to_string();
        let old = self.plan["target"]["sha256"].as_str().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(["rotate", &root, "--ca", old, "--format", "json"])
            .output()
            .unwrap();
        match serde_json::from_slice::<Value>(&output.stdout) {
            Ok(plan) => plan["depends"]["trusting"].as_array().unwrap().len(),
            Err(_) => 0,
        }
    }

    pub(crate) fn apply(&self, change: &Value) {
        let file = PathBuf::from(change["file"].as_str().unwrap());
        let text = fs::read_to_string(&file).unwrap();
        let text = match (change["use"].as_str(), change["to"].as_str()) {
            (Some("trusts"), Some("both")) => self.trusting(&text, true),
            (Some("trusts"), _) => self.trusting(&text, false),
            _ => self.presenting(&text, &file),
        };
        fs::write(file, text).unwrap();
    }

    /// A bundle in PEM, or the one inside a kubeconfig.
    fn trusting(&self, text: &str, both: bool) -> String {
        const FIELD: &str = "certificate-authority-data";
        if text.contains("apiVersion") {
            let bundle = String::from_utf8(decoded(text, FIELD)).unwrap();
            return replaced(text, FIELD, &self.trusting(&bundle, both));
        }
        let mut bundle = self.new.pem();
        for block in blocks(text) {
            let is_new = block.contents == self.new.der;
            if !is_new && (both || block.contents != self.old) {
                bundle.push_str(&crate::pki::pem(&block.label, &block.contents));
            }
        }
        bundle
    }

    /// The chain in a file, or inside a kubeconfig or a Secret, issued anew for the key that it has.
    fn presenting(&self, text: &str, file: &Path) -> String {
        if let Ok(mut secret) = serde_json::from_str::<Value>(text) {
            let part = |secret: &Value, name: &str| {
                let value = STANDARD.decode(secret["data"][name].as_str().unwrap());
                String::from_utf8(value.unwrap()).unwrap()
            };
            let (chain, key) = (part(&secret, "tls.crt"), part(&secret, "tls.key"));
            secret["data"]["tls.crt"] = Value::from(STANDARD.encode(self.issued(&chain, &key)));
            return secret.to_string();
        }
        if text.contains("apiVersion") {
            let part = |field| String::from_utf8(decoded(text, field)).unwrap();
            let chain = part("client-certificate-data");
            let chain = self.issued(&chain, &part("client-key-data"));
            return replaced(text, "client-certificate-data", &chain);
        }
        if text.contains("PRIVATE KEY") {
            let key = &text[text.find("-----BEGIN PRIVATE KEY").unwrap()..];
            return format!("{}{key}", self.issued(text, text));
        }
        let key = fs::read_to_string(file.with_extension("key")).unwrap();
        self.issued(text, &key)
    }

    fn issued(&self, chain: &str, key: &str) -> String {
        let mut issued = self.new.issue(&as_before(chain), &Key::read(key)).pem();
        let certificates = blocks(chain).into_iter();
        for block in certificates
            .filter(|block| block.label == "CERTIFICATE")
            .skip(1)
        {
            let is_old = block.contents == self.old;
            let der = if is_old {
                &self.new.der
            } else {
                &block.contents
            };
            issued.push_str(&crate::pki::pem("CERTIFICATE", der));
        }
        issued
    }
}

/// What a plan has done first on each node of kubeadm below a folder: kube-controller-manager signs with copies, since it ends
/// with two certificates in its signer's file.
fn sign_with_a_copy(folder: &Path) {
    const MANIFEST: &str = "kubernetes/manifests/kube-controller-manager.yaml";
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in entries.filter(|path| path.is_dir()) {
        sign_with_a_copy(&folder);
        let Ok(manifest) = fs::read_to_string(folder.join(MANIFEST)) else {
            continue;
        };
        let mut signing = manifest.clone();
        for (flag, extension) in [("cert", "crt"), ("key", "key")] {
            let file = |name: &str| {
                format!("--cluster-signing-{flag}-file=/etc/kubernetes/pki/{name}.{extension}")
            };
            signing = signing.replace(&file("ca"), &file("ca-signing"));
            let pki = folder.join("kubernetes/pki");
            // Keys are left out of some copies.
            let _ = fs::copy(
                pki.join("ca").with_extension(extension),
                pki.join("ca-signing").with_extension(extension),
            );
        }
        assert_ne!(signing, manifest);
        fs::write(folder.join(MANIFEST), signing).unwrap();
    }
}

pub(crate) fn blocks(text: &str) -> Vec<x509_parser::pem::Pem> {
    x509_parser::pem::Pem::iter_from_buffer(text.as_bytes())
        .map(Result::unwrap)
        .collect()
}

/// Whether a bundle, or that of a kubeconfig, holds a certificate.
pub(crate) fn holds(text: &str, sha256: &str) -> bool {
    if text.contains("apiVersion") {
        let bundle = String::from_utf8(decoded(text, "certificate-authority-data")).unwrap();
        return holds(&bundle, sha256);
    }
    let mut folder = tempfile::NamedTempFile::new().unwrap();
    folder.write_all(text.as_bytes()).unwrap();
    let report = run(&["inspect", &folder.path().display().to_string()]);
    report.to_string().contains(sha256)
}

pub(crate) fn steps(plan: &Value) -> &Vec<Value> {
    plan["steps"].as_array().unwrap()
}

#[test]
fn every_connection_works_after_every_step() {
    for (fixture, ca) in KUBEADM.into_iter().chain(OTHERS) {
        let node = Node::new(fixture, ca);
        assert_eq!(node.plan["keeps_all"], true, "{fixture} {ca}");
        assert_eq!(node.failing(), []);
        for step in steps(&node.plan) {
            for change in step["changes"].as_array().unwrap() {
                node.apply(change);
            }
            assert_eq!(node.failing(), [], "{fixture} {ca} {}", step["step"]);
        }
        assert_eq!(node.old_is_trusted(), 0, "{fixture} {ca}");
    }
}

/// Of an order that rests on files alone, what breaks is what breaks.
#[test]
fn other_orders_break_what_they_are_said_to_break() {
    let mut seen = 0;
    for (fixture, ca) in KUBEADM.into_iter().chain(OTHERS) {
        let orders = Node::new(fixture, ca).plan["other_orders"].clone();
        for order in orders.as_array().unwrap() {
            let node = Node::new(fixture, ca);
            let changes = |kind: &str| {
                // k3s issues as it starts, and comes to trust the new CA then too.
                let at_start = |step: &Value| kind == "issue" && step["kind"] == "exchange";
                let mut steps = steps(&node.plan).iter();
                let step = steps.find(|step| step["kind"] == kind || at_start(step));
                let mut changes = step.unwrap()["changes"].as_array().unwrap().clone();
                changes.retain(|change| kind != "issue" || change["use"] == "presents");
                changes
            };
            let is_kubeconfig = |change: &Value| {
                let text = fs::read_to_string(change["file"].as_str().unwrap()).unwrap();
                text.contains("kind: Config")
            };
            let mut changes = match order["order"].as_str().unwrap() {
                "ca-first" | "ca-first-everywhere" => changes("drop"),
                "certificates-first" => changes("issue"),
                "no-restarts" => continue,
                other => panic!("{other}"),
            };
            if order["order"] == "ca-first" {
                changes.retain(|change| !is_kubeconfig(change));
            }
            changes.iter().for_each(|change| node.apply(change));
            let said = order["connections"].as_array().unwrap().iter();
            let said: Vec<_> = said
                .filter(|one| one["verdict"] != "accept")
                .map(|one| {
                    let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
                    (text("name"), text("code"))
                })
                .collect();
            let mut failing = node.failing();
            // Pods are no connection of a plan; `explain` adds them once they fail. What follows from a connection that breaks
            // is told by `explain` too.
            failing.retain(|(name, code)| !name.starts_with("pod →") && code != "etcd-unavailable");
            assert_eq!(failing, said, "{fixture} {ca} {}", order["order"]);
            assert_eq!(order["breaks"].as_array().unwrap().len(), said.len());
            seen += 1;
        }
    }
    assert!(seen >= 18, "{seen}");
}

/// A new certificate for the CA's name and key: what it issued stays, and no order breaks anything.
#[test]
fn a_ca_that_keeps_its_key_has_nothing_issued_anew() {
    let node = Node::new("healthy", "kubernetes");
    let root = node.folder.path().display().to_string();
    let key = format!("{root}/etc/kubernetes/pki/ca.key");
    let key = Key::read(&fs::read_to_string(key).unwrap());
    let ca = Template::ca("kubernetes").valid("2026-01-01 00:00:00", "2046-01-01 00:00:00");
    let new = Node {
        plan: Value::Null,
        old: node.old.clone(),
        new: ca.self_signed(&key),
        inputs: node.inputs.clone(),
        folder: node.folder,
    };
    let file = format!("{root}/new.pem");
    fs::write(&file, new.new.pem()).unwrap();
    let plan = run(&["rotate", &root, "--ca", "pki/ca.crt", "--with", &file]);
    let kinds: Vec<_> = steps(&plan).iter().map(|step| &step["kind"]).collect();
    assert_eq!(kinds, ["trust", "restart", "drop", "restart"]);
    assert_eq!(plan["other_orders"], serde_json::json!([]));
    assert_eq!(plan["depends"]["issued"].as_array().unwrap().len(), 7);
    for step in steps(&plan) {
        for change in step["changes"].as_array().unwrap() {
            new.apply(change);
        }
        assert_eq!(new.failing(), [], "{}", step["step"]);
    }
}

/// The commands that are printed for kubeadm, run one after the other in the copy's root.
#[test]
fn the_commands_of_a_plan_do_it() {
    if !kubectl() {
        eprintln!("ignored: the commands of rotation plans, for want of kubectl");
        return;
    }
    for (fixture, ca) in KUBEADM {
        let node = Node::new(fixture, ca);
        // Its home is not among the files that are explained.
        let home = tempfile::tempdir().unwrap();
        let place = Place {
            root: node.folder.path(),
            home: home.path(),
            signer: node.folder.path(),
            kubelets: vec![node.folder.path().to_owned()],
        };
        let run = |actions: &Value| {
            for action in actions.as_array().unwrap() {
                for line in action["commands"].as_array().unwrap() {
                    place.command(line.as_str().unwrap(), ca);
                }
            }
        };
        run(&node.plan["preparation"]);
        for step in steps(&node.plan) {
            run(&step["actions"]);
            assert_eq!(node.failing(), [], "{ca} {}", step["step"]);
        }
        let old = crate::pki::pem("CERTIFICATE", &node.old);
        let own = node.plan["depends"]["trusting"][0]["file"]
            .as_str()
            .unwrap();
        assert!(!fs::read_to_string(own).unwrap().contains(&old), "{ca}");
    }
}

/// Where a node's commands run.
pub(crate) struct Place<'a> {
    pub(crate) root: &'a Path,
    /// `/root`.
    pub(crate) home: &'a Path,
    /// The root of the node whose kube-controller-manager signs.
    pub(crate) signer: &'a Path,
    /// The roots of all nodes.
    pub(crate) kubelets: Vec<PathBuf>,
}

impl Place<'_> {
    /// kubeadm's own commands by what they do, those of the shell for real.
    pub(crate) fn command(&self, line: &str, ca: &str) {
        let root = self.root;
        let kubeadm = crate::kubeadm::Node {
            root: root.to_owned(),
        };
        let words: Vec<_> = line.split_whitespace().collect();
        match words.as_slice() {
            ["kubeadm", "init", "phase", "certs", phase, folder] => {
                let folder = folder.strip_prefix("--cert-dir=/root/").unwrap();
                let path = self.home.join(folder).join(match *phase {
                    "etcd-ca" => "etcd/ca",
                    other => other,
                });
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let new = Template::ca(ca).self_signed(&Key::p256());
                fs::write(path.with_extension("crt"), new.pem()).unwrap();
                fs::write(path.with_extension("key"), new.key.file()).unwrap();
            }
            ["kubeadm", "kubeconfig", "user", _, user, ">", file] => {
                let user = user.strip_prefix("--client-name=").unwrap();
                // The address of the machine, as far as kubeadm knows.
                let text = kubeadm.kubeconfig_of(user, "192.0.2.1:6443");
                let file = file.strip_prefix("/root/").unwrap();
                fs::write(self.home.join(file), text).unwrap();
            }
            ["systemctl", "restart", "kubelet"] => {
                let root = self.signer.to_owned();
                kubeadm.kubelet_starts(&crate::kubeadm::Node { root });
                kubeadm.asks_for_serving();
            }
            ["kubectl", "get", ..] => {}
            // No file of a node.
            ["kubectl", "delete", "configmap", ..] => {}
            ["kubectl", "certificate", "approve", "NAME"] => {
                let root = self.signer.to_owned();
                let signer = crate::kubeadm::Node { root };
                for root in self.kubelets.iter().cloned() {
                    crate::kubeadm::Node { root }.is_issued_serving(&signer);
                }
            }
            ["kubeadm", "certs", ..] => assert!(kubeadm.run(line), "{line}"),
            // A restart is what asking again is.
            ["mv", .., "&&", "sleep", _, "&&", "mv", _, _] => {}
            _ => {
                let home = format!("{}/", self.home.display());
                let kubernetes = format!("{}/etc/kubernetes", root.display());
                let line = line.replace("/root/", &home);
                let mut line = line.replace("/etc/kubernetes", &kubernetes);
                // What a kubeconfig names is a path of the node.
                if !line.starts_with("kubectl config set-credentials ") {
                    let kubelet = format!("{}/var/lib/kubelet", root.display());
                    line = line.replace("/var/lib/kubelet", &kubelet);
                }
                let output = Command::new("sh")
                    .args(["-e", "-c", &line])
                    .env("HOME", self.home)
                    .env_remove("KUBECONFIG")
                    .output()
                    .unwrap();
                assert!(output.status.success(), "{line}: {output:?}");
            }
        }
    }
}
