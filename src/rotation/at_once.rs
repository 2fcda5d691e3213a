//! etcd's CA where one node has the only member: everything in one restart.
//!
//! etcd and kube-apiserver read this CA only as they start (`--trusted-ca-file`, `--etcd-cafile`), so that trusting both CAs first
//! and the new one alone later would leave the cluster without the API twice. Where both stop together, none of them is left that
//! knows the old CA alone: new certificates are laid ready beside those in use, and take their place while the programs are
//! stopped. The old CA then goes from the file, and from the programs as they start next.

use super::action::Action;
use super::command::{KUBERNETES, NEW_PKI, StepAt, Tools, before, bundle, keep};
use super::model::{Place, StepKind, Use};
use super::restart::{Due, ready, restarting, together};
use super::simulation::Simulation;
use super::stale::Stale;
use super::steps::Round;
use super::walk::Walk;
use crate::fix::{NodeRank, Words, all};

/// Where the files of the step lie ready.
const NEXT: &str = "/root/next";

impl Tools<'_> {
    /// The node, if it alone has etcd and kube-apiserver, and all that is to change.
    pub(super) fn changes_at_once(
        &self,
        simulation: &Simulation<'_>,
        order: &[Option<usize>],
        places: &[Place],
    ) -> Option<usize> {
        let by_node = simulation.by_node(order, places);
        let [(Some(node), own)] = by_node.as_slice() else {
            return None;
        };
        let nodes = self.survey.nodes.iter();
        let servers = nodes.filter(|node| node.rank != NodeRank::Worker).count();
        let made_here = self.with.is_none() && !self.is_external() && !self.is_made_elsewhere();
        let mut presented = own.iter().filter(|place| place.role == Use::Presents);
        let is_own = self.of_kubeadm() == Some("etcd/ca") && servers == 1 && made_here;
        // A kubeconfig lies in another folder than `--cert-dir`.
        let in_folder = |place: &Place| {
            let name = self
                .kubeadm_name(place)
                .filter(|name| !name.ends_with(".conf"));
            name.is_some() && self.is_renewed_together(place)
        };
        let is_renewed = presented.clone().next().is_some() && presented.all(in_folder);
        // While a file holds two CAs, its signer has to sign from a copy.
        let signs = self.signs(Some(*node));
        (is_own && is_renewed && !signs).then_some(*node)
    }

    /// Lays new certificates ready, and puts them into place while the programs are stopped.
    fn exchange(&self, at: StepAt, places: &[Place], due: &[Due]) -> Vec<Action> {
        let mut names: Vec<_> = places
            .iter()
            .filter(|place| place.role == Use::Presents)
            .filter_map(|place| self.kubeadm_name(place))
            .collect();
        names.dedup();
        let kept = format!("{}/kubernetes/pki/etcd/ca.crt", before(at.number));
        let laid = [
            keep(at.number, false),
            Words::new(&format!(
                "rm -rf {NEXT} && mkdir -m 700 {NEXT} && cp -a {KUBERNETES}/pki {NEXT}/"
            ))
            .done(),
            bundle([&self.new_ca(), &kept], &format!("{NEXT}/pki/etcd/ca.crt")),
            Words::new(&format!(
                "cp -p {NEW_PKI}/etcd/ca.key {NEXT}/pki/etcd/ca.key"
            ))
            .done(),
            Words::new(&format!(
                "for n in {}; do kubeadm certs renew \"$n\" --cert-dir={NEXT}/pki; done",
                names.join(" ")
            ))
            .done(),
        ];
        let swap = format!(
            "cp -a {NEXT}/pki/etcd/. {KUBERNETES}/pki/etcd/ && cp -a {NEXT}/pki/apiserver-etcd-client.* {KUBERNETES}/pki/"
        );
        let programs: Vec<_> = due.iter().map(|due| due.program).collect();
        let each: Vec<_> = due.iter().collect();
        let restart = together(&programs, Some(&swap), None);
        let clean = Words::new(&format!("rm -r {NEXT}")).done();
        let mut actions = vec![
            Action::new("make the certificates of the new CA in a copy", all(laid)),
            restarting(&each, all([restart])),
        ];
        actions.extend(ready(&programs));
        actions.push(Action::evident("remove the copy", all([clean])));
        actions
    }
}

impl Walk<'_> {
    /// Changes all places of one node in one restart.
    pub(super) fn at_once(&mut self, node: usize, places: &[Place]) {
        let at = self.next(StepKind::Exchange);
        self.simulation.bring(places, at.kind);
        let stale = self.simulation.stale();
        let due: Vec<Due> = stale.iter().filter_map(Stale::due).collect();
        for stale in &stale {
            self.simulation.refresh(stale.program());
        }
        let processes: Vec<_> = due.iter().map(|due| due.program).collect();
        let round = Round {
            actions: self.tools.exchange(at, places, &due),
            undo: self.tools.undo(at, Some(node), places, &processes),
            processes,
            ..self.done(node, places)
        };
        self.push(at.kind, vec![round]);
        if let Some(step) = self.steps.last_mut() {
            step.title = Some("trust the new CA beside the old one, and renew the certificates");
        }
    }

    /// Takes the old CA out of files whose programs notice as they start next.
    pub(super) fn at_next_start(&mut self, node: usize, places: &[Place]) {
        let at = self.next(StepKind::Drop);
        self.simulation.bring(places, at.kind);
        let stale = self.simulation.stale();
        let programs: Vec<_> = stale.iter().map(|stale| stale.program().name).collect();
        let node = (node, Some(node));
        let changes = self.tools.change(at, (node.1, &[node.1]), places);
        let commands = changes.into_iter().flat_map(|action| action.commands);
        let text = format!(
            "{} notice as they start next, with the next upgrade at the latest; until then they still trust the old CA",
            programs.join(" and ")
        );
        let round = Round {
            actions: vec![Action::new(text, commands.collect())],
            undo: self.tools.undo(at, node.1, places, &[]),
            ..self.done(node.0, places)
        };
        self.push(at.kind, vec![round]);
    }
}
