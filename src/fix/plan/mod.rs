//! One plan for all that fails: what is fixed on which node, in the order in which it works.
//!
//! The search finds fixes connection by connection. Here they become what an administrator types: CAs before what they
//! issue, the kubelet before the static pods that it runs, files before restarts, and one restart of each program at the
//! end. What several nodes have to do alike is one step.

mod authority;
mod kubelet;
mod restart;
mod step;

use crate::fix::model::{Command, Effect, Fix, KubeletConf, Node, Recipe};
use crate::x509::Fingerprint;

pub use step::PlanStep;
use step::Steps;

/// A fix, and the node whose connection asked for it.
pub(super) type Chosen<'a> = (usize, &'a Fix);

/// The steps that make these fixes, on these nodes.
pub(super) fn plan(chosen: &[Chosen<'_>], nodes: &[&Node]) -> Vec<PlanStep> {
    let mut steps = Steps::new(nodes);
    for ca in authorities(chosen) {
        authority::renew(&mut steps, ca);
    }
    kubelet::remake(&mut steps, &kubelets(chosen));
    for index in 0..nodes.len() {
        let of_node: Vec<_> = chosen
            .iter()
            .filter(|(origin, fix)| *origin == index && fix.recipe.is_none())
            .map(|(_, fix)| *fix)
            .collect();
        renew(&mut steps, index, &of_node);
    }
    for index in 0..nodes.len() {
        for (origin, fix) in chosen {
            if *origin == index && fix.recipe.is_none() {
                rest(&mut steps, index, fix);
            }
        }
    }
    restart::all(&mut steps);
    steps.done()
}

fn authorities(chosen: &[Chosen<'_>]) -> Vec<Fingerprint> {
    let mut found = Vec::new();
    for (_, fix) in chosen {
        if let Some(Recipe::RenewAuthority(ca)) = &fix.recipe
            && !found.contains(ca)
        {
            found.push(*ca);
        }
    }
    found
}

fn kubelets<'a>(chosen: &[Chosen<'a>]) -> Vec<(usize, &'a KubeletConf)> {
    let mut found: Vec<(usize, &KubeletConf)> = Vec::new();
    for (node, fix) in chosen {
        if let Some(Recipe::KubeletConf(conf)) = &fix.recipe
            && !found.iter().any(|(known, _)| known == node)
        {
            found.push((*node, conf));
        }
    }
    found
}

/// From how many certificates on `kubeadm certs renew all` is easier to read, and to get right, than their list.
const MANY: usize = 6;

/// All that kubeadm renews on a node, in one command.
fn renew(steps: &mut Steps<'_>, index: usize, fixes: &[&Fix]) {
    let mut names = Vec::new();
    for fix in fixes {
        for command in &fix.commands {
            match command.effect() {
                Effect::Renew(name) if !names.contains(&name) => names.push(name),
                Effect::Restart(program) if renews(fix) => steps.restart(index, program),
                Effect::Renew(_) | Effect::Restart(_) | Effect::Other => {}
            }
        }
    }
    // `all` stops at the first file that it cannot read, so it is no way where files are at fault too.
    let whole = fixes
        .iter()
        .all(|fix| renews(fix) || !changes_kubeadms(fix));
    match names.as_slice() {
        [] => {}
        [one] => steps.add(
            index,
            format!("renew {one}{}", wait(&[one])),
            [crate::fix::propose::tools::renew(one)],
        ),
        several if several.len() >= MANY && whole => steps.add(
            index,
            format!(
                "renew all certificates that kubeadm made ({} of them are at fault){}",
                several.len(),
                wait(several)
            ),
            [Command::fixed("kubeadm certs renew all")],
        ),
        several => steps.add(
            index,
            format!("renew {}{}", several.join(", "), wait(several)),
            [Command::fixed(&format!(
                "for n in {}; do kubeadm certs renew \"$n\"; done",
                several.join(" ")
            ))],
        ),
    }
}

/// Whether a fix is nothing but renewals and the restarts that they need.
fn renews(fix: &Fix) -> bool {
    let joined = |command: &Command| command.effect() != Effect::Other;
    !fix.commands.is_empty() && fix.commands.iter().all(joined)
}

/// What of these is in use only some time later: kube-apiserver goes on with its open connections to kubelets, and closes them
/// every 300 s (client-go `transport/cert_rotation.go`; measured with 1.37: refused for more than 120 s).
fn wait(names: &[&str]) -> &'static str {
    if names.contains(&"apiserver-kubelet-client") {
        " (kube-apiserver calls kubelets with it within 5 minutes)"
    } else {
        ""
    }
}

/// Whether a fix changes a file that `kubeadm certs renew all` reads: not the kubelet's.
fn changes_kubeadms(fix: &Fix) -> bool {
    let words = fix.commands.iter().flat_map(Command::words);
    let mut files = words.filter(|word| word.contains("/etc/kubernetes/"));
    files.any(|word| !word.ends_with("/kubelet.conf"))
}

/// A fix that no other is joined with, without its restarts, which come last.
fn rest(steps: &mut Steps<'_>, index: usize, fix: &Fix) {
    if renews(fix) {
        return;
    }
    for command in &fix.commands {
        if let Effect::Restart(program) = command.effect() {
            steps.restart(index, program);
        }
    }
    let commands = fix
        .commands
        .iter()
        .filter(|command| !matches!(command.effect(), Effect::Restart(_)))
        .cloned()
        .collect();
    let step = PlanStep {
        nodes: Vec::new(),
        text: fix.text.clone(),
        side: fix.side,
        check: fix.check.clone(),
        commands,
        in_turn: false,
    };
    steps.push(index, step);
}
