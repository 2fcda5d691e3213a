//! ConfigMap `kube-system/extension-apiserver-authentication`, which tells extension API servers whom they let in. Each
//! kube-apiserver adds its own CAs to what is there, by itself, and none takes any out before they have expired (Kubernetes
//! `clusterauthenticationtrust/cluster_authentication_trust_controller.go` `combineCertLists`).

use super::action::Action;
use super::command::Tools;
use crate::fix::{NodeRank, Words, all};

impl Tools<'_> {
    /// Takes the old CA out, when the last API server trusts it no more: of one that is gone, Kubernetes makes another.
    pub(super) fn forget(
        &self,
        node: Option<usize>,
        all_nodes: &[Option<usize>],
    ) -> Option<Action> {
        let is_told = matches!(self.of_kubeadm(), Some("ca" | "front-proxy-ca"));
        let mut serving = all_nodes.iter().rev();
        let last = serving.find(|node| self.rank(**node) == Some(NodeRank::ControlPlane));
        let delete =
            Words::new("kubectl").and("delete configmap extension-apiserver-authentication");
        let action = Action::new(
            "recreate extension-apiserver-authentication: it only ever grows",
            all([delete.and("--namespace=kube-system").done()]),
        );
        (is_told && last == Some(&node)).then_some(action)
    }
}
