//! `certgraph verify` for people: Go's verdict, then what fails on each path.

use super::clients::clients;
use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::verify::{TriedPath, VerifyReport};

/// Paths shown before "and N more".
const PATHS_SHOWN: usize = 10;

/// The report, each line ended.
pub fn verify(report: &VerifyReport<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    let mark = Mark::from(report.verdict);
    let verdict = report.error.as_ref().map_or("OK", |error| &error.text);
    let sign = page.mark(mark);
    let first = Line::new().add(sign, mark.into()).text(" ");
    page.wrap(first, verdict, Tone::Bold);

    for refused in report.refused() {
        page.blank();
        let what = match refused.index {
            0 => "the leaf".to_owned(),
            index => format!("intermediate {index}"),
        };
        page.line(Line::new().add(format!("  {what} is refused"), Tone::Bold));
        failure(&mut page, refused.code.slug(), &refused.message);
    }
    for tried in report.paths().take(PATHS_SHOWN) {
        page.blank();
        path(&mut page, &tried);
        checks(&mut page, &tried);
    }
    if let Some(more) = report.path_count().checked_sub(PATHS_SHOWN + 1) {
        page.blank();
        page.line(Line::new().add(format!("  and {} more paths", more + 1), Tone::Dim));
    }
    clients(&mut page, &report.clients);
    page.render()
}

/// Leaf first, one certificate a line.
fn path(page: &mut Page, tried: &TriedPath<'_>) {
    for (index, member) in tried.members.iter().enumerate() {
        let line = if index == 0 {
            Line::new().text("  ")
        } else {
            Line::new().text("    ".repeat(index)).text(page.branch())
        };
        let line = line.add(&member.subject, Tone::Bold);
        page.line(if member.is_anchor {
            line.add("  (trusted CA)", Tone::Dim)
        } else {
            line
        });
    }
}

fn checks(page: &mut Page, tried: &TriedPath<'_>) {
    if tried.passes {
        let sign = page.mark(Mark::Passed);
        page.line(
            Line::new()
                .text("    ")
                .add(sign, Tone::Good)
                .text(" every check passes"),
        );
    }
    for failed in &tried.failures {
        failure(page, failed.code.slug(), &failed.message);
    }
    for why in &tried.open {
        let sign = page.mark(Mark::Unknown);
        let first = Line::new().text("    ").add(sign, Tone::Warn).text(" ");
        page.wrap(first, why, Tone::Plain);
    }
}

fn failure(page: &mut Page, code: &str, text: &str) {
    let sign = page.mark(Mark::Failed);
    let first = Line::new()
        .text("    ")
        .add(sign, Tone::Bad)
        .text(" ")
        .add(code, Tone::Dim)
        .text("  ");
    page.wrap(first, text, Tone::Plain);
}
