//! The order of steps that keeps every connection working, and orders that do not.

use super::command::{Action, Tools};
use super::impact::Impact;
use super::replacement::Replacement;
use super::simulation::{Outcome, Phase, Place, Simulation, Use};
use super::target::Target;
use crate::handshake::ClientKind;
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
}

/// A step of the plan.
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The places that it changes.
    pub places: Vec<Place>,
    /// The programs that it restarts.
    pub processes: Vec<&'static str>,
    /// How to do it.
    pub actions: Vec<Action>,
    /// How every connection stands after it.
    pub outcomes: Vec<Outcome>,
    /// Connections, by index, that are worse than before the plan, after the step or within it.
    pub breaks: Vec<usize>,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The new CA comes beside the old one, wherever that is trusted.
    Trust,
    /// Programs read their files again.
    Restart,
    /// Certificates are issued anew.
    Issue,
    /// The old CA goes.
    Drop,
}

impl StepKind {
    /// Its name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Restart => "restart",
            Self::Issue => "issue",
            Self::Drop => "drop",
        }
    }
}

/// Another order.
pub struct Order {
    /// Its name in JSON.
    pub slug: &'static str,
    /// What is done.
    pub text: &'static str,
    /// Connections, by index, that it breaks.
    pub breaks: Vec<usize>,
    /// How every connection stands then.
    pub outcomes: Vec<Outcome>,
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
    let replacement = Replacement::of(&target, given, &survey.inventory, rules);
    let impact = Impact::of(survey, &replacement);
    let start = Simulation::new(&survey.connections, &survey.sides, &replacement, rules);
    let before = start.outcomes();
    let tools = Tools::new(survey, &target, with.map(|(_, file)| file));
    let mut walk = Walk {
        simulation: start.clone(),
        before: &before,
        tools: &tools,
        steps: Vec::new(),
    };
    let trusting = start.places(Use::Trusts);
    let presenting = start.places(Use::Presents);
    if target.is_authority {
        walk.change(StepKind::Trust, &trusting, Phase::Both);
    }
    walk.change(StepKind::Issue, &presenting, Phase::New);
    if target.is_authority && !overlap {
        walk.change(StepKind::Drop, &trusting, Phase::New);
    }
    let steps = walk.steps;
    let orders = if target.is_authority {
        orders(&start, survey, &before, (&trusting, &presenting))
    } else {
        Vec::new()
    };
    Plan {
        preparation: tools.preparation(),
        new: replacement.new.clone(),
        given: with.is_some(),
        target,
        impact,
        before,
        steps,
        orders,
        overlap,
    }
}

struct Walk<'a> {
    simulation: Simulation<'a>,
    before: &'a [Outcome],
    tools: &'a Tools<'a>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Changes files, and restarts one after the other what does not notice.
    fn change(&mut self, kind: StepKind, places: &[Place], phase: Phase) {
        if places.is_empty() {
            return;
        }
        self.simulation.change(places, phase);
        let outcomes = self.simulation.outcomes();
        self.steps.push(Step {
            kind,
            places: places.to_vec(),
            processes: Vec::new(),
            actions: self.tools.change(kind, places),
            breaks: breaks(self.before, &outcomes),
            outcomes,
        });
        let stale = self.simulation.stale();
        if stale.is_empty() {
            return;
        }
        let mut broken = Vec::new();
        for process in &stale {
            self.simulation.restart(process);
            broken.extend(breaks(self.before, &self.simulation.outcomes()));
        }
        broken.sort_unstable();
        broken.dedup();
        self.steps.push(Step {
            kind: StepKind::Restart,
            places: Vec::new(),
            actions: self.tools.restart(&stale),
            processes: stale,
            breaks: broken,
            outcomes: self.simulation.outcomes(),
        });
    }
}

/// The orders that people take, and what they break.
fn orders(
    start: &Simulation<'_>,
    survey: &Survey,
    before: &[Outcome],
    (trusting, presenting): (&[Place], &[Place]),
) -> Vec<Order> {
    let kubeconfigs = survey.connections.iter();
    let kubeconfigs: Vec<_> = kubeconfigs
        .filter(|connection| connection.client.kind == ClientKind::Kubeconfig)
        .map(|connection| connection.client.file.as_str())
        .collect();
    let own: Vec<_> = trusting
        .iter()
        .filter(|place| !kubeconfigs.contains(&place.file.as_str()))
        .cloned()
        .collect();
    let files_alone = |changes: &[(&[Place], Phase)]| {
        let mut simulation = start.clone();
        for (places, phase) in changes {
            simulation.change(places, *phase);
        }
        simulation.restart_all();
        simulation.outcomes()
    };
    let mut hasty = start.clone();
    hasty.change(trusting, Phase::Both);
    hasty.change(presenting, Phase::New);
    let found = [
        (
            "ca-first",
            "the CA replaced first, in its files on the nodes",
            files_alone(&[(&own, Phase::New)]),
        ),
        (
            "ca-first-everywhere",
            "the CA replaced first, everywhere at once",
            files_alone(&[(trusting, Phase::New)]),
        ),
        (
            "certificates-first",
            "certificates issued anew before the new CA is trusted",
            files_alone(&[(presenting, Phase::New)]),
        ),
        (
            "no-restarts",
            "steps 1 and 3 without the restarts between them",
            hasty.outcomes(),
        ),
    ];
    let mut orders: Vec<Order> = Vec::new();
    for (slug, text, outcomes) in found {
        let breaks = breaks(before, &outcomes);
        // Everywhere is no more than in the files, where those break it all.
        let known = orders.iter().any(|order| {
            order.slug == "ca-first" && slug == "ca-first-everywhere" && order.breaks == breaks
        });
        if !breaks.is_empty() && !known {
            orders.push(Order {
                slug,
                text,
                breaks,
                outcomes,
            });
        }
    }
    orders
}

fn breaks(before: &[Outcome], after: &[Outcome]) -> Vec<usize> {
    let pairs = before.iter().zip(after).enumerate();
    pairs
        .filter(|(_, (before, after))| after.is_worse_than(before))
        .map(|(index, _)| index)
        .collect()
}
