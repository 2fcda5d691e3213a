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

/// What everything fails for whose kube-apiserver has no etcd.
const WITHOUT_API: &str = "etcd-unavailable";

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

    /// The same, where there is such a CA.
    fn planned(fixture: &str, ca: &str) -> Option<Self> {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(["rotate", "--ca", ca, "--at", "2026-06-01"])
            .arg(fixtures.join(fixture))
            .output()
            .unwrap();
        if output.status.code() == Some(2) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        copy(&fixtures.join(fixture), folder.path());
        let root = folder.path().display().to_string();
        let plan = run(&["rotate", "--ca", ca, &root]);
        let trusted = plan["depends"]["trusting"].as_array().unwrap();
        (!trusted.is_empty()).then(|| Self::of(folder, vec![root], ca))
    }

    pub(crate) fn of(folder: tempfile::TempDir, inputs: Vec<String>, ca: &str) -> Self {
        let mut arguments = vec!["rotate", "--ca", ca];
        arguments.extend(inputs.iter().map(String::as_str));
        let plan = run(&arguments);
        let trusting = plan["depends"]["trusting"].as_array().unwrap().iter();
        let files = trusting.map(|held| held["file"].as_str().unwrap());
        let mut blocks = files.flat_map(|file| blocks(&fs::read_to_string(file).unwrap()));
        let old = blocks.find(|block| block.label == "CERTIFICATE");
        Self {
            plan,
            old: old.map(|block| block.contents).unwrap_or_default(),
            new: Template::ca(ca).self_signed(&Key::p256()),
            folder,
            inputs,
        }
    }

    /// What `explain` says of its files.
    fn explained(&self) -> Value {
        let mut arguments = vec!["explain"];
        arguments.extend(self.inputs.iter().map(String::as_str));
        run(&arguments)
    }

    /// Connections that do not work, with the code of the headline.
    pub(crate) fn failing(&self) -> Vec<(String, String)> {
        let report = self.explained();
        let connections = report["connections"].as_array().unwrap().iter();
        connections
            .filter(|one| one["verdict"] != "accept")
            .map(|one| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&one["name"]), text(&one["headline"]["code"]))
            })
            .collect()
    }

    /// Has kube-controller-managers sign from a copy, as plans do: with two CAs in its file one does not start.
    pub(crate) fn signs_apart(&self) {
        for root in self.roots() {
            let pki = root.join("etc/kubernetes/pki");
            let manifest = root.join("etc/kubernetes/manifests/kube-controller-manager.yaml");
            let Ok(text) = fs::read_to_string(&manifest) else {
                continue;
            };
            let lines = text
                .lines()
                .map(|line| match line.contains("--cluster-signing-") {
                    true => line.replace("/ca.", "/ca-signing."),
                    false => line.to_owned(),
                });
            fs::write(manifest, lines.collect::<Vec<_>>().join("\n")).unwrap();
            for ending in ["crt", "key"] {
                let file = |name: &str| pki.join(format!("{name}.{ending}"));
                fs::copy(file("ca"), file("ca-signing")).unwrap();
            }
        }
    }

    /// Has them sign with the new CA.
    pub(crate) fn signs_with_new(&self) {
        for root in self.roots() {
            let signing = root.join("etc/kubernetes/pki/ca-signing");
            if signing.with_extension("crt").exists() {
                fs::write(signing.with_extension("crt"), self.new.pem()).unwrap();
                fs::write(signing.with_extension("key"), self.new.key.file()).unwrap();
            }
        }
    }

    /// The roots of its nodes.
    fn roots(&self) -> Vec<PathBuf> {
        let inputs = self.inputs.iter().map(Path::new);
        let root = |input: &Path| match input.strip_prefix(self.folder.path()) {
            Ok(below) => self
                .folder
                .path()
                .join(below.iter().next().unwrap_or_default()),
            Err(_) => input.to_owned(),
        };
        inputs.map(root).collect()
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

pub(crate) fn blocks(text: &str) -> Vec<x509_parser::pem::Pem> {
    x509_parser::pem::Pem::iter_from_buffer(text.as_bytes())
        .filter_map(Result::ok)
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
        if ca == "kubernetes" {
            node.signs_apart();
        }
        for step in steps(&node.plan) {
            for change in step["changes"].as_array().unwrap() {
                node.apply(change);
            }
            if step["kind"] == "issue" && ca == "kubernetes" {
                node.signs_with_new();
            }
            assert_eq!(node.failing(), [], "{fixture} {ca} {}", step["step"]);
        }
        assert_eq!(node.old_is_trusted(), 0, "{fixture} {ca}");
    }
}

