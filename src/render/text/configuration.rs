//! What belongs to neither direction of a connection: the configuration as such, notes on its fields.

use super::direction::severity;
use super::page::{Line, Page, Tone};
use crate::finding::{Finding, Severity, Step};
use crate::report::explain::ConnectionReport;

/// Sentences, and places of one sentence, that a short screen has.
const SHOWN: usize = 3;

/// One sentence, which may be true of many places.
struct Folded {
    severity: Severity,
    sentence: String,
    places: Vec<String>,
}

/// Draws every finding, with each sentence once; a short screen has the first of many.
pub(super) fn draw(page: &mut Page, connection: &ConnectionReport, full: bool) {
    let general = connection
        .findings
        .iter()
        .filter(|finding| full || finding.severity != Severity::Note)
        .filter(|finding| finding.step.is_none_or(|step| step == Step::Configuration));
    let folded = fold(general);
    if folded.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().text("  ").add("configuration", Tone::Bold));
    let shown = if full { usize::MAX } else { SHOWN };
    for finding in folded.iter().take(shown) {
        let (sign, tone) = severity(page, finding.severity);
        page.wrap(
            Line::new().text("     ").add(sign, tone).text(" "),
            &finding.sentence,
            Tone::Plain,
        );
        for place in finding.places.iter().take(shown) {
            page.wrap(Line::new().text("       "), place, Tone::Dim);
        }
        more(page, "       ", finding.places.len(), shown, "place");
    }
    more(page, "     ", folded.len(), shown, "problem");
}

/// Says how many are left out.
fn more(page: &mut Page, indent: &str, all: usize, shown: usize, noun: &str) {
    let text = match all.saturating_sub(shown) {
        0 => return,
        1 => format!("and 1 more {noun}"),
        rest => format!("and {rest} more {noun}s"),
    };
    page.line(Line::new().text(indent).add(text, Tone::Dim));
}

/// Findings of one sentence together, in the order of the first of each.
fn fold<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for finding in findings {
        let sentence = finding.problem.to_string();
        let at = *known
            .entry((finding.severity, sentence.clone()))
            .or_insert_with(|| {
                folded.push(Folded {
                    severity: finding.severity,
                    sentence,
                    places: Vec::new(),
                });
                folded.len() - 1
            });
        let place = finding.place().unwrap_or_default();
        if let Some(entry) = folded.get_mut(at).filter(|_| !place.is_empty()) {
            entry.places.push(place);
        }
    }
    folded
}
