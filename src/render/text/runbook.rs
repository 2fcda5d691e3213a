//! The steps of a rotation as a runbook: one heading a step and a group of nodes that do the same, what to type, what to check,
//! and the way back.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Line, Page, Tone};
use crate::connection::Connection;
use crate::fix::Command;
use crate::report::Mark;
use crate::rotation::{Action, ActionKind, Outcome, Plan, Round, Step, StepKind, Use};
use crate::verify::Verdict;

/// Names that are listed; JSON has them all.
pub(super) const MOST: usize = 10;

/// A plan that is written down.
pub(super) struct Runbook<'a> {
    pub(super) plan: &'a Plan,
    pub(super) connections: &'a [Connection],
    /// By commands that are written already, the step that has them.
    written: BTreeMap<Vec<String>, usize>,
}

impl<'a> Runbook<'a> {
    pub(super) const fn new(plan: &'a Plan, connections: &'a [Connection]) -> Self {
        Self {
            plan,
            connections,
            written: BTreeMap::new(),
        }
    }

    /// Writes all steps.
    pub(super) fn write(mut self, page: &mut Page) {
        let plan = self.plan;
        if !plan.preparation.is_empty() {
            heading(page, "first");
            self.actions(page, &plan.preparation, 0);
        }
        for (index, step) in plan.steps.iter().enumerate() {
            page.blank();
            self.step(page, index + 1, step);
        }
        for check in plan.checks.iter().filter(|_| !plan.steps.is_empty()) {
            let on = match check.on.as_slice() {
                [] => String::new(),
                nodes => format!(" on {}", nodes.join(", ")),
            };
            heading(page, &format!("after each step, check{on}"));
            typed(page, &check.commands);
        }
        self.way_back(page);
    }

    fn step(&mut self, page: &mut Page, number: usize, step: &Step) {
        let working = Plan::working(&step.outcomes);
        let (mark, word) = if step.breaks.is_empty() {
            let all = self.plan.before.len();
            (Mark::Passed, format!("{working} of {all} work"))
        } else {
            (Mark::Failed, format!("breaks {}", step.breaks.len()))
        };
        let result = format!("{} {word}", page.mark(mark));
        let first = Line::new()
            .text("  ")
            .add(format!("{number}"), Tone::Bold)
            .text("  ");
        let title = title(step);
        let left = first.clone().add(&title, Tone::Bold);
        let right = Line::new().add(&result, Tone::from(mark));
        if left.width() + right.width() + 2 <= page.width() {
            page.line_with_edge(left, right);
        } else {
            page.wrap(first, &title, Tone::Bold);
            page.line(Line::new().text("     ").add(result, Tone::from(mark)));
        }
        broken(page, &step.breaks, &step.outcomes, self.connections);
        for group in groups(&step.rounds, |round| &round.actions) {
            let Some(one) = group.first() else { continue };
            if !self.plan.nodes.is_empty() {
                let mark = if one.breaks.is_empty() {
                    Mark::Passed
                } else {
                    Mark::Failed
                };
                let sign = page.mark(mark);
                let first = Line::new()
                    .text("     ")
                    .add(sign, Tone::from(mark))
                    .text(" ");
                page.wrap(first, &names(&group, self.plan), Tone::Bold);
            }
            self.actions(page, &one.actions, number);
        }
    }

    /// Writes actions: what each is for, and its commands in one line, which stops at the first that fails. What says itself,
    /// and the waits for a restart, belong to the line before.
    fn actions(&mut self, page: &mut Page, actions: &[Action], step: usize) {
        let mut line: Vec<Command> = Vec::new();
        let mut restarted = false;
        for action in actions {
            let is_wait = matches!(action.kind, ActionKind::Wait(_));
            let elsewhere = !action.on.is_empty() && !action.own_node;
            let follows = (action.evident || (is_wait && restarted)) && !elsewhere;
            restarted = action.kind == ActionKind::Restart || (is_wait && restarted);
            if follows {
                line.extend(action.commands.iter().cloned());
                continue;
            }
            typed(page, &std::mem::take(&mut line));
            let lines: Vec<String> = action.commands.iter().map(|line| line.line()).collect();
            let known = self.known(action, &lines);
            let again = known.map_or_else(String::new, |step| format!(", as in step {step}"));
            let text = format!("{}{again}", said(action, elsewhere));
            page.wrap(Line::new().text("     "), &text, Tone::Plain);
            if action.one_by_one {
                let each = action.commands.iter();
                each.for_each(|line| typed(page, std::slice::from_ref(line)));
            } else if known.is_none() {
                line.clone_from(&action.commands);
                self.written.insert(lines, step);
            }
        }
        typed(page, &line);
    }

