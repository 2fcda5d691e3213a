//! Lines that a real kubectl, and a server that answers as kube-apiserver does, printed.

use std::fs;
use std::path::{Path, PathBuf};

use certgraph::finding::Code;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::command::certgraph;
use crate::wrapped::{fail, id};

const FOLDER: &str = "../shared/conformance/scenarios";

/// A test for all lines, and one for what they are about; ignored where the folder is absent.
pub(crate) fn trials() -> Vec<Trial> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let absent = !folder.is_dir();
    if absent {
        eprintln!("{} is absent: its tests are ignored", folder.display());
    }
    let other = folder.clone();
    vec![
        Trial::test("scenarios::every_line_is_recognised", move || {
            every_line(&folder)
        })
        .with_ignored_flag(absent),
        Trial::test("scenarios::the_cause_is_found", move || causes(&other))
            .with_ignored_flag(absent),
    ]
}

/// Name, folder and recording.
fn scenarios(folder: &Path) -> Vec<(String, PathBuf, Value)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.json").is_file())
        .map(|path| {
            let text = fs::read_to_string(path.join("expected.json")).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, path, serde_json::from_str(&text).unwrap())
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!found.is_empty(), "a folder without scenarios");
    found
}

fn lines(scenario: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |value: &Value| {
        lines.extend(
            value
                .as_str()
                .unwrap_or_default()
                .lines()
                .map(str::to_owned),
        );
    };
    for command in scenario["kubectl"]["commands"]
        .as_array()
        .into_iter()
        .flatten()
    {
        add(&command["stderr"]);
        command["server_log"]
            .as_array()
            .into_iter()
            .flatten()
            .for_each(&mut add);
    }
    scenario["server"]["startup_log"]
        .as_array()
        .into_iter()
        .flatten()
        .for_each(&mut add);
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn every_line(folder: &Path) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (name, _, scenario) in scenarios(folder) {
        for line in lines(&scenario) {
            if id(&line).is_none() {
                wrong.push(format!("{name}: {line}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    fail(&wrong)
}

/// Scenario, and the code that its messages have to lead to with its folder as input.
const CAUSES: &[(&str, Code)] = &[
    ("ca-expired", Code::Expired),
    ("ca-bad-base64", Code::BadBase64),
    ("ca-data-and-file-both", Code::BothFileAndData),
    ("ca-der", Code::NotPem),
    ("ca-is-key", Code::NoUsableCa),
    ("ca-no-keycertsign", Code::MissingKeyCertSign),
    ("ca-rotated-kubeconfig-old", Code::IssuerKeyMismatch),
    ("ca-rotated-other-keytype", Code::IssuerKeyMismatch),
    (
        "ca-unknown-critical-extension",
        Code::UnhandledCriticalExtension,
    ),
    ("cert-file-absent", Code::UnreadableFile),
    ("cert-key-swapped", Code::CertificateAndKeySwapped),
    ("client-ca-expired", Code::Expired),
    ("client-ca-rotated-old-cert", Code::IssuerKeyMismatch),
    ("client-cert-truncated-der", Code::MalformedCertificate),
    ("client-eku-server-only", Code::WrongPurpose),
    ("client-expired", Code::Expired),
    ("client-not-yet-valid", Code::NotYetValid),
    ("client-sha1", Code::InsecureSignature),
    (
        "client-unknown-critical-extension",
        Code::UnhandledCriticalExtension,
    ),
    ("client-unlisted-ca", Code::UnknownClientCa),
    ("cn-only", Code::CommonNameOnly),
    ("cn-only-ip", Code::CommonNameOnly),
    ("http-url", Code::PlainHttp),
    ("insecure-and-ca", Code::CaWithInsecure),
    ("intermediate-expired", Code::Expired),
    ("intermediate-not-ca", Code::NotACa),
    ("key-encrypted-legacy", Code::EncryptedPrivateKey),
    ("key-encrypted-pkcs8", Code::EncryptedPrivateKey),
    ("key-missing", Code::MissingClientKey),
    ("name-constraints-ip-excluded", Code::NameConstraintViolated),
    ("name-constraints-violated", Code::NameConstraintViolated),
    ("no-credentials", Code::NoCredentials),
    ("pathlen-exceeded", Code::PathTooLong),
    ("san-mismatch-dns", Code::NameMismatch),
    ("san-mismatch-ip", Code::NameMismatch),
    ("san-ip-in-dns", Code::NameMismatch),
    ("san-trailing-dot-cert", Code::NameMismatch),
    ("san-wildcard-apex", Code::NameMismatch),
    ("server-eku-client-only", Code::WrongPurpose),
    ("server-expired", Code::Expired),
    ("server-negative-serial", Code::MalformedCertificate),
    ("server-sha1", Code::InsecureSignature),
    (
        "server-unknown-critical-extension",
        Code::UnhandledCriticalExtension,
    ),
    ("tls-server-name-wrong", Code::NameMismatch),
    ("token-invalid-and-expired-cert", Code::Expired),
];

/// The line that says most: kube-apiserver's where the client only hears 401.
fn telling(scenario: &Value) -> String {
    let lines = lines(scenario);
    let authentication = lines
        .iter()
        .find(|line| line.contains("authenticate the request"));
    let configuration = lines.iter().find(|line| line.starts_with("* "));
    let kubectl = scenario["kubectl"]["commands"][1]["stderr"]
        .as_str()
        .unwrap_or_default();
    authentication
        .or(configuration)
        .cloned()
        .unwrap_or_else(|| kubectl.lines().last().unwrap_or_default().to_owned())
}

fn causes(folder: &Path) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let all = scenarios(folder);
    for (name, code) in CAUSES {
        let Some((_, path, scenario)) = all.iter().find(|(found, ..)| found == name) else {
            wrong.push(format!("{name} is not there"));
            continue;
        };
        let at = scenario["at"].as_str().unwrap();
        let directory = path.display().to_string();
        let line = telling(scenario)
            .replace("<NOW>", at)
            .replace("<DIR>", &directory);
        let (_, output) =
            certgraph(&["message", &line, &directory, "--at", at, "--format", "json"]);
        let document: Value = serde_json::from_str(&output).expect("JSON");
        let message = &document["messages"][0];
        let about = message["about"].as_array().map_or(0, Vec::len);
        if message["cause_here"]["code"] != code.slug() || about == 0 {
            wrong.push(format!(
                "{name}: {} about {about}, not {code}: {line}",
                message["cause_here"]["code"]
            ));
        }
    }
    fail(&wrong)
}
