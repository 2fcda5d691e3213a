//! What of a cluster follows a step without being in a file of a node: what a node publishes after its change, and the waits for
//! those who read that.

use super::action::Action;
use super::command::Tools;
use super::model::StepKind;
use super::restart::Due;
use super::wait;
use crate::fix::{NodeRank, Words, all};

/// The kubelet brings a changed ConfigMap into running pods within its sync period and the lifetime of its cache (kubelet
/// `configMapAndSecretChangeDetectionStrategy`, `syncFrequency`).
const PROJECTED: u16 = 130;
/// A client of client-go 1.36 or later reads its CA file this often (`transport/ca_rotation.go`).
const CLIENT_GO: u16 = 290;
const SIGNER: &str = "kube-controller-manager";

impl Tools<'_> {
    /// The control-plane node from which the cluster's own objects are changed: the first.
    pub(super) fn publisher(&self) -> Option<usize> {
        let nodes = self.survey.nodes.iter();
        nodes
            .enumerate()
            .filter(|(_, node)| node.rank == NodeRank::ControlPlane)
            .map(|(index, _)| index)
            .next()
    }

    pub(super) fn publishes(&self, node: Option<usize>) -> bool {
        node.is_some() && node == self.publisher()
    }

    /// What a node does once its files are changed and its programs have read them.
    pub(super) fn settle(
        &self,
        kind: StepKind,
        node: Option<usize>,
        nodes: &[Option<usize>],
    ) -> Vec<Action> {
        let mut actions = Vec::new();
        if kind == StepKind::Drop && self.signs(node) {
            actions.push(self.signer_copies_go());
        }
        if matches!(kind, StepKind::Trust | StepKind::Drop) && self.publishes(node) {
            actions.extend(self.cluster_info());
        }
        if kind == StepKind::Drop {
            actions.extend(self.forget(node, nodes));
        }
        actions
    }

    /// kube-controller-manager restarts where its manifest has to change, whatever else it reads.
    pub(super) fn add_signer(&self, kind: StepKind, node: Option<usize>, due: &mut Vec<Due>) {
        if self.signer_edit(node, kind).is_some() {
            let is_root = self.of_kubeadm() == Some("ca");
            let reads = if is_root {
                "--root-ca-file"
            } else {
                "its manifest"
            };
            let signer = due.iter_mut().find(|due| due.program == SIGNER);
            if let Some(signer) = signer {
                signer.reads.push(reads);
            } else {
                due.push(Due {
                    program: SIGNER,
                    reads: vec![reads],
                });
            }
        }
    }

    /// The waits for the clients in pods, who trust what kube-root-ca.crt holds.
    pub(super) fn followers(&self) -> Vec<Action> {
        if self.of_kubeadm() != Some("ca") {
            return Vec::new();
        }
        let workloads = "for n in $(kubectl get namespaces --output=name); do kubectl rollout restart deployments,daemonsets,statefulsets --namespace=\"${n#namespace/}\"; done";
        vec![
            wait::root_ca_published(&self.new_ca()),
            wait::time(
                PROJECTED,
                "wait for kubelets, which bring it into running pods",
            ),
            wait::time(
                CLIENT_GO,
                "wait for client-go 1.36 or later, which reads it every 300 s",
            ),
            Action::new(
                "restart the workloads: other clients read their CA once, as they start",
                all([Words::new(workloads).done()]),
            ),
        ]
    }
}
