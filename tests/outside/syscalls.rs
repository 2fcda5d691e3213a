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
