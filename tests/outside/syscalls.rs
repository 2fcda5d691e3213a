//! Nothing is executed, no socket is opened, and no file is opened that was not named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The system calls of a run, by strace.
pub(crate) fn trace(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let log = folder.join("trace.log");
    let status = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=execve,execveat,socket,connect,open,openat,openat2,fork,vfork",
            "-o",
        ])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    assert!(matches!(status.status.code(), Some(0..=4)), "{status:?}");
    fs::read_to_string(log)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// A kubeconfig of a copied node names the node's files: those of the machine at hand are not opened for them.
pub(crate) fn nothing_of_this_machine_is_taken_for_a_copied_node() {
    let folder = tempfile::tempdir().unwrap();
    let kubernetes = folder.path().join("worker/etc/kubernetes");
    fs::create_dir_all(&kubernetes).unwrap();
    let own = folder.path().join("of-this-machine");
    fs::write(&own, "of this machine").unwrap();
    let own = own.display();
    fs::write(
        kubernetes.join("kubelet.conf"),
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters:\n- name: a\n  cluster: {{server: \"https://10.0.0.1:6443\", \
             certificate-authority: {own}}}\nusers:\n- name: a\n  user: {{client-certificate: {own}, client-key: {own}}}\n\
             contexts:\n- name: a\n  context: {{cluster: a, user: a}}\n"
        ),
    )
    .unwrap();
    let commands: [&[&str]; 7] = [
        &["explain", "worker"],
        &["audit", "worker"],
        &["tree", "worker"],
        &["inspect", "worker"],
        &["graph", "worker", "--format", "dot"],
        &["diff", "worker", "worker"],
        &[
            "message",
            "x509: certificate signed by unknown authority",
            "worker",
        ],
    ];
    for command in commands {
        let calls = trace(folder.path(), command);
        assert!(
            calls.iter().any(|call| call.contains("kubelet.conf")),
            "{command:?}: {calls:#?}"
        );
        let outside: Vec<_> = calls
            .iter()
            .filter(|call| call.contains(&format!("\"{own}\"")))
            .collect();
        assert!(outside.is_empty(), "{command:?}: {outside:#?}");
    }
}

/// Runs `explain` under strace.
pub(crate) fn only_named_files_are_touched() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &str| fs::copy(fixture(from), folder.path().join(to)).unwrap();
    copy("kubeadm/healthy/admin.conf", "admin.conf");
    copy("kubeadm/healthy/pki/ca.crt", "ca.crt");
    copy("kubeadm/healthy/pki/apiserver.crt", "apiserver.crt");
    let exec = fs::read_to_string(fixture("faults/plugin-credentials/kubeconfig.yaml")).unwrap();
    fs::write(folder.path().join("exec.yaml"), exec).unwrap();
    for input in ["admin.conf", "exec.yaml"] {
        let arguments = [
            "explain",
            input,
            "--client-ca-file",
            "ca.crt",
            "--tls-cert-file",
            "apiserver.crt",
        ];
        let calls = trace(folder.path(), &arguments);
        assert_eq!(
            calls.iter().filter(|call| call.contains("execve")).count(),
            1,
            "{calls:#?}"
        );
        for forbidden in ["socket(", "connect(", "fork("] {
            assert!(
                !calls.iter().any(|call| call.contains(forbidden)),
                "{forbidden}: {calls:#?}"
            );
        }
        let named = ["admin.conf", "exec.yaml", "ca.crt", "apiserver.crt"];
        let runtime = [
            "/etc/ld.so",
            "/lib/",
            "/lib64/",
            "/usr/lib",
            "/proc/self/",
            "/sys/fs/cgroup",
            "/proc/cpuinfo",
        ];
        for call in calls
            .iter()
            .filter(|call| call.contains("open") && !call.contains("ENOENT"))
        {
            let path = call.split('"').nth(1).unwrap_or_default();
            assert!(
                named.contains(&path) || runtime.iter().any(|start| path.starts_with(start)),
                "opened {path}: {call}"
            );
        }
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}
