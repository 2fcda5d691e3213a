//! How a user gets a new client certificate.

use super::kubectl::set_credentials;
use super::layout::by_hand;
use super::scene::Scene;
use crate::fix::model::{Command, Layout, Words, all};
use crate::x509::{Certificate, KeyPurpose};

/// Where the commands of [`issue`] run, and what becomes of what they print.
pub(crate) fn where_from(scene: &Scene<'_>) -> &'static str {
    match Layout::from_sides(scene) {
        Layout::Kubeadm => ", on a control-plane node, then use new.yaml as your kubeconfig",
        Layout::K3s | Layout::ByHand => ", where the CA's key is",
    }
}

/// How a user gets a new certificate from this cluster's CA. Without a certificate to follow its name is left open.
pub(crate) fn issue(scene: &Scene<'_>, certificate: Option<&Certificate>) -> Vec<Command> {
    let layout = Layout::from_sides(scene);
    let name = certificate
        .and_then(|certificate| certificate.subject.common_name())
        .unwrap_or_else(|| "NAME".into());
    // kubeadm renews the kubeconfigs that it wrote itself.
    let written = [
        "admin.conf",
        "scheduler.conf",
        "controller-manager.conf",
        "super-admin.conf",
    ]
    .into_iter()
    .find(|known| {
        scene
            .client
            .participant
            .file
            .ends_with(&format!("/{known}"))
    });
    match (layout, written) {
        (Layout::Kubeadm, Some(file)) => all([Words::new("kubeadm certs renew").and(file).done()]),
        (Layout::Kubeadm, None) => {
            let mut command = Words::new("kubeadm kubeconfig user").option("--client-name", &name);
            for group in certificate
                .iter()
                .flat_map(|one| one.subject.organizations())
            {
                command = command.option("--org", &group);
            }
            all([command.raw(">").and("new.yaml").done()])
        }
        (Layout::K3s | Layout::ByHand, _) => {
            let Some(certificate) = certificate else {
                return Vec::new();
            };
            let mut commands = by_hand(certificate, "client", &[], &KeyPurpose::ClientAuth);
            if commands.is_empty() {
                return commands;
            }
            commands.extend(all([set_credentials(
                scene,
                &[
                    ("--client-certificate", "client.crt"),
                    ("--client-key", "client.key"),
                ],
            )]));
            commands
        }
    }
}
