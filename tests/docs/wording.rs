//! Words that administrators do not use, in nothing that they read: documents, help, screens.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{certgraph, root, words};
use crate::document::documents;
use crate::manual::commands;

/// The word, and what is said instead.
const WORDS: [(&str, &str); 35] = [
    ("anchor", "CA"),
    ("anchors", "CAs"),
    ("anew", "again, or re-issue, re-create, renew"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("mends", "fixes"),
    ("parties", "components"),
    ("party", "component"),
    ("vouch", "verify, or issue"),
    ("vouches", "verifies"),
    ("vouched", "verified"),
    ("whom", "who, or name it"),
    ("is told", "is reported, or certgraph says"),
    ("are told", "are reported"),
    ("can be told", "is known"),
    ("cannot be told", "is undetermined"),
    ("stands in", "is in"),
    ("stand in", "are in"),
    ("its standing", "whether it has expired"),
    ("behind the first", "would fail next"),
    ("no evidence given", "not contacted"),
    ("a hint, no proof", "which suggests"),
    ("nothing here fails", "cannot tell yet"),
    ("works no longer", "no longer works"),
    ("machine's roots", "system's root CAs"),
    ("machine's own roots", "system's root CAs"),
    ("stands twice", "is there twice"),
    ("stands before", "is before, or in front of"),
    ("stands beside", "is beside"),
    ("stands between", "is between"),
    ("stands where", "is where"),
    ("wherever it stands", "in every place that has it"),
    ("passed over", "skipped"),
    ("held against", "compared with"),
    ("out of account", "ignored"),
];

/// What other programs say, and names of ours that stay.
const QUOTED: [&str; 5] = [
    "--anchors",
    // The name of a CA in a fixture.
    "linkerd-trust-anchor",
    "Path does not chain with any of the trust anchors",
    "anchor-not-self-signed",
    "unknown anchor",
];

/// For those who change certgraph, and a record of the past.
const INNER: [&str; 3] = ["changelog.md", "design.md", "development.md"];

fn unwanted(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut plain = line.to_owned();
        for quoted in QUOTED {
            plain = plain.replace(quoted, "");
        }
        // Code in a sentence is somebody's name: `parties`.
        let prose: Vec<_> = plain.split('`').step_by(2).collect();
        let prose = format!(" {} ", prose.join(" ").to_lowercase());
        for (word, instead) in WORDS {
            let holds = prose.match_indices(word).any(|(at, _)| {
                let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
                let bytes = prose.as_bytes();
                !letter(bytes.get(at.wrapping_sub(1))) && !letter(bytes.get(at + word.len()))
            });
            if holds {
                found.push(format!("{name}:{}: {word:?}; say {instead}", number + 1));
            }
        }
    }
    found
}

fn snapshots(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            snapshots(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "snap")
            && !is_json(&path)
        {
            found.push(path);
        }
    }
}

/// The keys of a machine's format stay what they are.
fn is_json(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.is_some_and(|stem| stem.ends_with("_json"))
}

fn all_in_order(found: &[String]) {
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn documents_are_in_plain_words() {
    let read = documents().into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !INNER.contains(&name)
    });
    let found: Vec<_> = read
        .flat_map(|path| {
            unwanted(
                &path.display().to_string(),
                &fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    all_in_order(&found);
}

#[test]
fn screens_are_in_plain_words() {
    let mut files = Vec::new();
    snapshots(&root().join("tests"), &mut files);
    snapshots(&root().join("src"), &mut files);
    assert!(files.len() > 20, "{}", files.len());
    let found: Vec<_> = files
        .iter()
        .flat_map(|path| {
            unwanted(
                &path.display().to_string(),
                &fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    all_in_order(&found);
}

#[test]
fn help_is_in_plain_words() {
    let mut found = unwanted(
        "certgraph --help",
        &certgraph(root(), &words("--help")).output,
    );
    for command in commands() {
        let help = certgraph(root(), &words(&format!("{command} --help"))).output;
        found.extend(unwanted(&format!("certgraph {command} --help"), &help));
    }
    let list = certgraph(root(), &words("code")).output;
    found.extend(unwanted("certgraph code", &list));
    all_in_order(&found);
}

#[test]
fn an_unwanted_word_is_found() {
    assert_eq!(unwanted("f", "the CA is told to vouch for it").len(), 2);
    assert_eq!(
        unwanted("f", "`parties` and --anchors FILE, recommend").len(),
        0
    );
}
