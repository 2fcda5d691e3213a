//! Which clues and which entries a line can be about at all, found in one pass over it.
//!
//! A log has millions of lines and the catalogue hundreds of texts. Each text has an anchor, a piece that looks the same
//! however deep the line is quoted, and all anchors and clues are searched at once. Only what was found is looked at closer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::catalogue;
use super::entry::Entry;
use super::speaker::{Clue, clues};

/// What a line holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Clues in the order of their table.
    pub(super) clues: Vec<&'static Clue>,
    /// Entries in the order of the catalogue, each of which may still fail to match.
    pub(super) entries: Vec<&'static Entry>,
}

struct Index {
    automaton: Option<AhoCorasick>,
    /// What each pattern of the automaton stands for.
    targets: Vec<Vec<Target>>,
}

#[derive(Clone, Copy)]
enum Target {
    Clue(usize, &'static Clue),
    Entry(usize, &'static Entry),
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

impl Index {
    fn new() -> Self {
        let mut patterns: BTreeMap<&'static str, Vec<Target>> = BTreeMap::new();
        for (index, clue) in clues().enumerate() {
            let targets = patterns.entry(clue.text).or_default();
            targets.push(Target::Clue(index, clue));
        }
        for (index, entry) in catalogue::all().enumerate() {
            for anchor in entry.texts.iter().filter_map(|text| anchor(text)) {
                let targets = patterns.entry(anchor).or_default();
                targets.push(Target::Entry(index, entry));
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns.keys());
        Self {
            // Building fails for more patterns than memory can index.
            automaton: automaton.ok(),
            targets: patterns.into_values().collect(),
        }
    }
}

/// Looks for all clues and anchors.
pub(super) fn scan(line: &str) -> Marks {
    let index = &*INDEX;
    let mut clues = BTreeMap::new();
    let mut entries = BTreeMap::new();
    let Some(automaton) = &index.automaton else {
        return Marks::default();
    };
    for found in automaton.find_overlapping_iter(line) {
        let targets = index.targets.get(found.pattern().as_usize());
        for target in targets.into_iter().flatten() {
            match *target {
                Target::Clue(at, clue) => {
                    clues.insert(at, clue);
                }
                Target::Entry(at, entry) => {
                    entries.insert(at, entry);
                }
            }
        }
    }
    Marks {
        clues: clues.into_values().collect(),
        entries: entries.into_values().collect(),
    }
}

/// The longest piece of a template that no wrapping changes: quotes and backslashes are escaped, `<`, `>`, `&`, `=` and `'`
/// become `\u003c` and the like in JSON, and letters beyond ASCII may be written either way.
pub(super) fn anchor(template: &'static str) -> Option<&'static str> {
    let template = template.strip_prefix('^').unwrap_or(template);
    let template = template.strip_suffix('$').unwrap_or(template);
    template
        .split(['{', '}'])
        .step_by(2)
        .flat_map(|literal| literal.split(changes))
        .max_by_key(|piece| piece.len())
        .filter(|piece| piece.len() >= SHORTEST)
}

/// Letters that tell anything.
const SHORTEST: usize = 3;

fn changes(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_control() || matches!(c, '"' | '\\' | '\'' | '<' | '>' | '&' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_an_anchor_and_every_clue_is_one() {
        for entry in catalogue::all() {
            for text in entry.texts {
                assert!(anchor(text).is_some(), "{}: {text}", entry.id);
            }
        }
        let mut seen = BTreeMap::new();
        for clue in clues() {
            assert!(!clue.text.contains(changes), "{}", clue.text);
            assert!(seen.insert(clue.text, ()).is_none(), "{} twice", clue.text);
        }
    }

    #[test]
    fn a_line_leads_to_what_it_may_be_about() {
        let marks = scan("curl: (60) SSL certificate problem: certificate has expired");
        assert!(
            marks
                .entries
                .iter()
                .any(|entry| entry.id == "other-expired")
        );
        assert!(!marks.clues.is_empty());
        assert!(scan("I1128 started").entries.is_empty());
    }
}
