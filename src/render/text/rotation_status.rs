//! The screen of `rotate --status`.

use super::page::{Line, Page, Style, Tone};
use super::runbook::MOST;
use crate::report::Mark;
use crate::rotation::{Status, StepKind, Subject};

/// Says for each CA how far its rotation has come, and which connections fail now.
pub fn rotation_status(all: &[Status], failing: &[&str], style: Style) -> String {
    let mut page = Page::new(style);
    let under_way: Vec<_> = all.iter().filter(|status| status.is_under_way()).collect();
    let wrong = all.iter().any(|status| !status.wrong.is_empty()) || !failing.is_empty();
    let (mark, text) = match (under_way.as_slice(), wrong) {
        ([], false) => (
            Mark::Passed,
            "no rotation is under way, and no connection fails".to_owned(),
        ),
        ([], true) => (
            Mark::Failed,
            "no rotation is under way, but connections fail".to_owned(),
        ),
        (some, false) => (
            Mark::Passed,
            format!("{} under way, and no connection fails", rotations(some)),
        ),
        (some, true) => (
            Mark::Failed,
            format!("{} under way, and something is wrong", rotations(some)),
        ),
    };
    said(&mut page, mark, "", &text);
    for status in all {
        page.blank();
        one(&mut page, status);
    }
    if !failing.is_empty() {
        page.blank();
        page.line(Line::new().text("  ").add("fails now", Tone::Bold));
        list(
            &mut page,
            &failing
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        );
    }
    page.render()
}

fn rotations(under_way: &[&Status]) -> String {
    let names: Vec<_> = under_way
        .iter()
        .map(|status| status.subject.name())
        .collect();
    let verb = if names.len() == 1 {
        "rotation of"
    } else {
        "rotations of"
    };
    format!("{verb} {}", names.join(", "))
}

fn one(page: &mut Page, status: &Status) {
    let name = status.subject.name();
    let text = match status.next {
        Some(step) => {
            let all = status.done + status.left.len();
            let what = title(status.subject, step);
            format!("{name}: {what}, {} of {all} files done", status.done)
        }
        None if status.is_under_way() => format!("{name}: no file is left to change"),
        None if !status.wrong.is_empty() => format!("{name}: cannot tell"),
        None => format!("{name}: {}, no rotation under way", alone(status.subject)),
    };
    let mark = if status.wrong.is_empty() {
        Mark::Passed
    } else {
        Mark::Failed
    };
    said(page, mark, "  ", &text);
    if let Some([old, new]) = &status.pair {
        for (label, ca) in [("old", old), ("new", new)] {
            let print = ca.fingerprint.to_string();
            let text = format!(
                "{}, SHA-256 {}, from {} until {}",
                ca.display_name(),
                print.get(..12).unwrap_or_default(),
                ca.not_before.at.date(),
                ca.not_after.at.date()
            );
            page.wrap(
                Line::new().text("     ").add(label, Tone::Dim).text("  "),
                &text,
                Tone::Plain,
            );
        }
    }
    if !status.left.is_empty() {
        page.line(Line::new().text("     ").add("left", Tone::Dim));
        list(page, &status.left);
    }
    if !status.wrong.is_empty() {
        page.line(Line::new().text("     ").add("wrong", Tone::Bad));
        list(page, &status.wrong);
    }
}

fn said(page: &mut Page, mark: Mark, indent: &'static str, text: &str) {
    let sign = page.mark(mark);
    let first = Line::new()
        .text(indent)
        .add(sign, Tone::from(mark))
        .text(" ");
    page.wrap(first, text, Tone::from(mark));
}

const fn alone(subject: Subject) -> &'static str {
    match subject {
        Subject::Authority(_) => "one CA",
        Subject::AccountKey => "one key",
        Subject::Leaves => "all of one renewal",
    }
}

const fn title(subject: Subject, step: StepKind) -> &'static str {
    match (subject, step) {
        (Subject::AccountKey, StepKind::Trust) => "accepting the new key",
        (Subject::AccountKey, StepKind::Issue) => "signing with the new key",
        (Subject::AccountKey, StepKind::Drop) => "the new key signs; removing the old one",
        (_, StepKind::Trust) => "adding the new CA",
        (_, StepKind::Issue) => "renewing certificates",
        (_, StepKind::Drop) => "removing the old CA",
        (_, StepKind::Restart) => "restarting programs",
        (_, StepKind::Wait) => "waiting",
        (_, StepKind::Exchange) => "exchanging the CAs",
    }
}

fn list(page: &mut Page, items: &[String]) {
    for item in items.iter().take(MOST) {
        page.wrap(Line::new().text("       "), item, Tone::Plain);
    }
    if let Some(more) = items.len().checked_sub(MOST).filter(|more| *more > 0) {
        page.wrap(
            Line::new().text("       "),
            &format!("and {more} more"),
            Tone::Dim,
        );
    }
}
