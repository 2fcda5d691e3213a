//! Advice that claims a verdict is taken: the printed commands are run on a copy of the files, and `explain` is asked
//! again.
//!
//! Of a single kubeconfig, commands of a cluster (`kubeadm`, a CA's key) cannot be run here; those on files can, and
//! `kubectl config` where there is a kubectl. What was not run is counted and told. Of a whole node, what `kubeadm` and
//! `k3s` would do is done with the fixture's own CAs ([`nodes`]).

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::panic,
    reason = "a test fails where it cannot go on, and tells what it passed over"
)]

mod cluster;
mod fleet;
mod k3s;
mod kubeadm;
mod nodes;
#[path = "../pki/mod.rs"]
mod pki;
mod rotation;
mod scripts;
mod sni;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Flags that decide a connection; a recorded server has others besides.
const FLAGS: [&str; 5] = [
    "--tls-",
    "--client-ca-file",
    "--requestheader-",
    "--token-auth-file",
    "--anonymous-auth",
];

/// Commands that work on the files at hand.
const ON_FILES: [&str; 4] = ["kubectl config ", "awk ", "sed -i ", "mv "];

/// Files that stand for something which only the reader has.
const PLACEHOLDERS: [&str; 4] = ["client.key", "client.crt", "encrypted.key", "ca-new.crt"];

struct Scene {
    name: String,
    folder: PathBuf,
    at: String,
    flags: Vec<String>,
}

fn scenes(folder: &Path) -> Vec<Scene> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut scenes: Vec<_> = entries
        .filter_map(|entry| {
            let folder = entry.unwrap().path();
            let text = ["scene.json", "expected.json"]
                .iter()
                .find_map(|name| fs::read_to_string(folder.join(name)).ok())?;
            let scene: Value = serde_json::from_str(&text).unwrap();
            let argv = scene
                .get("argv")
                .or_else(|| scene.pointer("/server/argv"))
                .and_then(Value::as_array)?;
            Some(Scene {
                name: folder.file_name()?.to_string_lossy().into_owned(),
                at: scene["at"].as_str()?.to_owned(),
                flags: argv
                    .iter()
                    .map(|flag| flag.as_str().unwrap().to_owned())
                    .filter(|flag| FLAGS.iter().any(|known| flag.starts_with(known)))
                    .collect(),
                folder,
            })
        })
        .collect();
    scenes.sort_by(|one, other| one.name.cmp(&other.name));
    scenes
}

fn explain(scene: &Scene, folder: &Path) -> Option<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["explain", "kubeconfig.yaml", "--format", "json", "--at"])
        .arg(&scene.at)
        .args(&scene.flags)
        .current_dir(folder)
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).ok()?;
    document.pointer("/connections/0").cloned()
}

/// A copy in which nothing of the original is changed.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The lines to run; none where the advice is for a cluster, or names what only the reader has. A restart of the API
/// server is what asking again is.
fn runnable(mends: &[&Value]) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for mend in mends {
        for line in mend["command"].as_str()?.lines() {
            if line.starts_with("mv /etc/kubernetes/") {
                continue;
            }
            if !ON_FILES.iter().any(|known| line.starts_with(known))
                || PLACEHOLDERS.iter().any(|name| line.contains(name))
            {
                return None;
            }
            lines.push(line.to_owned());
        }
    }
    // A CA that is in no file has to be fetched first.
    let fetched = |line: &String| line.contains("=ca.crt") || line.contains("base64 -w0 ca.crt");
    let made = |line: &String| line.contains("> ca.crt");
    (!lines.iter().any(fetched) || lines.iter().any(made)).then_some(lines)
}

#[derive(Default)]
struct Count {
    run: usize,
    for_a_cluster: usize,
    without_kubectl: usize,
    wrong: Vec<String>,
}

