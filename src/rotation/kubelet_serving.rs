//! A kubelet's serving certificate anew, where the cluster issues it (`serverTLSBootstrap`): without one in its folder the
//! kubelet makes a request as it starts (Kubernetes `util/certificate/certificate_store.go` `Current`), and unlike one for
//! a client, nobody but an administrator approves it (kubeadm, "Certificate Management with kubeadm", "Enabling signed
//! kubelet serving certificates").

use super::command::{Action, Tools};
use super::kubelet::ISSUER;
use super::simulation::Place;
use crate::handshake::mend::{Command, NodeRank, Words, all, restart_of};

/// What the kubelet calls the pair that it has for now (kubelet `certificate/kubelet.go`).
const CURRENT: &str = "/kubelet-server-current.pem";

impl Tools<'_> {
    /// None where the place is not what a kubelet had issued for its own API.
    pub(super) fn kubelet_serving_anew(
        &self,
        place: &Place,
        node: Option<usize>,
        text: &str,
    ) -> Option<Vec<Action>> {
        let file = self.on_host(&place.file);
        if !file.ends_with(CURRENT) {
            return None;
        }
        let approve = "approve what it asks for, once that is seen to be its own";
        if self.rank(node) == Some(NodeRank::ControlPlane) {
            let commands = all(asks(&file).into_iter().chain(approves()));
            let text = format!("{text}: have the kubelet ask for one, and {approve}");
            return Some(vec![Action::new(text, commands).restarting("kubelet")]);
        }
        // A worker has no kubeconfig of somebody who may approve.
        let own = self.name(node).into_iter().collect();
        let issuer = self.nodes(&[NodeRank::ControlPlane]).into_iter().next();
        Some(vec![
            Action::new(
                format!("{text}: have the kubelet ask for one"),
                all(asks(&file)),
            )
            .on(own)
            .restarting("kubelet"),
            Action::new(approve, all(approves()))
                .on(vec![issuer.unwrap_or_else(|| ISSUER.to_owned())]),
        ])
    }
}

/// The link goes; what it leads to is kept.
fn asks(file: &str) -> [Option<Command>; 2] {
    [Words::new("rm").value(file).done(), restart_of("kubelet")]
}

fn approves() -> [Option<Command>; 2] {
    [
        Words::new("kubectl get csr")
            .option(
                "--field-selector",
                "spec.signerName=kubernetes.io/kubelet-serving",
            )
            .done(),
        Words::new("kubectl certificate approve NAME").done(),
    ]
}
