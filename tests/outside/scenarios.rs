//! What certgraph predicts against what a real kubectl printed.
//!
//! kubectl 1.33 is built with Go 1.24, so `--go 1.24`. What differs, and why, stands in
//! `fixtures/conformance/scenario-differences.json`: an unexpected difference fails, and so does one that is gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

/// One trial a scenario; one that is ignored where there are none.
pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/scenarios");
    // kubectl prints cleaned paths.
    let root = root.canonicalize().unwrap_or(root);
    let Ok(entries) = fs::read_dir(&root) else {
        eprintln!("{} is absent: its tests are ignored", root.display());
        return vec![Trial::test("scenarios", || Ok(())).with_ignored_flag(true)];
    };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let text = fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/conformance/scenario-differences.json"),
    );
    let differences: BTreeMap<String, String> = serde_json::from_slice(&text.unwrap()).unwrap();
    folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let reason = differences.get(&name).cloned();
            Trial::test(format!("scenarios::{name}"), move || {
                judge(&folder, reason.as_deref())
            })
        })
        .collect()
}

fn judge(folder: &Path, reason: Option<&str>) -> Result<(), Failed> {
    let expected: Value =
        serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let at = expected["at"].as_str().unwrap();
    let texts = |value: &Value| -> Vec<String> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let raw = expected["kubectl"]["commands"]
        .as_array()
        .unwrap()
        .iter()
        .find(|command| texts(&command["argv"]).contains(&"--raw".to_owned()))
        .unwrap();
    let folder_text = folder.display().to_string();
    let printed = raw["stderr"]
        .as_str()
        .unwrap()
        .trim_end()
        .replace("<DIR>", &folder_text)
        .replace("<NOW>", at);

    let flags = texts(&expected["server"]["argv"]);
    let flags = flags.iter().filter(|flag| *flag != "--unchecked-keypair");
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args([
            "explain",
            "kubeconfig.yaml",
            "--go",
            "1.24",
            "--format",
            "json",
            "--at",
            at,
        ])
        .args(flags)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let explained: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| Failed::from(String::from_utf8_lossy(&output.stderr).into_owned()))?;
    let predicted = &explained["connections"][0]["predicted"];
    let same = predicted["exit"] == raw["exit"] && predicted["kubectl_raw"] == printed.as_str();
    match (same, reason) {
        (true, None) | (false, Some(_)) => Ok(()),
        (true, Some(_)) => Err("listed as a difference, and is none".into()),
        (false, None) => Err(format!(
            "kubectl exits with {} and prints {printed:?}; predicted: {} and {}",
            raw["exit"], predicted["exit"], predicted["kubectl_raw"]
        )
        .into()),
    }
}
