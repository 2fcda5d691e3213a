//! The plans of `rotate` for several nodes, applied to copies of them one after the other: every connection, also from node
//! to node, has to work after each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::kubeadm::renamed;
use crate::pki::{Key, Pair};
use crate::rotation::{Node, Place, steps};
use crate::{copy, kubectl};

const AUTHORITIES: [&str; 3] = ["kubernetes", "etcd-ca", "front-proxy-ca"];
/// Three control-plane nodes behind one name, and a worker.
const NODES: [(&str, &str); 4] = [
    ("cp-1", "10.0.0.10"),
    ("cp-2", "10.0.0.11"),
    ("cp-3", "10.0.0.12"),
    (WORKER, "10.0.0.20"),
];
const WORKER: &str = "w-1";

/// A control plane and twenty equal workers: a plan that somebody reads at night.
#[test]
fn twenty_workers_take_few_lines() {
    let workers: Vec<_> = (1..=20)
        .map(|number| (format!("w-{number:02}"), format!("10.0.0.{}", 20 + number)))
        .collect();
    let mut nodes = vec![NODES[0]];
    nodes.extend(
        workers
            .iter()
            .map(|(name, address)| (name.as_str(), address.as_str())),
    );
    let fleet = fleet_of("kubernetes", &nodes);
    assert_eq!(fleet.plan["keeps_all"], true);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["rotate", "--ca", "kubernetes", "--at", "2026-06-01"])
        .args(&fleet.inputs)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.lines().count() <= 120,
        "{}\n{text}",
        text.lines().count()
    );
}

fn fleet(ca: &str) -> Node {
    fleet_of(ca, &NODES)
}

/// Nodes by name and address, the worker among `NODES` and those after it being workers.
fn fleet_of(ca: &str, nodes: &[(&str, &str)]) -> Node {
    let folder = tempfile::tempdir().unwrap();
    let inputs = lay(folder.path(), nodes);
    Node::of(folder, inputs, ca)
}

/// Makes the files of these nodes, and gives what to name to the program.
pub(crate) fn lay(folder: &Path, nodes: &[(&str, &str)]) -> Vec<String> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    let mut inputs = Vec::new();
    // The worker first: it comes last all the same.
    for (name, address) in nodes.iter().rev() {
        let root = folder.join(name);
        copy(&fixtures.join("healthy"), &root);
        let node = crate::kubeadm::Node { root: root.clone() };
        node.bootstraps_serving(name, address);
        join(&root, name, address);
        inputs.push(root.join("etc/kubernetes").display().to_string());
    }
    inputs
}

pub(crate) fn is_worker(name: &str) -> bool {
    name.starts_with("w-")
}

/// Makes a copy of the first node another one of its cluster.
fn join(root: &Path, name: &str, address: &str) {
    let rename = |text: &str| text.replace("cp-1", name).replace("10.0.0.10", address);
    let path = |below: &str| root.join(below);
    let pki = |below: &str| path("etc/kubernetes/pki").join(below);
    let authority = |below: &str| {
        let read = |ending: &str| fs::read_to_string(pki(below).with_extension(ending)).unwrap();
        Pair::read(&read("crt"), &read("key"))
    };
    for (leaf, ca) in [
        ("apiserver", "ca"),
        ("etcd/server", "etcd/ca"),
        ("etcd/peer", "etcd/ca"),
    ] {
        let old = fs::read_to_string(pki(leaf).with_extension("crt")).unwrap();
        let template = renamed(&old, &|text| {
            if is_worker(name) {
                text.to_owned()
            } else {
                rename(text)
            }
        });
        let new = authority(ca).issue(&template, &Key::p256());
        fs::write(pki(leaf).with_extension("crt"), new.pem()).unwrap();
        fs::write(pki(leaf).with_extension("key"), new.key.file()).unwrap();
    }
    let current = path("var/lib/kubelet/pki/kubelet-client-current.pem");
    let old = fs::read_to_string(&current).unwrap();
    let new = authority("ca").issue(&renamed(&old, &rename), &Key::p256());
    fs::write(current, format!("{}{}", new.pem(), new.key.file())).unwrap();
    let mut texts = vec![path("etc/kubernetes/kubelet.conf")];
    let manifests = fs::read_dir(path("etc/kubernetes/manifests")).unwrap();
    texts.extend(manifests.map(|entry| entry.unwrap().path()));
    for file in texts {
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, rename(&text)).unwrap();
    }
    if is_worker(name) {
        let ca = fs::read(pki("ca.crt")).unwrap();
        let conf = fs::read_to_string(path("etc/kubernetes/kubelet.conf")).unwrap();
        // As a kubelet calls it that was let in by a token.
        let conf = conf.replace("kubernetes\n", "default-cluster\n");
        fs::remove_dir_all(path("etc/kubernetes")).unwrap();
        fs::create_dir_all(path("etc/kubernetes/pki")).unwrap();
        fs::write(pki("ca.crt"), ca).unwrap();
        fs::write(path("etc/kubernetes/kubelet.conf"), conf).unwrap();
    }
}

