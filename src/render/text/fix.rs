//! What to do about it: the smallest set of fixes that leads to a connection, or what comes nearest.

use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page, Tone};
use crate::connection::ClientKind;
use crate::finding::Severity;
use crate::fix::{Fix, PlanStep, Side};
use crate::report::explain::{ConnectionReport, Explanation};
use crate::verify::Verdict;

/// The section of a connection that is rejected; nothing where nothing can be said.
pub(super) fn fix(page: &mut Page, connection: &ConnectionReport, full: bool) {
    let first = connection
        .findings
        .iter()
        .position(|finding| finding.severity == Severity::Error);
    // Where nothing is wrong, something may still be better.
    let (title, first) = match first {
        Some(first) => ("fix", Some(first)),
        None => (
            "better",
            (0..connection.findings.len())
                .find(|index| !connection.advice.for_finding(*index).is_empty()),
        ),
    };
    let of_first = first.map_or(&[][..], |index| connection.advice.for_finding(index));
    let set = connection
        .advice
        .plan
        .as_ref()
        .map(|plan| plan.fixes.as_slice())
        .unwrap_or_default();
    if of_first.is_empty() && set.is_empty() {
        return;
    }
    page.blank();
    if let Some(causes) = connection.causes {
        page.wrap(
            Line::new().text("  ").add("cause", Tone::Bold).pad_to(9),
            causes,
            Tone::Plain,
        );
    }
    match set {
        [] => {
            let ways: Vec<_> = of_first.iter().collect();
            alternatives(page, title, connection, short(&ways, full), false);
            others(page, ways.len(), full);
        }
        [one] => {
            // What else leads there by itself stands beside it.
            let mut ways = vec![one];
            ways.extend(of_first.iter().filter(|fix| {
                fix.verdict_after == Some(Verdict::Accept)
                    && !(fix.text == one.text && fix.commands == one.commands)
            }));
            alternatives(page, title, connection, short(&ways, full), true);
            others(page, ways.len(), full);
        }
        several => {
            heading(page, "fix, all of");
            for (index, fix) in several.iter().enumerate() {
                item(page, &format!("{}", index + 1), fix);
            }
            page.wrap(
                Line::new().text("     "),
                "All of them are needed.",
                Tone::Plain,
            );
        }
    }
}

/// Ways that are shown at first: one is enough, and a second helps where the first cannot be gone.
const WAYS: usize = 2;

fn short<'a, 'b>(ways: &'b [&'a Fix], full: bool) -> &'b [&'a Fix] {
    match ways.get(..WAYS) {
        Some(first) if !full => first,
        _ => ways,
    }
}

fn others(page: &mut Page, ways: usize, full: bool) {
    let more = ways.saturating_sub(WAYS);
    if more > 0 && !full {
        let ways = if more == 1 { "way" } else { "ways" };
        page.wrap(
            Line::new().text("     "),
            &format!("{more} more {ways}: --full"),
            Tone::Dim,
        );
    }
}

/// What fixes the connections of a control plane together; nothing where one alone fails, which has its own section.
pub(super) fn together(page: &mut Page, explanation: &Explanation) {
    let failing = explanation
        .connections
        .iter()
        .filter(|connection| connection.verdict == Verdict::Reject)
        .count();
    let Some(fix) = explanation.fix.as_ref().filter(|_| failing > 1) else {
        return;
    };
    let title = match fix.plan.len() {
        1 => "fix; with this".to_owned(),
        several => format!("fix; with these {several} steps, in this order"),
    };
    page.blank();
    heading(
        page,
        &format!(
            "{title}, {} of {} connections work",
            fix.accepted, fix.connections
        ),
    );
    for (index, step) in fix.plan.iter().enumerate() {
        plan_step(page, index + 1, step);
    }
}

