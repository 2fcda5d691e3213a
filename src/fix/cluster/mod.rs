//! What fixes all connections of a cluster's nodes together: one fix often serves several, and may break another.
//!
//! [`trials`] judges any connection with fixes made that others asked for, [`consequence`] knows which faults go with another,
//! and [`search`] looks for fixes cause by cause.

mod consequence;
mod member;
mod search;
mod trials;

use crate::fix::model::{Fix, Node};
use crate::fix::plan::{PlanStep, plan};
use crate::verify::Verdict;

use member::Found;
pub use member::{Member, MemberCase};
use trials::Trials;

/// Fixes that lead to as many connections as can be had.
#[derive(Clone, Debug)]
pub struct NodeFix {
    /// In the order in which they were found.
    pub fixes: Vec<Fix>,
    /// The same as an administrator does it: in order, node by node, joined where several do alike.
    pub plan: Vec<PlanStep>,
    /// How many connections work then.
    pub accepted: usize,
    /// Which ones, by their index among the members.
    pub works: Vec<usize>,
    /// Of how many.
    pub connections: usize,
}

/// Looks for the fixes node by node, and then judges them all together; none where nothing fails, or nothing helps. `nodes`
/// are those that the members name.
pub fn together(members: &[Member<'_>], nodes: &[&Node]) -> Option<NodeFix> {
    let fails = |member: &Member<'_>| member.connection.verdict == Verdict::Reject;
    if !members.iter().any(fails) {
        return None;
    }
    let trials = Trials::new(members);
    let mut chosen: Vec<Found> = Vec::new();
    for node in 0..nodes.len() {
        let of_node = |index: &usize| {
            members
                .get(*index)
                .is_some_and(|member| member.node == node)
        };
        let own: Vec<usize> = (0..members.len()).filter(of_node).collect();
        search::extend(&trials, &own, &mut chosen);
    }
    let all: Vec<usize> = (0..members.len()).collect();
    let by_node: Vec<_> = chosen
        .iter()
        .map(|found| (found.node, &found.fix))
        .collect();
    let works = trials.working(&all, &chosen);
    (!chosen.is_empty()).then(|| NodeFix {
        plan: plan(&by_node, nodes),
        fixes: chosen.iter().map(|found| found.fix.clone()).collect(),
        accepted: works.len(),
        works,
        connections: members.len(),
    })
}
