//! The screen of `inspect`.

use std::borrow::Cow;
use std::io::{self, Write};

use super::page::{Line, Page, Style, Tone};
use crate::decode::certificates::Request;
use crate::ground::time::Timestamp;
use crate::report::Mark;
use crate::report::inspect::{Inspected, Inspection, name_text, request_fields};

/// Draws every input, certificate by certificate; `full` shows every field.
///
/// # Errors
/// Those of writing.
pub fn inspect(
    inspections: &[Inspection],
    full: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(style);
    for inspection in inspections {
        page.blank();
        let title = format!(": {}, {}", inspection.kind, counts(inspection));
        page.wrap(
            Line::new().add(&inspection.input, Tone::Bold),
            &title,
            Tone::Plain,
        );
        for (index, certificate) in inspection.certificates.iter().enumerate() {
            page.blank();
            draw(&mut page, index + 1, certificate, inspection.at, full);
            page.settle(out)?;
        }
        for request in &inspection.requests {
            page.blank();
            draw_request(&mut page, request);
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
    out.write_all(page.render().as_bytes())
}

fn counts(inspection: &Inspection) -> String {
    let count = |number: usize, what: &str| {
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {what}{plural}")
    };
    let certificates = count(inspection.certificates.len(), "certificate");
    match inspection.requests.len() {
        0 => certificates,
        requests => format!("{certificates}, {}", count(requests, "certificate request")),
    }
}

fn draw_request(page: &mut Page, request: &Request) {
    let Ok(parsed) = &request.parsed else {
        // A finding says so.
        return;
    };
    let title = format!("certificate request for {}", name_text(&parsed.subject));
    page.wrap(
        Line::new().text("  -  ").add(title, Tone::Bold),
        "",
        Tone::Plain,
    );
    let mut field = |label: &'static str, value: &str| {
        page.wrap(labelled(label.into(), 20), value, Tone::Plain);
    };
    for (label, values) in request_fields(parsed) {
        field(label, &values.join(", "));
    }
    field("found in", &request.location.to_string());
}

/// One certificate with its number.
pub(super) fn draw(
    page: &mut Page,
    number: usize,
    inspected: &Inspected,
    at: Timestamp,
    full: bool,
) {
    let row = inspected.row(at);
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
    let column = if full { 27 } else { 20 };
    let mut show = |name: Cow<'static, str>, index, text: &str| {
        let name = if index == 0 { name } else { "".into() };
        page.wrap(labelled(name, column), text, Tone::Plain);
    };
    for field in inspected.fields(&row, full) {
        for (index, line) in field.lines.iter().enumerate() {
            show(field.name.clone(), index, line);
        }
    }
    for (index, location) in inspected.locations.iter().enumerate() {
        show("found in".into(), index, &location.to_string());
    }
}

/// The beginning of a field's line. Names of our own are written as they are.
fn labelled(name: Cow<'static, str>, column: usize) -> Line {
    let line = Line::new().blanks(5);
    let line = match name {
        Cow::Borrowed(own) => line.raw(own, Tone::Dim),
        Cow::Owned(name) => line.add(name, Tone::Dim),
    };
    line.pad_to(column)
}
