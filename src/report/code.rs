//! What `code` has to say: findings by their codes, each with its page.

use crate::finding::{Code, Severity};

/// Codes in the order of the registry.
pub struct CodeReport {
    /// One for each code.
    pub entries: Vec<CodeEntry>,
}

/// A code.
pub struct CodeEntry {
    /// Its slug, such as `expired`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it says, in one line.
    pub summary: &'static str,
    /// The clause or the Go function that it rests on.
    pub rule: &'static str,
    /// Its page, Markdown.
    pub page: &'static str,
}

impl CodeReport {
    /// Of these codes.
    pub fn new(codes: &[Code]) -> Self {
        let entries = codes.iter().map(|code| CodeEntry {
            code: code.slug(),
            severity: code.severity(),
            summary: code.summary(),
            rule: code.clause(),
            page: code.page(),
        });
        Self {
            entries: entries.collect(),
        }
    }
}
