//! `certgraph.code/v1`: findings by their codes, with their pages.

use serde::Serialize;

use crate::report::code::CodeReport;

/// The document.
pub fn codes(report: &CodeReport) -> String {
    super::pretty(&Document {
        schema: "certgraph.code/v1",
        codes: report
            .entries
            .iter()
            .map(|entry| CodeV1 {
                code: entry.code,
                severity: entry.severity.as_str(),
                summary: entry.summary,
                rule: entry.rule,
                page: entry.page,
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    codes: Vec<CodeV1>,
}

#[derive(Serialize)]
struct CodeV1 {
    code: &'static str,
    severity: &'static str,
    summary: &'static str,
    rule: &'static str,
    /// Markdown.
    page: &'static str,
}
