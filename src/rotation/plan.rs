//! The order of steps that keeps every connection working, and orders that do not.

use super::action::Action;
use super::command::Tools;
use super::impact::Impact;
use super::model::Program;
use super::model::{Order, StepKind, breaks};
use super::model::{Outcome, Phase, Place, Use};
use super::others::Others;
use super::replacement::Replacement;
use super::simulation::Simulation;
use super::target::Target;
use crate::survey::{Rules, Survey};
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// How a certificate is replaced.
pub struct Plan {
    /// What is replaced.
    pub target: Target,
    /// The CA that comes; none where a leaf is renewed.
    pub new: Option<CertificateRef>,
    /// The new CA is the user's own.
    pub given: bool,
    /// What depends on it.
    pub impact: Impact,
    /// How every connection stands before, in the survey's order.
    pub before: Vec<Outcome>,
    /// What makes the new CA, before the first step.
    pub preparation: Vec<Action>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What breaks in other orders.
    pub orders: Vec<Order>,
    /// The plan ends with both CAs trusted.
    pub overlap: bool,
    /// What the nodes are called, where there are several.
    pub nodes: Vec<String>,
}

/// A step of the plan.
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The places that it changes.
    pub places: Vec<Place>,
    /// The programs that it restarts, each once.
    pub processes: Vec<&'static str>,
    /// Node by node, in order.
    pub rounds: Vec<Round>,
    /// How every connection stands after it.
    pub outcomes: Vec<Outcome>,
    /// Connections, by index, that are worse than before the plan, after the step or within it.
    pub breaks: Vec<usize>,
}

/// What is done on one node before the next.
pub struct Round {
    /// The node, by its index among those of the survey; none elsewhere.
    pub node: Option<usize>,
    /// The places that it changes.
    pub places: Vec<Place>,
    /// The programs that it restarts, in order.
    pub processes: Vec<&'static str>,
    /// How to do it.
    pub actions: Vec<Action>,
    /// Connections that work after it.
    pub working: usize,
    /// Connections, by index, that are worse than before the plan, after the round or within it.
    pub breaks: Vec<usize>,
}

impl Plan {
    /// Whether every connection that works keeps working, all the way.
    pub fn keeps_all(&self) -> bool {
        self.steps.iter().all(|step| step.breaks.is_empty())
    }

    /// Connections that work after the last step.
    pub fn working(outcomes: &[Outcome]) -> usize {
        let accepts = outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Accept);
        accepts.count()
    }
}

/// Plans the replacement of `target`: of a CA by `with`, a certificate and its file, or by one of the same name with a key of its own.
pub fn plan(
    survey: &Survey,
    target: Target,
    with: Option<(&CertificateRef, &str)>,
    overlap: bool,
    rules: &Rules<'_>,
) -> Plan {
    let given = with.map(|(certificate, _)| certificate);
    let tools = Tools::new(survey, &target, with.map(|(_, file)| file));
    let plain = Replacement::of(&target, given, survey, rules);
    let by_start = tools.exchanges();
    // Of a CA of the user's own, nobody here knows what else has signed it.
    let replacement = if by_start && given.is_none() {
        plain.clone().cross_signed(&target, rules)
    } else {
        plain.clone()
    };
    let impact = Impact::of(survey, &replacement);
    let start = Simulation::new(&survey.connections, &survey.sides, &replacement, rules);
    let unsigned = match &replacement.cross {
        Some(_) => Simulation::new(&survey.connections, &survey.sides, &plain, rules),
        None => start.clone(),
    };
    let before = start.outcomes().to_vec();
    let order = node_order(survey);
    let walk = || Walk {
        simulation: start.clone(),
        before: &before,
        tools: &tools,
        order: &order,
        steps: Vec::new(),
    };
    let trusting = start.places(Use::Trusts);
    let presenting = start.places(Use::Presents);
    let steps = if by_start {
        let mut walk = walk();
        walk.at_start(StepKind::Exchange, &[&trusting[..], &presenting].concat());
        if !overlap {
            walk.at_start(StepKind::Drop, &trusting);
        }
        walk.steps
    } else {
        let mut walk = walk();
        if target.is_authority {
            walk.change(StepKind::Trust, &trusting);
        }
        walk.change(StepKind::Issue, &presenting);
        if target.is_authority && !overlap {
            walk.change(StepKind::Drop, &trusting);
        }
        walk.steps
    };
    let orders = if target.is_authority {
        let others = Others {
            survey,
            start: &unsigned,
            before: &before,
            order: &order,
            trusting: &trusting,
            presenting: &presenting,
        };
        others.orders(by_start)
    } else {
        Vec::new()
    };
    let nodes = survey.nodes.iter().map(|node| node.name.clone());
    Plan {
        preparation: tools.preparation(),
        new: replacement.new.clone(),
        given: with.is_some(),
        impact,
        before,
        steps,
        orders,
        overlap,
        nodes: nodes.filter(|_| survey.nodes.len() > 1).collect(),
        target,
    }
}

