//! The direction of the layers, the one home of each external crate, and the size of files.
//!
//! `docs/design.md` has the table that this test holds.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads the sources, and fails where it cannot"
)]

#[path = "architecture/recursion.rs"]
mod recursion;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A module uses only what stands before it.
const LAYERS: [&str; 27] = [
    "ground",
    "golang",
    "programs",
    "x509",
    "finding",
    "source",
    "decode",
    "inventory",
    "graph",
    "verify",
    "connection",
    "assemble",
    "handshake",
    "live",
    "fix",
    "clients",
    "survey",
    "audit",
    "diff",
    "rotation",
    "message",
    "report",
    "render",
    "library",
    "lib",
    "cli",
    "plugin",
];

/// Where an external crate may be named. A dependency that is given up by its author is a change in one place.
const HOMES: [(&str, &[&str]); 36] = [
    ("aes", &["decode"]),
    ("aho_corasick", &["message"]),
    ("anstyle", &["render"]),
    ("aws_lc_rs", &["x509", "source", "decode"]),
    ("base64", &["decode", "render", "plugin"]),
    ("base64_simd", &["golang"]),
    ("cbc", &["decode"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["render"]),
    ("der_parser", &["decode"]),
    ("des", &["decode"]),
    ("httparse", &["source"]),
    ("indicatif", &["cli"]),
    ("jiff", &["ground"]),
    ("libc", &["source"]),
    ("p224", &["x509", "decode"]),
    ("p256", &["x509"]),
    ("petgraph", &["graph"]),
    ("pkcs5", &["decode"]),
    ("quick_junit", &["render"]),
    ("quick_xml", &["decode"]),
    ("rayon", &["audit"]),
    ("rc2", &["decode"]),
    ("rsa", &["x509"]),
    ("rustix", &["cli"]),
    ("rustls", &["source"]),
    (
        "serde_json",
        &["decode", "live", "message", "render", "cli", "plugin"],
    ),
    ("serde_yaml", &["decode"]),
    ("shlex", &["decode"]),
    ("signal_hook", &["cli"]),
    ("terminal_size", &["cli"]),
    ("unicode_width", &["render"]),
    ("walkdir", &["source"]),
    ("x509_parser", &["x509"]),
];

/// Lines of a file without its tests before it is told to hold more than one idea.
const LONGEST: usize = 480;

#[test]
fn modules_use_only_what_stands_before_them() {
    let rank: BTreeMap<_, _> = LAYERS
        .iter()
        .enumerate()
        .map(|(rank, layer)| (*layer, rank))
        .collect();
    let mut wrong = Vec::new();
    for (layer, path, code) in sources() {
        let own = rank[layer.as_str()];
        for used in LAYERS.iter().filter(|used| rank[**used] > own) {
            if code.contains(&format!("crate::{used}::"))
                || code.contains(&format!("crate::{used};"))
            {
                wrong.push(format!("{}: {layer} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_external_crate_has_its_home() {
    let mut wrong = Vec::new();
    for (layer, path, code) in sources() {
        for (name, homes) in HOMES {
            let named = [
                format!("use {name}::"),
                format!(" {name}::"),
                format!("({name}::"),
                format!("<{name}::"),
            ];
            // A module of that name beside the file is ours.
            let ours = path.parent().unwrap().join(format!("{name}.rs")).exists()
                || code.contains(&format!("use crate::golang::{name};"));
            if !ours
                && named.iter().any(|text| code.contains(text))
                && !homes.contains(&layer.as_str())
            {
                wrong.push(format!("{}: {layer} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_recurses_as_far_as_an_input_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources: Vec<_> = sources()
        .into_iter()
        .filter(|(_, path, _)| !holds_tests(path))
        .map(|(_, path, code)| {
            let file = path.strip_prefix(&root).unwrap();
            (file.display().to_string(), code)
        })
        .collect();
    let (unbounded, stale) = recursion::unbounded(&recursion::recursive(&sources));
    assert!(
        unbounded.is_empty(),
        "call themselves, and nothing here says what bounds that:\n{}",
        unbounded.join("\n")
    );
    assert!(
        stale.is_empty(),
        "do not call themselves:\n{}",
        stale.join("\n")
    );
}

#[test]
fn files_hold_one_idea() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(_, path, code)| code.lines().count() > LONGEST && !holds_tests(path))
        .map(|(_, path, code)| format!("{}: {} lines", path.display(), code.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Layer, path and code (without tests and comments) of every source file.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let first = path
                .strip_prefix(&root)
                .unwrap()
                .iter()
                .next()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let layer = match first.as_str() {
                "main.rs" => "cli".to_owned(),
                other => other.trim_end_matches(".rs").to_owned(),
            };
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let code: Vec<_> = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            (layer, path, code.join("\n"))
        })
        .collect()
}

/// A file that its parent declares for tests only, such as a table of recorded answers.
fn holds_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let parent = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    parent.contains(&format!("#[cfg(test)]\nmod {name};"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