/// Each program is judged by the Go that built it, and each finds good what is still to be issued.
#[test]
fn programs_built_with_other_go_releases_keep_working_too() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    copy(&fixtures.join("healthy"), folder.path());
    let manifests = folder.path().join("etc/kubernetes/manifests");
    for (name, tag) in [
        ("etcd", "3.5.24-0"),
        ("kube-apiserver", "v1.34.4"),
        ("kube-controller-manager", "v1.35.0"),
        ("kube-scheduler", "v1.37.2"),
    ] {
        let file = manifests.join(format!("{name}.yaml"));
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        let own = format!("    name: {name}\n");
        assert!(text.contains(&own), "{text}");
        let image = format!("    image: registry.k8s.io/{name}:{tag}\n{own}");
        fs::write(file, text.replacen(&own, &image, 1)).unwrap();
    }
    let root = folder.path().display().to_string();
    for ca in ["kubernetes", "etcd-ca", "front-proxy-ca"] {
        let plan = run(&["rotate", "--ca", ca, &root]);
        assert_eq!(plan["keeps_all"], true, "{ca}: {plan:#}");
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
            if ca == "kubernetes" {
                node.signs_apart();
            }
            changes.iter().for_each(|change| node.apply(change));
            let said = order["connections"].as_array().unwrap().iter();
            let mut said: Vec<_> = said
                .filter(|one| one["verdict"] != "accept")
                .map(|one| {
                    let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
                    (text("name"), text("code"))
                })
                .collect();
            // Of a pod explain says what is wrong with its own trust.
            let breaks = said.len();
            said.retain(|(name, code)| !name.starts_with("pod ") || code != WITHOUT_API);
            let mut failing = node.failing();
            failing.sort();
            said.sort();
            assert_eq!(failing, said, "{fixture} {ca} {}", order["order"]);
            assert_eq!(order["breaks"].as_array().unwrap().len(), breaks);
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
    assert_eq!(kinds, ["trust", "wait", "drop"]);
    assert_eq!(plan["other_orders"], serde_json::json!([]));
    assert_eq!(plan["depends"]["issued"].as_array().unwrap().len(), 7);
    new.signs_apart();
    for step in steps(&plan) {
        for change in step["changes"].as_array().unwrap() {
            new.apply(change);
        }
        assert_eq!(new.failing(), [], "{}", step["step"]);
    }
}

/// The commands that are printed for kubeadm, run one after the other in the copy's root; and after each step the way back, from
/// where the step is gone again.
#[test]
fn the_commands_of_a_plan_do_it() {
    if !kubectl() {
        eprintln!("ignored: the commands of rotation plans, for want of kubectl");
        return;
    }
    for (fixture, ca) in KUBEADM {
        let node = Node::new(fixture, ca);
        let machine = Machine::new(&node);
        machine.run(&node.plan["preparation"], ca);
        for step in steps(&node.plan) {
            machine.run(&step["actions"], ca);
            assert_eq!(node.failing(), [], "{ca} {}", step["step"]);
            machine.run(&step["undo"], ca);
            assert_eq!(node.failing(), [], "{ca} back from {}", step["step"]);
            machine.run(&step["actions"], ca);
            assert_eq!(node.failing(), [], "{ca} {} again", step["step"]);
        }
        let old = crate::pki::pem("CERTIFICATE", &node.old);
        let own = node.plan["depends"]["trusting"][0]["file"]
            .as_str()
            .unwrap();
        assert!(!fs::read_to_string(own).unwrap().contains(&old), "{ca}");
        // From the end back to the beginning.
        for step in steps(&node.plan).iter().rev() {
            machine.run(&step["undo"], ca);
            assert_eq!(
                node.failing(),
                [],
                "{ca} all the way back, {}",
                step["step"]
            );
        }
        let own = fs::read_to_string(own).unwrap();
        assert_eq!(blocks(&own).len(), 1, "{ca}");
        assert!(own.contains(&old), "{ca}");
    }
}

