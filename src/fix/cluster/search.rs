//! The search, cause by cause: what several connections meet is fixed once, by what helps most of them and breaks none. What
//! shows only behind is fixed in the next round.
//!
//! What follows from other connections is taken as gone: these are fixed in the same search, and the result is judged without
//! that assumption.

use super::member::Found;
use super::trials::Trials;
use crate::finding::{Code, Finding, Severity, Step};
use crate::fix::model::{Edit, Fix};
use crate::fix::search::{cost, remains};
use crate::fix::simulation::State;
use crate::ground::location::Location;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// How deep faults may lie behind each other.
const ROUNDS: usize = 8;

/// Ways that are tried for one cause; more are looked for no further.
const CANDIDATES: usize = 8;

/// Connections judged for one node at most.
const RUNS: usize = 16_384;

/// Adds to `chosen` what has these members work, as far as anything helps.
pub(super) fn extend(trials: &Trials<'_>, own: &[usize], chosen: &mut Vec<Found>) {
    let known = chosen.len();
    let mut search = Search {
        trials,
        own,
        assumed: trials.assumed(),
        runs: RUNS,
    };
    for _ in 0..ROUNDS {
        let before = chosen.len();
        search.round(chosen);
        if chosen.len() == before {
            break;
        }
    }
    search.prune(chosen, known);
}

struct Search<'a, 't> {
    trials: &'t Trials<'a>,
    own: &'t [usize],
    assumed: Vec<Edit>,
    runs: usize,
}

/// A connection that fails, and what it fails for first.
struct Open {
    index: usize,
    state: State,
    finding: Finding,
}

/// What has connections fail for one cause: of a certificate, wherever it stands.
type Cause = (Code, Option<Step>, Option<Fingerprint>, Option<Location>);

impl Open {
    fn cause(&self) -> Cause {
        let finding = &self.finding;
        let certificate = finding.fingerprint();
        let place = finding.locations.first().cloned();
        (
            finding.problem.code(),
            finding.step,
            certificate,
            place.filter(|_| certificate.is_none()),
        )
    }
}

impl Search<'_, '_> {
    /// One fix for each cause that shows now.
    fn round(&mut self, chosen: &mut Vec<Found>) {
        let mut causes: Vec<(Cause, Vec<Open>)> = Vec::new();
        for index in self.own {
            let Some(open) = self.open(*index, chosen) else {
                continue;
            };
            let cause = open.cause();
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, of_cause)) => of_cause.push(open),
                None => causes.push((cause, vec![open])),
            }
        }
        for (_, of_cause) in &causes {
            if let Some(found) = self.best(of_cause, chosen) {
                chosen.push(found);
            }
        }
    }

    fn open(&mut self, index: usize, chosen: &[Found]) -> Option<Open> {
        let member = self.trials.members.get(index)?;
        if member.connection.verdict != Verdict::Reject {
            return None;
        }
        let state = self.state(index, chosen)?;
        if state.connection.verdict != Verdict::Reject {
            return None;
        }
        let finding = state
            .connection
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error && !finding.follows())?
            .clone();
        Some(Open {
            index,
            state,
            finding,
        })
    }

    /// What helps most of the connections that share a cause; of equals the least invasive, and what was proposed first.
    fn best(&mut self, of_cause: &[Open], chosen: &[Found]) -> Option<Found> {
        let first = of_cause.first()?;
        // A fix of another cause may have taken it along.
        let now = self.state(first.index, chosen)?;
        if !remains(&first.finding, &now.connection) {
            return None;
        }
        let mut best: Option<(Score, Found)> = None;
        for found in self.candidates(of_cause, chosen) {
            let Some(score) = self.score(&found, of_cause, chosen) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|(known, _)| score.is_better_than(known))
            {
                best = Some((score, found));
            }
        }
        best.map(|(_, found)| found)
    }

    /// What is proposed to any of the connections that share a cause, each action once.
    fn candidates(&self, of_cause: &[Open], chosen: &[Found]) -> Vec<Found> {
        let mut candidates: Vec<Found> = Vec::new();
        for open in of_cause {
            let Some(member) = self.trials.members.get(open.index) else {
                continue;
            };
            let edits = self.trials.edits(open.index, chosen, &self.assumed);
            let (node, trial) = member.place_of(&open.finding);
            for fix in trial.proposals(&open.state, &edits, &open.finding) {
                let found = Found {
                    origin: open.index,
                    node,
                    fix,
                };
                let known = || chosen.iter().any(|known| self.is_same(known, &found));
                let tried = |one: &Found| one.node == node && one.fix.same_action_as(&found.fix);
                if !found.fix.edits.is_empty() && !candidates.iter().any(tried) && !known() {
                    candidates.push(found);
                }
            }
            if candidates.len() >= CANDIDATES {
                break;
            }
        }
        candidates
    }

    /// How much a fix helps; none where it does not, or breaks what works.
    fn score(&mut self, found: &Found, of_cause: &[Open], chosen: &[Found]) -> Option<Score> {
        let mut with = chosen.to_vec();
        with.push(found.clone());
        let mut score = Score {
            accepted: 0,
            helped: 0,
            cost: cost(&found.fix),
        };
        for open in of_cause {
            let after = self.state(open.index, &with)?.connection;
            score.accepted += usize::from(after.verdict == Verdict::Accept);
            score.helped += usize::from(!remains(&open.finding, &after));
        }
        (score.helped > 0 && !self.breaks(&found.fix, &with)).then_some(score)
    }

    /// Whether a connection that works now fails with these fixes.
    fn breaks(&mut self, fix: &Fix, with: &[Found]) -> bool {
        let local = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_) | Edit::Resolved(_));
        if fix.edits.iter().all(local) {
            return false;
        }
        let works = |index: &&usize| self.trials.works_today(**index);
        let working: Vec<usize> = self.own.iter().filter(works).copied().collect();
        working.into_iter().any(|index| {
            self.state(index, with)
                .is_some_and(|state| state.connection.verdict == Verdict::Reject)
        })
    }

    /// The same fix once more. What changes one client alone is another fix for the next client.
    fn is_same(&self, known: &Found, found: &Found) -> bool {
        let local = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_) | Edit::Component(_));
        let is_local = found.fix.edits.iter().any(local);
        known.node == found.node
            && known.fix.same_action_as(&found.fix)
            && (known.origin == found.origin || !is_local)
    }

    /// Leaves out what is not needed after all, the last first.
    fn prune(&mut self, chosen: &mut Vec<Found>, known: usize) {
        let wanted = self.trials.working(self.own, chosen);
        for index in (known..chosen.len()).rev() {
            self.runs = self.runs.saturating_sub(self.own.len());
            if self.runs == 0 {
                return;
            }
            let mut without = chosen.clone();
            without.remove(index);
            if self.trials.working(self.own, &without).len() >= wanted.len() {
                *chosen = without;
            }
        }
    }

    fn state(&mut self, index: usize, fixes: &[Found]) -> Option<State> {
        self.runs = self.runs.checked_sub(1)?;
        self.trials.state(index, fixes, &self.assumed)
    }
}

/// What a fix does for the connections of one cause.
struct Score {
    /// Connections that work then.
    accepted: usize,
    /// Connections that no longer fail for this cause.
    helped: usize,
    cost: usize,
}

impl Score {
    fn is_better_than(&self, other: &Self) -> bool {
        let rank = |score: &Self| (score.accepted, score.helped, std::cmp::Reverse(score.cost));
        rank(self) > rank(other)
    }
}
