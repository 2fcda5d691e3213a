//! Fixes of a kubeconfig that kubectl does not load: then `kubectl config` cannot fix it either, and its lines are
//! edited. The model reads the edited text as it would read the file.

use crate::decode::kubeconfig::{KubeconfigProblem, ListKind};
use crate::finding::Finding;
use crate::fix::model::{
    Command, Edit, Fix, KubeconfigEdit, Side, TextChange, TextEdit, Words, all,
};
use crate::fix::propose::tools::Scene;
use crate::fix::simulation::text_of;
use crate::ground::location::Location;

/// Widths of a tab, the usual one first.
const TABS: [usize; 3] = [4, 2, 8];

/// The fixes of what keeps kubectl from loading a file.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let mut fixes = Vec::new();
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
                fixes.extend(fix(scene, place, what, change));
            }
        }
    }
    if fixes.is_empty() {
        fixes.push(Fix::untried(
            Side::Client,
            "edit the file at that place; kubectl config cannot, since it does not load the file",
            Vec::new(),
        ));
    }
    fixes
}

fn fix(scene: &Scene<'_>, place: &Location, what: String, change: TextChange) -> Option<Fix> {
    let edit = TextEdit {
        file: place.file.to_string(),
        change,
    };
    Some(Fix::new(
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
    use super::*;
    use crate::finding::Code;
    use crate::fix::fixes;
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
            let fix = &fixes(fault, code)[0];
            assert!(fix.1.contains(command), "{fix:?}");
            assert_eq!(fix.2, Some(Verdict::Accept), "{fault}");
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
