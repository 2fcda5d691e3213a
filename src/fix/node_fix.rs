//! What fixes all connections of a node: one fix often serves several, and may break another.

use crate::connection::Connection;
use crate::fix::model::{Advice, Edit, Fix, ServerEdit};
use crate::fix::search::cost;
use crate::fix::simulation::{ComponentCase, KubeconfigCase, Trial};
use crate::verify::Verdict;

/// Connections judged for one node.
const RUNS: usize = 4096;

/// A connection of the node.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// What it was judged from.
    pub case: MemberCase<'a>,
    /// What came of it.
    pub connection: &'a Connection,
    /// What fixes it by itself.
    pub advice: &'a Advice,
}

/// What a connection of the node was judged from.
#[derive(Clone, Copy)]
pub enum MemberCase<'a> {
    /// Of a kubeconfig.
    Kubeconfig(KubeconfigCase<'a>),
    /// Of a component.
    Component(ComponentCase<'a>),
}

/// Fixes that lead to as many connections as can be had.
#[derive(Clone, Debug)]
pub struct NodeFix {
    /// In the order in which each helps most.
    pub fixes: Vec<Fix>,
    /// How many connections work then.
    pub accepted: usize,
    /// Of how many.
    pub connections: usize,
}

/// A fix, and the connection for which it was found.
type Found<'a> = (usize, &'a Fix);

/// The smallest sets first that have the most connections work; none where nothing fails, or nothing helps.
pub fn together(members: &[Member<'_>]) -> Option<NodeFix> {
    let verdicts = || members.iter().map(|member| member.connection.verdict);
    if !verdicts().any(|verdict| verdict == Verdict::Reject) {
        return None;
    }
    let candidates = candidates(members);
    let mut runs = RUNS;
    let mut chosen: Vec<Found<'_>> = Vec::new();
    let mut accepted = verdicts()
        .filter(|verdict| *verdict == Verdict::Accept)
        .count();
    while accepted < members.len() {
        let mut best: Option<(usize, Vec<Found<'_>>)> = None;
        for candidate in &candidates {
            let mut set = chosen.clone();
            let known = set.clone();
            let new =
                |(_, fix): &&Found<'_>| !known.iter().any(|(_, known)| known.same_action_as(fix));
            set.extend(candidate.iter().filter(new));
            if set.len() == chosen.len() {
                continue;
            }
            runs = runs.checked_sub(members.len())?;
            let count = accepts(members, &set);
            // The candidates come smallest first, so that the first of several that help as much stays.
            if best.as_ref().map_or(accepted, |(best, _)| *best) < count {
                best = Some((count, set));
            }
        }
        let Some((count, set)) = best else { break };
        accepted = count;
        chosen = set;
    }
    (!chosen.is_empty()).then(|| NodeFix {
        fixes: chosen.iter().map(|(_, fix)| (*fix).clone()).collect(),
        accepted,
        connections: members.len(),
    })
}

/// What leads some connection to work: each fix that does by itself, and the sets.
fn candidates<'a>(members: &'a [Member<'_>]) -> Vec<Vec<Found<'a>>> {
    let mut all: Vec<Vec<Found<'a>>> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let Advice { fixes, plan } = member.advice;
        let alone = fixes
            .iter()
            .flatten()
            .filter(|fix| fix.verdict_after == Some(Verdict::Accept))
            .map(|fix| vec![(index, fix)]);
        let set = plan
            .iter()
            .map(|plan| plan.fixes.iter().map(|fix| (index, fix)).collect());
        for candidate in alone.chain(set) {
            let same = |known: &Vec<Found<'_>>| {
                known.len() == candidate.len()
                    && known
                        .iter()
                        .zip(&candidate)
                        .all(|((at, one), (index, other))| {
                            one.same_action_as(other) && (at == index || !is_local(one))
                        })
            };
            if !all.iter().any(same) {
                all.push(candidate);
            }
        }
    }
    all.sort_by_key(|candidate| {
        let cost: usize = candidate.iter().map(|(_, fix)| cost(fix)).sum();
        (candidate.len(), cost)
    });
    all
}

/// Whether it changes one client alone.
fn is_local(fix: &Fix) -> bool {
    let local = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_) | Edit::Component(_));
    fix.edits.iter().any(local)
}

/// How many connections work with these fixes made.
fn accepts(members: &[Member<'_>], fixes: &[Found<'_>]) -> usize {
    let works = |(index, member): &(usize, &Member<'_>)| {
        let connection = member.connection;
        let edits: Vec<Edit> = fixes
            .iter()
            .flat_map(|(origin, fix)| {
                let server = members.get(*origin).map(|origin| &origin.connection.server);
                let same = server.is_some_and(|server| {
                    server.component == connection.server.component
                        && server.source == connection.server.source
                });
                fix.edits.iter().filter(move |edit| match edit {
                    // What names its files is the same wherever these are read.
                    Edit::File(_)
                    | Edit::Reissue(..)
                    | Edit::Resolved(_)
                    | Edit::Server(ServerEdit::Pair { .. }) => true,
                    Edit::Server(_) => same,
                    Edit::Kubeconfig(_) | Edit::Component(_) => origin == index,
                })
            })
            .cloned()
            .collect();
        let verdict = if edits.is_empty() {
            connection.verdict
        } else {
            member.case.trial().state(&edits).connection.verdict
        };
        verdict == Verdict::Accept
    };
    members.iter().enumerate().filter(works).count()
}

impl MemberCase<'_> {
    fn trial(&self) -> &dyn Trial {
        match self {
            Self::Kubeconfig(case) => case,
            Self::Component(case) => case,
        }
    }
}
