//! Mends of a kubeconfig that kubectl does not load: then `kubectl config` cannot mend it either, and its lines are
//! edited. The model reads the edited text as it would read the file.

use std::collections::BTreeMap;

use super::case::Case;
use super::command::{Command, Words, all};
use super::edit::{Edit, KubeconfigEdit};
use super::propose::Scene;
use super::{Mend, Side};
use crate::decode::kubeconfig::{KubeconfigProblem, ListKind, Loaded};
use crate::finding::Finding;
use crate::location::Location;
use crate::source::Limit;

/// Widths of a tab, the usual one first.
const TABS: [usize; 3] = [4, 2, 8];

/// A change to the lines of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextEdit {
    file: String,
    change: TextChange,
}

/// What is changed. Lines count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextChange {
    /// These lines go.
    Delete { first: usize, last: usize },
    /// Blanks stand for each tab.
    Tabs(usize),
    /// The value in this line becomes text.
    Quote(usize),
    /// `apiVersion: v1`, `kind: Config`.
    Version,
}

impl TextChange {
    fn apply(self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match self {
                Self::Delete { first, last } if (first..=last).contains(&(index + 1)) => {}
                Self::Quote(number) if number == index + 1 => new.push_str(&quoted(line)),
                Self::Version if line.starts_with("apiVersion:") => {
                    new.push_str("apiVersion: v1\n");
                }
                Self::Version if line.starts_with("kind:") => new.push_str("kind: Config\n"),
                Self::Tabs(width) => new.push_str(&line.replace('\t', &" ".repeat(width))),
                Self::Delete { .. } | Self::Quote(_) | Self::Version => new.push_str(line),
            }
        }
        new
    }

    fn script(self) -> String {
        match self {
            Self::Delete { first, last } if first == last => format!("'{first}d'"),
            Self::Delete { first, last } => format!("'{first},{last}d'"),
            Self::Tabs(width) => format!("'s/\\t/{}/g'", " ".repeat(width)),
            Self::Quote(line) => format!("'{line}s/: *\\([^ ]*\\) *$/: \"\\1\"/'"),
            Self::Version => {
                "'s/^apiVersion:.*/apiVersion: v1/; s/^kind:.*/kind: Config/'".to_owned()
            }
        }
    }
}

fn quoted(line: &str) -> String {
    let bare = line.trim_end();
    match bare.rsplit_once(": ") {
        Some((field, value)) if !value.trim_start().contains(' ') => {
            format!("{field}: \"{}\"\n", value.trim_start())
        }
        Some(_) | None => line.to_owned(),
    }
}

/// The kubeconfigs with the edits made to their text, read again.
pub(super) fn reloaded(case: &Case<'_>, edits: &[Edit]) -> Loaded {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for edit in edits {
        if let Edit::Kubeconfig(KubeconfigEdit::Text(edit)) = edit {
            let present = texts
                .remove(edit.file.as_str())
                .or_else(|| text_of(case, &edit.file));
            if let Some(text) = present {
                texts.insert(&edit.file, edit.change.apply(&text));
            }
        }
    }
    if texts.is_empty() {
        return case.loaded.clone();
    }
    case.loaded.reloaded(&mut |file| match texts.get(file) {
        Some(text) => Some(text.clone().into_bytes()),
        None => text_of(case, file).map(String::into_bytes),
    })
}

/// The text of a kubeconfig; none for standard input, which is read once.
fn text_of(case: &Case<'_>, file: &str) -> Option<String> {
    if file == "-" {
        return None;
    }
    let bytes = case
        .files
        .read(std::path::Path::new(file), Limit::KUBECONFIG)
        .ok()?;
    String::from_utf8(bytes).ok()
}

/// The mends of what keeps kubectl from loading a file.
pub(super) fn of(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let mut mends = Vec::new();
    if let Some(place) = finding.locations.first()
        && let Some(text) = text_of(scene.case, &place.file)
    {
        let fault = scene
            .loaded
            .faults
            .iter()
            .find(|fault| fault.location == *place);
        if let Some(fault) = fault {
            for (what, change) in changes(scene, &fault.problem, place, &text) {
                mends.extend(mend(scene, place, what, change));
            }
        }
    }
    if mends.is_empty() {
        mends.push(Mend::untried(
            Side::Client,
            "edit the file at that place; kubectl config cannot, since it does not load the file",
            Vec::new(),
        ));
    }
    mends
}

fn mend(scene: &Scene<'_>, place: &Location, what: String, change: TextChange) -> Option<Mend> {
    let edit = TextEdit {
        file: place.file.to_string(),
        change,
    };
    Some(Mend::new(
        Side::Client,
        what,
        all([Some(sed(&place.file, change)?)]),
        vec![Edit::Kubeconfig(KubeconfigEdit::Text(edit))],
    ))
    .filter(|_| place.file.as_ref() != "-" && scene.loaded.files.contains(&place.file.to_string()))
}

fn sed(file: &str, change: TextChange) -> Option<Command> {
    Words::new("sed -i").raw(change.script()).value(file).done()
}

