//! The screen of `probe`.

use super::inspect::draw;
use super::live::live_lines;
use super::page::{Line, Page, Style, Tone};
use crate::report::probe::ProbeReport;

/// Draws every server, in the order asked for.
pub fn probe(reports: &[ProbeReport], style: Style) -> String {
    let mut page = Page::new(style);
    for report in reports {
        page.blank();
        let first = format!(
            "{} {}: {}",
            page.mark(report.mark),
            report.target,
            report.headline
        );
        page.line(Line::new().add(first, Tone::from(report.mark)));
        page.blank();
        live_lines(&mut page, &report.lines);
        for (index, certificate) in report.certificates.iter().enumerate() {
            page.blank();
            draw(&mut page, index + 1, certificate, report.at, false);
        }
        if !report.probed.findings.is_empty() {
            page.blank();
        }
        for finding in &report.probed.findings {
            let (mark, tone) = super::direction::severity(&page, finding.severity);
            page.wrap(
                Line::new()
                    .text("  ")
                    .add(mark, tone)
                    .text(format!(" {}: ", finding.problem.code())),
                &finding.problem.to_string(),
                Tone::Plain,
            );
        }
    }
    page.render()
}
