//! A mend as JSON.

use serde::Serialize;

use super::explain::verdict;
use crate::fix::{Check, Command, Mend};

/// One way to mend a finding.
#[derive(Serialize)]
pub(super) struct MendV1 {
    text: String,
    /// Lines for a shell, one after the other.
    command: Option<String>,
    side: &'static str,
    check: Option<CheckV1>,
    verdict_after: Option<&'static str>,
    next: Option<&'static str>,
}

#[derive(Serialize)]
struct CheckV1 {
    text: String,
    command: String,
}

/// A mend as JSON.
pub(super) fn mend(mend: &Mend) -> MendV1 {
    let lines: Vec<_> = mend.commands.iter().map(Command::line).collect();
    MendV1 {
        text: mend.text.clone(),
        command: Some(lines.join("\n")).filter(|command| !command.is_empty()),
        side: mend.side.as_str(),
        check: mend.check.as_ref().map(check),
        verdict_after: mend.verdict_after.map(verdict),
        next: mend.next.map(crate::finding::Code::slug),
    }
}

fn check(check: &Check) -> CheckV1 {
    CheckV1 {
        text: format!("{} {}", check.place, check.expected),
        command: check.command.line(),
    }
}
