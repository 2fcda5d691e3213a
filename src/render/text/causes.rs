//! What is wrong with the connections of a control plane, each cause once.

use super::connection::{Detail, draw as draw_connection};
use super::page::{Line, Page, Tone};
use crate::finding::{Code, Severity};
use crate::report::Mark;
use crate::report::explain::{CauseGroup, ConnectionReport, Explanation, follows, groups};
use crate::verify::Verdict;

/// Causes that are drawn in full; more are listed.
const DRAWN: usize = 3;
/// Connections of a whole cluster: what is wrong is listed.
const MANY: usize = 64;
/// Lines of a list of causes.
const LISTED: usize = 6;

/// Draws each cause, or lists them where they are many.
pub(super) fn draw(page: &mut Page, explanation: &Explanation) {
    let mut groups = groups(&explanation.connections);
    // The root cause first, and what follows from it behind.
    groups.sort_by_key(|group| {
        explanation
            .connections
            .get(group.shown)
            .is_some_and(follows)
    });
    if groups.len() > DRAWN || explanation.connections.len() > MANY {
        // What only follows is no cause.
        let causes = groups.iter().filter(|group| {
            let shown = explanation.connections.get(group.shown);
            !shown.is_some_and(follows)
        });
        let causes: Vec<CauseGroup> = causes.cloned().collect();
        list(page, explanation, &causes);
        return;
    }
    for group in &groups {
        let Some(shown) = explanation.connections.get(group.shown) else {
            continue;
        };
        let also: Vec<&str> = group
            .also
            .iter()
            .filter_map(|index| explanation.connections.get(*index))
            .map(|connection| connection.name.as_str())
            .collect();
        page.blank();
        let detail = Detail {
            full: false,
            fix: !is_planned(explanation, group),
            // Of one cause the first line of the screen has said it.
            headline: groups.len() > 1,
        };
        draw_connection(page, shown, &also, detail);
    }
}

/// Whether the plan for all has what fixes these. A connection that fails alone has no plan but its own.
fn is_planned(explanation: &Explanation, group: &CauseGroup) -> bool {
    let failing = explanation
        .connections
        .iter()
        .filter(|connection| connection.verdict == Verdict::Reject)
        .count();
    failing > 1
        && explanation
            .fix
            .as_ref()
            .is_some_and(|fix| fix.works.contains(&group.shown))
}

/// One line a cause, those of one kind together.
fn list(page: &mut Page, explanation: &Explanation, groups: &[CauseGroup]) {
    page.blank();
    let title = format!("{} causes", groups.len());
    page.line(Line::new().text("  ").add(title, Tone::Bold));
    let mut kinds: Vec<(Option<Code>, Vec<&CauseGroup>)> = Vec::new();
    for group in groups {
        let code = explanation.connections.get(group.shown).and_then(code);
        match kinds.iter_mut().find(|(known, _)| *known == code) {
            Some((_, members)) => members.push(group),
            None => kinds.push((code, vec![group])),
        }
    }
    let room = (LISTED / kinds.len().max(1)).max(2);
    for (_, members) in &kinds {
        for group in members.iter().take(room) {
            line(page, explanation, group);
        }
        let more = members.len().saturating_sub(room);
        if more > 0 {
            page.wrap(
                Line::new().text("     "),
                &format!("… and {more} more of this kind; --full shows each"),
                Tone::Dim,
            );
        }
    }
}

fn code(connection: &ConnectionReport) -> Option<Code> {
    connection.cause.as_ref().map(|cause| cause.code)
}

fn line(page: &mut Page, explanation: &Explanation, group: &CauseGroup) {
    let Some(shown) = explanation.connections.get(group.shown) else {
        return;
    };
    let mark = Mark::from(shown.verdict);
    let error = shown
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    let what = match error {
        Some(finding) => match finding.place() {
            Some(place) => format!("{place}: {}", finding.problem),
            None => finding.problem.to_string(),
        },
        None => shown.headline.clone(),
    };
    let who = match group.also.len() {
        0 => shown.name.clone(),
        more => format!("{} connections", more + 1),
    };
    page.wrap(
        Line::new()
            .text("   ")
            .add(page.mark(mark), Tone::from(mark))
            .text(" "),
        &format!("{what} ({who})"),
        Tone::Plain,
    );
}
