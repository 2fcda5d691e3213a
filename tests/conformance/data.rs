//! The data sets: where they are, and what certgraph answers to them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::compare::Comparison;

/// Cases with the recorded answers of one release.
#[derive(Clone, Copy)]
pub(crate) struct DataSet {
    pub(crate) name: &'static str,
    /// As `--go` takes it.
    pub(crate) release: &'static str,
    folder: &'static str,
    answers: &'static str,
}

/// A data set that is there.
pub(crate) struct Found {
    set: DataSet,
    folder: PathBuf,
}

impl DataSet {
    pub(crate) fn all() -> Vec<Self> {
        let releases = [
            ("1.27", "go-1.27.3.jsonl"),
            ("1.24", "go-1.24.3.jsonl"),
            ("1.23", "go-1.23.9.jsonl"),
        ];
        let mut sets = Vec::new();
        for (name, folder) in [
            ("sample", "fixtures/conformance/sample"),
            ("generated", "../shared/conformance/generated"),
        ] {
            for (release, answers) in releases {
                sets.push(Self {
                    name,
                    release,
                    folder,
                    answers,
                });
            }
        }
        sets.push(Self {
            name: "limbo",
            release: "1.27",
            folder: "../shared/conformance/limbo",
            answers: "go-1.27.3.jsonl",
        });
        sets
    }

    pub(crate) fn path(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder)
    }

    pub(crate) fn find(&self) -> Option<Found> {
        let folder = self.path();
        folder
            .join(self.answers)
            .is_file()
            .then_some(Found { set: *self, folder })
    }
}

impl Found {
    /// Answers every case with the program that users run.
    pub(crate) fn compare(&self) -> Vec<Comparison> {
        let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(["verify", "--go", self.set.release, "--batch"])
            .arg(self.folder.join("cases.jsonl"))
            .output()
            .expect("certgraph runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let ours = objects(&output.stdout);
        let recorded = objects(&fs::read(self.folder.join(self.set.answers)).expect("answers"));
        assert_eq!(ours.len(), recorded.len(), "one answer a case");
        ours.into_iter()
            .zip(recorded)
            .map(|(ours, go)| Comparison { ours, go })
            .collect()
    }
}

fn objects(lines: &[u8]) -> Vec<Value> {
    serde_json::Deserializer::from_slice(lines)
        .into_iter()
        .collect::<Result<_, _>>()
        .expect("one JSON object a line")
}