fn take(scene: &Scene, (mends, claim): (&[&Value], &Value), kubectl: bool, count: &mut Count) {
    // Whoever copies a CA has compared it before; a file that is not there yet cannot be copied.
    let Some(lines) = runnable(mends) else {
        count.for_a_cluster += 1;
        return;
    };
    if !kubectl && lines.iter().any(|line| line.starts_with("kubectl")) {
        count.without_kubectl += 1;
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&scene.folder, folder.path());
    let output = Command::new("sh")
        .args(["-e", "-c", &lines.join("\n")])
        .env("HOME", folder.path())
        .env_remove("KUBECONFIG")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let after = explain(scene, folder.path())
        .map(|connection| connection["verdict"].clone())
        .unwrap_or_default();
    if output.status.success() && after == *claim {
        count.run += 1;
    } else {
        count.wrong.push(format!(
            "{}: {after} and not {claim} after {lines:?} {}",
            scene.name,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
}

fn kubectl() -> bool {
    Path::new("/usr/bin/kubectl").exists()
}

fn hold(scenes: &[Scene]) -> Count {
    let kubectl = kubectl();
    let mut count = Count::default();
    for scene in scenes {
        let Some(connection) = explain(scene, &scene.folder) else {
            continue;
        };
        let alone = connection["findings"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|finding| finding["mends"].as_array().unwrap())
            .filter(|mend| {
                mend["verdict_after"] == "accept" || mend["verdict_after"] == "undetermined"
            });
        for mend in alone {
            take(
                scene,
                (&[mend], &mend["verdict_after"]),
                kubectl,
                &mut count,
            );
        }
        if let Some(mends) = connection.pointer("/fix/mends").and_then(Value::as_array)
            && mends.len() > 1
        {
            let mends: Vec<_> = mends.iter().collect();
            let claim = Value::from("accept");
            take(scene, (&mends, &claim), kubectl, &mut count);
        }
    }
    eprintln!(
        "{} mends run, {} are for a cluster, {} ignored for want of kubectl",
        count.run, count.for_a_cluster, count.without_kubectl
    );
    count
}

#[test]
fn advice_on_the_faults_is_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let count = hold(&scenes(&root.join("fixtures/faults")));
    assert!(count.wrong.is_empty(), "{}", count.wrong.join("\n"));
    assert!(count.run + count.without_kubectl >= 15);
}

#[test]
fn advice_on_recorded_scenarios_is_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let count = hold(&scenes(&root.join("../shared/conformance/scenarios")));
    assert!(count.wrong.is_empty(), "{}", count.wrong.join("\n"));
}

/// Users of plugins that are not whole, beside those of the fixtures.
#[test]
fn advice_on_plugins_is_taken() {
    let faults = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/faults");
    let command = "      command: example-credential-plugin\n";
    let version = "      apiVersion: client.authentication.k8s.io/v1\n";
    let provider = "      name: gcp\n";
    let oidc = "      name: oidc\n      config:\n        client-id: certgraph\n";
    let variants = [
        ("invalid-exec", command, ""),
        ("invalid-exec", version, ""),
        (
            "invalid-exec",
            version,
            "      apiVersion: client.authentication.k8s.io/v1alpha1\n",
        ),
        ("unavailable-auth-provider", provider, "      name: oidc\n"),
        ("unavailable-auth-provider", provider, oidc),
    ];
    let folder = tempfile::tempdir().unwrap();
    let variants = variants
        .iter()
        .enumerate()
        .map(|(number, (fault, from, to))| {
            let mut scene = scenes(&faults)
                .into_iter()
                .find(|scene| scene.name == *fault)
                .unwrap();
            let changed = folder.path().join(number.to_string());
            copy(&scene.folder, &changed);
            let file = changed.join("kubeconfig.yaml");
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.contains(from), "{fault}");
            fs::write(file, text.replace(from, to)).unwrap();
            scene.folder = changed;
            scene
        });
    let count = hold(&variants.collect::<Vec<_>>());
    assert!(count.wrong.is_empty(), "{}", count.wrong.join("\n"));
    assert!(count.run + count.without_kubectl >= 5);
}

