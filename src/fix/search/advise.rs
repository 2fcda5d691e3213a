//! Tries every mend by itself, then looks for the smallest set that leads to a connection.

use super::budget::Budget;
use super::cost::cost;
use super::masked::Beyond;
use crate::connection::Connection;
use crate::finding::{Code, Finding, Severity};
use crate::fix::model::{Advice, Edit, FixSet, Mend};
use crate::fix::simulation::{State, Trial};
use crate::verify::Verdict;

/// A set with more mends is no advice any more.
const LARGEST: usize = 4;

/// What can be done about a connection that is rejected. What is met only beyond is mended as it shows there.
pub(crate) fn advise(trial: &dyn Trial, begin: State, beyond: Option<&Beyond>) -> Advice {
    let mut budget = Budget::for_connection(&begin.connection);
    let mut tried: Vec<Mend> = Vec::new();
    let mut mends = Vec::new();
    for finding in &begin.connection.findings {
        let (seen, edits) = beyond
            .filter(|_| finding.behind)
            .and_then(|beyond| beyond.stage_of(finding))
            .unwrap_or((&begin, &[]));
        let mut of_finding = if finding.severity == Severity::Error {
            trial.proposals(seen, edits, finding)
        } else {
            Vec::new()
        };
        for mend in &mut of_finding {
            match tried.iter().find(|known| known.is(mend)) {
                Some(known) => *mend = known.clone(),
                None => {
                    try_alone(trial, mend, finding, &mut budget);
                    tried.push(mend.clone());
                }
            }
        }
        of_finding.retain(|mend| !mend.in_vain);
        mends.push(of_finding);
    }
    let fix = smallest(trial, begin, &mends, &mut budget);
    Advice { mends, fix }
}

/// What can be done about a connection that is not rejected, and that nobody should want as it is.
pub(crate) fn improve(trial: &dyn Trial, begin: State) -> Advice {
    let unchecked = |finding: &Finding| finding.problem.code() == Code::InsecureSkipTlsVerify;
    if !begin.connection.findings.iter().any(unchecked) {
        return Advice::default();
    }
    let mut budget = Budget::for_connection(&begin.connection);
    let mut mends = Vec::new();
    for finding in &begin.connection.findings {
        let mut of_finding = Vec::new();
        if unchecked(finding) {
            of_finding = trial.proposals(&begin, &[], finding);
        }
        for mend in &mut of_finding {
            try_alone(trial, mend, finding, &mut budget);
        }
        mends.push(of_finding);
    }
    Advice { mends, fix: None }
}

fn try_alone(trial: &dyn Trial, mend: &mut Mend, finding: &Finding, budget: &mut Budget) {
    if mend.edits.is_empty() || !budget.spend() {
        return;
    }
    let after = trial.state(&mend.edits).connection;
    mend.verdict_after = Some(after.verdict);
    mend.next = first_error(&after).map(|finding| finding.problem.code());
    mend.in_vain = after.verdict != Verdict::Accept && remains(finding, &after);
}

/// Whether a fault of the same kind is still met at the same step. Of several of one kind the first may be mended and
/// the next be met, so its place counts as well.
fn remains(finding: &Finding, after: &Connection) -> bool {
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
    mends: Vec<Mend>,
}

/// Breadth first by size, then by how invasive. What comes first has to be mended in every set, so only its mends are
/// branched on; they are proposed anew on the way, since a fault may hide another.
fn smallest(
    trial: &dyn Trial,
    begin: State,
    known: &[Vec<Mend>],
    budget: &mut Budget,
) -> Option<FixSet> {
    let mut level = expand(trial, &begin, &[], known);
    for size in 1..=LARGEST {
        // A stable sort: of equal cost, what was proposed first stays first.
        level.sort_by_key(|candidate| candidate.cost);
        let mut next = Vec::new();
        for candidate in level {
            // By itself each of the first was tried already.
            if size == 1 {
                match candidate.mends.first().map(|mend| mend.verdict_after) {
                    Some(Some(Verdict::Accept)) => return Some(fix(candidate.mends)),
                    Some(Some(_)) => {}
                    _ => continue,
                }
            }
            if !budget.spend() {
                return None;
            }
            let edits = edits(&candidate.mends);
            let after = trial.state(&edits);
            if after.connection.verdict == Verdict::Accept {
                return Some(fix(candidate.mends));
            }
            next.extend(expand(trial, &after, &candidate.mends, known));
        }
        level = next;
    }
    None
}

fn fix(mends: Vec<Mend>) -> FixSet {
    FixSet {
        mends,
        verdict_after: Verdict::Accept,
    }
}

fn edits(mends: &[Mend]) -> Vec<Edit> {
    mends.iter().flat_map(|mend| mend.edits.clone()).collect()
}

/// The sets with one more mend of the first error.
fn expand(trial: &dyn Trial, state: &State, mends: &[Mend], known: &[Vec<Mend>]) -> Vec<Candidate> {
    let Some(first) = first_error(&state.connection) else {
        return Vec::new();
    };
    trial
        .proposals(state, &edits(mends), first)
        .into_iter()
        .filter(|mend| !mend.edits.is_empty() && !mends.iter().any(|done| done.is(mend)))
        .map(|mend| {
            let mend = known
                .iter()
                .flatten()
                .find(|known| known.is(&mend))
                .cloned()
                .unwrap_or(mend);
            let mut mends = mends.to_vec();
            mends.push(mend);
            Candidate {
                cost: mends.iter().map(cost).sum(),
                mends,
            }
        })
        .collect()
}
