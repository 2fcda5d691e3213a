//! `certgraph.rotate/v1`, and `certgraph.rotate-all/v1`.

use std::collections::BTreeSet;

use serde::Serialize;

use super::explain::{LocationV1, location};
use super::verdict::verdict;
use crate::connection::Connection;
use crate::ground::time::Timestamp;
use crate::rotation::{Action, Algorithm, Obstacle, Outcome, Place, Plan, Round, StepKind, Use};
use crate::x509::Certificate;

/// The document of one plan.
pub fn rotation(plan: &Plan, connections: &[Connection], at: Timestamp) -> String {
    super::pretty(&document(plan, connections, at))
}

/// The document of several plans, `certgraph.rotate-all/v1`.
pub fn rotations(plans: &[Plan], connections: &[Connection], at: Timestamp) -> String {
    let plans = plans.iter();
    super::pretty(&All {
        schema: "certgraph.rotate-all/v1",
        at: at.to_string(),
        plans: plans.map(|plan| document(plan, connections, at)).collect(),
    })
}

fn document(plan: &Plan, connections: &[Connection], at: Timestamp) -> Document {
    let name = |index: &usize| connections.get(*index).map(|known| known.name.clone());
    let names = |indices: &[usize]| indices.iter().filter_map(name).collect::<Vec<_>>();
    let outcomes = |outcomes: &[Outcome]| -> Vec<OutcomeV1> {
        let each = connections.iter().zip(outcomes);
        each.map(|(connection, outcome)| OutcomeV1 {
            name: connection.name.clone(),
            verdict: verdict(outcome.verdict),
            code: outcome.code.map(|code| code.slug()),
        })
        .collect()
    };
    let steps = plan.steps.iter().enumerate();
    Document {
        schema: "certgraph.rotate/v1",
        at: at.to_string(),
        target: plan
            .target
            .as_ref()
            .map(|target| certificate(&target.certificate)),
        obstacle: plan.obstacle.as_ref().map(|obstacle| match obstacle {
            Obstacle::Broken { .. } => "broken-file",
            Obstacle::CannotRead { .. } => "unknown-algorithm",
            Obstacle::ExternalCa => "external-ca",
        }),
        new: plan
            .new
            .as_ref()
            .filter(|_| plan.given)
            .map(|new| certificate(new)),
        algorithm: plan
            .target
            .as_ref()
            .and_then(|target| target.algorithm)
            .map(Algorithm::name),
        overlap: plan.overlap,
        keeps_all: plan.keeps_all(),
        depends: depends(plan, names(&plan.impact.connections)),
        left_behind: left_behind(plan),
        before: outcomes(&plan.before),
        preparation: plan.preparation.iter().map(action).collect(),
        checks: plan.checks.iter().map(action).collect(),
        outside: outside(plan),
        steps: steps
            .map(|(index, step)| StepV1 {
                step: index + 1,
                kind: step.kind.as_str(),
                changes: step
                    .places
                    .iter()
                    .map(|place| ChangeV1 {
                        file: place.file.clone(),
                        r#use: match place.role {
                            Use::Trusts => "trusts",
                            Use::Presents => "presents",
                        },
                        to: match (step.kind, place.role) {
                            (StepKind::Trust, _) | (StepKind::Exchange, Use::Trusts) => "both",
                            _ => "new",
                        },
                    })
                    .collect(),
                restarts: step.processes.clone(),
                rounds: step
                    .rounds
                    .iter()
                    .map(|round| RoundV1 {
                        node: round.node.and_then(|node| plan.nodes.get(node).cloned()),
                        files: files(&round.places),
                        restarts: round.processes.clone(),
                        working: round.working,
                        breaks: names(&round.breaks),
                    })
                    .collect(),
                actions: of_rounds(plan, &step.rounds, |round| &round.actions),
                undo: {
                    let mut rounds: Vec<&Round> = step.rounds.iter().collect();
                    rounds.reverse();
                    of_rounds(plan, rounds, |round| &round.undo)
                },
                connections: outcomes(&step.outcomes),
                breaks: names(&step.breaks),
            })
            .collect(),
        other_orders: plan
            .orders
            .iter()
            .map(|order| OrderV1 {
                order: order.slug,
                text: order.text,
                connections: outcomes(&order.outcomes),
                breaks: names(&order.breaks),
            })
            .collect(),
    }
}

fn left_behind(plan: &Plan) -> Vec<LeftBehindV1> {
    plan.left_behind
        .iter()
        .map(|left| LeftBehindV1 {
            identifier: left.identifier.as_str(),
            certificates: left
                .certificates
                .iter()
                .map(|one| certificate(one))
                .collect(),
        })
        .collect()
}

fn depends(plan: &Plan, connections: Vec<String>) -> DependsV1 {
    let impact = &plan.impact;
    DependsV1 {
        trusting: impact
            .trusting
            .iter()
            .map(|held| TrustingV1 {
                party: held.party.clone(),
                label: held.label.clone(),
                file: held.file.clone(),
            })
            .collect(),
        issued: impact
            .issued
            .iter()
            .map(|issued| IssuedV1 {
                certificate: certificate(&issued.certificate),
                locations: issued.locations.iter().map(location).collect(),
            })
            .collect(),
        elsewhere: impact.elsewhere.iter().map(location).collect(),
        connections,
    }
}

