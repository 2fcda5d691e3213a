//! Patch releases of Go: each case whose answer changed between them, asked of all of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

/// Those whose answers are recorded, beside 1.27.3.
const RELEASES: [&str; 12] = [
    "1.23.9", "1.24.3", "1.24.11", "1.25.1", "1.25.2", "1.25.3", "1.25.5", "1.26.0", "1.26.1",
    "1.26.2", "1.26.6", "1.27.0",
];
const FOLDERS: [&str; 3] = [
    "fixtures/conformance/releases",
    "../shared/conformance/generated",
    "../shared/conformance/limbo",
];

/// A trial for each folder and release; ignored where the folder is absent.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for folder in FOLDERS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let data = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_absent = !path.is_dir();
        if is_absent {
            eprintln!("{} is absent: its tests are ignored", path.display());
        }
        for release in RELEASES {
            let path = path.clone();
            let trial = Trial::test(format!("{data}::patches::{release}"), move || {
                judge(&path, release)
            });
            trials.push(trial.with_ignored_flag(is_absent));
        }
    }
    trials
}

fn judge(folder: &Path, release: &str) -> Result<(), Failed> {
    let newest: BTreeMap<_, _> = by_id(File::open(folder.join("go-1.27.3.jsonl"))?);
    let recorded: BTreeMap<_, _> = match File::open(folder.join("go-releases.jsonl.gz")) {
        Ok(file) => by_id(GzDecoder::new(file)),
        Err(_) => by_id(File::open(folder.join("go-releases.jsonl"))?),
    };
    let cases = only(&folder.join("cases.jsonl"), &recorded)?;
    let file = tempfile::NamedTempFile::new()?;
    fs::write(&file, cases)?;
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["verify", "--go", release, "--batch"])
        .arg(file.path())
        .output()?;
    let answers = by_id(output.stdout.as_slice());
    assert_eq!(answers.len(), recorded.len(), "one answer a case");
    let mut wrong = Vec::new();
    for (id, ours) in &answers {
        let changed = &recorded[id]["releases"][release];
        let go = if changed.is_null() {
            &newest[id]
        } else {
            changed
        };
        let verdict = if go["verdict"] == "ok" {
            "accept"
        } else {
            "reject"
        };
        if ours["verdict"] != verdict
            || ours["error"] != go["error"]
            || count(&ours["chains"]) != count(&go["chains"])
        {
            wrong.push(format!("{id}: Go says {go}, certgraph {ours}"));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n").into())
    }
}

/// The lines of the cases that are listed: a file may hold thousands, and those that never changed are asked elsewhere.
fn only(path: &PathBuf, listed: &BTreeMap<String, Value>) -> Result<String, Failed> {
    let mut kept = String::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let case: Value = serde_json::from_str(&line)?;
        if case["id"]
            .as_str()
            .is_some_and(|id| listed.contains_key(id))
        {
            kept.push_str(&line);
            kept.push('\n');
        }
    }
    Ok(kept)
}

fn by_id(lines: impl Read) -> BTreeMap<String, Value> {
    let objects = serde_json::Deserializer::from_reader(BufReader::new(lines)).into_iter::<Value>();
    objects
        .map(|object| {
            let object = object.expect("one JSON object a line");
            (object["id"].as_str().unwrap().to_owned(), object)
        })
        .collect()
}

fn count(chains: &Value) -> usize {
    chains.as_array().map_or(0, Vec::len)
}