/// One step of a plan: where, what, and the commands.
fn plan_step(page: &mut Page, number: usize, step: &PlanStep) {
    let label = format!("{number}");
    let first = Line::new().text("   ").add(&label, Tone::Bold).pad_to(6);
    let mut clause = step.text.clone();
    if !step.nodes.is_empty() {
        let turn = if step.in_turn && step.nodes.len() > 1 {
            ", one after the other"
        } else {
            ""
        };
        clause = format!("on {}{turn}: {clause}", step.nodes.join(", "));
    }
    page.wrap(
        first,
        &capitalised(&clause, step.commands.is_empty()),
        Tone::Plain,
    );
    if let Some(check) = &step.check {
        page.wrap(Line::new().text("      first, "), check.place, Tone::Plain);
        command(page, 8, check.command.words());
        page.wrap(Line::new().text("      "), &check.expected, Tone::Plain);
    }
    for line in &step.commands {
        command(page, 8, line.words());
    }
}

fn heading(page: &mut Page, text: &str) {
    page.line(Line::new().text("  ").add(text, Tone::Bold));
}

/// Several ways, each for itself. `suffices`: each was tried and leads to a connection.
fn alternatives(
    page: &mut Page,
    title: &str,
    connection: &ConnectionReport,
    ways: &[&Fix],
    suffices: bool,
) {
    match ways {
        [] => {}
        [one] => {
            let place = match (one.side, connection.client_kind) {
                (Side::Client, ClientKind::Kubeconfig) => "in the kubeconfig",
                (Side::Client, ClientKind::Component) => "at the client",
                (Side::Server, _) => "at the server",
            };
            heading(page, &format!("{title}, {place}"));
            item(page, "", one);
        }
        several => {
            heading(page, &format!("{title}, either of"));
            for (fix, letter) in several.iter().zip('a'..='z') {
                item(page, &letter.to_string(), fix);
            }
        }
    }
    let next = ways.first().and_then(|fix| fix.next);
    match (suffices, next) {
        (false, Some(code)) => page.wrap(
            Line::new().text("     "),
            &format!("It is not enough by itself: expect {} next.", code.slug()),
            Tone::Plain,
        ),
        (false, None) if ways.iter().all(|fix| fix.verdict_after.is_none()) => page.wrap(
            Line::new().text("     "),
            "More problems may show up afterwards: run certgraph explain again.",
            Tone::Plain,
        ),
        _ => {}
    }
}

fn item(page: &mut Page, label: &str, fix: &Fix) {
    let indent = if label.is_empty() { 5 } else { 6 };
    let first = |label: &str| {
        if label.is_empty() {
            Line::new().text("     ")
        } else {
            Line::new().text("   ").add(label, Tone::Bold).pad_to(6)
        }
    };
    let mut label = label;
    if let Some(check) = &fix.check {
        page.wrap(first(label), check.place, Tone::Plain);
        command(page, indent + 2, check.command.words());
        page.wrap(
            Line::new().text(" ".repeat(indent)),
            &check.expected,
            Tone::Plain,
        );
        label = if label.is_empty() { "" } else { " " };
    }
    page.wrap(first(label), &sentence(fix), Tone::Plain);
    for line in &fix.commands {
        command(page, indent + 2, line.words());
    }
}

/// A fix's clause where it stands by itself.
fn sentence(fix: &Fix) -> String {
    let text = fix.text.strip_prefix("or ").unwrap_or(&fix.text);
    capitalised(text, fix.commands.is_empty())
}

/// A clause as a sentence; commands follow behind a colon.
fn capitalised(text: &str, alone: bool) -> String {
    let end = if alone { '.' } else { ':' };
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).chain([end]).collect())
        .unwrap_or_default()
}

/// A command in one line, or broken between words with `\`. It is printed as it has to be typed: a word that is longer than a
/// line stays whole, since nobody can read, or select, what is broken in its middle.
pub(super) fn command(page: &mut Page, indent: usize, words: &[String]) {
    let room = page.width().saturating_sub(2);
    let mut line = Line::new().text(" ".repeat(indent));
    for (index, word) in words.iter().enumerate() {
        if index > 0 && line.width() + 1 + word.width() > room {
            page.whole(std::mem::take(&mut line).raw(" \\", Tone::Command));
            line = Line::new().text(" ".repeat(indent + 2));
        } else if index > 0 {
            line = line.text(" ");
        }
        line = line.command(word);
    }
    page.whole(line);
}
