//! The screen of `diff`.

use super::page::{Line, Page, Style, Tone};
use crate::audit::{ConnectionEnd, End, Row};
use crate::diff::{BundleChange, CertificateChange, ConnectionChange, Difference, Turn};
use crate::report::Mark;
use crate::verify::Verdict;

/// Draws what changed; connections first, since they are what people ask for.
pub fn diff(difference: &Difference<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    let (mark, text) = headline(difference);
    let sign = page.mark(mark);
    page.line(
        Line::new()
            .add(sign, mark.into())
            .text(" ")
            .add(text, Tone::Bold),
    );
    page.blank();
    for change in &difference.connections {
        connection(&mut page, change);
    }
    if !difference.connections.is_empty() {
        page.blank();
    }
    for change in &difference.bundles {
        bundle(&mut page, change);
    }
    if !difference.bundles.is_empty() {
        page.blank();
    }
    for change in &difference.certificates {
        certificate(&mut page, *change);
    }
    page.render()
}

fn headline(difference: &Difference<'_>) -> (Mark, String) {
    if difference.is_empty() {
        return (Mark::Passed, "nothing changed".to_owned());
    }
    let mut parts = Vec::new();
    for turn in [Turn::Worse, Turn::Better, Turn::New, Turn::Gone] {
        let count = difference
            .connections
            .iter()
            .filter(|change| change.turn == turn)
            .count();
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            parts.push(format!("{count} connection{plural} {}", turn.as_str()));
        }
    }
    for kind in ["added", "removed", "renewed", "reissued"] {
        let changes = difference.certificates.iter();
        let count = changes.filter(|change| change.as_str() == kind).count();
        if count > 0 {
            parts.push(format!("{count} {kind}"));
        }
    }
    if !difference.bundles.is_empty() {
        let count = difference.bundles.len();
        let plural = if count == 1 { "" } else { "s" };
        parts.push(format!("{count} bundle{plural} changed"));
    }
    let mark = if difference.is_worse() {
        Mark::Failed
    } else {
        Mark::Passed
    };
    (mark, parts.join(", "))
}

fn connection(page: &mut Page, change: &ConnectionChange<'_>) {
    let (sign, tone) = match change.turn {
        Turn::Worse => (page.mark(Mark::Failed), Tone::Bad),
        Turn::Better => (page.mark(Mark::Passed), Tone::Good),
        Turn::New => ("+", Tone::Plain),
        Turn::Gone => ("-", Tone::Plain),
    };
    let who = change.after.or(change.before).map(ConnectionEnd::who);
    let state = |end: Option<&ConnectionEnd>| end.map_or_else(|| "absent".to_owned(), state);
    let text = format!(
        "{} ({}): {}, before {}",
        who.unwrap_or_default(),
        change.name,
        state(change.after),
        state(change.before)
    );
    page.wrap(margin(sign, tone), &text, Tone::Plain);
}

fn state(connection: &ConnectionEnd) -> String {
    let verdict = match connection.verdict {
        Verdict::Accept => "works",
        Verdict::Reject => "does not work",
        Verdict::Undetermined => "cannot be told",
    };
    match &connection.end {
        End::Until(through) => format!("{verdict} until {}", through.time.date()),
        End::AtMost(through) => format!("{verdict}, until {} at most", through.time.date()),
        End::Stopped(through) => format!("stopped {}", through.time.date()),
        End::Broken(code, _) => format!("{verdict}: {code}"),
        End::Unknown => verdict.to_owned(),
    }
}

fn bundle(page: &mut Page, change: &BundleChange<'_>) {
    let mut parts = Vec::new();
    let named = |row: &Row| format!("{} ({})", row.name(), row.not_after.date());
    parts.extend(change.added.iter().map(|row| format!("+ {}", named(row))));
    parts.extend(change.removed.iter().map(|row| format!("- {}", named(row))));
    let text = format!(
        "{} trusts by {}: {}",
        change.party,
        change.label,
        parts.join(", ")
    );
    page.wrap(margin("~", Tone::Plain), &text, Tone::Plain);
}

fn certificate(page: &mut Page, change: CertificateChange<'_>) {
    let (sign, text) = match change {
        CertificateChange::Added(row) => ("+", format!("added {}", whole(row))),
        CertificateChange::Removed(row) => ("-", format!("removed {}", whole(row))),
        CertificateChange::Renewed(before, after) => (
            "~",
            format!(
                "renewed {}, before to {}",
                whole(after),
                before.not_after.date()
            ),
        ),
        CertificateChange::Reissued(before, after) => (
            "~",
            format!(
                "reissued with another key {}, before to {}",
                whole(after),
                before.not_after.date()
            ),
        ),
    };
    page.wrap(margin(sign, Tone::Plain), &text, Tone::Plain);
}

fn whole(row: &Row) -> String {
    format!(
        "{} ({}) to {} in {}",
        row.name(),
        row.role,
        row.not_after.date(),
        row.place.short()
    )
}

fn margin(sign: &str, tone: Tone) -> Line {
    Line::new().text("  ").add(sign, tone).text(" ")
}
