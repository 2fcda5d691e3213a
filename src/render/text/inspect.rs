//! The screen of `inspect`.

use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::inspect::{Inspected, Inspection};

/// Draws every input, certificate by certificate; `full` shows every field.
pub fn inspect(inspections: &[Inspection], full: bool, style: Style) -> String {
    let mut page = Page::new(style);
    for inspection in inspections {
        page.blank();
        let count = inspection.certificates.len();
        let plural = if count == 1 { "" } else { "s" };
        let title = format!(": {}, {count} certificate{plural}", inspection.kind);
        page.wrap(
            Line::new().add(&inspection.input, Tone::Bold),
            &title,
            Tone::Plain,
        );
        for (index, certificate) in inspection.certificates.iter().enumerate() {
            page.blank();
            draw(&mut page, index + 1, certificate, full);
        }
        if !inspection.findings.is_empty() {
            page.blank();
        }
        for finding in &inspection.findings {
            let (mark, tone) = super::direction::severity(&page, finding.severity);
            let place = finding
                .locations
                .first()
                .map(|place| format!(" ({place})"))
                .unwrap_or_default();
            let text = format!("{}{place}", finding.problem);
            page.wrap(
                Line::new().text("  ").add(mark, tone).text(" "),
                &text,
                Tone::Plain,
            );
        }
    }
    page.render()
}

fn draw(page: &mut Page, number: usize, inspected: &Inspected, full: bool) {
    let row = &inspected.row;
    let tone = if row.left.0 < 0 || row.early {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let mut right = Line::new()
        .text(row.kind)
        .text("  ")
        .add(row.left_text(), tone);
    if tone == Tone::Bad {
        right = Line::new()
            .text(row.kind)
            .text("  ")
            .add(page.mark(Mark::Failed), tone)
            .text(" ")
            .add(row.left_text(), tone);
    }
    page.line_with_edge(
        Line::new()
            .text(format!("  {number}  "))
            .add(&row.name, Tone::Bold),
        right,
    );
    for field in inspected.fields.iter().filter(|field| full || field.short) {
        for (index, line) in field.lines.iter().enumerate() {
            let label = if index == 0 { field.name.as_str() } else { "" };
            let column = if full { 27 } else { 20 };
            page.wrap(
                Line::new()
                    .text("     ")
                    .add(label, Tone::Dim)
                    .pad_to(column),
                line,
                Tone::Plain,
            );
        }
    }
    for (index, location) in inspected.locations.iter().enumerate() {
        let label = if index == 0 { "found in" } else { "" };
        let column = if full { 27 } else { 20 };
        page.wrap(
            Line::new()
                .text("     ")
                .add(label, Tone::Dim)
                .pad_to(column),
            &location.to_string(),
            Tone::Plain,
        );
    }
}
