//! The order of steps that keeps every connection working, and orders that do not.

use super::algorithm::Algorithm;
use super::command::Tools;
use super::consequence::follows;
use super::identifiers::left_behind;
use super::impact::Impact;
use super::model::{Place, StepKind, Use};
use super::others::Others;
use super::replacement::Replacement;
use super::simulation::Simulation;
use super::steps::{Obstacle, Plan, Step};
use super::target::Target;
use super::walk::Walk;
use crate::finding::Severity;
use crate::golang::Change;
use crate::survey::{Rules, Survey};
use crate::x509::CertificateRef;

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
    let every = [&trusting[..], &presenting].concat();
    let obstacle = unread(survey, &target, rules).or_else(|| obstacle(survey, &tools, &presenting));
    let is_planned = !obstacle.as_ref().is_some_and(Obstacle::forbids);
    let steps = if !is_planned {
        Vec::new()
    } else if by_start {
        let mut walk = walk();
        walk.at_start(StepKind::Exchange, &every);
        if !overlap {
            walk.at_start(StepKind::Drop, &trusting);
        }
        walk.steps
    } else if let Some(node) = tools.changes_at_once(&start, &order, &every) {
        let mut walk = walk();
        walk.at_once(node, &every);
        if !overlap {
            walk.at_next_start(node, &trusting);
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
    Plan {
        preparation: only(is_planned, || tools.preparation()),
        checks: tools.checks(),
        outside: only(is_planned, || tools.outside(fails_from(&steps, by_start))),
        left_behind: left_behind(&target.certificate, replacement.new.as_ref(), &impact),
        new: replacement.new.clone(),
        given: with.is_some(),
        impact,
        before,
        steps,
        orders,
        overlap,
        nodes: names(survey),
        target: Some(target),
        obstacle,
    }
}

/// Nothing where there is no plan.
fn only<T>(is_planned: bool, list: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if is_planned { list() } else { Vec::new() }
}

/// What the nodes are called, where there are several.
fn names(survey: &Survey) -> Vec<String> {
    let nodes = survey.nodes.iter().map(|node| node.name.clone());
    nodes.filter(|_| survey.nodes.len() > 1).collect()
}

/// The kind of the step from which on who trusts the old CA alone fails. `cross_signed`: certificates come with the old CA's
/// signature on the new one.
fn fails_from(steps: &[Step], cross_signed: bool) -> StepKind {
    let exchanges = steps.iter().any(|step| step.kind == StepKind::Exchange);
    match (exchanges, cross_signed) {
        (true, true) => StepKind::Drop,
        (true, false) => StepKind::Exchange,
        (false, _) => StepKind::Issue,
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
        .filter(|finding| finding.severity == Severity::Error && !follows(finding))
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

/// A server that does not know the algorithm: Go knows ML-DSA since 1.27.
fn unread(survey: &Survey, target: &Target, rules: &Rules<'_>) -> Option<Obstacle> {
    let algorithm = target.algorithm?;
    let Algorithm::MlDsa(_) = algorithm else {
        return None;
    };
    let mut servers = survey.sides.iter().map(|sides| &sides.server);
    let unread = servers.find(|server| {
        let go = rules.go_of(server.role.component, server.release);
        !go.unwrap_or(rules.release).has(Change::MlDsa)
    })?;
    Some(Obstacle::CannotRead {
        program: unread.role.component.as_str(),
        release: unread.release,
        algorithm,
    })
}

/// The nodes in the order in which they are changed; what lies on none comes last.
fn node_order(survey: &Survey) -> Vec<Option<usize>> {
    let mut nodes: Vec<_> = (0..survey.nodes.len()).collect();
    nodes.sort_by_key(|index| survey.nodes.get(*index).map(|node| node.rank));
    nodes.into_iter().map(Some).chain([None]).collect()
}
