//! The order of findings: root cause first, each fault once.

use std::collections::HashMap;

use crate::connection::same_fault;
use crate::finding::{Code, Finding, Severity};
use crate::ground::location::Location;

/// One fault at one place is one finding, though a reader and a verifier both meet it.
pub(crate) fn without_repetition(findings: &mut Vec<Finding>) {
    let mut known: Vec<Finding> = Vec::new();
    // A file may have as many faults as lines: those of one code at one place are few.
    let mut places: HashMap<(Code, Option<Location>), Vec<usize>> = HashMap::new();
    for finding in findings.drain(..) {
        let place = (finding.problem.code(), finding.locations.first().cloned());
        let near = places.entry(place).or_default();
        let twin = near.iter().copied().find(|twin| {
            known
                .get(*twin)
                .is_some_and(|known| same_fault(known, &finding))
        });
        match twin.and_then(|twin| known.get_mut(twin)) {
            // The graver one says who gives up.
            Some(twin) if finding.severity < twin.severity => {
                twin.severity = finding.severity;
                twin.step = finding.step;
            }
            Some(_) => {}
            None => {
                near.push(known.len());
                known.push(finding);
            }
        }
    }
    *findings = known;
}

/// Adds what shows only once something in front of it is fixed.
pub(crate) fn add_behind(findings: &mut Vec<Finding>, more: impl Iterator<Item = Finding>) {
    findings.extend(more.map(|finding| Finding {
        behind: true,
        ..finding
    }));
    without_repetition(findings);
    order(findings);
}

/// Root cause first: what kubectl meets first, then what stands behind; within one step errors before warnings.
pub(crate) fn order(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.severity, finding.step, finding.behind));
    let first_step = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)
        .and_then(|first| first.step);
    for finding in findings {
        if finding.severity == Severity::Error && finding.step > first_step {
            finding.behind = true;
        }
    }
}