/// Actions of rounds, each with the node that it is done on.
fn of_rounds<'a>(
    plan: &Plan,
    rounds: impl IntoIterator<Item = &'a Round>,
    actions: impl Fn(&'a Round) -> &'a [Action],
) -> Vec<ActionV1> {
    rounds
        .into_iter()
        .flat_map(|round| {
            let node = round.node.and_then(|node| plan.nodes.get(node));
            actions(round).iter().map(move |done| {
                let mut done = action(done);
                if done.nodes.is_empty() {
                    done.nodes.extend(node.cloned());
                }
                done
            })
        })
        .collect()
}

fn outside(plan: &Plan) -> Vec<OutsideV1> {
    let each = plan.outside.iter();
    each.map(|outside| OutsideV1 {
        who: outside.who,
        fails_from: outside.fails_from.as_str(),
        follow: outside.follow.clone(),
        commands: outside.commands.iter().map(|line| line.line()).collect(),
        found: outside.found.clone(),
    })
    .collect()
}

fn certificate(certificate: &Certificate) -> CertificateV1 {
    CertificateV1 {
        sha256: certificate.fingerprint.to_string(),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        not_before: certificate.not_before.rfc3339(),
        not_after: certificate.not_after.rfc3339(),
    }
}

/// Each file once.
fn files(places: &[Place]) -> Vec<String> {
    let files: BTreeSet<_> = places.iter().map(|place| place.file.clone()).collect();
    files.into_iter().collect()
}

fn action(action: &Action) -> ActionV1 {
    ActionV1 {
        text: action.text.clone(),
        commands: action.commands.iter().map(|line| line.line()).collect(),
        nodes: action.on.clone(),
        kind: action.kind.as_str(),
        seconds: action.kind.seconds(),
    }
}

#[derive(Serialize)]
struct All {
    schema: &'static str,
    at: String,
    plans: Vec<Document>,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    target: Option<CertificateV1>,
    obstacle: Option<&'static str>,
    new: Option<CertificateV1>,
    algorithm: Option<&'static str>,
    overlap: bool,
    keeps_all: bool,
    depends: DependsV1,
    left_behind: Vec<LeftBehindV1>,
    before: Vec<OutcomeV1>,
    preparation: Vec<ActionV1>,
    checks: Vec<ActionV1>,
    outside: Vec<OutsideV1>,
    steps: Vec<StepV1>,
    other_orders: Vec<OrderV1>,
}

/// Certificates that other clients refuse once the new CA is trusted alone.
#[derive(Serialize)]
struct LeftBehindV1 {
    identifier: &'static str,
    certificates: Vec<CertificateV1>,
}

#[derive(Serialize)]
struct CertificateV1 {
    sha256: String,
    subject: String,
    issuer: String,
    not_before: String,
    not_after: String,
}

#[derive(Serialize)]
struct DependsV1 {
    trusting: Vec<TrustingV1>,
    issued: Vec<IssuedV1>,
    elsewhere: Vec<LocationV1>,
    connections: Vec<String>,
}

#[derive(Serialize)]
struct TrustingV1 {
    party: String,
    label: String,
    file: String,
}

#[derive(Serialize)]
struct IssuedV1 {
    certificate: CertificateV1,
    locations: Vec<LocationV1>,
}

#[derive(Serialize)]
struct OutcomeV1 {
    name: String,
    verdict: &'static str,
    code: Option<&'static str>,
}

#[derive(Serialize)]
struct StepV1 {
    step: usize,
    kind: &'static str,
    changes: Vec<ChangeV1>,
    restarts: Vec<&'static str>,
    rounds: Vec<RoundV1>,
    actions: Vec<ActionV1>,
    undo: Vec<ActionV1>,
    connections: Vec<OutcomeV1>,
    breaks: Vec<String>,
}

#[derive(Serialize)]
struct ChangeV1 {
    file: String,
    r#use: &'static str,
    to: &'static str,
}

#[derive(Serialize)]
struct ActionV1 {
    text: String,
    commands: Vec<String>,
    /// Empty where there is one node.
    nodes: Vec<String>,
    kind: &'static str,
    /// Of a wait, after how many seconds it has failed.
    seconds: Option<u16>,
}

#[derive(Serialize)]
struct OutsideV1 {
    who: &'static str,
    fails_from: &'static str,
    follow: String,
    commands: Vec<String>,
    found: Vec<String>,
}

#[derive(Serialize)]
struct OrderV1 {
    order: &'static str,
    text: &'static str,
    connections: Vec<OutcomeV1>,
    breaks: Vec<String>,
}

#[derive(Serialize)]
struct RoundV1 {
    node: Option<String>,
    files: Vec<String>,
    restarts: Vec<&'static str>,
    working: usize,
    breaks: Vec<String>,
}
