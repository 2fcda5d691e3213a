//! The order of steps that keeps every connection working, and orders that do not.

use super::action::Action;
use super::command::{StepAt, Tools};
use super::consequence::follows;
use super::impact::Impact;
use super::model::Program;
use super::model::{Order, StepKind, breaks};
use super::model::{Outcome, Phase, Place, Use};
use super::others::Others;
use super::outside::Outside;
use super::replacement::Replacement;
use super::restart::Due;
use super::simulation::{Simulation, Stale};
use super::target::Target;
use super::wait;
use crate::finding::Severity;
use crate::survey::{Rules, Survey};
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// How a certificate is replaced.
pub struct Plan {
    /// What is replaced; none where it is no certificate.
    pub target: Option<Target>,
    /// What keeps it from being carried out as it stands.
    pub obstacle: Option<Obstacle>,
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
    /// What to look at after each step.
    pub checks: Vec<Action>,
    /// Who trusts the CA, and is in no file here.
    pub outside: Vec<Outside>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What breaks in other orders.
    pub orders: Vec<Order>,
    /// The plan ends with both CAs trusted.
    pub overlap: bool,
    /// What the nodes are called, where there are several.
    pub nodes: Vec<String>,
}

/// Why nobody can say that a plan works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A program does not start with the file that is to be changed.
    Broken {
        /// The file.
        file: String,
    },
    /// The key of a CA is not on the nodes: somebody else signs.
    ExternalCa,
}

/// A step of the plan.
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The same in words, where these are others than of its kind.
    pub title: Option<&'static str>,
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
    /// Their files.
    pub files: Vec<ChangedFile>,
    /// The programs that it restarts, in order.
    pub processes: Vec<&'static str>,
    /// How to do it.
    pub actions: Vec<Action>,
    /// How to get back to where the round began.
    pub undo: Vec<Action>,
    /// Connections that work after it.
    pub working: usize,
    /// Connections, by index, that are worse than before the plan, after the round or within it.
    pub breaks: Vec<usize>,
}

/// A file that a round changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// As it was given.
    pub given: String,
    /// Where it is on the node.
    pub host: String,
}

impl Round {
    pub(super) const fn on(node: Option<usize>) -> Self {
        Self {
            node,
            places: Vec::new(),
            files: Vec::new(),
            processes: Vec::new(),
            actions: Vec::new(),
            undo: Vec::new(),
            working: 0,
            breaks: Vec::new(),
        }
    }
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
    let start = Simulation::new(survey, &replacement, rules);
    let unsigned = match &replacement.cross {
        Some(_) => Simulation::new(survey, &plain, rules),
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
    let obstacle = obstacle(survey, &tools, &presenting);
    let steps = if matches!(obstacle, Some(Obstacle::Broken { .. })) {
        Vec::new()
    } else if by_start {
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
            walk.wait();
        }
        walk.change(StepKind::Issue, &presenting);
        if target.is_authority && !overlap {
            walk.change(StepKind::Drop, &trusting);
        }
        walk.steps
    };
    let is_planned = !matches!(obstacle, Some(Obstacle::Broken { .. }));
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
        preparation: if is_planned {
            tools.preparation()
        } else {
            Vec::new()
        },
        checks: tools.checks(),
        outside: if is_planned {
            tools.outside()
        } else {
            Vec::new()
        },
        new: replacement.new.clone(),
        given: with.is_some(),
        impact,
        before,
        steps,
        orders,
        overlap,
        nodes: nodes.filter(|_| survey.nodes.len() > 1).collect(),
        target: Some(target),
        obstacle,
    }
}

fn obstacle(survey: &Survey, tools: &Tools<'_>, presenting: &[Place]) -> Option<Obstacle> {
    let files = survey.nodes.iter().flat_map(|node| &node.authorities);
    let own = files.filter(|authority| Some(authority.name) == tools.of_kubeadm());
    let files: Vec<&str> = own.map(|authority| authority.file.as_str()).collect();
    let failures = survey.sides.iter().flat_map(|sides| {
        let client = &sides.client.startup_failures;
        let server = sides
            .server
            .startup_failures
            .iter()
            .chain(&sides.server.findings);
        client.iter().chain(server)
    });
    let places = failures
        .filter(|finding| finding.severity == Severity::Error && !follows(finding, false))
        .flat_map(|finding| &finding.locations);
    let mut broken = places.filter(|place| files.contains(&&*place.file));
    if let Some(place) = broken.next() {
        let file = place.file.to_string();
        return Some(Obstacle::Broken { file });
    }
    tools
        .needs_signatures(presenting)
        .then_some(Obstacle::ExternalCa)
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
    /// Changes files node by node, and restarts on each what does not notice.
    fn change(&mut self, kind: StepKind, places: &[Place]) {
        let at = StepAt {
            number: self.steps.len() + 1,
            kind,
        };
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
        round.files = places
            .iter()
            .map(|place| ChangedFile {
                given: place.file.clone(),
                host: self.tools.on_host(&place.file),
            })
            .collect();
        round.places = places;
        round
    }

    /// Has programs read their files again: by restarts, or in time.
    fn refresh(&mut self, at: StepAt, stale: &[&Stale], round: &mut Round) {
        let mut due: Vec<Due> = Vec::new();
        for stale in stale {
            match stale {
                Stale::Restart(program, reads) => due.push(Due {
                    program: program.name,
                    reads: reads.clone(),
                }),
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
    fn wait(&mut self) {
        let actions = self.tools.followers();
        if actions.is_empty() {
            return;
        }
        let mut round = Round::on(self.tools.publisher());
        round.actions = actions;
        round.working = self.working();
        self.push(StepKind::Wait, vec![round]);
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
            let programs: Vec<_> = stale
                .iter()
                .map(Stale::program)
                .filter(|own| own.node == node)
                .collect();
            for program in &programs {
                self.simulation.refresh(*program);
            }
            rounds.push(Round {
                actions: self.tools.at_start(kind, node, index == 0),
                places: own,
                processes: programs.iter().map(|own| own.name).collect(),
                working: self.working(),
                breaks: self.broken(),
                ..Round::on(node)
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
