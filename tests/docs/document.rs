//! A Markdown file with parts that the program writes.

use std::fs;
use std::path::PathBuf;

use crate::command::{certgraph, root, transcript, words};

/// Every document: the README, and all below `docs/`.
pub(crate) fn documents() -> Vec<PathBuf> {
    let mut files = vec![root().join("README.md")];
    for folder in ["docs", "docs/findings", "docs/usage"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Fails if the file is not this text; writes it instead where `CERTGRAPH_UPDATE` is set.
pub(crate) fn expect(path: &PathBuf, wanted: &str) -> Result<(), String> {
    let found = fs::read_to_string(path).unwrap();
    if found == wanted {
        return Ok(());
    }
    if std::env::var_os("CERTGRAPH_UPDATE").is_some() {
        fs::write(path, wanted).unwrap();
        return Ok(());
    }
    let at = found
        .lines()
        .zip(wanted.lines())
        .position(|(found, wanted)| found != wanted)
        .unwrap_or_default();
    let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
    Err(format!(
        "{}:{}: is {:?}, should be {:?}; CERTGRAPH_UPDATE=1 cargo test --test docs writes it anew",
        path.display(),
        at + 1,
        line(&found),
        line(wanted)
    ))
}

/// The text with every block behind an example marker written anew.
fn with_present_examples(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(named) = line
            .strip_prefix("<!-- example: ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let open = lines.next().unwrap();
        assert!(open.starts_with("```"), "{named}: a block follows");
        lines.by_ref().find(|line| *line == "```");
        out.push_str(&format!("{open}\n{}", transcript(named)));
        out.push_str("```\n");
    }
    out
}

#[test]
fn every_transcript_is_the_present_output() {
    let wrong: Vec<_> = documents()
        .iter()
        .filter_map(|path| {
            let text = fs::read_to_string(path).unwrap();
            expect(path, &with_present_examples(&text)).err()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A command that a reader copies may lack its files here, but never its options.
#[test]
fn every_certgraph_command_is_one() {
    let mut count = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("\n```sh\n").skip(1) {
            let block = block.split("\n```").next().unwrap();
            for line in block.lines().filter(|line| line.starts_with("certgraph ")) {
                let line = line.split(['>', '|']).next().unwrap();
                let run = certgraph(root(), &words(line)[1..]);
                assert_ne!(run.status, 2, "{}: {line}\n{}", path.display(), run.output);
                count += 1;
            }
        }
    }
    assert!(count > 10);
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            let outside = target.contains("://") || target.is_empty();
            if !outside && !path.parent().unwrap().join(target).exists() {
                wrong.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
