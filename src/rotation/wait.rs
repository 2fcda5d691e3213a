//! What has to be so before the next command: each wait has a bound, and fails where it is reached.

use super::action::Action;
use crate::fix::{Command, Words, all};

/// Makes kubectl the node's administrator in a shell, whatever the user's own kubeconfig is: that may be a copy which no step
/// changes.
pub(super) fn as_administrator() -> Option<Command> {
    Words::new("export KUBECONFIG=/etc/kubernetes/admin.conf").done()
}

/// Repeats a condition, words of the shell without single quotes, until it holds.
fn until(seconds: u16, condition: &str) -> Option<Command> {
    Words::new(&format!(
        "timeout {seconds} sh -c 'until {condition}; do sleep 2; done'"
    ))
    .done()
}

/// kube-apiserver serves again. It closes its port at once and stays up to 30 s more; it needs 4 s to start.
pub(super) fn api_server() -> Action {
    const BOUND: u16 = 180;
    Action::wait(
        BOUND,
        "wait until kube-apiserver is ready",
        all([until(BOUND, "kubectl get --raw=/readyz")]),
    )
}

/// This node's etcd is healthy, which needs a quorum.
pub(super) fn etcd() -> Action {
    const BOUND: u16 = 120;
    let pki = "/etc/kubernetes/pki/etcd";
    let health = format!(
        "curl -s --cacert {pki}/ca.crt --cert {pki}/healthcheck-client.crt --key {pki}/healthcheck-client.key \
         https://127.0.0.1:2379/health | grep -q true"
    );
    Action::wait(
        BOUND,
        "wait until etcd has its quorum",
        all([until(BOUND, &health)]),
    )
}

/// Somebody leads again: a new leader waits for the old one's lease to run out, 15 s, and then tries every 2 s.
pub(super) fn leaders(programs: &[&str]) -> Option<Action> {
    const BOUND: u16 = 120;
    let leases: Vec<&str> = programs
        .iter()
        .copied()
        .filter(|program| matches!(*program, "kube-controller-manager" | "kube-scheduler"))
        .collect();
    // A lease that is written again has a leader.
    let wait = format!(
        "for l in {}; do timeout {BOUND} kubectl get lease $l --namespace=kube-system --watch-only --output=name | grep -q .; done",
        leases.join(" ")
    );
    (!leases.is_empty()).then(|| {
        let who = leases.join(" and ");
        Action::wait(
            BOUND,
            format!("wait until {who} lead again"),
            all([Words::new(&wait).done()]),
        )
    })
}

/// kube-controller-manager writes its `--root-ca-file` into every namespace once it leads; `ca` is the new CA's file.
pub(super) fn root_ca_published(ca: &str) -> Action {
    const BOUND: u16 = 240;
    let maps =
        "kubectl get configmaps --all-namespaces --field-selector=metadata.name=kube-root-ca.crt";
    // The last line of a certificate's base64 is a part of its signature, and nobody else's.
    let last = format!("tail -n 2 {ca} | head -n 1");
    let condition = format!(
        "[ \"$({maps} --output=json | grep -cF \"$({last})\")\" -eq \"$({maps} --output=name | wc -l)\" ]"
    );
    Action::wait(
        BOUND,
        "wait for the new CA in kube-root-ca.crt everywhere",
        all([until(BOUND, &condition)]),
    )
}

/// The kubelet has its certificate. kube-controller-manager approves what a node asks for itself.
pub(super) fn kubelet_certificate(file: &str) -> Option<Command> {
    until(120, &format!("[ -e {file} ]"))
}

/// Time alone.
pub(super) fn time(seconds: u16, text: impl Into<String>) -> Action {
    let sleep = Words::new(&format!("sleep {seconds}")).done();
    Action::wait(seconds, text, all([sleep]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_is_bounded_in_its_own_words() {
        let waits = [
            api_server(),
            etcd(),
            leaders(&["etcd", "kube-scheduler"]).unwrap(),
            root_ca_published("/root/new-pki/ca.crt"),
        ];
        for wait in waits {
            let seconds = wait.kind.seconds().unwrap();
            let line = wait.commands[0].line();
            assert!(line.contains(&format!("timeout {seconds} ")), "{line}");
        }
        assert!(leaders(&["etcd", "kube-apiserver"]).is_none());
    }
}
