//! A fix as JSON.

use serde::Serialize;

use super::verdict::verdict;
use crate::fix::{Check, Command, Fix, PlanStep};

/// One way to fix a finding.
#[derive(Serialize)]
pub(super) struct FixV1 {
    text: String,
    /// Lines for a shell, one after the other.
    command: Option<String>,
    side: &'static str,
    check: Option<CheckV1>,
    verdict_after: Option<&'static str>,
    next: Option<&'static str>,
}

/// A step of a plan: a fix, and the nodes on which it is made.
#[derive(Serialize)]
pub(super) struct PlanStepV1 {
    #[serde(flatten)]
    fix: FixV1,
    /// Empty where there is one node.
    nodes: Vec<String>,
    /// The nodes take their turn one after the other.
    in_turn: bool,
}

/// A step as JSON.
pub(super) fn plan_step(step: &PlanStep) -> PlanStepV1 {
    let lines: Vec<_> = step.commands.iter().map(Command::line).collect();
    PlanStepV1 {
        fix: FixV1 {
            text: step.text.clone(),
            command: Some(lines.join("\n")).filter(|command| !command.is_empty()),
            side: step.side.as_str(),
            check: step.check.as_ref().map(check),
            verdict_after: None,
            next: None,
        },
        nodes: step.nodes.clone(),
        in_turn: step.in_turn,
    }
}

#[derive(Serialize)]
struct CheckV1 {
    text: String,
    command: String,
}

/// A fix as JSON.
pub(super) fn fix(fix: &Fix) -> FixV1 {
    let lines: Vec<_> = fix.commands.iter().map(Command::line).collect();
    FixV1 {
        text: fix.text.clone(),
        command: Some(lines.join("\n")).filter(|command| !command.is_empty()),
        side: fix.side.as_str(),
        check: fix.check.as_ref().map(check),
        verdict_after: fix.verdict_after.map(verdict),
        next: fix.next.map(crate::finding::Code::slug),
    }
}

fn check(check: &Check) -> CheckV1 {
    CheckV1 {
        text: format!("{} {}", check.place, check.expected),
        command: check.command.line(),
    }
}
