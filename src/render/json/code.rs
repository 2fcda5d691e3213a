//! `certgraph.code/v1`: findings by their codes, with their pages.

use serde::Serialize;

use crate::finding::Code;

/// The document.
pub fn codes(codes: &[Code]) -> String {
    super::pretty(&Document {
        schema: "certgraph.code/v1",
        codes: codes
            .iter()
            .map(|code| CodeV1 {
                code: code.slug(),
                severity: code.severity().as_str(),
                summary: code.summary(),
                rule: code.clause(),
                page: code.page(),
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
