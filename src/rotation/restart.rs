//! Restarts: of which programs, why, and what each costs.

use super::action::{Action, ActionKind};
use super::command::Tools;
use super::model::StepKind;
use super::wait;
use crate::fix::{Command, Layout, Words, all, restart_of};
use crate::programs::{Program, outage};

/// Where manifests wait while their pods stop.
const ASIDE: &str = "/root/manifests";
const MANIFESTS: &str = "/etc/kubernetes/manifests";
const SIGNER: &str = "kube-controller-manager";

/// A program to restart, and the settings that it reads only as it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) program: &'static str,
    pub(super) reads: Vec<&'static str>,
}

impl Tools<'_> {
    /// Restarts programs of one node, after a step of this kind has changed their files.
    pub(super) fn restart(&self, node: Option<usize>, kind: StepKind, due: &[Due]) -> Vec<Action> {
        if self.layout() == Layout::K3s {
            return self.restart_k3s(node);
        }
        if self.layout() != Layout::Kubeadm {
            let each = due.iter();
            return each
                .map(|due| Action::evident(format!("restart {}", due.program), Vec::new()))
                .collect();
        }
        let is_pod = |due: &&Due| due.program != "kubelet" && restart_of(due.program).is_some();
        let pods: Vec<&Due> = due.iter().filter(is_pod).collect();
        let others = due.iter().filter(|due| !is_pod(due));
        let mut actions = Vec::new();
        let names: Vec<_> = pods.iter().map(|due| due.program).collect();
        if !names.is_empty() {
            let edit = self
                .signer_edit(node, kind)
                .filter(|_| names.contains(&SIGNER));
            let edit = edit.map(|edit| format!("sed -i {edit} {ASIDE}/{SIGNER}.yaml"));
            let command = together(&names, edit.as_deref(), None);
            actions.push(restarting(&pods, all([command])));
            actions.extend(ready(&names));
        }
        for due in others {
            let commands = restart_of(due.program).into_iter().collect();
            actions.push(restarting(&[due], commands));
        }
        actions
    }
}

/// What to wait for after these programs were restarted.
pub(super) fn ready(programs: &[&str]) -> Vec<Action> {
    let mut waits = Vec::new();
    if programs.contains(&"etcd") {
        waits.push(wait::etcd());
    }
    if programs.contains(&"kube-apiserver") || programs.contains(&"etcd") {
        waits.push(wait::api_server());
    }
    waits.extend(wait::leaders(programs));
    waits
}

/// Static pods that stop and start together, in the time that one of them takes. kubelet stops a pod whose manifest goes
/// away; `meanwhile` is a command to run when they are stopped, `from` a folder that manifests are taken from in the place of
/// those that went.
pub(super) fn together(
    names: &[&str],
    meanwhile: Option<&str>,
    from: Option<&str>,
) -> Option<Command> {
    let files = |folder: &str| match names {
        [one] => format!("{folder}/{one}.yaml"),
        several => format!("{folder}/{{{}}}.yaml", several.join(",")),
    };
    // Without what is to come back nothing goes away.
    let start = from.map_or_else(
        || Words::new("mkdir -p"),
        |from| Words::new("ls").and(&files(from)).and("&& mkdir -p"),
    );
    let mut words = start
        .and(ASIDE)
        .and("&& mv")
        .and(&files(MANIFESTS))
        .and(&format!("{ASIDE}/"))
        .and("&& sleep 20 &&");
    if let Some(meanwhile) = meanwhile {
        words = words.raw(meanwhile).and("&&");
    }
    let words = match from {
        None => words.and("mv").and(&files(ASIDE)),
        Some(from) => words.and("cp -p").and(&files(from)),
    };
    words.and(&format!("{MANIFESTS}/")).done()
}

/// Says why and for how long.
pub(super) fn restarting(due: &[&Due], commands: Vec<Command>) -> Action {
    let programs: Vec<_> = due.iter().map(|due| due.program).collect();
    let mut text = format!("restart {}", programs.join(", "));
    let mut reads: Vec<&str> = due.iter().flat_map(|due| &due.reads).copied().collect();
    reads.sort_unstable();
    reads.dedup();
    if !reads.is_empty() {
        text.push_str(&format!(": {} read at the start only", reads.join(", ")));
    }
    if let Some(cost) = cost(&programs) {
        text.push_str(&format!("; {cost}"));
    }
    Action {
        kind: ActionKind::Restart,
        ..Action::new(text, commands)
    }
    .restarting(&programs)
}

/// What programs cost that restart together: etcd takes the API with it.
fn cost(programs: &[&str]) -> Option<String> {
    let outages = programs
        .iter()
        .filter_map(|name| outage(Program::of_binary(name)?));
    let longest = outages.max_by_key(|outage| outage.seconds.1)?;
    let (least, most) = longest.seconds;
    Some(format!("{} {least}-{most} s", longest.what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_restart_together_do_so_in_one_command() {
        let line = together(&["etcd", "kube-apiserver"], None, None)
            .unwrap()
            .line();
        assert_eq!(
            line,
            "mkdir -p /root/manifests && mv /etc/kubernetes/manifests/{etcd,kube-apiserver}.yaml /root/manifests/ && \
             sleep 20 && mv /root/manifests/{etcd,kube-apiserver}.yaml /etc/kubernetes/manifests/"
        );
    }

    #[test]
    fn a_restart_says_why_and_what_it_costs() {
        let due = |program, reads| Due { program, reads };
        let both = [
            due("etcd", vec!["--trusted-ca-file"]),
            due("kube-apiserver", vec!["--etcd-cafile"]),
        ];
        let action = restarting(&[&both[0], &both[1]], Vec::new());
        assert_eq!(
            action.text,
            "restart etcd, kube-apiserver: --etcd-cafile, --trusted-ca-file read at the start only; no API 34-40 s"
        );
    }
}
