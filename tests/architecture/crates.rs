//! Where external crates may be named: the last column of the table of layers in `docs/design.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::imports::words;
use crate::source::Source;

/// The dependencies of `Cargo.toml`, by the names that code gives them.
pub(crate) fn dependencies() -> BTreeSet<String> {
    let manifest = text("Cargo.toml");
    let section = manifest.split("[dependencies]\n").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, _)| name.replace('-', "_"))
        .collect()
}

/// By layer, the crates at home there.
pub(crate) fn homes() -> BTreeMap<String, BTreeSet<String>> {
    let design = text("docs/design.md");
    let table = design.split("| crates at home here |").nth(1).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut homes = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let crates: BTreeSet<_> = cells[2]
            .split(", ")
            .filter(|name| !name.is_empty())
            .map(|name| name.replace('-', "_"))
            .collect();
        for layer in cells[0].split(", ") {
            homes.insert(layer.trim_matches('`').to_owned(), crates.clone());
        }
    }
    homes
}

/// The dependencies that a file names.
pub(crate) fn named(source: &Source, dependencies: &BTreeSet<String>) -> BTreeSet<String> {
    let words = words(&source.code);
    let mut named = BTreeSet::new();
    for (index, word) in words.iter().enumerate() {
        let first = word.split("::").next().unwrap_or_default();
        let before = index.checked_sub(1).map(|before| words[before].as_str());
        // `use libc::{`, where the braces come behind a path.
        let is_path = word.contains("::")
            || before == Some("use") && words.get(index + 1).is_some_and(|next| next == ":");
        if is_path && dependencies.contains(first) && !is_ours(&words, first) {
            named.insert(first.to_owned());
        }
    }
    named
}

/// Whether a name is that of a module of ours, which the file declares or imports.
fn is_ours(words: &[String], name: &str) -> bool {
    let declared = words
        .windows(2)
        .any(|pair| pair[0] == "mod" && pair[1] == name);
    let imported = words.iter().any(|word| {
        let ours = ["crate::", "super::", "self::", "certgraph::"]
            .iter()
            .any(|root| word.starts_with(root));
        ours && word.ends_with(&format!("::{name}"))
    });
    declared || imported
}

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