    /// The step in which a long command of a change was written already.
    fn known(&self, action: &Action, lines: &[String]) -> Option<usize> {
        let [one] = lines else { return None };
        let known = self.written.get(lines).copied();
        known.filter(|_| one.len() > LONG && action.kind == ActionKind::Change)
    }

    /// The way back: once for all steps that are undone alike, with `$N` for the number of the step.
    fn way_back(&self, page: &mut Page) {
        let mut ways: Vec<(Vec<usize>, Way)> = Vec::new();
        for (index, step) in self.plan.steps.iter().enumerate() {
            let way = self.way(index + 1, step);
            if way.is_empty() {
                continue;
            }
            match ways.iter_mut().find(|(_, known)| *known == way) {
                Some((numbers, _)) => numbers.push(index + 1),
                None => ways.push((vec![index + 1], way)),
            }
        }
        for (numbers, way) in &ways {
            let list: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            let list = list.join(" or ");
            heading(page, &format!("way back from step {list}, with N={list}"));
            for (nodes, lines) in way {
                if !self.plan.nodes.is_empty() {
                    page.wrap(Line::new().text("     "), nodes, Tone::Bold);
                }
                typed(page, lines);
            }
        }
        let is_authority = self
            .plan
            .target
            .as_ref()
            .is_some_and(|target| target.is_authority);
        if !ways.is_empty() && is_authority {
            let text = "Undo the last step first. What the new CA has issued to others fails once step 1 is undone.";
            page.wrap(Line::new().text("     "), text, Tone::Plain);
        }
    }

    /// How one step is undone, node by node, the last first.
    fn way(&self, number: usize, step: &Step) -> Way {
        let kept = format!("/root/before-{number}/");
        let numbered = |line: &Command| {
            let line = line.clone();
            line.map_words(|word| word.replace(&kept, "/root/before-$N/"))
        };
        groups(&step.rounds, |round| &round.undo)
            .into_iter()
            .rev()
            .filter_map(|group| {
                let undo = group.first()?.undo.iter();
                let own = undo.filter(|action| !matches!(action.kind, ActionKind::Wait(_)));
                let lines = own.flat_map(|action| &action.commands);
                let lines: Vec<_> = lines.map(numbered).collect();
                (!lines.is_empty()).then(|| (names(&group, self.plan), lines))
            })
            .collect()
    }
}

/// Nodes, and their commands.
type Way = Vec<(String, Vec<Command>)>;

/// From how many characters on a command is not written twice.
const LONG: usize = 80;

/// Commands in one line, however long: it is pasted whole, the terminal wraps it, and it ends with the first that fails.
pub(super) fn typed(page: &mut Page, commands: &[Command]) {
    if !commands.is_empty() {
        page.whole(Line::new().text("       ").command(&chained(commands)));
    }
}

/// Commands of which each runs only where the one before it did not fail; one with an alternative stands in braces.
fn chained(commands: &[Command]) -> String {
    if let [alone] = commands {
        return alone.line();
    }
    let grouped = commands.iter().map(|command| {
        if command.has_alternative() {
            format!("{{ {}; }}", command.line())
        } else {
            command.line()
        }
    });
    grouped.collect::<Vec<_>>().join(" && ")
}

/// What an action is for, and where it is done if not on the node of its heading.
fn said(action: &Action, elsewhere: bool) -> String {
    let place = if elsewhere {
        format!("on {}: ", action.on.join(", "))
    } else {
        String::new()
    };
    let bound = match action.kind {
        ActionKind::Wait(seconds) if !action.commands.is_empty() => {
            format!(" (at most {seconds} s)")
        }
        _ => String::new(),
    };
    format!("{place}{}{bound}", action.text)
}

fn heading(page: &mut Page, text: &str) {
    page.blank();
    page.line(Line::new().text("  ").add(text, Tone::Bold));
}

