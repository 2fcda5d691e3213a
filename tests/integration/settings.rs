//! Certificates in the strings of settings: each syntax, each encoding, and no key of them in any output.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::secrets::{MARKER, assert_no_secret};
use crate::support::{Output, certgraph, fixture};

fn pem() -> String {
    fs::read_to_string(fixture("keystores/web.crt")).unwrap()
}

fn der() -> Vec<u8> {
    let text = pem();
    let block = certgraph::decode::pem::blocks(text.as_bytes(), Default::default()).next();
    block.unwrap().bytes
}

/// A private key that nobody may see.
fn key() -> String {
    let body = STANDARD.encode(MARKER.repeat(12));
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// What settings look like, with the path of the certificate and that of the key.
fn inputs() -> Vec<(&'static str, String, &'static str)> {
    let (pem, key) = (pem(), key());
    let (line, key_line) = (escaped(&pem), escaped(&key));
    let (base64, der64) = (STANDARD.encode(&pem), STANDARD.encode(der()));
    let percent = pem
        .replace('\n', "%0A")
        .replace(' ', "%20")
        .replace('+', "%2B");
    vec![
        (
            "vault",
            format!(
                "{{\"data\": {{\"certificate\": \"{line}\", \"private_key\": \"{key_line}\"}}}}"
            ),
            "data.certificate",
        ),
        (
            "jwks",
            format!("{{\"keys\": [{{\"kty\": \"EC\", \"x5c\": [\"{der64}\"]}}]}}"),
            "keys[0].x5c[0]",
        ),
        (
            "gke",
            format!(
                "masterAuth:\n  clusterCaCertificate: {base64}\n  clientKey: {}\n",
                STANDARD.encode(&key)
            ),
            "masterAuth.clusterCaCertificate",
        ),
        (
            "values",
            format!(
                "tls:\n  crt: |\n{}  key: |\n{}",
                indented(&pem, "    "),
                indented(&key, "    ")
            ),
            "tls.crt",
        ),
        (
            "cloud-init",
            format!(
                "#cloud-config\nwrite_files:\n- path: /ca.crt\n  content: |\n{}",
                indented(&pem, "    ")
            ),
            "write_files[0].content",
        ),
        (
            "toml",
            format!(
                "[server.tls]\nca = \"\"\"\n{pem}\"\"\"\nkey = \"{key_line}\"\nother = \"{line}\"\n"
            ),
            "server.tls.other",
        ),
        (
            "hcl",
            format!(
                "resource \"tls\" \"web\" {{\n  cert_pem = <<-EOT\n{}  EOT\n  key = \"{key_line}\"\n}}\n",
                indented(&pem, "    ")
            ),
            "resource.tls.web.cert_pem",
        ),
        (
            "env",
            format!("export TLS_CERT=\"{line}\"\nTLS_KEY='{key}'\n"),
            "TLS_CERT",
        ),
        (
            "env of lines",
            format!("A=b\nTLS_CERT=\"{pem}\"\n"),
            "TLS_CERT",
        ),
        (
            "properties",
            format!(
                "# c\nspring.ssl.certificate={}\n",
                line.replace("\\n", "\\n\\\n  ")
            ),
            "spring.ssl.certificate",
        ),
        (
            "plist",
            format!(
                "<?xml version=\"1.0\"?>\n<plist><dict><key>c</key><data>\n{}</data><string>{key}</string></dict></plist>",
                indented(&der64, "\t")
            ),
            "plist/dict/data",
        ),
        (
            "ignition",
            format!(
                "{{\"storage\": {{\"files\": [{{\"contents\": {{\"source\": \"data:,{percent}\"}}}}]}}}}"
            ),
            "storage.files[0].contents.source",
        ),
        (
            "url-safe",
            format!("{{\"c\": \"{}\"}}", URL_SAFE_NO_PAD.encode(der())),
            "c",
        ),
        (
            "ignition of base64",
            format!(
                "kind: MachineConfig\napiVersion: machineconfiguration.openshift.io/v1\nmetadata: {{name: a}}\nspec:\n  config:\n    source: \"data:text/plain;charset=utf-8;base64,{base64}\"\n    key: \"data:,{}\"\n",
                key.replace('\n', "%0A")
                    .replace(' ', "%20")
                    .replace('+', "%2B")
            ),
            "spec.config.source",
        ),
        (
            "list of variables",
            format!(
                "services:\n  web:\n    environment:\n    - CA={base64}\n    - KEY={}\n",
                STANDARD.encode(&key)
            ),
            "services.web.environment[0]",
        ),
        (
            "blanks for line ends",
            format!(
                "ssl.truststore.certificates={}\nssl.keystore.key={}\n",
                pem.trim().replace('\n', " "),
                key.trim().replace('\n', " ")
            ),
            "ssl.truststore.certificates",
        ),
        (
            "function call",
            format!(
                "locals {{\n  ca = trimspace(base64decode(\"{base64}\"))\n  key = base64decode(\"{}\")\n}}\n",
                STANDARD.encode(&key)
            ),
            "locals.ca",
        ),
        (
            "base64 twice",
            format!("{{\"ca\": \"{}\"}}", STANDARD.encode(&base64)),
            "ca",
        ),
        (
            "talosconfig",
            format!(
                "context: a\ncontexts:\n  a:\n    endpoints: [10.0.0.1]\n    ca: {base64}\n    crt: {base64}\n    key: {}\n",
                STANDARD.encode(&key)
            ),
            "contexts.a.ca",
        ),
        (
            "machine of Talos",
            format!(
                "version: v1alpha1\nmachine:\n  type: worker\n  token: {MARKER}\n  ca: {{crt: {base64}, key: {}}}\ncluster:\n  secret: {MARKER}\n  token: {MARKER}\n",
                STANDARD.encode(&key)
            ),
            "machine.ca.crt",
        ),
        (
            "nested",
            format!("{{\"a\": \"{{\\\"b\\\": \\\"{base64}\\\"}}\"}}"),
            "a: b",
        ),
    ]
}

fn inspect(text: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in"), text).unwrap();
    let all = [
        &["inspect", "in", "--at", "2026-12-01", "--width", "500"],
        more,
    ]
    .concat();
    certgraph(folder.path(), &all).output()
}

#[test]
fn each_string_is_found_at_its_path_and_no_key_is_shown() {
    for (name, text, path) in inputs() {
        let output = inspect(&text, &[]);
        output.is_orderly(name);
        assert!(output.stdout.contains("CN=ks"), "{name}: {}", output.all());
        assert!(output.stdout.contains(path), "{name}: {}", output.all());
        assert_eq!(output.code, Some(0), "{name}: {}", output.all());
        assert_no_secret(&output, name);
        let json = inspect(&text, &["--format", "json"]);
        assert_no_secret(&json, name);
        let pem = inspect(&text, &["--format", "pem"]);
        assert_eq!(pem.stdout.matches("BEGIN CERTIFICATE").count(), 1, "{name}");
    }
}

#[test]
fn every_cut_and_every_other_byte_is_orderly_and_silent() {
    for (name, text, _) in inputs() {
        for cut in [1, text.len() / 3, text.len() / 2, text.len() - 2] {
            let Some(head) = text.get(..cut) else {
                continue;
            };
            let output = inspect(head, &[]);
            output.is_orderly(name);
            assert_no_secret(&output, name);
        }
    }
}

#[test]
fn what_is_closed_is_said_beside_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("ca.crt", &pem());
    write(
        "sealed.yaml",
        "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {encryptedData: {tls.crt: AgB=}}\n",
    );
    write(
        "sops.yaml",
        "tls.crt: ENC[AES256_GCM,data:QQ==,type:str]\nsops: {version: 3.9.0}\n",
    );
    for (command, name) in [
        ("inspect", "sealed.yaml"),
        ("audit", "sops.yaml"),
        ("tree", "sealed.yaml"),
    ] {
        let output = certgraph(folder.path(), &[command, ".", "--at", "2026-12-01"]).output();
        assert_eq!(output.code, Some(3), "{command}: {}", output.all());
        assert!(output.all().contains(name), "{command}: {}", output.all());
    }
}

