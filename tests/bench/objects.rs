//! Reads a List of all Secrets of a large cluster, as JSON and as YAML, and says what that takes.
//!
//!     cargo bench --bench objects
//!
//! The lists are written below `target/tmp`, 200 MB each, and made anew only if they are missing.
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for those who work on certgraph"
)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    PKCS_RSA_SHA256,
};
use serde_json::json;

/// Secrets of the list.
const SECRETS: usize = 33_000;
/// Keys that they share; making one takes half a second.
const KEYS: usize = 8;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("objects-of-a-cluster");
    fs::create_dir_all(&folder).unwrap();
    let lists = [folder.join("list.json"), folder.join("list.yaml")];
    if lists.iter().any(|path| !path.exists()) {
        write(&lists);
    }
    println!("| list | command | CPU | peak memory |\n| --- | --- | --- | --- |");
    for list in &lists {
        for command in [
            &["audit"][..],
            &["inspect", "--format", "json"],
            &["inspect"],
        ] {
            measure(list, command);
        }
    }
}

/// What a command takes, by the kernel's own books.
fn measure(list: &PathBuf, command: &[&str]) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(command)
        .args(["--at", "2026-06-01"])
        .arg(list)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut cpu, mut memory) = (0, 0);
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        let of = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", child.id()));
        if let (Ok(stat), Ok(status)) = (of("stat"), of("status")) {
            // Fields 14 and 15 of proc_pid_stat(5), in hundredths of a second; two stand before the closing bracket.
            let fields: Vec<_> = stat.rsplit(')').next().unwrap().split(' ').collect();
            let ticks = |index: usize| fields.get(index).and_then(|text| text.parse::<u64>().ok());
            cpu = cpu.max(ticks(12).unwrap_or(0) + ticks(13).unwrap_or(0));
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let peak = peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
            memory = memory.max(peak.unwrap_or(0));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let size = fs::metadata(list).unwrap().len() / 1_000_000;
    println!(
        "| {}, {size} MB | {} | {}.{:02} s | {} MiB |",
        list.file_name().unwrap().display(),
        command.join(" "),
        cpu / 100,
        cpu % 100,
        memory / 1024
    );
    assert!(started.elapsed() < Duration::from_secs(60), "it hangs");
}

/// Secrets as cert-manager writes them for a CA of its own: leaf, key, and the CA.
fn write(lists: &[PathBuf; 2]) {
    let ca = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters
    };
    let rsa = || KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let root_key = rsa();
    let root = ca("bench root");
    let root_pem = root.clone().self_signed(&root_key).unwrap().pem();
    let issuer = Issuer::new(root, root_key);
    let keys: Vec<_> = std::iter::repeat_with(rsa).take(KEYS).collect();
    let mut json = BufWriter::new(File::create(&lists[0]).unwrap());
    let mut yaml = BufWriter::new(File::create(&lists[1]).unwrap());
    write!(json, "{{\n    \"apiVersion\": \"v1\",\n    \"items\": [").unwrap();
    writeln!(yaml, "apiVersion: v1\nitems:").unwrap();
    for number in 0..SECRETS {
        let (name, namespace) = (format!("app-{number}"), format!("team-{}", number % 300));
        let key = &keys[number % KEYS];
        let names = vec![
            format!("{name}.{namespace}.svc"),
            format!("{name}.{namespace}.svc.cluster.local"),
        ];
        let mut leaf = CertificateParams::new(names).unwrap();
        leaf.distinguished_name
            .push(DnType::CommonName, name.as_str());
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        let chain = leaf.signed_by(key, &issuer).unwrap().pem();
        let data = |text: &str| base64(text.as_bytes());
        let (ca, chain, key) = (data(&root_pem), data(&chain), data(&key.serialize_pem()));
        let secret = json!({
            "apiVersion": "v1",
            "data": { "ca.crt": ca, "tls.crt": chain, "tls.key": key },
            "kind": "Secret",
            "metadata": {
                "annotations": { "cert-manager.io/certificate-name": name },
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "name": format!("{name}-tls"),
                "namespace": namespace,
            },
            "type": "kubernetes.io/tls",
        });
        let text = serde_json::to_string_pretty(&secret).unwrap();
        let comma = if number == 0 { "" } else { "," };
        write!(
            json,
            "{comma}\n        {}",
            text.replace('\n', "\n        ")
        )
        .unwrap();
        write!(
            yaml,
            "- apiVersion: v1\n  data:\n    ca.crt: {ca}\n    tls.crt: {chain}\n    tls.key: {key}\n  kind: Secret\n  metadata:\n\
             \x20   annotations:\n      cert-manager.io/certificate-name: {name}\n    creationTimestamp: \"2026-01-01T00:00:00Z\"\n\
             \x20   name: {name}-tls\n    namespace: {namespace}\n  type: kubernetes.io/tls\n"
        )
        .unwrap();
    }
    writeln!(json, "\n    ],\n    \"kind\": \"List\"\n}}").unwrap();
    writeln!(yaml, "kind: List").unwrap();
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
