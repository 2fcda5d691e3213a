//! The plan for all that fails as one script for each node, and a list of their order.

use super::folder::{ALONE, ScriptFile, folder_of};
use super::{Expected, Part, Script, script};
use crate::fix::{Check, Command, PlanStep};

/// Where the files are kept as they were.
const BACKUP: &str = "/root/certgraph-backup";

/// How to see that a node works, with what is on it.
const CHECK: &str = "To check: kubectl get --raw /readyz and kubectl get nodes on a control-plane node; then certgraph explain \
                     on the files as they are now.";

/// A script for each node that the plan names, in the order in which they come first in it: what one node makes for others is
/// made before these fetch it. `expected` gives the files of a node, by its name, that have to be as they were analysed;
/// `None` is the only one.
pub fn fix(plan: &[PlanStep], expected: &dyn Fn(Option<&str>) -> Vec<Expected>) -> Vec<ScriptFile> {
    let mut nodes: Vec<Option<&str>> = Vec::new();
    for step in plan {
        for node in names(step) {
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
    }
    let several = nodes.len() > 1;
    let mut files: Vec<ScriptFile> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| ScriptFile {
            path: path(*node),
            text: of_node(plan, *node, nodes.get(index + 1).copied(), expected),
        })
        .collect();
    if several {
        let order: String = files
            .iter()
            .map(|file| format!("{}\n", file.path))
            .collect();
        files.push(ScriptFile {
            path: "ORDER".to_owned(),
            text: order,
        });
    }
    files
}

fn path(node: Option<&str>) -> String {
    format!("{}.sh", folder_of(node.unwrap_or(ALONE)))
}

/// The nodes of a step; one that has no name is the only one.
fn names(step: &PlanStep) -> Vec<Option<&str>> {
    if step.nodes.is_empty() {
        return vec![None];
    }
    step.nodes.iter().map(|node| Some(node.as_str())).collect()
}

fn of_node(
    plan: &[PlanStep],
    node: Option<&str>,
    following: Option<Option<&str>>,
    expected: &dyn Fn(Option<&str>) -> Vec<Expected>,
) -> String {
    let steps = plan.iter().filter(|step| names(step).contains(&node));
    let parts: Vec<Part> = steps.flat_map(parts).collect();
    let next = match following {
        Some(following) => format!("Next: {}. {CHECK}", path(following)),
        None => CHECK.to_owned(),
    };
    script(&Script {
        title: "fix what certgraph explain found",
        node,
        expected: &expected(node),
        backup: Some(BACKUP),
        parts: &parts,
        next: &next,
        ..Script::default()
    })
}

/// What a step does, behind what somebody has to look at first.
fn parts(step: &PlanStep) -> Vec<Part> {
    let check = step.check.as_ref().map(looked_at);
    let part = Part {
        text: step.text.clone(),
        commands: step.commands.iter().map(Command::statements).collect(),
    };
    check.into_iter().chain([part]).collect()
}

fn looked_at(check: &Check) -> Part {
    Part {
        text: format!("{} {}", check.place, check.expected),
        commands: vec![
            check.command.statements(),
            "read -r -p 'Press Enter if it is so, Ctrl-C if not. ' _".to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::Side;

    fn step(nodes: &[&str], text: &str) -> PlanStep {
        PlanStep {
            nodes: nodes.iter().map(|node| (*node).to_owned()).collect(),
            text: text.to_owned(),
            side: Side::Server,
            check: None,
            commands: Vec::new(),
            in_turn: false,
        }
    }

    #[test]
    fn each_node_has_a_script_and_the_maker_comes_first() {
        let plan = [
            step(&["cp-2"], "make"),
            step(&["cp-1", "w-1"], "fetch"),
            step(&["cp-2"], "restart"),
        ];
        let files = fix(&plan, &|_| Vec::new());
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["cp-2.sh", "cp-1.sh", "w-1.sh", "ORDER"]);
        assert!(files[0].text.contains("2 of 2: restart"));
        assert!(files[0].text.contains("Next: cp-1.sh."));
        assert_eq!(fix(&[step(&[], "do")], &|_| Vec::new())[0].path, "node.sh");
    }
}
