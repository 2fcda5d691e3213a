//! The screens of `code`: the list of all findings, and the page of one.

use super::markdown;
use super::page::{Line, Page, Style, Tone};
use crate::finding::Severity;
use crate::report::code::{CodeEntry, CodeReport};

/// Every code with its severity and summary.
pub fn list(report: &CodeReport, style: Style) -> String {
    let column = report
        .entries
        .iter()
        .map(|entry| entry.code.len())
        .max()
        .unwrap_or_default();
    let mut page = Page::new(style);
    for entry in &report.entries {
        let tone = match entry.severity {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Warn,
            Severity::Note => Tone::Dim,
        };
        let first = Line::new()
            .add(entry.code, Tone::Bold)
            .pad_to(column + 2)
            .add(format!("{:7}", entry.severity.as_str()), tone)
            .text("  ");
        page.wrap(first, entry.summary, Tone::Plain);
    }
    page.render()
}

/// The page of one code.
pub fn page(entry: &CodeEntry, style: Style) -> String {
    markdown::render(entry.page, style)
}
