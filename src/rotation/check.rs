//! What to look at between two steps: with openssl, kubectl and curl alone, and every command fails where something is wrong.

use super::action::Action;
use super::command::{KUBERNETES, Layout, Tools};
use crate::fix::{Words, all};

impl Tools<'_> {
    /// The checks after each step, on a control-plane node.
    pub(super) fn checks(&self) -> Vec<Action> {
        if self.layout() != Layout::Kubeadm {
            return Vec::new();
        }
        let pki = format!("{KUBERNETES}/pki");
        let mut lines = vec![
            format!("kubectl get --raw=/readyz"),
            format!("! kubectl get nodes --no-headers | grep -v ' Ready '"),
        ];
        match self.of_kubeadm() {
            Some("etcd/ca") => lines.push(format!(
                "curl -s --cacert {pki}/etcd/ca.crt --cert {pki}/etcd/healthcheck-client.crt --key \
                 {pki}/etcd/healthcheck-client.key https://127.0.0.1:2379/health | grep true"
            )),
            Some("front-proxy-ca") => {
                lines.push("! kubectl get apiservices --no-headers | grep False".to_owned());
            }
            _ => {
                lines.push(format!(
                    "openssl verify -CAfile {pki}/ca.crt {pki}/apiserver.crt"
                ));
                lines.push("for n in $(kubectl get nodes --output=name); do kubectl get --raw=\"/api/v1/nodes/${n#node/}/proxy/healthz\"; done".to_owned());
            }
        }
        let commands = all(lines.iter().map(|line| Words::new(line).done()));
        let nodes = self.issuing();
        let last = nodes.last().cloned().into_iter().collect();
        vec![Action::check("check", commands).on(last)]
    }
}
