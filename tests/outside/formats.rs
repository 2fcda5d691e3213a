//! Stores, certificates and settings as real programs wrote them, in `../shared/cases/formats`: what each gives.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

/// An input, the exit code of `inspect`, the names of its certificates, and words that are said.
struct Wanted(&'static str, i32, &'static [&'static str], &'static str);

const WANTED: &[Wanted] = &[
    Wanted("akv.json", 0, &["web"], "cer"),
    Wanted(
        "argocd.yaml",
        0,
        &["example-ca", "alice"],
        "tlsClientConfig.caData",
    ),
    Wanted("base64-der.txt", 3, &["web"], "neither BEGIN nor END"),
    Wanted(
        "base64-line.txt",
        3,
        &["example-ca"],
        "encoded once too often",
    ),
    Wanted("bouncycastle.bcfks", 3, &[], "BCFKS"),
    Wanted("bouncycastle.bks", 0, &["example-ca"], "BKS"),
    Wanted(
        "cm-keystore.jks",
        0,
        &["web", "example-sub-ca", "example-ca"],
        "Java",
    ),
    Wanted("crl.der", 3, &[], "revocation list"),
    Wanted(
        "eks.json",
        0,
        &["example-ca"],
        "cluster.certificateAuthority.data",
    ),
    Wanted(
        "gnutls-600000-rounds.p12",
        0,
        &["web", "example-sub-ca"],
        "PKCS#12",
    ),
    Wanted(
        "gnutls-pem-label.p12",
        0,
        &["web", "example-sub-ca"],
        "PKCS#12",
    ),
    Wanted(
        "libcrypto-null.p12",
        0,
        &["web", "example-sub-ca"],
        "PKCS#12",
    ),
    Wanted(
        "mldsa-both-kubeconfig.yaml",
        0,
        &["ec-ca", "own"],
        "kubeconfig",
    ),
    Wanted("nss-default.p12", 0, &["example-sub-ca", "web"], "PKCS#12"),
    Wanted("p7-certlabel.p7b", 0, &["web", "example-sub-ca"], "PKCS#7"),
    Wanted(
        "pbe-2key-3des.p12",
        0,
        &["web", "example-sub-ca"],
        "PKCS#12",
    ),
    Wanted("pbmac1.p12", 0, &["web", "example-sub-ca"], "PKCS#12"),
    Wanted("pkijs-pbes2.p12", 0, &["web"], "PKCS#12"),
    Wanted("sealed.yaml", 3, &[], "SealedSecret"),
    Wanted("secret-key-first.jceks", 0, &["example-ca"], "Java"),
    Wanted("sops.yaml", 3, &[], "SOPS"),
    Wanted(
        "terraform.tfstate",
        0,
        &["example-ca", "alice"],
        "outputs.kubeconfig.value",
    ),
    Wanted(
        "trust-manager-configmap.yaml",
        0,
        &["example-ca"],
        "bundle.jks",
    ),
    Wanted("trusted.pem", 0, &["example-ca"], "TRUSTED CERTIFICATE"),
    Wanted("twice.yaml", 3, &["web"], "encoded once too often"),
    Wanted("values.yaml", 0, &["example-ca", "web"], "tls.certB64"),
    Wanted(
        "vault.json",
        0,
        &["example-sub-ca", "example-ca", "web"],
        "data.issuing_ca",
    ),
    Wanted("edge-adcs.crt", 0, &["Alice"], "UPN:alice@ad.test"),
    Wanted("edge-ca.crt", 0, &["edge-ca"], "2049-12-31"),
    // Without a subject it is called by its first name.
    Wanted("edge-empty-subj.crt", 0, &[""], "1  a.example"),
    Wanted("edge-noexpiry.crt", 0, &["noexpiry"], "no expiry"),
    Wanted("alg-ED448.crt", 0, &["ED448-ca"], "signed with ED448"),
    Wanted("alg-ML-KEM-768-own.crt", 0, &["own"], "ML-KEM-768"),
    Wanted(
        "alg-SLH-DSA-SHA2-128s.crt",
        0,
        &["SLH-DSA-SHA2-128s-ca"],
        "signed with SLH-DSA-SHA2-128s",
    ),
    // Go parses none of it: what can be read is shown all the same.
    Wanted(
        "alg-brainpoolP256r1.crt",
        3,
        &[],
        "it is CN=brainpoolP256r1-ca, key ECDSA brainpoolP256r1, valid 2026-11-28",
    ),
    Wanted("alg-pss-salt20.crt", 0, &["pss-salt20-ca"], "salt 20"),
    Wanted("alg-rsapss.crt", 0, &["rsapss-ca"], "rsassaPss"),
    Wanted(
        "alg-sha224-rsa.crt",
        0,
        &["sha224-rsa-ca"],
        "sha224WithRSAEncryption",
    ),
    Wanted("mldsa-ca.crt", 0, &["ec-ca"], "PEM"),
    Wanted("mldsa-server.crt", 0, &["own"], "Ed25519"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/formats")
}

/// A trial for each input, ignored where the folder is absent.
pub(crate) fn trials() -> Vec<Trial> {
    let absent = !folder().is_dir();
    if absent {
        eprintln!("../shared/cases/formats is absent: its inputs are ignored");
    }
    let trial = |wanted: &'static Wanted| {
        let name = format!("formats::{}", wanted.0);
        Trial::test(name, move || holds(wanted)).with_ignored_flag(absent)
    };
    WANTED.iter().map(trial).collect()
}

fn run(input: &str, more: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["inspect", input, "--password-file", "passwords"])
        .args(["--at", "2026-11-28T12:00:00Z", "--width", "500"])
        .args(more)
        .current_dir(folder())
        .env_clear()
        .output()
        .expect("certgraph runs")
}

fn holds(Wanted(input, code, names, words): &Wanted) -> Result<(), libtest_mimic::Failed> {
    let text = run(input, &[]);
    let all = [text.stdout, text.stderr].concat();
    let all = String::from_utf8_lossy(&all);
    if text.status.code() != Some(*code) || !all.contains(words) {
        return Err(format!(
            "{:?}, and wanted {code} and {words:?}: {all}",
            text.status.code()
        )
        .into());
    }
    let json = run(input, &["--format", "json"]).stdout;
    let found: Value = serde_json::from_slice(&json).unwrap_or_default();
    let certificates = found["inputs"][0]["certificates"].as_array();
    let subject = |one: &Value| one["subject"].as_str().unwrap_or_default().to_owned();
    let found: Vec<_> = certificates.into_iter().flatten().map(subject).collect();
    let is_named = |(subject, name): (&String, &&str)| match *name {
        "" => subject.is_empty(),
        name => subject.starts_with(&format!("CN={name}")),
    };
    if found.len() != names.len() || !found.iter().zip(*names).all(is_named) {
        return Err(format!("{found:?}, and wanted {names:?}").into());
    }
    Ok(())
}
