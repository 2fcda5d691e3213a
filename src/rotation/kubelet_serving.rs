//! A kubelet's serving certificate anew, where the cluster issues it (`serverTLSBootstrap`): asked for on its node, approved on
//! one from which somebody may.

use super::action::Action;
use super::command::Tools;
use super::kubelet::ISSUER;
use super::model::Place;
use crate::fix::{NodeRank, kubelet_asks, kubelet_is_approved};

impl Tools<'_> {
    /// None where the place is not what a kubelet had issued for its own API.
    pub(super) fn kubelet_serving_anew(
        &self,
        place: &Place,
        node: Option<usize>,
        text: &str,
    ) -> Option<Vec<Action>> {
        let file = self.on_host(&place.file);
        let mut asks = kubelet_asks(&file)?;
        let approve = "approve the request, after checking that it is this node's own";
        if self.rank(node) == Some(NodeRank::ControlPlane) {
            asks.extend(kubelet_is_approved());
            let text = format!("{text}: have the kubelet request one, and {approve}");
            let action = Action::new(text, asks).restarting(&["kubelet"]);
            return Some(vec![action.one_by_one()]);
        }
        // A worker has no kubeconfig of somebody who may approve.
        let own = self.name(node).into_iter().collect();
        let issuer = self.nodes(&[NodeRank::ControlPlane]).into_iter().next();
        Some(vec![
            Action::new(format!("{text}: have the kubelet request one"), asks)
                .here(own)
                .restarting(&["kubelet"]),
            Action::new(approve, kubelet_is_approved())
                .one_by_one()
                .on(vec![issuer.unwrap_or_else(|| ISSUER.to_owned())]),
        ])
    }
}