fn title(step: &Step) -> String {
    if let Some(title) = step.title {
        return title.to_owned();
    }
    let files = |role: Option<Use>| {
        let places = step.places.iter();
        let own = places.filter(|place| role.is_none_or(|role| place.role == role));
        let files: BTreeSet<_> = own.map(|place| &place.file).collect();
        let count = files.len();
        format!("{count} file{}", if count == 1 { "" } else { "s" })
    };
    match step.kind {
        StepKind::Trust => format!(
            "trust the new CA beside the old one, in {}",
            files(Some(Use::Trusts))
        ),
        StepKind::Issue => format!("renew the certificates in {}", files(Some(Use::Presents))),
        StepKind::Drop => format!("remove the old CA from {}", files(Some(Use::Trusts))),
        StepKind::Exchange => format!(
            "start with the new CA beside the old one and certificates of it, in {}",
            files(None)
        ),
        StepKind::Restart => format!("restart {}", step.processes.join(", ")),
        StepKind::Wait => "wait for whatever else trusts it".to_owned(),
    }
}

/// Rounds that do the same one after the other.
fn groups<'a>(rounds: &'a [Round], of: impl Fn(&'a Round) -> &'a [Action]) -> Vec<Vec<&'a Round>> {
    // What is done on the node itself is the same, whatever that is called.
    let shown = |round: &'a Round| -> Vec<(&'a str, Vec<String>, &'a [String])> {
        let own = of(round).iter();
        own.map(|action| {
            let lines = action.commands.iter().map(|line| line.line()).collect();
            let on: &[String] = if action.own_node { &[] } else { &action.on };
            (action.text.as_str(), lines, on)
        })
        .collect()
    };
    let same = |one: &'a Round, other: &'a Round| {
        one.node.is_some()
            && other.node.is_some()
            && one.breaks.is_empty() == other.breaks.is_empty()
            && shown(one) == shown(other)
    };
    let mut groups: Vec<Vec<&Round>> = Vec::new();
    for round in rounds {
        match groups.last_mut() {
            Some(group) if group.first().is_some_and(|first| same(first, round)) => {
                group.push(round);
            }
            _ => groups.push(vec![round]),
        }
    }
    groups
}

/// The names of nodes; of many, how many there are, with the first and the last.
fn names(group: &[&Round], plan: &Plan) -> String {
    const FEW: usize = 6;
    let name = |round: &&Round| match round.node {
        Some(node) => plan.nodes.get(node).cloned().unwrap_or_default(),
        None => "elsewhere".to_owned(),
    };
    let all: Vec<_> = group.iter().map(name).collect();
    let of = if group.iter().all(|round| round.node.is_some()) {
        "on "
    } else {
        ""
    };
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if all.len() > FEW => format!(
            "{of}{} nodes, {first} to {last}, one after the other",
            all.len()
        ),
        _ => format!("{of}{}", all.join(", then ")),
    }
}

/// The connections that something breaks.
pub(super) fn broken(
    page: &mut Page,
    breaks: &[usize],
    outcomes: &[Outcome],
    connections: &[Connection],
) {
    for index in breaks.iter().take(MOST) {
        let (Some(outcome), Some(connection)) = (outcomes.get(*index), connections.get(*index))
        else {
            continue;
        };
        let why = match (outcome.code, outcome.verdict) {
            (Some(code), _) => format!(": {}", code.slug()),
            (None, Verdict::Accept) => ": until the next restart".to_owned(),
            (None, _) => String::new(),
        };
        let sign = page.mark(Mark::Failed);
        page.wrap(
            Line::new().text("       ").add(sign, Tone::Bad).text(" "),
            &format!("{}{why}", connection.name),
            Tone::Plain,
        );
    }
    if let Some(more) = breaks.len().checked_sub(MOST).filter(|more| *more > 0) {
        page.wrap(
            Line::new().text("         "),
            &format!("and {more} more"),
            Tone::Plain,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::chained;
    use crate::fix::Words;

    #[test]
    fn an_alternative_is_none_to_what_failed_before() {
        let command = |words: &str| Words::new(words).done().unwrap();
        let commands = ["false", "true || touch /none", "true"].map(command);
        assert_eq!(
            chained(&commands),
            "false && { true || touch /none; } && true"
        );
        assert_eq!(chained(&[command("a || b")]), "a || b");
    }
}
