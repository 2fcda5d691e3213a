//! The recorded cases: where they are, and what each says.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A folder of recorded cases.
pub(crate) struct Recorded {
    pub(crate) name: &'static str,
    /// Below the project.
    folder: &'static str,
    /// All cases are there.
    pub(crate) is_complete: bool,
}

/// One faulty file or flag, and what came of it.
pub(crate) struct Case {
    pub(crate) root: PathBuf,
    pub(crate) set: &'static str,
    pub(crate) name: String,
    pub(crate) connection: String,
    pub(crate) verdict: String,
}

/// A case whose verdict files cannot give, or not the recorded one.
pub(crate) struct Exception {
    pub(crate) case: String,
    /// What certgraph says instead.
    pub(crate) verdict: String,
}

const SETS: [&str; 4] = ["apiserver", "auth-calls", "etcd-kcm", "fixes"];

pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Recorded {
    pub(crate) fn all() -> [Self; 2] {
        [
            Self {
                name: "sample",
                folder: "fixtures/real",
                is_complete: false,
            },
            Self {
                name: "all",
                folder: "../shared/conformance/real",
                is_complete: true,
            },
        ]
    }

    pub(crate) fn folder(&self) -> PathBuf {
        project().join(self.folder)
    }

    /// The cases; none where the folder is absent.
    pub(crate) fn cases(&self) -> Option<Vec<Case>> {
        let root = self.folder();
        if !root.join("base").is_dir() {
            return None;
        }
        let sets = SETS.iter().flat_map(|set| rows(&root, set));
        Some(sets.collect())
    }
}

/// The rows of one table.
fn rows(root: &Path, set: &'static str) -> Vec<Case> {
    let Ok(text) = fs::read_to_string(root.join(format!("{set}.tsv"))) else {
        return Vec::new();
    };
    let mut lines = text.lines();
    let columns: Vec<_> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let (case, connection, verdict) = (column("case"), column("connection"), column("verdict"));
    let row = |line: &str| {
        let fields: Vec<_> = line.split('\t').collect();
        Case {
            root: root.to_owned(),
            set,
            name: fields[case].to_owned(),
            connection: fields[connection].to_owned(),
            verdict: fields[verdict].to_owned(),
        }
    };
    lines.map(row).collect()
}

/// The list of what differs.
pub(crate) fn exceptions() -> Vec<Exception> {
    let text = fs::read_to_string(project().join("fixtures/real/exceptions.json")).unwrap();
    let list: Vec<Value> = serde_json::from_str(&text).unwrap();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let exception = |entry: &Value| {
        assert!(
            !text(entry, "reason").is_empty(),
            "every difference has its reason"
        );
        Exception {
            case: text(entry, "case"),
            verdict: text(entry, "verdict"),
        }
    };
    list.iter().map(exception).collect()
}