fn list<'a>(value: &'a Value, field: &str) -> Vec<&'a str> {
    let entries = value[field].as_array().unwrap().iter();
    entries.map(|entry| entry.as_str().unwrap()).collect()
}

#[test]
fn every_connection_works_after_every_node() {
    for ca in AUTHORITIES {
        let fleet = fleet(ca);
        assert_eq!(fleet.plan["keeps_all"], true, "{ca}");
        assert_eq!(fleet.failing(), [], "{ca}");
        let before = fleet.plan["before"].as_array().unwrap();
        let names: Vec<_> = before
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        for wanted in [
            "etcd cp-1 → etcd cp-3",
            "kube-apiserver cp-2 → kubelet w-1",
            "kubelet w-1 → kube-apiserver cp-3",
            "kube-scheduler cp-3 → kube-apiserver cp-1",
        ] {
            assert!(names.contains(&wanted), "{wanted}: {names:?}");
        }
        assert!(!names.contains(&"etcd cp-1 → etcd cp-1"));
        if ca == "kubernetes" {
            fleet.signs_apart();
        }
        let mut restarts = 0;
        for step in steps(&fleet.plan) {
            let rounds = step["rounds"].as_array().unwrap();
            let order: Vec<_> = rounds
                .iter()
                .map(|one| one["node"].as_str().unwrap())
                .collect();
            assert!(order.is_sorted(), "{order:?}");
            let restarting = rounds
                .iter()
                .filter(|round| round["restarts"] != serde_json::json!([]));
            restarts += usize::from(restarting.count() >= 3);
            let changes = step["changes"].as_array().unwrap();
            if step["kind"] == "issue" && ca == "kubernetes" {
                fleet.signs_with_new();
            }
            for round in rounds {
                let files = list(round, "files");
                let own = changes
                    .iter()
                    .filter(|change| files.contains(&change["file"].as_str().unwrap()));
                own.for_each(|change| fleet.apply(change));
                assert_eq!(fleet.failing(), [], "{ca} {} {round}", step["kind"]);
                assert_eq!(round["working"], before.len());
            }
        }
        assert!(restarts >= 1 || ca == "front-proxy-ca", "{ca}");
    }
}

/// What breaks while one node after the other is moved to the new CA alone is what was said to break.
#[test]
fn one_node_after_the_other_breaks_what_it_is_said_to_break() {
    for ca in AUTHORITIES {
        let fleet = fleet(ca);
        let orders = fleet.plan["other_orders"].as_array().unwrap();
        let said = orders.iter().find(|one| one["order"] == "node-by-node");
        let said: BTreeSet<_> = said.map_or_else(BTreeSet::new, |order| {
            list(order, "breaks")
                .into_iter()
                .map(str::to_owned)
                .collect()
        });
        if ca == "kubernetes" {
            fleet.signs_apart();
        }
        let mut seen = BTreeSet::new();
        for (name, _) in NODES {
            let root = format!("{}/", fleet.folder.path().join(name).display());
            for kind in ["drop", "issue"] {
                let step = steps(&fleet.plan).iter().find(|step| step["kind"] == kind);
                let changes = step.unwrap()["changes"].as_array().unwrap();
                let own = changes
                    .iter()
                    .filter(|change| change["file"].as_str().unwrap().starts_with(&root));
                own.for_each(|change| fleet.apply(change));
            }
            seen.extend(fleet.failing().into_iter().map(|(name, _)| name));
        }
        seen.retain(|name| !name.starts_with("pod "));
        assert_eq!(seen, said, "{ca}");
        // Each API server meets the front proxy of its own node alone.
        assert_eq!(seen.is_empty(), ca == "front-proxy-ca", "{ca}");
    }
}

