//! The restarts at the end of a plan: each program once, the kubelet first, since it restarts the others.

use std::collections::BTreeSet;

use super::step::{PlanStep, Steps};
use crate::fix::model::{Command, Side};
use crate::fix::propose::restart_of;
use crate::programs::Program;

/// Adds the restarts that are due. Nodes that restart the same programs take their turn one after the other.
pub(super) fn all(steps: &mut Steps<'_>) {
    for (node, programs) in steps.take_restarts() {
        if let Some(step) = step(&programs) {
            steps.push(node, step);
        }
    }
}

fn step(programs: &BTreeSet<Program>) -> Option<PlanStep> {
    let kubelet = programs
        .contains(&Program::Kubelet)
        .then(|| restart_of(Program::Kubelet.as_str()))
        .flatten();
    let pods: Vec<&str> = STATIC_PODS
        .into_iter()
        .filter(|program| programs.contains(program))
        .map(Program::as_str)
        .collect();
    let commands: Vec<_> = kubelet.into_iter().chain(static_pods(&pods)).collect();
    let names: Vec<_> = programs.iter().map(|program| program.as_str()).collect();
    (!commands.is_empty()).then(|| PlanStep {
        nodes: Vec::new(),
        text: format!("restart {}", names.join(", ")),
        side: Side::Server,
        check: None,
        commands,
        in_turn: true,
    })
}

const STATIC_PODS: [Program; 4] = [
    Program::Etcd,
    Program::KubeApiserver,
    Program::KubeControllerManager,
    Program::KubeScheduler,
];

/// Several manifests go away and come back together, in the time that one takes.
fn static_pods(names: &[&str]) -> Option<Command> {
    match names {
        [] => None,
        [one] => restart_of(one),
        several => Command::fixed(&format!(
            "mkdir -p /root/manifests && mv /etc/kubernetes/manifests/{{{}}}.yaml /root/manifests/ && sleep 20 && \
             mv /root/manifests/*.yaml /etc/kubernetes/manifests/",
            several.join(",")
        )),
    }
}
