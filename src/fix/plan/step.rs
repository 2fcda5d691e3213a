//! The steps of a plan under construction.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::model::{Check, Command, Node, Side};
use crate::programs::Program;

/// One step: the same commands on one or more nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// Names of the nodes, in their order; empty where there is only one and it has no name.
    pub nodes: Vec<String>,
    /// What is done, as an imperative clause without a period.
    pub text: String,
    /// Whose files it changes.
    pub side: Side,
    /// What to make sure of before.
    pub check: Option<Check>,
    /// How; empty where no command can be given.
    pub commands: Vec<Command>,
    /// Whether the nodes take their turn one after the other, so that the cluster stays up.
    pub in_turn: bool,
}

/// Steps in their order, and the restarts that are due at the end.
pub(super) struct Steps<'a> {
    pub(super) nodes: &'a [&'a Node],
    steps: Vec<(Vec<usize>, PlanStep)>,
    restarts: BTreeMap<usize, BTreeSet<Program>>,
}

impl<'a> Steps<'a> {
    pub(super) const fn new(nodes: &'a [&'a Node]) -> Self {
        Self {
            nodes,
            steps: Vec::new(),
            restarts: BTreeMap::new(),
        }
    }

    /// A step on one node. One that another node has already is theirs together.
    pub(super) fn add(
        &mut self,
        node: usize,
        text: String,
        commands: impl IntoIterator<Item = Option<Command>>,
    ) {
        let step = PlanStep {
            nodes: Vec::new(),
            text,
            side: Side::Server,
            check: None,
            commands: commands.into_iter().flatten().collect(),
            in_turn: false,
        };
        self.push(node, step);
    }

    /// A finished step on one node.
    pub(super) fn push(&mut self, node: usize, step: PlanStep) {
        match self.steps.iter_mut().find(|(_, known)| *known == step) {
            Some((nodes, _)) if nodes.contains(&node) => {}
            Some((nodes, _)) => nodes.push(node),
            None => self.steps.push((vec![node], step)),
        }
    }

    /// A program that has to read its files again.
    pub(super) fn restart(&mut self, node: usize, program: Program) {
        self.restarts.entry(node).or_default().insert(program);
    }

    /// The restarts that are due, node by node.
    pub(super) fn take_restarts(&mut self) -> BTreeMap<usize, BTreeSet<Program>> {
        std::mem::take(&mut self.restarts)
    }

    /// The finished plan.
    pub(super) fn done(self) -> Vec<PlanStep> {
        let nodes = self.nodes;
        // A node that is alone needs no name.
        let several = nodes.len() > 1;
        let name = |index: usize| nodes.get(index).map(|node| node.name.clone());
        self.steps
            .into_iter()
            .map(|(on, step)| PlanStep {
                nodes: on
                    .into_iter()
                    .filter_map(name)
                    .filter(|name| several && !name.is_empty())
                    .collect(),
                ..step
            })
            .collect()
    }
}