/// The CA that is needed stands last in the bundle. Without key identifiers Go tries one after the other, and gives up.
#[test]
fn a_bundle_that_is_too_large_is_narrowed_to_the_ca_that_issued() {
    use pki::{Key, KeyId, Template};
    let ca = || {
        let bare = Template::ca("kubernetes").subject_key_id(KeyId::Absent);
        bare.self_signed(&Key::p256())
    };
    let own = ca();
    let leaf = Template::server("kube-apiserver").ip("10.0.0.10");
    let serving = own.issue(&leaf, &Key::p256());
    let others: String = (0..101).map(|_| ca().pem()).collect();
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = "apiVersion: v1\nkind: Config\ncurrent-context: c\n\
        contexts: [{name: c, context: {cluster: k, user: u}}]\n\
        clusters: [{name: k, cluster: {server: 'https://10.0.0.10:6443', certificate-authority: ca.crt}}]\n\
        users: [{name: u, user: {token: known}}]\n";
    for (name, content) in [
        ("ca.crt", format!("{others}{}", own.pem())),
        ("apiserver.crt", serving.pem()),
        ("tokens.csv", "known,alice,1\n".to_owned()),
        ("kubeconfig.yaml", kubeconfig.to_owned()),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let scene = Scene {
        name: "too-large".to_owned(),
        folder: folder.path().to_owned(),
        at: "2026-06-01".to_owned(),
        flags: [
            "--tls-cert-file=apiserver.crt",
            "--token-auth-file=tokens.csv",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    let connection = explain(&scene, &scene.folder).unwrap();
    let finding = &connection["findings"][0];
    assert_eq!(finding["code"], "signature-budget-exhausted");
    let mend = &finding["mends"][0];
    assert_eq!(mend["verdict_after"], "accept", "{connection:#}");
    let lines = runnable(&[mend]).unwrap();
    assert_eq!(
        lines[0],
        "awk '/-----BEGIN /{n++} n==102' ca.crt > issuer.crt"
    );
    if !kubectl() {
        return;
    }
    let mut count = Count::default();
    take(&scene, (&[mend], &mend["verdict_after"]), true, &mut count);
    assert_eq!(count.run, 1, "{:?}", count.wrong);
}

/// Folders that are rejected and for which no set of mends can be tried: what is needed is in no file.
const WITHOUT_FIX: [&str; 9] = [
    "basic-auth-ignored",
    "invalid-exec",
    "malformed-certificate",
    "missing-token-file",
    "no-certificate-in-pair",
    "no-credentials",
    "token-and-basic",
    "token-with-line-end",
    "unavailable-auth-provider",
];

#[test]
fn every_error_has_a_mend_and_nearly_every_folder_a_fix() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for scene in scenes(&root.join("fixtures/faults")) {
        let Some(connection) = explain(&scene, &scene.folder) else {
            continue;
        };
        if connection["verdict"] != "reject" {
            continue;
        }
        for finding in connection["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            if finding["severity"] == "error" && finding["mends"].as_array().unwrap().is_empty() {
                wrong.push(format!("{}: {code} has no mend", scene.name));
            }
        }
        let known = WITHOUT_FIX.contains(&scene.name.as_str());
        if connection["fix"].is_null() != known {
            wrong.push(format!("{}: fix {}", scene.name, connection["fix"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// No command switches a check off, whatever is wrong.
#[test]
fn no_advice_switches_verification_off() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for scene in scenes(&root.join("fixtures/faults")) {
        let Some(connection) = explain(&scene, &scene.folder) else {
            continue;
        };
        let text = format!("{} {}", connection["findings"], connection["fix"]);
        assert!(
            !text.contains("insecure-skip-tls-verify=true"),
            "{}",
            scene.name
        );
    }
}
