//! Users that are let in, and that nothing allows anything: what kubeadm binds and what the node authorizer asks (Kubernetes
//! `plugin/pkg/auth/authorizer/node`, `pkg/auth/nodeidentifier`).

use crate::connection::{Connection, Identity};
use crate::finding::{Finding, Powerless, Problem, ProgramFault, Step};
use crate::programs::Program;
use crate::verify::Verdict;

const NODE: &str = "system:node:";
const NODES: &str = "system:nodes";
const AUTHENTICATED: &str = "system:authenticated";
/// Whom kubeadm binds by name, since its certificate has no group any more.
const TO_KUBELETS: &str = "kube-apiserver-kubelet-client";

/// Says of a connection that its user may do nothing, where the certificate alone tells.
pub(super) fn remark(connection: &mut Connection) {
    if connection.verdict != Verdict::Accept {
        return;
    }
    let Some(identity) = &connection.identity else {
        return;
    };
    let (client, server) = (connection.client.component, connection.server.component);
    let why = if client == Program::Kubelet && server == Program::KubeApiserver {
        as_node(identity, connection.client.user.as_deref())
    } else if client == Program::KubeApiserver && server == Program::Kubelet {
        let has_group = identity.groups.iter().any(|group| group != AUTHENTICATED);
        (!has_group && identity.user != TO_KUBELETS).then_some(Powerless::NoGroup)
    } else {
        None
    };
    let Some(why) = why else { return };
    let leaf = connection.client_presents.chain.first();
    let places = leaf.map(|leaf| leaf.location.clone()).into_iter().collect();
    let fault = ProgramFault::Powerless {
        user: identity.user.clone(),
        why,
    };
    let finding = Finding::new(Problem::Program(fault), Step::ServerVerifies, places);
    connection.findings.push(finding);
}

/// A kubelet has to be its own node, by the name that its kubeconfig has for its user.
fn as_node(identity: &Identity, configured: Option<&str>) -> Option<Powerless> {
    if !identity.groups.iter().any(|group| group == NODES) {
        return Some(Powerless::NoNodesGroup);
    }
    let node = configured.and_then(|user| user.strip_prefix(NODE))?;
    (identity.user.strip_prefix(NODE) != Some(node)).then(|| Powerless::OtherNode {
        node: node.to_owned(),
    })
}