#[test]
fn pem_on_one_line_takes_time_and_memory_that_grow_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let line = pem().replace('\n', "");
    fs::write(folder.path().join("in"), line.repeat(4000)).unwrap();
    let output = certgraph(folder.path(), &["inspect", "in", "--at", "2026-12-01"]).output();
    output.is_orderly("one line");
    assert!(output.stdout.contains("CN=ks"), "{}", output.all());
}

/// What says of itself that it is no certificate, and the words for it.
const CLOSED: [(&str, &str); 11] = [
    ("$ANSIBLE_VAULT;1.1;AES256\n6162\n", "Ansible Vault"),
    (
        "tls_cert: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
        "Ansible Vault",
    ),
    ("age-encryption.org/v1\n-> X25519 a\n", "age"),
    (
        "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
        "age",
    ),
    (
        "-----BEGIN PGP MESSAGE-----\n\nhQEM\n=abcd\n-----END PGP MESSAGE-----\n",
        "GnuPG",
    ),
    (
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
        "PuTTY",
    ),
    (
        "TLS_CERT=ENC[AES256_GCM,data:QQ==,type:str]\nsops_version=3.9.0\n",
        "SOPS",
    ),
    (
        "[tls]\ncert = ENC[AES256_GCM,data:QQ==,type:str]\n[sops]\nversion = 3.9.0\n",
        "SOPS",
    ),
    (
        "{\"tls.crt\": \"ENC[AES256_GCM,data:QQ==,type:str]\", \"sops\": {\"version\": \"3\"}}",
        "SOPS",
    ),
    (
        "Owner: CN=a\nIssuer: CN=a\nValid from: x until: y\n",
        "printed about certificates",
    ),
    (
        "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
        "revocation list",
    ),
];