/// The nodes in the order in which they are changed; what lies on none comes last.
fn node_order(survey: &Survey) -> Vec<Option<usize>> {
    let mut nodes: Vec<_> = (0..survey.nodes.len()).collect();
    nodes.sort_by_key(|index| survey.nodes.get(*index).map(|node| node.rank));
    nodes.into_iter().map(Some).chain([None]).collect()
}

/// How far a step brings a place.
fn phase(kind: StepKind, role: Use) -> Phase {
    match (kind, role) {
        (StepKind::Trust | StepKind::Exchange, Use::Trusts) => Phase::Both,
        _ => Phase::New,
    }
}

struct Walk<'a> {
    simulation: Simulation<'a>,
    before: &'a [Outcome],
    tools: &'a Tools<'a>,
    order: &'a [Option<usize>],
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Changes files, and restarts one after the other what does not notice.
    fn change(&mut self, kind: StepKind, places: &[Place]) {
        let mut rounds = Vec::new();
        let by_node = self.simulation.by_node(self.order, places);
        let nodes: Vec<_> = by_node.iter().map(|(node, _)| *node).collect();
        for (node, own) in by_node {
            self.simulation.bring(&own, kind);
            let actions = self.tools.change(kind, (node, &nodes), &own);
            let mut processes: Vec<_> = actions.iter().filter_map(|done| done.restarts).collect();
            // A kubelet that has both of its certificates issued anew.
            processes.dedup();
            for name in &processes {
                self.simulation.restart(Program { node, name });
            }
            rounds.push(Round {
                node,
                actions,
                places: own,
                processes,
                working: self.working(),
                breaks: self.broken(),
            });
        }
        self.push(kind, rounds);
        let stale = self.simulation.stale();
        let mut rounds = Vec::new();
        for node in self.order {
            let own: Vec<_> = stale.iter().filter(|own| own.node == *node).collect();
            if own.is_empty() {
                continue;
            }
            let mut breaks = Vec::new();
            for program in &own {
                self.simulation.restart(**program);
                breaks.extend(self.broken());
            }
            let processes: Vec<_> = own.iter().map(|own| own.name).collect();
            rounds.push(Round {
                node: *node,
                places: Vec::new(),
                actions: self.tools.restart(*node, &processes),
                processes,
                working: self.working(),
                breaks: sorted(breaks),
            });
        }
        self.push(StepKind::Restart, rounds);
    }

    /// Has each node change its own files as it starts.
    fn at_start(&mut self, kind: StepKind, places: &[Place]) {
        let mut rounds = Vec::new();
        for (index, (node, own)) in self
            .simulation
            .by_node(self.order, places)
            .into_iter()
            .enumerate()
        {
            self.simulation.bring(&own, kind);
            let stale = self.simulation.stale();
            let own_programs: Vec<_> = stale.into_iter().filter(|own| own.node == node).collect();
            for program in &own_programs {
                self.simulation.restart(*program);
            }
            rounds.push(Round {
                node,
                actions: self.tools.at_start(kind, node, index == 0),
                places: own,
                processes: own_programs.iter().map(|own| own.name).collect(),
                working: self.working(),
                breaks: self.broken(),
            });
        }
        self.push(kind, rounds);
    }

    fn push(&mut self, kind: StepKind, rounds: Vec<Round>) {
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
    fn bring(&mut self, places: &[Place], kind: StepKind) {
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
