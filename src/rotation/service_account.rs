//! Another key for the tokens of service accounts.
//!
//! kube-apiserver accepts tokens of every key in `--service-account-key-file` and signs with `--service-account-signing-key-file`;
//! kube-controller-manager signs the tokens of Secrets. Both read these files only as they start (Kubernetes
//! `pkg/serviceaccount/keys.go`, `pkg/controller/serviceaccount/tokens_controller.go`). So the new public key comes beside the old
//! one first, and the old one goes when the last token of it is over.

use super::action::{Action, ActionKind};
use super::command::{KUBERNETES, NEW_PKI, before, bundle, keep};
use super::impact::Impact;
use super::model::{Outcome, StepKind};
use super::outside::Outside;
use super::restart::{Due, ready, restarting, together};
use super::steps::{Plan, Round, Step};
use super::wait;
use crate::fix::{Command, Layout, NodeRank, Words, all};
use crate::programs::Program;
use crate::survey::Survey;

const API: &str = "kube-apiserver";
const MANAGER: &str = "kube-controller-manager";

/// The plan; none where no node is kubeadm's. With `overlap` it ends with both keys accepted.
pub fn service_account_key(survey: &Survey, overlap: bool) -> Option<Plan> {
    let nodes: Vec<usize> = (0..survey.nodes.len())
        .filter(|index| {
            survey.nodes.get(*index).is_some_and(|node| {
                node.layout == Layout::Kubeadm && node.rank == NodeRank::ControlPlane
            })
        })
        .collect();
    let several = survey.nodes.len() > 1;
    let name = |index: &usize| survey.nodes.get(*index).map(|node| node.name.clone());
    let names: Vec<String> = nodes.iter().filter(|_| several).filter_map(name).collect();
    nodes.first()?;
    let outcomes: Vec<Outcome> = survey.connections.iter().map(Outcome::of).collect();
    let key = Key {
        nodes: &nodes,
        outcomes: &outcomes,
    };
    let mut steps = match nodes.as_slice() {
        [_] => vec![key.accept_and_sign()],
        _ => vec![key.accept(), key.sign()],
    };
    steps.push(key.tokens());
    if !overlap {
        steps.push(key.forget(steps.len() + 1));
    }
    let all_names = survey.nodes.iter().map(|node| node.name.clone());
    Some(Plan {
        target: None,
        obstacle: None,
        new: None,
        given: false,
        impact: Impact::default(),
        before: outcomes.clone(),
        left_behind: Vec::new(),
        preparation: key.made(&names),
        checks: key.checks(&names),
        outside: vec![tokens_elsewhere()],
        steps,
        orders: Vec::new(),
        overlap,
        nodes: all_names.filter(|_| several).collect(),
    })
}

struct Key<'a> {
    /// The control-plane nodes, by index.
    nodes: &'a [usize],
    outcomes: &'a [Outcome],
}

