//! The secrets of one line.

use super::state::Redactor;

/// A line on its own, without its secrets.
pub fn redact(line: &str) -> String {
    Redactor::default().line(line)
}
