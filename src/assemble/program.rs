//! Which program uses a kubeconfig.

use crate::connection::Credential;
use crate::programs::Program;

/// Which program uses a kubeconfig: kubeadm's and k3s's components have their own users and files. The certificate tells
/// first, then the user's entry, then the file.
pub(crate) fn component_of(credential: &Credential, user: &str, file: &str) -> Program {
    let leaf = match credential {
        Credential::Chain(chain) => chain.leaf().map(|leaf| &leaf.certificate),
        Credential::Unusable { chain, .. } => chain.first().map(|leaf| &leaf.certificate),
        Credential::None | Credential::Missing => None,
    };
    if let Some(name) = leaf.and_then(|leaf| leaf.subject.common_name()) {
        return component_named(&name).unwrap_or(Program::Kubectl);
    }
    let by_file = || match file.rsplit('/').next() {
        Some("kubelet.conf" | "kubelet.kubeconfig") => Some(Program::Kubelet),
        Some("controller-manager.conf" | "controller.kubeconfig") => {
            Some(Program::KubeControllerManager)
        }
        Some("scheduler.conf" | "scheduler.kubeconfig") => Some(Program::KubeScheduler),
        _ => None,
    };
    component_named(user)
        .or_else(by_file)
        .unwrap_or(Program::Kubectl)
}

/// The component whose user this is.
fn component_named(user: &str) -> Option<Program> {
    match user {
        "system:kube-scheduler" => Some(Program::KubeScheduler),
        "system:kube-controller-manager" => Some(Program::KubeControllerManager),
        _ if user.starts_with("system:node:") => Some(Program::Kubelet),
        _ => None,
    }
}
