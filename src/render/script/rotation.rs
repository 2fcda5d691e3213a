//! A rotation as a folder of scripts: for each node and step one that does it, one that checks, one that undoes it, and a list of
//! the order.

use super::folder::{ALONE, ScriptFile, folder_of};
use super::{Expected, Part, Script, script};
use crate::fix::Command;
use crate::rotation::{Action, ActionKind, Plan, Round, Step};

/// All scripts of a plan; `digest` gives the SHA-256 of a file as it was given.
pub fn rotation(plan: &Plan, digest: &dyn Fn(&str) -> Option<String>) -> Vec<ScriptFile> {
    let mut folder = Folder {
        plan,
        digest,
        files: Vec::new(),
        order: Vec::new(),
    };
    folder.segments(0, "first", &plan.preparation, None);
    for (index, step) in plan.steps.iter().enumerate() {
        for round in &step.rounds {
            folder.segments(index + 1, step.kind.as_str(), &round.actions, Some(round));
        }
        folder.checks(index + 1);
    }
    folder.undo();
    let mut text = folder.order.join("\n");
    text.push('\n');
    folder.files.push(ScriptFile {
        path: "ORDER".to_owned(),
        text,
    });
    folder.files
}

struct Folder<'a> {
    plan: &'a Plan,
    digest: &'a dyn Fn(&str) -> Option<String>,
    files: Vec<ScriptFile>,
    order: Vec<String>,
}

impl Folder<'_> {
    /// The names of the nodes that an action is done on.
    fn nodes(&self, action: &Action, round: Option<&Round>) -> Vec<String> {
        if !action.on.is_empty() {
            return action.on.clone();
        }
        let of_round = round.and_then(|round| self.plan.nodes.get(round.node?));
        let first = || self.plan.nodes.first();
        vec![
            of_round
                .or_else(first)
                .cloned()
                .unwrap_or_else(|| ALONE.to_owned()),
        ]
    }

    /// Actions one after the other; a new script begins where the node changes.
    fn segments(&mut self, step: usize, kind: &str, actions: &[Action], round: Option<&Round>) {
        let mut segments: Vec<(Vec<String>, Vec<&Action>)> = Vec::new();
        for action in actions {
            let nodes = self.nodes(action, round);
            match segments.last_mut() {
                Some((known, own)) if *known == nodes => own.push(action),
                _ => segments.push((nodes, vec![action])),
            }
        }
        for (nodes, actions) in segments {
            for node in nodes {
                self.segment(step, kind, &node, &actions, round);
            }
        }
    }

    fn segment(
        &mut self,
        step: usize,
        kind: &str,
        node: &str,
        actions: &[&Action],
        round: Option<&Round>,
    ) {
        let folder = folder_of(node);
        let number = self
            .files
            .iter()
            .filter(|file| file.path.starts_with(&format!("{folder}/{step}.")))
            .count()
            + 1;
        let expected = self.expected(round.filter(|_| step == 1 && number == 1));
        let recorded = format!("/root/certgraph-after-{}.sha256", step.saturating_sub(1));
        let record = format!("/root/certgraph-after-{step}.sha256");
        let parts: Vec<Part> = actions.iter().map(|action| part(action)).collect();
        let text = script(&Script {
            title: &format!("step {step}, {kind}"),
            node: (node != ALONE).then_some(node),
            expected: &expected,
            recorded: (step > 1 && number == 1).then_some(recorded.as_str()),
            backup: Some("/root/certgraph-backup"),
            parts: &parts,
            record: (step > 0).then_some([record.as_str(), "/etc/kubernetes"]),
            next: "The file ORDER says which script comes next.",
        });
        self.add(format!("{folder}/{step}.{number}-{kind}.sh"), text);
    }

    /// The files that a round changes, as they were analysed.
    fn expected(&self, round: Option<&Round>) -> Vec<Expected> {
        let files = round.into_iter().flat_map(|round| &round.files);
        let mut expected: Vec<_> = files
            .filter(|file| file.host.starts_with('/'))
            .filter_map(|file| {
                Some(Expected {
                    file: file.host.clone(),
                    sha256: (self.digest)(&file.given)?,
                })
            })
            .collect();
        expected.dedup();
        expected
    }

    fn checks(&mut self, step: usize) {
        let checks = &self.plan.checks;
        let Some(first) = checks.first() else { return };
        let node = self
            .nodes(first, None)
            .into_iter()
            .next()
            .unwrap_or_default();
        let parts: Vec<Part> = checks.iter().map(part).collect();
        let text = script(&Script {
            title: &format!("check after step {step}"),
            node: (node != ALONE).then_some(node.as_str()),
            parts: &parts,
            next: "Nothing is wrong.",
            ..Script::default()
        });
        self.add(format!("{}/{step}-check.sh", folder_of(&node)), text);
    }

    /// One script for each node and step, which is in the order of nobody: it is run when somebody wants to go back.
    fn undo(&mut self) {
        let steps: Vec<(usize, &Step)> = self.plan.steps.iter().enumerate().collect();
        for (index, step) in steps {
            for round in &step.rounds {
                let Some(first) = round.undo.first() else {
                    continue;
                };
                let node = self
                    .nodes(first, Some(round))
                    .into_iter()
                    .next()
                    .unwrap_or_default();
                let parts: Vec<Part> = round.undo.iter().map(part).collect();
                let text = script(&Script {
                    title: &format!("undo step {}", index + 1),
                    node: (node != ALONE).then_some(node.as_str()),
                    parts: &parts,
                    next: "Undo it on the other nodes too, the last first.",
                    ..Script::default()
                });
                let path = format!("{}/{}-undo.sh", folder_of(&node), index + 1);
                self.files.push(ScriptFile { path, text });
            }
        }
    }

    fn add(&mut self, path: String, text: String) {
        self.order.push(path.clone());
        self.files.push(ScriptFile { path, text });
    }
}

fn part(action: &Action) -> Part {
    let bound = match action.kind {
        ActionKind::Wait(seconds) => format!(" (at most {seconds} s)"),
        _ => String::new(),
    };
    Part {
        text: format!("{}{bound}", action.text),
        commands: action.commands.iter().map(Command::statements).collect(),
    }
}