impl Key<'_> {
    fn made(&self, names: &[String]) -> Vec<Action> {
        let first: Vec<_> = names.first().cloned().into_iter().collect();
        let make = format!("kubeadm init phase certs sa --cert-dir={NEW_PKI}");
        let shell = Action::new("in each shell", all([wait::as_administrator()]));
        let make = Action::new("make the new key", all([Words::new(&make).done()]));
        let mut actions = vec![shell.on(names.to_vec()), make.on(first.clone())];
        let others = names.get(1..).unwrap_or_default();
        let copy = super::kubeadm::each(others, &format!("scp -rp {NEW_PKI} \"root@$n:/root/\""));
        if let Some(copy) = copy {
            let text = "copy it to the other control-plane nodes";
            actions.push(Action::new(text, vec![copy]).on(first));
        }
        actions
    }

    /// Both public keys are accepted.
    fn accept(&self) -> Step {
        let title = "accept the new key beside the old one";
        self.step(1, StepKind::Trust, title, &[both()], &[API])
    }

    /// The new key signs.
    fn sign(&self) -> Step {
        let title = "sign with the new key";
        self.step(2, StepKind::Issue, title, &[new_key()], &[API, MANAGER])
    }

    /// Both in one restart: the one API server accepts what it signs from the same start on.
    fn accept_and_sign(&self) -> Step {
        let title = "sign with the new key, and accept the old one too";
        let commands = [both(), new_key()];
        self.step(1, StepKind::Exchange, title, &commands, &[API, MANAGER])
    }

    /// Tokens of the old key run out. One in a pod is replaced within an hour, but is good for a year where its client reads it
    /// once (apiserver `--service-account-extend-token-expiration`); one in a Secret never ends.
    fn tokens(&self) -> Step {
        let secrets = "kubectl get secrets --all-namespaces --field-selector=type=kubernetes.io/service-account-token";
        let restart = "for n in $(kubectl get namespaces --output=name); do kubectl rollout restart deployments,daemonsets,statefulsets --namespace=\"${n#namespace/}\"; done";
        let mut round = Round::on(self.nodes.first().copied());
        round.actions = vec![
            Action::check(
                "list the Secrets with tokens, which never expire: delete those that nobody uses, and have the others made again",
                all([Words::new(secrets).done()]),
            ),
            Action::new(
                "restart the workloads, so that none goes on with a token of the old key",
                all([Words::new(restart).done()]),
            ),
            Action::new(
                "wait an hour for pods that were not restarted, whose tokens kubelets replace by then, and for the longest token that was asked for (kubectl create token --duration)",
                Vec::new(),
            ),
        ];
        self.done(
            StepKind::Wait,
            "wait until no token of the old key is in use",
            vec![round],
        )
    }

    fn forget(&self, number: usize) -> Step {
        let alone = Words::new(&format!("cp {NEW_PKI}/sa.pub {KUBERNETES}/pki/sa.pub")).done();
        let title = "accept the old key no longer";
        self.step(number, StepKind::Drop, title, &[alone], &[API])
    }

    /// One command and the restarts that it needs, node by node.
    fn step(
        &self,
        number: usize,
        kind: StepKind,
        title: &'static str,
        commands: &[Option<Command>],
        programs: &[&'static str],
    ) -> Step {
        let due: Vec<Due> = programs
            .iter()
            .map(|program| Due {
                program,
                reads: reads(program),
            })
            .collect();
        let rounds = self.nodes.iter().map(|node| {
            let mut round = Round::on(Some(*node));
            let kept = std::iter::once(keep(number, false));
            round.actions = vec![Action::evident(
                title,
                all(kept.chain(commands.iter().cloned())),
            )];
            let due: Vec<&Due> = due.iter().collect();
            round
                .actions
                .push(restarting(&due, all([together(programs, None, None)])));
            round.actions.extend(ready(programs));
            round.processes = programs.to_vec();
            let from = format!("{}/kubernetes", before(number));
            let back = format!("cp -a {from}/pki/. {KUBERNETES}/pki/");
            let restart = together(programs, None, Some(&format!("{from}/manifests")));
            round.undo = vec![Action::evident(
                "put back",
                all([Words::new(&back).done(), restart]),
            )];
            round.undo.extend(ready(programs));
            round
        });
        self.done(kind, title, rounds.collect())
    }

    fn done(&self, kind: StepKind, title: &'static str, mut rounds: Vec<Round>) -> Step {
        for round in &mut rounds {
            round.working = Plan::working(self.outcomes);
        }
        let mut processes: Vec<_> = rounds
            .iter()
            .flat_map(|round| round.processes.clone())
            .collect();
        processes.sort_unstable();
        processes.dedup();
        Step {
            kind,
            title: Some(title),
            places: Vec::new(),
            processes,
            rounds,
            outcomes: self.outcomes.to_vec(),
            breaks: Vec::new(),
        }
    }

    fn checks(&self, names: &[String]) -> Vec<Action> {
        let lines = [
            "kubectl get --raw=/readyz",
            "kubectl create token default --namespace=kube-system | cut -d. -f1 | base64 -d 2>/dev/null; echo",
        ];
        let last = names.last().cloned().into_iter().collect();
        let commands = all(lines.iter().map(|line| Words::new(line).done()));
        vec![Action {
            kind: ActionKind::Check,
            ..Action::new("check", commands).on(last)
        }]
    }
}

/// The public keys of both, the old one first.
fn both() -> Option<Command> {
    let old = format!("{}/kubernetes/pki/sa.pub", before(1));
    let new = format!("{NEW_PKI}/sa.pub");
    bundle([&old, &new], &format!("{KUBERNETES}/pki/sa.pub"))
}

fn new_key() -> Option<Command> {
    Words::new(&format!("cp -p {NEW_PKI}/sa.key {KUBERNETES}/pki/sa.key")).done()
}

/// Tokens that nobody replaces.
fn tokens_elsewhere() -> Outside {
    Outside {
        who: "tokens of kubectl create token and of Secrets",
        fails_from: StepKind::Drop,
        follow: "whoever uses one asks for a new one before".to_owned(),
        commands: Vec::new(),
        found: Vec::new(),
    }
}

/// The flags whose files a program reads only at its start.
fn reads(program: &str) -> Vec<&'static str> {
    match Program::of_binary(program) {
        Some(Program::KubeApiserver) => vec![
            "--service-account-key-file",
            "--service-account-signing-key-file",
        ],
        _ => vec!["--service-account-private-key-file"],
    }
}
