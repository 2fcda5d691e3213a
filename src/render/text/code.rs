//! The screens of `code`: the list of all findings, and the page of one.

use super::markdown;
use super::page::{Line, Page, Style, Tone};
use crate::finding::{Code, Severity};

/// Every code with its severity and summary.
pub fn list(codes: &[Code], style: Style) -> String {
    let column = codes
        .iter()
        .map(|code| code.slug().len())
        .max()
        .unwrap_or_default();
    let mut page = Page::new(style);
    for code in codes {
        let tone = match code.severity() {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Warn,
            Severity::Note => Tone::Dim,
        };
        let first = Line::new()
            .add(code.slug(), Tone::Bold)
            .pad_to(column + 2)
            .add(format!("{:7}", code.severity().as_str()), tone)
            .text("  ");
        page.wrap(first, code.summary(), Tone::Plain);
    }
    page.render()
}

/// The page of one code.
pub fn page(code: Code, style: Style) -> String {
    markdown::render(code.page(), style)
}