/// The commands that are printed, run on the node that they are printed for.
#[test]
fn the_commands_do_it_on_every_node() {
    if !kubectl() {
        eprintln!("ignored: the commands of rotation plans, for want of kubectl");
        return;
    }
    for ca in AUTHORITIES {
        let fleet = fleet(ca);
        let homes = tempfile::tempdir().unwrap();
        let machines = Machines {
            roots: fleet.folder.path().to_owned(),
            homes: homes.path().to_owned(),
            ca,
        };
        for (name, _) in NODES {
            fs::create_dir(machines.homes.join(name)).unwrap();
        }
        machines.run(&fleet.plan["preparation"]);
        for step in steps(&fleet.plan) {
            machines.run(&step["actions"]);
            assert_eq!(fleet.failing(), [], "{ca} {}", step["step"]);
        }
        // Each kubelet's serving certificate was asked for and approved.
        let plan = fleet.plan["steps"].to_string();
        let approved = plan.matches("kubectl certificate approve").count();
        assert_eq!(approved > 0, ca == "kubernetes", "{ca}");
        let old = fleet.plan["target"]["sha256"].as_str().unwrap();
        for held in fleet.plan["depends"]["trusting"].as_array().unwrap() {
            let text = fs::read_to_string(held["file"].as_str().unwrap()).unwrap();
            assert!(!crate::rotation::holds(&text, old), "{held}");
        }
        // The new CA's key is nowhere but where certificates are issued.
        assert!(!machines.homes.join("w-1/new-pki/ca.key").exists());
    }
}

struct Machines<'a> {
    roots: PathBuf,
    homes: PathBuf,
    ca: &'a str,
}

impl Machines<'_> {
    fn run(&self, actions: &Value) {
        for action in actions.as_array().unwrap() {
            for line in list(action, "commands") {
                let nodes = list(action, "nodes");
                assert!(!nodes.is_empty(), "{action}");
                for node in nodes {
                    self.command(node, line);
                }
            }
        }
    }

    fn command(&self, node: &str, line: &str) {
        let (root, home) = (self.roots.join(node), self.homes.join(node));
        let at_home = |path: &str| home.join(path.strip_prefix("/root/").unwrap());
        let there = |target: &str| {
            let (node, path) = target
                .strip_prefix("root@")
                .unwrap()
                .split_once(':')
                .unwrap();
            let below = path.strip_prefix("/root/").unwrap();
            self.homes.join(node).join(below)
        };
        let words: Vec<_> = line.split_whitespace().collect();
        match words.as_slice() {
            ["for", "n", "in", names @ .., "done"] if line.contains("scp") => {
                let (_, body) = line.split_once(" ; do ").unwrap();
                let body = body.strip_suffix(" ; done").unwrap().replace('"', "");
                for name in names.iter().take_while(|name| **name != ";") {
                    for part in body.split(" && ") {
                        self.command(node, &part.replace("$n", name));
                    }
                }
            }
            ["scp", "-rp", from, to] => {
                let folder = at_home(from);
                copy(&folder, &there(to).join(folder.file_name().unwrap()));
            }
            ["scp", "-p", from, to] => {
                let file = at_home(from);
                fs::copy(&file, there(to).join(file.file_name().unwrap())).unwrap();
            }
            ["ssh", at, "mkdir", "-p", folder] => {
                fs::create_dir_all(there(&format!("{at}:{folder}"))).unwrap();
            }
            _ => {
                let place = Place {
                    root: &root,
                    home: &home,
                    // Any of them may be the leader.
                    signer: &self.roots.join("cp-3"),
                    kubelets: NODES.map(|(name, _)| self.roots.join(name)).to_vec(),
                };
                place.command(line, self.ca);
            }
        }
    }
}
