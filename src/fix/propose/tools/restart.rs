//! Programs of a node, started again.

use crate::fix::model::{Command, Effect, Layout, Words, all};
use crate::programs::Program;

/// A program of a kubeadm node, started again. kubelet stops a static pod whose manifest goes away, and starts it when
/// it is back.
pub fn restart_of(component: &str) -> Option<Command> {
    let program = Program::of_binary(component)?;
    let command = match component {
        "kubelet" => Words::new("systemctl restart kubelet").done(),
        "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "etcd" => {
            Words::new(&format!(
                "mv /etc/kubernetes/manifests/{component}.yaml /root/ && sleep 20 && \
                 mv /root/{component}.yaml /etc/kubernetes/manifests/"
            ))
            .done()
        }
        _ => None,
    };
    command.map(|command| command.with_effect(Effect::Restart(program)))
}

/// Has k3s or RKE2 issue the certificates of one of its services anew; `unit` is what runs it.
pub(crate) fn rotate_service(product: &str, unit: &str, service: &str) -> Vec<Command> {
    all([
        Words::new("systemctl stop").and(unit).done(),
        Words::new(product)
            .and("certificate rotate --service")
            .and(service)
            .done(),
        Words::new("systemctl start").and(unit).done(),
    ])
}

/// The API server, started again.
pub(crate) fn restart(layout: Layout) -> Option<Command> {
    match layout {
        Layout::Kubeadm => restart_of("kube-apiserver"),
        Layout::K3s => Words::new("systemctl restart k3s").done(),
        Layout::ByHand => None,
    }
}
