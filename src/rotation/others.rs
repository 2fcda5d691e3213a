//! The orders that people take, and what they break.

use super::model::{Order, breaks};
use super::model::{Outcome, Phase, Place};
use super::simulation::Simulation;
use crate::connection::ClientKind;
use crate::survey::Survey;

/// What other orders are tried on.
pub(super) struct Others<'a> {
    pub(super) survey: &'a Survey,
    /// Before the first step, with a new CA that the old one has not signed.
    pub(super) start: &'a Simulation<'a>,
    pub(super) before: &'a [Outcome],
    /// The nodes, in the order of the plan.
    pub(super) order: &'a [Option<usize>],
    pub(super) trusting: &'a [Place],
    pub(super) presenting: &'a [Place],
}

impl Others<'_> {
    /// Those that break something. `at_start`: the nodes change their files themselves as they start.
    pub(super) fn orders(&self, at_start: bool) -> Vec<Order> {
        let kubeconfigs = self.survey.connections.iter();
        let kubeconfigs: Vec<_> = kubeconfigs
            .filter(|connection| connection.client.kind == ClientKind::Kubeconfig)
            .map(|connection| connection.client.file.as_str())
            .collect();
        let own = self.trusting.iter();
        let own = own.filter(|place| !kubeconfigs.contains(&place.file.as_str()));
        let own: Vec<_> = own.cloned().collect();
        let (trusting, presenting) = (self.trusting, self.presenting);
        let mut found = vec![
            (
                "ca-first",
                "the CA replaced first, in its files on the nodes",
                self.files_alone(&own, Phase::New),
            ),
            (
                "ca-first-everywhere",
                "the CA replaced first, everywhere at once",
                self.files_alone(trusting, Phase::New),
            ),
            (
                "certificates-first",
                "re-issuing certificates before the new CA is trusted",
                self.files_alone(presenting, Phase::New),
            ),
        ];
        if !at_start {
            let mut hasty = self.start.clone();
            hasty.change(trusting, Phase::Both);
            hasty.change(presenting, Phase::New);
            found.push((
                "no-restarts",
                "steps 1 and 3 without the restarts between them",
                hasty.outcomes().to_vec(),
            ));
        }
        if self.survey.nodes.len() > 1 {
            found.push((
                "node-by-node",
                "all of it on one node, then on the next",
                self.node_by_node(),
            ));
        }
        let mut orders: Vec<Order> = Vec::new();
        for (slug, text, outcomes) in found {
            let breaks = breaks(self.before, &outcomes);
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

    /// What changed files alone come to.
    fn files_alone(&self, places: &[Place], phase: Phase) -> Vec<Outcome> {
        let mut simulation = self.start.clone();
        simulation.change(places, phase);
        simulation.restart_all();
        simulation.outcomes().to_vec()
    }

    /// Every connection at its worst while one node after the other is moved to the new CA.
    fn node_by_node(&self) -> Vec<Outcome> {
        let mut simulation = self.start.clone();
        let mut worst = self.before.to_vec();
        let all = [self.trusting, self.presenting].concat();
        for (_, own) in self.start.by_node(self.order, &all) {
            simulation.change(&own, Phase::New);
            simulation.restart_all();
            for (worst, now) in worst.iter_mut().zip(simulation.outcomes()) {
                if now.is_worse_than(worst) {
                    *worst = now.clone();
                }
            }
        }
        worst
    }
}
