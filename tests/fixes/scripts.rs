//! `explain --fix-script`: the scripts are run on copies of the nodes, with the real programs where a machine has them, and
//! `kubeadm` and `k3s` played by this very test ([`crate::kubeadm`]).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::kubeadm::Node;
use crate::nodes::explain;
use crate::{copy, kubectl};

const LINE: &str = "CERTGRAPH_TEST_LINE";
const ROOT: &str = "CERTGRAPH_TEST_ROOT";

/// Programs that a node has and a test has not: what they would do is what asking again is.
const SILENT: [&str; 3] = ["systemctl", "sleep", "crictl"];

/// Called by the programs `kubeadm` and `k3s` of [`Scratch`].
#[test]
#[ignore = "plays kubeadm and k3s for scripts"]
fn plays_a_program() {
    let line = std::env::var(LINE).unwrap();
    let root = PathBuf::from(std::env::var(ROOT).unwrap());
    assert!(Node { root }.run(&line), "{line}");
}

/// A copy of a node, and the programs that its scripts call.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn of(fixture: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Self { folder };
        copy(fixture, &scratch.root());
        fs::create_dir_all(scratch.root().join("root")).unwrap();
        let bin = scratch.bin();
        fs::create_dir_all(&bin).unwrap();
        let exe = std::env::current_exe().unwrap();
        let program = |name: &str, text: String| {
            let path = bin.join(name);
            fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        for name in SILENT {
            program(name, "exit 0".to_owned());
        }
        program("id", "echo 0".to_owned());
        program("hostname", "echo cp-1".to_owned());
        for name in ["kubeadm", "k3s"] {
            let play = format!(
                "{LINE}=\"{name} $*\" exec '{}' --exact scripts::plays_a_program --ignored >/dev/null",
                exe.display()
            );
            program(name, play);
        }
        scratch
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("node")
    }

    fn bin(&self) -> PathBuf {
        self.folder.path().join("bin")
    }

    fn write(&self) -> Output {
        Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(["explain", "--at", "2026-06-01", "--fix-script"])
            .arg(self.folder.path().join("scripts"))
            .arg(self.root())
            .output()
            .unwrap()
    }

    /// The only script.
    fn script(&self) -> String {
        fs::read_to_string(self.folder.path().join("scripts/node.sh")).unwrap()
    }

    /// Runs a script, with the files of the copy in the place of the machine's.
    fn run(&self, script: &str) -> Output {
        let node = Node { root: self.root() };
        let here: Vec<String> = script.lines().map(|line| node.here(line)).collect();
        let path = std::env::var("PATH").unwrap();
        Command::new("bash")
            .arg("-c")
            .arg(here.join("\n"))
            .env("PATH", format!("{}:{path}", self.bin().display()))
            .env("HOME", self.folder.path())
            .env(ROOT, self.root())
            .stdin(std::process::Stdio::null())
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

fn accepted(document: &Value) -> u64 {
    let connections = document["connections"].as_array().unwrap().iter();
    connections.filter(|one| one["verdict"] == "accept").count() as u64
}

/// Whether there is something that a person has to do, or that this machine has no program for.
fn is_by_hand(script: &str) -> bool {
    script.contains("This is done by hand.")
        || script.contains("rke2 ")
        || (script.contains("kubectl ") && !kubectl())
}

#[test]
fn a_script_leads_where_the_screen_says() {
    let mut run = Vec::new();
    for fixture in fixtures() {
        let scratch = Scratch::of(&fixture);
        let before = explain(&scratch.root());
        let output = scratch.write();
        if before["fix"].is_null() {
            assert!(!scratch.folder.path().join("scripts").exists());
            continue;
        }
        let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.is_empty(), "{name}: {error}");
        let script = scratch.script();
        assert!(script.contains("\nset -eu\n"), "{name}");
        assert!(
            !script.contains(&*scratch.root().to_string_lossy()),
            "{name}"
        );
        if is_by_hand(&script) {
            continue;
        }
        let output = scratch.run(&script);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}\n{script}");
        let kept = scratch.root().join("root/certgraph-backup/");
        assert!(fs::read_dir(kept).unwrap().next().is_some(), "{name}");
        // What was kept and moved away is no input.
        fs::remove_dir_all(scratch.root().join("root")).unwrap();
        let after = explain(&scratch.root());
        assert_eq!(
            accepted(&after),
            before["fix"]["accepted_after"],
            "{name}\n{script}"
        );
        run.push(name);
    }
    assert!(run.len() >= if kubectl() { 8 } else { 5 }, "{run:?}");
}

/// One file is not what it was: nothing is done.
#[test]
fn a_script_stops_at_another_file_and_changes_nothing() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane/etcd-client-expired");
    let scratch = Scratch::of(&fixture);
    scratch.write();
    let script = scratch.script();
    let changed = scratch.root().join("etc/kubernetes/manifests/etcd.yaml");
    let text = fs::read_to_string(&changed).unwrap();
    fs::write(&changed, format!("{text}# another\n")).unwrap();
    let certificate = scratch
        .root()
        .join("etc/kubernetes/pki/apiserver-etcd-client.crt");
    let before = fs::read(&certificate).unwrap();
    let output = scratch.run(&script);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("a file is not what it was"), "{said}");
    assert_eq!(fs::read(&certificate).unwrap(), before);
    assert!(!scratch.root().join("root/certgraph-backup").exists());
}

/// A command in the middle fails: what comes behind it is not run.
#[test]
fn a_script_stops_at_the_first_command_that_fails() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane/etcd-client-expired");
    let scratch = Scratch::of(&fixture);
    scratch.write();
    let script = scratch.script();
    fs::write(scratch.bin().join("kubeadm"), "#!/bin/sh\nexit 3\n").unwrap();
    let output = scratch.run(&script);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("Done."), "{said}");
}

#[test]
fn scripts_are_of_nodes_and_never_overwrite() {
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .arg("explain")
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine"), "x").unwrap();
    let shown = folder.path().display().to_string();
    let node = "fixtures/control-plane/etcd-client-expired";
    let output = run(&[node, "--at", "2026-06-01", "--fix-script", &shown]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("is not empty"), "{said}");
    let new = folder.path().join("new").display().to_string();
    let output = run(&[
        "fixtures/faults/expired-client/kubeconfig.yaml",
        "--fix-script",
        &new,
    ]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(&[
        "fixtures/control-plane/healthy",
        "--at",
        "2026-06-01",
        "--fix-script",
        &new,
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("there is no fix"), "{said}");
    assert!(!Path::new(&new).exists());
}
