//! Tries every fix by itself, then looks for the smallest set that leads to a connection.

use super::budget::Budget;
use super::cost::cost;
use super::masked::MaskedFindings;
use crate::connection::Connection;
use crate::finding::{Code, Finding, Severity};
use crate::fix::model::{Advice, Edit, Fix, FixPlan};
use crate::fix::simulation::{State, Trial};
use crate::verify::Verdict;

/// A set with more fixes is no advice any more.
const LARGEST: usize = 4;

/// What can be done about a connection that is rejected. What is met only beyond is fixed as it shows there.
pub(crate) fn advise(trial: &dyn Trial, begin: State, masked: Option<&MaskedFindings>) -> Advice {
    let mut budget = Budget::for_connection(&begin.connection);
    let mut tried: Vec<Fix> = Vec::new();
    let mut fixes = Vec::new();
    for finding in &begin.connection.findings {
        let (seen, edits) = masked
            .filter(|_| finding.behind)
            .and_then(|masked| masked.stage_of(finding))
            .unwrap_or((&begin, &[]));
        let mut of_finding = if finding.severity == Severity::Error && budget.takes_finding() {
            trial.proposals(seen, edits, finding)
        } else {
            Vec::new()
        };
        for fix in &mut of_finding {
            match tried.iter().find(|known| known.same_action_as(fix)) {
                Some(known) => *fix = known.clone(),
                None => {
                    try_alone(trial, fix, finding, &mut budget);
                    tried.push(fix.clone());
                }
            }
        }
        of_finding.retain(|fix| !fix.in_vain);
        fixes.push(of_finding);
    }
    let plan = smallest(trial, begin, &fixes, &mut budget);
    Advice { fixes, plan }
}

/// What can be done about a connection that is not rejected, and that nobody should want as it is.
pub(crate) fn improve(trial: &dyn Trial, begin: State) -> Advice {
    let open = begin.connection.verdict == Verdict::Undetermined;
    let unwanted = |finding: &Finding| match finding.problem.code() {
        Code::InsecureSkipTlsVerify => true,
        Code::TlsTerminated => open,
        _ => false,
    };
    if !begin.connection.findings.iter().any(unwanted) {
        return Advice::default();
    }
    let mut budget = Budget::for_connection(&begin.connection);
    let mut fixes = Vec::new();
    for finding in &begin.connection.findings {
        let mut of_finding = Vec::new();
        if unwanted(finding) {
            of_finding = trial.proposals(&begin, &[], finding);
        }
        for fix in &mut of_finding {
            try_alone(trial, fix, finding, &mut budget);
        }
        fixes.push(of_finding);
    }
    Advice { fixes, plan: None }
}

fn try_alone(trial: &dyn Trial, fix: &mut Fix, finding: &Finding, budget: &mut Budget) {
    if fix.edits.is_empty() || !budget.spend() {
        return;
    }
    let after = trial.state(&fix.edits).connection;
    fix.verdict_after = Some(after.verdict);
    fix.next = first_error(&after).map(|finding| finding.problem.code());
    fix.in_vain = after.verdict != Verdict::Accept && remains(finding, &after);
}

/// Whether a fault of the same kind is still met at the same step. Of several of one kind the first may be fixed and
/// the next be met, so its place counts as well.
pub(crate) fn remains(finding: &Finding, after: &Connection) -> bool {
    after.findings.iter().any(|left| {
        left.severity == Severity::Error
            && left.problem.code() == finding.problem.code()
            && left.step == finding.step
            && left.locations.first() == finding.locations.first()
    })
}

fn first_error(connection: &Connection) -> Option<&Finding> {
    connection
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)
}

/// A set that is yet to be tried.
struct Candidate {
    cost: usize,
    fixes: Vec<Fix>,
}

/// Breadth first by size, then by how invasive. What comes first has to be fixed in every set, so only its fixes are
/// branched on; they are proposed anew on the way, since a fault may hide another.
fn smallest(
    trial: &dyn Trial,
    begin: State,
    known: &[Vec<Fix>],
    budget: &mut Budget,
) -> Option<FixPlan> {
    let mut level = expand(trial, &begin, &[], known);
    for size in 1..=LARGEST {
        // A stable sort: of equal cost, what was proposed first stays first.
        level.sort_by_key(|candidate| candidate.cost);
        let mut next = Vec::new();
        for candidate in level {
            // By itself each of the first was tried already.
            if size == 1 {
                match candidate.fixes.first().map(|fix| fix.verdict_after) {
                    Some(Some(Verdict::Accept)) => return Some(plan(candidate.fixes)),
                    Some(Some(_)) => {}
                    _ => continue,
                }
            }
            if !budget.spend() {
                return None;
            }
            let edits = edits(&candidate.fixes);
            let after = trial.state(&edits);
            if after.connection.verdict == Verdict::Accept {
                return Some(plan(candidate.fixes));
            }
            next.extend(expand(trial, &after, &candidate.fixes, known));
        }
        level = next;
    }
    None
}

fn plan(fixes: Vec<Fix>) -> FixPlan {
    FixPlan {
        fixes,
        verdict_after: Verdict::Accept,
    }
}

fn edits(fixes: &[Fix]) -> Vec<Edit> {
    fixes.iter().flat_map(|fix| fix.edits.clone()).collect()
}

/// The sets with one more fix of the first error.
fn expand(trial: &dyn Trial, state: &State, fixes: &[Fix], known: &[Vec<Fix>]) -> Vec<Candidate> {
    let Some(first) = first_error(&state.connection) else {
        return Vec::new();
    };
    trial
        .proposals(state, &edits(fixes), first)
        .into_iter()
        .filter(|fix| !fix.edits.is_empty() && !fixes.iter().any(|done| done.same_action_as(fix)))
        .map(|fix| {
            let fix = known
                .iter()
                .flatten()
                .find(|known| known.same_action_as(&fix))
                .cloned()
                .unwrap_or(fix);
            let mut fixes = fixes.to_vec();
            fixes.push(fix);
            Candidate {
                cost: fixes.iter().map(cost).sum(),
                fixes,
            }
        })
        .collect()
}
