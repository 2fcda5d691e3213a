//! What mends all connections of a node: one mend often serves several, and may break another.

use crate::connection::Connection;
use crate::fix::model::{Advice, Edit, Mend, ServerEdit};
use crate::fix::search::cost;
use crate::fix::simulation::{Case, ComponentCase, Trial};
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
    Kubeconfig(Case<'a>),
    /// Of a component.
    Component(ComponentCase<'a>),
}

/// Mends that lead to as many connections as can be had.
#[derive(Clone, Debug)]
pub struct NodeFix {
    /// In the order in which each helps most.
    pub mends: Vec<Mend>,
    /// How many connections work then.
    pub accepted: usize,
    /// Of how many.
    pub connections: usize,
}

/// A mend, and the connection for which it was found.
type Found<'a> = (usize, &'a Mend);

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
            let new = |(_, mend): &&Found<'_>| !known.iter().any(|(_, known)| known.is(mend));
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
        mends: chosen.iter().map(|(_, mend)| (*mend).clone()).collect(),
        accepted,
        connections: members.len(),
    })
}

/// What leads some connection to work: each mend that does by itself, and the sets.
fn candidates<'a>(members: &'a [Member<'_>]) -> Vec<Vec<Found<'a>>> {
    let mut all: Vec<Vec<Found<'a>>> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let Advice { mends, fix } = member.advice;
        let alone = mends
            .iter()
            .flatten()
            .filter(|mend| mend.verdict_after == Some(Verdict::Accept))
            .map(|mend| vec![(index, mend)]);
        let set = fix
            .iter()
            .map(|fix| fix.mends.iter().map(|mend| (index, mend)).collect());
        for candidate in alone.chain(set) {
            let same = |known: &Vec<Found<'_>>| {
                known.len() == candidate.len()
                    && known
                        .iter()
                        .zip(&candidate)
                        .all(|((at, one), (index, other))| {
                            one.is(other) && (at == index || !is_local(one))
                        })
            };
            if !all.iter().any(same) {
                all.push(candidate);
            }
        }
    }
    all.sort_by_key(|candidate| {
        let cost: usize = candidate.iter().map(|(_, mend)| cost(mend)).sum();
        (candidate.len(), cost)
    });
    all
}

/// Whether it changes one client alone.
fn is_local(mend: &Mend) -> bool {
    let local = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_) | Edit::Component(_));
    mend.edits.iter().any(local)
}

/// How many connections work with these mends made.
fn accepts(members: &[Member<'_>], mends: &[Found<'_>]) -> usize {
    let works = |(index, member): &(usize, &Member<'_>)| {
        let connection = member.connection;
        let edits: Vec<Edit> = mends
            .iter()
            .flat_map(|(origin, mend)| {
                let server = members.get(*origin).map(|origin| &origin.connection.server);
                let same = server.is_some_and(|server| {
                    server.component == connection.server.component
                        && server.source == connection.server.source
                });
                mend.edits.iter().filter(move |edit| match edit {
                    // What names its files is the same wherever these are read.
                    Edit::File(_)
                    | Edit::Reissue(..)
                    | Edit::Mended(_)
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
