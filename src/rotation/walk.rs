//! The way through the steps: on each node files change, programs restart, and every connection is judged again.

use super::command::{StepAt, Tools};
use super::model::{Outcome, Phase, Place, Program, StepKind, Use, breaks};
use super::restart::Due;
use super::simulation::Simulation;
use super::stale::Stale;
use super::steps::{ChangedFile, Plan, Round, Step};
use super::wait;

/// How far a step brings a place.
fn phase(kind: StepKind, role: Use) -> Phase {
    match (kind, role) {
        (StepKind::Trust | StepKind::Exchange, Use::Trusts) => Phase::Both,
        _ => Phase::New,
    }
}

pub(super) struct Walk<'a> {
    pub(super) simulation: Simulation<'a>,
    pub(super) before: &'a [Outcome],
    pub(super) tools: &'a Tools<'a>,
    pub(super) order: &'a [Option<usize>],
    pub(super) steps: Vec<Step>,
}

impl Walk<'_> {
    /// Changes files node by node, and restarts on each what does not notice.
    pub(super) fn change(&mut self, kind: StepKind, places: &[Place]) {
        let at = self.next(kind);
        let by_node = self.simulation.by_node(self.order, places);
        let nodes: Vec<_> = by_node.iter().map(|(node, _)| *node).collect();
        let mut rounds = Vec::new();
        for (node, own) in by_node {
            rounds.push(self.round(at, node, &nodes, own));
        }
        self.push(kind, rounds);
        let rest = self.simulation.stale();
        let mut rounds = Vec::new();
        for node in self.order {
            let own: Vec<_> = rest.iter().filter(|stale| stale.node() == *node).collect();
            if !own.is_empty() {
                let mut round = Round::on(*node);
                self.refresh(at, &own, &mut round);
                rounds.push(round);
            }
        }
        self.push(StepKind::Restart, rounds);
    }

    /// The step that comes now.
    pub(super) const fn next(&self, kind: StepKind) -> StepAt {
        StepAt {
            number: self.steps.len() + 1,
            kind,
        }
    }

    /// What one node's part of a step comes to; how it is done is to be added.
    pub(super) fn done(&self, node: usize, places: &[Place]) -> Round {
        Round {
            files: self.files(places),
            places: places.to_vec(),
            working: self.working(),
            breaks: self.broken(),
            ..Round::on(Some(node))
        }
    }

    fn files(&self, places: &[Place]) -> Vec<ChangedFile> {
        let each = places.iter().map(|place| ChangedFile {
            given: place.file.clone(),
            host: self.tools.on_host(&place.file),
        });
        each.collect()
    }

    /// One node's part of a step.
    fn round(
        &mut self,
        at: StepAt,
        node: Option<usize>,
        nodes: &[Option<usize>],
        places: Vec<Place>,
    ) -> Round {
        let mut round = Round::on(node);
        self.simulation.bring(&places, at.kind);
        round.actions = self.tools.change(at, (node, nodes), &places);
        round.breaks.extend(self.broken());
        let own = round.actions.iter().flat_map(|done| done.restarts.clone());
        round.processes = own.collect();
        // A kubelet that has both of its certificates renewed.
        round.processes.dedup();
        for name in round.processes.clone() {
            self.simulation.refresh(Program { node, name });
            round.breaks.extend(self.broken());
        }
        let stale = self.simulation.stale();
        let own: Vec<_> = stale.iter().filter(|stale| stale.node() == node).collect();
        self.refresh(at, &own, &mut round);
        round
            .actions
            .extend(self.tools.settle(at.kind, node, nodes));
        round.undo = self.tools.undo(at, node, &places, &round.processes);
        round.files = self.files(&places);
        round.places = places;
        round
    }

    /// Has programs read their files again: by restarts, or in time.
    fn refresh(&mut self, at: StepAt, stale: &[&Stale], round: &mut Round) {
        let mut due: Vec<Due> = Vec::new();
        for stale in stale {
            match stale {
                Stale::Restart(..) => due.extend(stale.due()),
                Stale::Wait(program, seconds) => round.actions.push(wait::time(
                    *seconds,
                    format!("wait: {} reads its CA every {seconds} s", program.name),
                )),
            }
            self.simulation.refresh(stale.program());
            round.breaks.extend(self.broken());
        }
        self.tools.add_signer(at.kind, round.node, &mut due);
        round.processes.extend(due.iter().map(|due| due.program));
        if !due.is_empty() {
            let actions = self.tools.restart(round.node, at.kind, &due);
            round.actions.extend(actions);
        }
        round.working = self.working();
        round.breaks = sorted(std::mem::take(&mut round.breaks));
    }

    /// What is in no file here follows before the next step.
    pub(super) fn wait(&mut self) {
        let actions = self.tools.followers();
        if actions.is_empty() {
            return;
        }
        self.simulation.pods_follow();
        let mut round = Round::on(self.tools.publisher());
        round.actions = actions;
        round.working = self.working();
        self.push(StepKind::Wait, vec![round]);
    }

    /// Has each node change its own files as it starts.
    pub(super) fn at_start(&mut self, kind: StepKind, places: &[Place]) {
        let at = self.next(kind);
        let by_node = self.simulation.by_node(self.order, places);
        let last = by_node.iter().rposition(|(node, _)| node.is_some());
        let mut rounds = Vec::new();
        for (index, (node, own)) in by_node.into_iter().enumerate() {
            self.simulation.bring(&own, kind);
            let stale = self.simulation.stale();
            let programs: Vec<_> = stale
                .iter()
                .map(Stale::program)
                .filter(|own| own.node == node)
                .collect();
            for program in &programs {
                self.simulation.refresh(*program);
            }
            rounds.push(Round {
                actions: self.tools.at_start(at, node, index == 0),
                // The last is the first on the way back.
                undo: self.tools.back_at_start(at, node, Some(index) == last),
                places: own,
                processes: programs.iter().map(|own| own.name).collect(),
                working: self.working(),
                breaks: self.broken(),
                ..Round::on(node)
            });
        }
        self.push(kind, rounds);
    }

    pub(super) fn push(&mut self, kind: StepKind, rounds: Vec<Round>) {
        if rounds.is_empty() {
            return;
        }
        let mut processes: Vec<&'static str> = Vec::new();
        for name in rounds.iter().flat_map(|round| &round.processes) {
            if !processes.contains(name) {
                processes.push(name);
            }
        }
        let places = rounds.iter().flat_map(|round| &round.places);
        let mut places: Vec<_> = places.cloned().collect();
        places.sort();
        let breaks = rounds.iter().flat_map(|round| &round.breaks);
        self.steps.push(Step {
            kind,
            title: None,
            places,
            processes,
            breaks: sorted(breaks.copied().collect()),
            rounds,
            outcomes: self.simulation.outcomes().to_vec(),
        });
    }

    fn broken(&self) -> Vec<usize> {
        breaks(self.before, self.simulation.outcomes())
    }

    fn working(&self) -> usize {
        Plan::working(self.simulation.outcomes())
    }
}

impl Simulation<'_> {
    /// Changes places as far as a step brings them.
    pub(super) fn bring(&mut self, places: &[Place], kind: StepKind) {
        for role in [Use::Trusts, Use::Presents] {
            let own = places.iter().filter(|place| place.role == role);
            let own: Vec<_> = own.cloned().collect();
            self.change(&own, phase(kind, role));
        }
    }
}

fn sorted(mut indices: Vec<usize>) -> Vec<usize> {
    indices.sort_unstable();
    indices.dedup();
    indices
}
