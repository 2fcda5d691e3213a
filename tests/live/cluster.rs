//! The healthy cluster of the fixtures, its server moved to loopback.

use std::path::Path;
use std::process::Command;

use certgraph::decode::pem;
use serde_json::Value;
use tempfile::TempDir;

use crate::servers::Tls;

pub(crate) const AT: &str = "2026-06-01";

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/kubeadm/healthy")
        .join(name);
    std::fs::read(path).unwrap()
}

/// The first block of a PEM text.
pub(crate) fn der(text: &[u8]) -> Vec<u8> {
    pem::blocks(text, pem::Rules::default())
        .next()
        .unwrap()
        .bytes
        .to_vec()
}

/// kube-apiserver as the fixtures have it, which names its client CA.
pub(crate) fn apiserver() -> Tls {
    let mut tls = Tls::new(
        vec![der(&fixture("pki/apiserver.crt"))],
        der(&fixture("pki/apiserver.key")),
    );
    tls.client_cas = Some(vec![
        subject("pki/ca.crt"),
        subject("pki/front-proxy-ca.crt"),
    ]);
    tls
}

/// The subject of a certificate, in DER.
pub(crate) fn subject(name: &str) -> Vec<u8> {
    certgraph::x509::Certificate::parse(&der(&fixture(name)))
        .unwrap()
        .subject
        .raw
        .to_vec()
}

/// A folder with `admin.conf` for a server at `authority`.
pub(crate) fn kubeconfig(authority: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = String::from_utf8(fixture("admin.conf")).unwrap();
    let server = "server: https://10.0.0.10:6443";
    assert!(text.contains(server));
    let text = text.replace(
        server,
        &format!("server: https://{authority}\n    tls-server-name: kubernetes"),
    );
    std::fs::write(folder.path().join("admin.conf"), text).unwrap();
    folder
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|_| panic!("{}{}", self.stdout, self.stderr))
    }

    /// The codes of the first connection's findings.
    pub(crate) fn codes(&self) -> Vec<String> {
        let json = self.json();
        let found = json["connections"][0]["findings"].as_array().unwrap();
        found
            .iter()
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Runs the program with 64 MiB of memory and an empty environment.
pub(crate) fn certgraph(folder: &Path, arguments: &[&str]) -> Run {
    certgraph_with(folder, arguments, &[])
}

pub(crate) fn certgraph_with(
    folder: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Run {
    let output = Command::new("/bin/sh")
        .args([
            "-c",
            "ulimit -d 65536; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_certgraph"),
        ])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// `explain --connect` in JSON for a server at `authority`.
pub(crate) fn explain(authority: &str, more: &[&str]) -> Run {
    let folder = kubeconfig(authority);
    let mut arguments = vec![
        "explain",
        "admin.conf",
        "--connect",
        "--at",
        AT,
        "--format",
        "json",
    ];
    arguments.extend(more);
    certgraph(folder.path(), &arguments)
}
