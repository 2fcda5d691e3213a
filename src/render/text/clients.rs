//! The table of clients.

use super::page::{Line, Page, Tone};
use crate::report::Mark;
use crate::report::clients::ClientRow;

/// Room for the longest name, `python-3.12`, and a gap.
const NAMES: usize = 13;

/// A line for each client: its mark, its name, and why it refuses; below it, what it prints and what it ignores.
pub(super) fn clients(page: &mut Page, rows: &[ClientRow]) {
    if rows.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().text("  ").add("clients", Tone::Bold));
    lines(page, rows, "  ");
}

/// The same below the line of a connection.
pub(super) fn lines(page: &mut Page, rows: &[ClientRow], before: &str) {
    for row in rows {
        let mark = Mark::from(row.verdict);
        let reason = row.reason.clone().unwrap_or_else(|| match mark {
            Mark::Passed => "accepts".to_owned(),
            _ => "cannot tell".to_owned(),
        });
        let start = Line::new()
            .text(before)
            .add(page.mark(mark), Tone::from(mark))
            .text(" ")
            .text(format!("{:NAMES$}", row.name));
        page.wrap(start, &reason, Tone::Plain);
        let indent = " ".repeat(before.len() + NAMES + 2);
        if let Some(message) = &row.message {
            let flat = message.replace('\n', " ");
            page.wrap(Line::new().text(indent.clone()), &flat, Tone::Dim);
        }
        for warning in &row.warnings {
            page.wrap(Line::new().text(indent.clone()), warning, Tone::Warn);
        }
    }
}
