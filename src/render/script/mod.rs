//! Scripts that an administrator runs on a node, in place of pasting commands. certgraph runs none of them.
//!
//! [`script`] writes one: it stops at the first command that fails, makes sure beforehand that the files it changes are those that
//! were analysed, keeps a copy of each, and ends by saying how to check. [`rotation`] and [`fix`] make a folder of them of a plan.

mod fix;
mod folder;
mod rotation;

pub use fix::fix;
pub use folder::ScriptFile;
pub use rotation::rotation;

use std::collections::BTreeMap;

use crate::ground::shell;

/// What a script is made of. Nothing in it is quoted yet but the commands.
#[derive(Clone, Debug, Default)]
pub struct Script<'a> {
    /// What it does, as an imperative clause.
    pub title: &'a str,
    /// The node that it is for; none where there is only one.
    pub node: Option<&'a str>,
    /// Files by their path on the node, as they have to be before it begins.
    pub expected: &'a [Expected],
    /// A list of `sha256sum` on the node that has to hold before it begins, if it is there.
    pub recorded: Option<&'a str>,
    /// A folder on the node that each of the expected files is copied to.
    pub backup: Option<&'a str>,
    /// What it does, in order.
    pub parts: &'a [Part],
    /// A file on the node to which the digests of what is in a folder are written at the end: file, folder.
    pub record: Option<[&'a str; 2]>,
    /// What to do next, said at the end.
    pub next: &'a str,
}

/// A file and what it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its path on the node.
    pub file: String,
    /// The SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
}

/// A part of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What it does.
    pub text: String,
    /// Lines for bash; empty where a person does it.
    pub commands: Vec<String>,
}

/// Writes a script for bash.
pub fn script(script: &Script<'_>) -> String {
    let mut lines = vec!["#!/bin/bash".to_owned()];
    let on = script
        .node
        .map_or_else(String::new, |node| format!(", on {node}"));
    lines.push(format!("# {}", one_line(&format!("{}{on}", script.title))));
    lines.push("# Run it as root. It stops at the first command that fails; what was done until then stays.".to_owned());
    lines.push("set -eu".to_owned());
    lines.push("set -o pipefail".to_owned());
    lines.push("[ \"$(id -u)\" = 0 ] || { echo 'run this as root' >&2; exit 1; }".to_owned());
    lines.push(
        "[ ! -e /etc/kubernetes/admin.conf ] || export KUBECONFIG=/etc/kubernetes/admin.conf"
            .to_owned(),
    );
    before(script, &mut lines);
    let count = script.parts.len();
    for (index, part) in script.parts.iter().enumerate() {
        lines.push(String::new());
        lines.push(say(&format!("{} of {count}: {}", index + 1, part.text)));
        if part.commands.is_empty() {
            lines.push(
                "read -r -p 'This is done by hand. Press Enter when it is done. ' _".to_owned(),
            );
        }
        lines.extend(part.commands.iter().cloned());
    }
    if let Some([file, folder]) = script.record {
        let (file, folder) = (quoted(file), quoted(folder));
        lines.push(String::new());
        lines.push(format!(
            "find {folder} -type f -exec sha256sum {{}} + > {file}"
        ));
    }
    lines.push(say(&format!("Done. {}", script.next)));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// What is made sure of and kept before anything changes.
fn before(script: &Script<'_>, lines: &mut Vec<String>) {
    const CHANGED: &str = "a file is not what it was when this was written: make a new plan";
    let stop = format!("{{ echo {} >&2; exit 1; }}", quoted(CHANGED));
    if !script.expected.is_empty() {
        lines.push(String::new());
        lines.push(format!("sha256sum --check --quiet - <<'END' || {stop}"));
        for expected in script.expected {
            lines.push(format!("{}  {}", expected.sha256, one_line(&expected.file)));
        }
        lines.push("END".to_owned());
    }
    if let Some(list) = script.recorded {
        let list = quoted(list);
        lines.push(format!(
            "[ ! -e {list} ] || sha256sum --check --quiet {list} || {stop}"
        ));
    }
    if let Some(folder) = script.backup {
        keep(folder, script.expected, lines);
    }
}

/// Copies the files below a folder, directory by directory: `cp --parents` of GNU coreutils 9.1 fails where it makes one. What
/// an earlier script kept there stays.
fn keep(folder: &str, files: &[Expected], lines: &mut Vec<String>) {
    let mut by_directory: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in files {
        if let Some((directory, _)) = file.file.rsplit_once('/') {
            let known = by_directory.entry(directory).or_default();
            known.push(quoted(&file.file));
        }
    }
    if !by_directory.is_empty() {
        lines.push(format!("mkdir -p -m 700 {}", quoted(folder)));
    }
    for (directory, files) in by_directory {
        let to = quoted(&format!("{folder}{directory}/"));
        lines.push(format!("mkdir -p {to}"));
        lines.push(format!("cp -a --backup=numbered {} {to}", files.join(" ")));
    }
}

fn say(text: &str) -> String {
    format!("echo {}", quoted(&one_line(text)))
}

/// A value for the shell. What cannot be shown is replaced: it is said, and never acted upon.
fn quoted(value: &str) -> String {
    shell::quote(&one_line(value)).unwrap_or_else(|| "'?'".to_owned())
}

/// Text that stays in its line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_checks_keeps_and_stops() {
        let expected = [Expected {
            file: "/etc/kubernetes/pki/ca.crt".to_owned(),
            sha256: "0".repeat(64),
        }];
        let parts = [Part {
            text: "add the new CA; it's safe".to_owned(),
            commands: vec!["true".to_owned()],
        }];
        let text = script(&Script {
            title: "trust\nrm -rf /",
            node: Some("cp-1"),
            expected: &expected,
            backup: Some("/root/backup"),
            parts: &parts,
            next: "Check.",
            ..Script::default()
        });
        insta::assert_snapshot!(text);
    }
}
