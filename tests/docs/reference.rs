//! `docs/reference.md`: the options of every command, from its `--help`, with what all have in common once.

use crate::command::{certgraph, root, words};
use crate::document::expect;

const HEAD: &str = "# Reference

[Usage](usage.md) has a page for each task. This page is written from `certgraph COMMAND --help`, which the manual has as
well: `certgraph man COMMAND | man -l -`.

";

#[test]
fn the_reference_has_every_option() {
    let mut text = HEAD.to_owned();
    let mut common = String::new();
    for command in crate::manual::commands() {
        let help = certgraph(root(), &words(&format!("{command} --help"))).output;
        let (own, shared) = cut(&help);
        text.push_str(&format!(
            "## certgraph {command}\n\n```text\n{own}\n```\n\n"
        ));
        // `explain` has all of them.
        if command == "explain" {
            common = shared;
        }
    }
    assert!(!common.is_empty());
    text.push_str(&format!(
        "## Common options\n\nA command takes those of them that it uses.\n\n```text\n{common}\n```\n"
    ));
    expect(&root().join("docs/reference.md"), &text).unwrap();
}

/// The help without the section that all commands share, and that section.
fn cut(help: &str) -> (String, String) {
    let Some(start) = help.find("\nCommon options:\n") else {
        return (help.trim().to_owned(), String::new());
    };
    let section = help.get(start + 1..).unwrap();
    // The next heading stands at the margin, behind an empty line.
    let end = section
        .match_indices("\n\n")
        .map(|(at, _)| at)
        .find(|at| {
            section
                .get(at + 2..)
                .is_some_and(|rest| !rest.starts_with(' '))
        })
        .unwrap_or(section.len());
    let rest = section.get(end..).unwrap_or_default().trim_end();
    let own = format!("{}\n{rest}", help.get(..start).unwrap().trim_end());
    (
        own.trim().to_owned(),
        section.get(..end).unwrap().trim_end().to_owned(),
    )
}