fn changes(
    scene: &Scene<'_>,
    problem: &KubeconfigProblem,
    place: &Location,
    text: &str,
) -> Vec<(String, TextChange)> {
    let line = place.line.and_then(|line| usize::try_from(line).ok());
    match (problem, line) {
        (KubeconfigProblem::Yaml(_), _) if text.contains('\t') => {
            // The first width by which the text is YAML.
            let width = TABS.into_iter().find(|width| {
                let new = TextChange::Tabs(*width).apply(text);
                crate::decode::kubeconfig::load_bytes(&place.file, new.as_bytes(), "/")
                    .faults
                    .is_empty()
            });
            width
                .map(|width| {
                    let what = "write blanks in place of tabs, which YAML does not take".to_owned();
                    (what, TextChange::Tabs(width))
                })
                .into_iter()
                .collect()
        }
        (
            KubeconfigProblem::UnknownVersion { .. }
            | KubeconfigProblem::MalformedVersion { .. }
            | KubeconfigProblem::VersionMissing { .. },
            _,
        ) => vec![(
            "say what the file is: kind Config of apiVersion v1".to_owned(),
            TextChange::Version,
        )],
        (
            KubeconfigProblem::WrongType {
                found: "number" | "bool",
                wanted: "string",
                ..
            },
            Some(line),
        ) => vec![(
            "write the value as text, in quotes".to_owned(),
            TextChange::Quote(line),
        )],
        (
            KubeconfigProblem::WrongType {
                wanted: "bool",
                field,
                ..
            },
            Some(line),
        ) => {
            let name = field.rsplit('.').next().unwrap_or(field);
            vec![(
                format!("drop {name}, so that it is false"),
                TextChange::Delete {
                    first: line,
                    last: line,
                },
            )]
        }
        (KubeconfigProblem::DuplicateName { list, name }, Some(line)) => {
            duplicates(scene, (*list, name), line, text)
        }
        _ => Vec::new(),
    }
}

/// Which of the two is right, their owner knows.
fn duplicates(
    scene: &Scene<'_>,
    (list, name): (ListKind, &str),
    second: usize,
    text: &str,
) -> Vec<(String, TextChange)> {
    let config = &scene.loaded.config;
    let kept = match list {
        ListKind::Clusters => config
            .clusters
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.location),
        ListKind::Users => config
            .users
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.location),
        ListKind::Contexts => config
            .contexts
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.location),
        ListKind::Extensions => None,
    };
    let first = kept
        .and_then(|place| place.line)
        .and_then(|line| usize::try_from(line).ok());
    [(Some(second), "second"), (first, "first")]
        .into_iter()
        .filter_map(|(line, which)| {
            let (first, last) = entry(text, line?)?;
            Some((
                format!("remove the {which} of the two, lines {first} to {last}"),
                TextChange::Delete { first, last },
            ))
        })
        .collect()
}

/// The lines of the list entry that this line belongs to.
fn entry(text: &str, line: usize) -> Option<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let begins = |line: &&str| line.trim_start().starts_with("- ");
    let first = (1..=line.min(lines.len()))
        .rev()
        .find(|number| lines.get(number - 1).is_some_and(begins))?;
    let depth = indent(lines.get(first - 1)?);
    let length = lines
        .iter()
        .skip(first)
        .take_while(|line| !line.trim().is_empty() && indent(line) > depth)
        .count();
    Some((first, first + length))
}

#[cfg(test)]
mod tests {
    use super::super::testing::mends;
    use super::*;
    use crate::finding::Code;
    use crate::verify::Verdict;

    #[test]
    fn an_entry_ends_where_the_next_begins() {
        let text =
            "users:\n- name: a\n  user:\n    token: x\n- name: b\n  user: {}\ncontexts: []\n";
        assert_eq!(entry(text, 2), Some((2, 4)));
        assert_eq!(entry(text, 5), Some((5, 6)));
        let new = TextChange::Delete { first: 2, last: 4 }.apply(text);
        assert_eq!(new, "users:\n- name: b\n  user: {}\ncontexts: []\n");
    }

    #[test]
    fn a_file_that_does_not_load_is_tried_with_its_lines_edited() {
        for (fault, code, command) in [
            (
                "malformed-kubeconfig",
                Code::MalformedKubeconfig,
                r"'s/\t/    /g'",
            ),
            ("wrong-field-type", Code::WrongFieldType, "'7d'"),
            ("duplicate-name", Code::DuplicateName, "'21,24d'"),
        ] {
            let mend = &mends(fault, code)[0];
            assert!(mend.1.contains(command), "{mend:?}");
            assert_eq!(mend.2, Some(Verdict::Accept), "{fault}");
        }
    }

    #[test]
    fn a_value_becomes_text_and_a_tab_blanks() {
        let text = "a:\n  token: 17\n\tb: 1\n";
        assert_eq!(
            TextChange::Quote(2).apply(text),
            "a:\n  token: \"17\"\n\tb: 1\n"
        );
        assert_eq!(TextChange::Tabs(2).apply(text), "a:\n  token: 17\n  b: 1\n");
        let text = "apiVersion: v2\nkind: Konfig\nusers: []\n";
        let new = TextChange::Version.apply(text);
        assert_eq!(new, "apiVersion: v1\nkind: Config\nusers: []\n");
    }
}