#[test]
fn what_holds_no_certificate_says_what_it_is_in_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for (text, words) in CLOSED {
        fs::write(folder.path().join("in"), text).unwrap();
        for command in ["inspect", "audit", "tree"] {
            let output = certgraph(folder.path(), &[command, "in", "--at", "2026-12-01"]).output();
            let what = format!("{command}: {}", output.all());
            assert_eq!(output.code, Some(3), "{what}");
            let said = output
                .all()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert!(said.contains(words), "{words}: {what}");
        }
    }
}

#[test]
fn what_else_stands_under_the_label_of_certificates_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let body = |name: &str| {
        let text = fs::read(fixture(name)).unwrap();
        STANDARD.encode(text)
    };
    let pem = crate::pki::Key::p256().pem();
    let key: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for (body, words) in [
        (body("keystores/web.p12"), "it is a PKCS#12 key store"),
        (key.clone(), "it is a private key"),
    ] {
        let text = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        fs::write(folder.path().join("in"), text).unwrap();
        let output = certgraph(folder.path(), &["inspect", "in", "--width", "500"]).output();
        assert_eq!(output.code, Some(3), "{}", output.all());
        assert!(output.stdout.contains(words), "{}", output.all());
        assert!(!output.all().contains(&key), "{}", output.all());
    }
}

#[test]
fn lists_that_are_cut_and_answers_that_are_errors_are_incomplete() {
    for text in [
        "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"metadata\": {\"continue\": \"x\"}, \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}]}",
        "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Status\nstatus: Failure\nreason: Forbidden\n",
    ] {
        let output = inspect(text, &[]);
        assert_eq!(output.code, Some(3), "{}", output.all());
    }
}

#[test]
fn utf_16_is_read_as_kubectl_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(fixture("kubeadm/healthy/admin.conf")).unwrap();
    for (name, mark, bytes) in [
        (
            "le",
            [0xff, 0xfe],
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
        ),
        (
            "be",
            [0xfe, 0xff],
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
    ] {
        fs::write(folder.path().join(name), [&mark[..], &bytes].concat()).unwrap();
        let explained = certgraph(folder.path(), &["explain", name, "--at", "2026-03-01"]).output();
        assert!(!explained.all().contains("UTF-16"), "{}", explained.all());
        assert!(
            explained.stdout.contains("kubernetes-admin"),
            "{}",
            explained.all()
        );
        let inspected = certgraph(folder.path(), &["inspect", name]).output();
        assert_eq!(inspected.code, Some(0), "{}", inspected.all());
    }
}
