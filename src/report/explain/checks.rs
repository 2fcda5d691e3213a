//! The checks of a path on one line.

use super::CheckSummary;
use crate::report::certificate::Mark;
use crate::verify::{Attempt, Check, CheckOutcome};

/// Groups of checks, in Go's order, with the worst outcome of each.
pub(super) fn checks(attempt: &Attempt) -> Vec<CheckSummary> {
    const GROUPS: [(&str, &[Check]); 6] = [
        (
            "trust",
            &[Check::Trust, Check::Authority, Check::DistrustedKeys],
        ),
        ("signature", &[Check::Signature]),
        ("dates", &[Check::Validity]),
        ("usage", &[Check::Purpose]),
        (
            "constraints",
            &[
                Check::PathLength,
                Check::NameConstraints,
                Check::Policies,
                Check::CriticalExtensions,
                Check::KeyType,
            ],
        ),
        ("name", &[Check::ServerName]),
    ];
    let mut summaries = Vec::new();
    for (name, group) in GROUPS {
        let outcomes: Vec<_> = attempt
            .steps
            .iter()
            .filter(|step| group.contains(&step.check))
            .map(|step| &step.outcome)
            .collect();
        let mark = if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Failed(_)))
        {
            Mark::Failed
        } else if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Undetermined(_)))
        {
            Mark::Unknown
        } else if outcomes
            .iter()
            .any(|outcome| matches!(outcome, CheckOutcome::Passed))
        {
            Mark::Passed
        } else {
            continue;
        };
        // Constraints are rare; where they hold, they need no place on the line.
        if name != "constraints" || mark == Mark::Failed {
            summaries.push(CheckSummary {
                name,
                mark,
                detail: None,
            });
        }
    }
    summaries
}
