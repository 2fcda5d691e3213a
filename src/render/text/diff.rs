//! The screen of `diff`.

use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::diff::{DiffLine, DiffReport, DiffSign};

/// Draws what changed; connections first, since they are what people ask for.
pub fn diff(report: &DiffReport<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    let sign = page.mark(report.mark);
    page.line(
        Line::new()
            .add(sign, report.mark.into())
            .text(" ")
            .add(&report.headline, Tone::Bold),
    );
    page.blank();
    for part in [&report.connections, &report.bundles] {
        lines(&mut page, part);
        if !part.is_empty() {
            page.blank();
        }
    }
    lines(&mut page, &report.certificates);
    page.render()
}

fn lines(page: &mut Page, lines: &[DiffLine]) {
    for line in lines {
        let (sign, tone) = match line.sign {
            DiffSign::Worse => (page.mark(Mark::Failed), Tone::Bad),
            DiffSign::Better => (page.mark(Mark::Passed), Tone::Good),
            DiffSign::Added => ("+", Tone::Plain),
            DiffSign::Removed => ("-", Tone::Plain),
            DiffSign::Changed => ("~", Tone::Plain),
        };
        let margin = Line::new().text("  ").add(sign, tone).text(" ");
        page.wrap(margin, &line.text, Tone::Plain);
    }
}