/// On every node of kubeadm's among the fixtures, whatever is wrong with it: after each step `explain` says what the plan said.
#[test]
fn what_a_plan_says_of_each_step_is_what_explain_says_then() {
    if !kubectl() {
        eprintln!("ignored: the commands of rotation plans, for want of kubectl");
        return;
    }
    let mut seen = 0;
    let mut differ = Vec::new();
    for fixture in control_planes() {
        for ca in ["kubernetes", "etcd-ca", "front-proxy-ca"] {
            let Some(node) = Node::planned(&fixture, ca) else {
                continue;
            };
            let machine = Machine::new(&node);
            machine.run(&node.plan["preparation"], ca);
            for step in steps(&node.plan) {
                machine.run(&step["actions"], ca);
                let mut found = verdicts(&node.explained()["connections"]);
                // A pod is worth a row where its own trust fails; without the API server it fails too.
                let mut to_api = found
                    .iter()
                    .filter(|(name, _)| name.contains("→ kube-apiserver"));
                let of_pod = match to_api.all(|(_, verdict)| verdict == "reject") {
                    true => "reject",
                    false => "accept",
                };
                for (name, wanted) in verdicts(&step["connections"]) {
                    let index = found.iter().position(|(own, _)| *own == name);
                    let verdict = match index {
                        Some(index) => found.remove(index).1,
                        None if name.starts_with("pod ") => of_pod.to_owned(),
                        None => "none".to_owned(),
                    };
                    if verdict != wanted {
                        let (number, kind) = (&step["step"], &step["kind"]);
                        differ.push(format!(
                            "{fixture} {ca} {number} {kind} {name}: {wanted} became {verdict}"
                        ));
                    }
                }
                differ.extend(
                    found
                        .iter()
                        .map(|(name, _)| format!("{fixture} {ca} {name}: new")),
                );
                seen += 1;
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(seen >= 100, "{seen}");
}

/// The fixtures that are nodes of kubeadm's with a CA of their own.
fn control_planes() -> Vec<String> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    let folders = fs::read_dir(fixtures).unwrap().map(Result::unwrap);
    let own = folders.filter(|entry| entry.path().join("etc/kubernetes/pki/ca.key").exists());
    let mut names: Vec<_> = own
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn verdicts(connections: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = connections.as_array().unwrap().iter();
    each.map(|one| (text(&one["name"]), text(&one["verdict"])))
        .collect()
}

/// A node with a home that is not among the files which are explained.
struct Machine<'a> {
    node: &'a Node,
    home: tempfile::TempDir,
}

impl<'a> Machine<'a> {
    fn new(node: &'a Node) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { node, home }
    }

    fn run(&self, actions: &Value, ca: &str) {
        let root = self.node.folder.path();
        let place = Place {
            root,
            home: self.home.path(),
            signer: root,
            kubelets: vec![root.to_owned()],
        };
        for action in actions.as_array().unwrap() {
            for line in action["commands"].as_array().unwrap() {
                place.command(line.as_str().unwrap(), ca);
            }
        }
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
            ["kubeadm", "init", "phase", "certs", phase, folder, ..] => {
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
            ["systemctl", "restart" | "start", "kubelet"] => {
                let root = self.signer.to_owned();
                kubeadm.kubelet_starts(&crate::kubeadm::Node { root });
                kubeadm.asks_for_serving();
            }
            ["systemctl", "stop", "kubelet"] => {}
            ["kubectl", "certificate", "approve", "NAME"] => {
                let root = self.signer.to_owned();
                let signer = crate::kubeadm::Node { root };
                for root in self.kubelets.iter().cloned() {
                    crate::kubeadm::Node { root }.is_issued_serving(&signer);
                }
            }
            [
                "for",
                "n",
                "in",
                names @ ..,
                "do",
                "kubeadm",
                "certs",
                "renew",
                _,
                folder,
                "done",
            ] => {
                // `--cert-dir=/root/next/pki;`
                let folder = folder
                    .trim_end_matches(';')
                    .strip_prefix("--cert-dir=/root/");
                for name in names {
                    kubeadm.renew_in(&self.home.join(folder.unwrap()), name.trim_end_matches(';'));
                }
            }
            ["kubeadm", "certs", ..] => assert!(kubeadm.run(line), "{line}"),
            [
                "for",
                "n",
                "in",
                ..,
                "do",
                "kubeadm",
                "certs",
                "renew",
                _,
                "done",
            ] => {
                assert!(kubeadm.run(line), "{line}");
            }
            // No file of a node: it waits, or asks the API.
            ["sleep", _] | ["kubectl", "get" | "delete", ..] | ["export", ..] => {}
            ["!", "kubectl", "get", "configmap", "cluster-info", ..] => {}
            ["timeout", ..] | ["for", "l", "in", ..] if line.contains("kubectl get") => {}
            ["timeout", ..] if line.contains("curl") => {}
            ["for", "n", "in", "$(kubectl", ..] => {}
            _ => self.shell(line),
        }
    }

    /// Runs a line as it is printed, with this machine's folders in the place of the node's; nothing takes time here.
    fn shell(&self, line: &str) {
        let home = format!("{}/", self.home.display());
        let root = self.root.display();
        let line = line.replace("sleep 20 && ", "").replace("/root/", &home);
        // What a manifest names is a path of the node, too.
        const IN_MANIFEST: [&str; 2] = ["-file=/etc/kubernetes", "-file=/ETC/kubernetes"];
        let line = line.replace(IN_MANIFEST[0], IN_MANIFEST[1]);
        let line = line.replace("/etc/kubernetes", &format!("{root}/etc/kubernetes"));
        let line = line.replace(IN_MANIFEST[1], IN_MANIFEST[0]);
        // What a kubeconfig names is a path of the node.
        let line = if line.starts_with("kubectl config set-credentials ") {
            line
        } else {
            line.replace("/var/lib/kubelet", &format!("{root}/var/lib/kubelet"))
        };
        let output = Command::new("bash")
            .args(["-e", "-c", &line])
            .current_dir(self.home)
            .env("HOME", self.home.as_os_str())
            .env_remove("KUBECONFIG")
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
    }
}
