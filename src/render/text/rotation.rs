//! The screen of `rotate`.

use std::collections::BTreeSet;

use super::fix::command;
use super::page::{Line, Page, Style, Tone};
use crate::connection::Connection;
use crate::fix::Command;
use crate::ground::time::{Remaining, Timestamp};
use crate::render::table::table;
use crate::report::Mark;
use crate::rotation::{Action, Order, Outcome, Plan, Round, Step, StepKind, Use};
use crate::verify::Verdict;
use crate::x509::Certificate;

/// Draws a plan over `connections`, at `at`.
pub fn rotation(plan: &Plan, connections: &[Connection], at: Timestamp, style: Style) -> String {
    let mut page = Page::new(style);
    headline(&mut page, plan);
    page.blank();
    subject(&mut page, plan, connections, at);
    dependants(&mut page, plan);
    if !plan.preparation.is_empty() {
        page.blank();
        page.line(Line::new().text("  ").add("first", Tone::Bold));
        actions(&mut page, &plan.preparation);
    }
    for (index, step) in plan.steps.iter().enumerate() {
        page.blank();
        draw_step(&mut page, index + 1, step, plan, connections);
    }
    orders(&mut page, &plan.orders, connections);
    beyond(&mut page, plan);
    page.render()
}

fn headline(page: &mut Page, plan: &Plan) {
    let name = plan.target.certificate.display_name();
    let what = if plan.target.is_authority {
        "replaced"
    } else {
        "renewed"
    };
    let steps = plan.steps.len();
    let steps = format!("{steps} step{}", if steps == 1 { "" } else { "s" });
    let all = plan.before.len();
    let working = Plan::working(&plan.before);
    if all == 0 {
        let sign = page.mark(Mark::Unknown);
        let line =
            format!("{sign} no connection here, and so no order of steps; what depends on it:");
        page.line(Line::new().add(line, Tone::from(Mark::Unknown)));
        return;
    }
    let (mark, rest) = match (plan.keeps_all(), working) {
        (false, _) => (Mark::Failed, format!("{steps}, and not without breaks")),
        (true, working) if working == all => (
            Mark::Passed,
            format!("{steps}; all {all} connections work after each"),
        ),
        (true, working) => (
            Mark::Unknown,
            format!("{steps}; the {working} of {all} that work now keep working"),
        ),
    };
    let sign = page.mark(mark);
    // The name gives way: it stands in the lines below.
    let line = format!("{sign} {name} can be {what} in {rest}");
    let line = if unicode_width::UnicodeWidthStr::width(line.as_str()) > 78 {
        format!("{sign} it can be {what} in {rest}")
    } else {
        line
    };
    page.line(Line::new().add(line, Tone::from(mark)));
}

fn subject(page: &mut Page, plan: &Plan, connections: &[Connection], at: Timestamp) {
    let old = &plan.target.certificate;
    let label = if plan.target.is_authority {
        "CA"
    } else {
        "certificate"
    };
    field(page, label, &described(old, at));
    if let Some(new) = &plan.new {
        let text = if plan.given {
            described(new, at)
        } else {
            "one of the same name, with a key of its own".to_owned()
        };
        field(page, "new", &text);
    }
    let count = |count: usize, what: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {what}{plural}")
    };
    let impact = &plan.impact;
    let mut parts = Vec::new();
    if plan.target.is_authority {
        parts.push(count(impact.trusting.len(), "bundle"));
        parts.push(count(impact.issued.len(), "certificate"));
    }
    parts.push(format!(
        "{} of {}",
        impact.connections.len(),
        count(connections.len(), "connection")
    ));
    field(page, "depends", &parts.join(", "));
}

fn described(certificate: &Certificate, at: Timestamp) -> String {
    let left = Remaining::between(at, certificate.not_after.at).words();
    let key = certificate.key_id();
    format!(
        "{}, {}, until {} ({left}), key {}",
        certificate.display_name(),
        certificate.role(),
        certificate.not_after.at.date(),
        key.short()
    )
}

fn field(page: &mut Page, label: &str, value: &str) {
    page.wrap(
        Line::new().text("  ").add(label, Tone::Dim).pad_to(15),
        value,
        Tone::Plain,
    );
}

fn dependants(page: &mut Page, plan: &Plan) {
    if !plan.target.is_authority {
        return;
    }
    let impact = &plan.impact;
    if !impact.trusting.is_empty() {
        page.blank();
        let rows: Vec<_> = impact
            .trusting
            .iter()
            .map(|held| vec![String::new(), held.component.to_owned(), held.file.clone()])
            .collect();
        for line in table(&["", "TRUSTED BY", "IN"], &rows, page.width()) {
            page.escaped(line);
        }
    }
    if !impact.issued.is_empty() {
        page.blank();
        let rows: Vec<_> = impact
            .issued
            .iter()
            .map(|issued| {
                let first = issued.locations.first();
                let mut file = first
                    .map(|place| place.file.to_string())
                    .unwrap_or_default();
                if let Some(more) = issued
                    .locations
                    .len()
                    .checked_sub(1)
                    .filter(|more| *more > 0)
                {
                    file.push_str(&format!(" and {more} more"));
                }
                vec![
                    String::new(),
                    issued.certificate.display_name(),
                    issued.certificate.not_after.at.date(),
                    file,
                ]
            })
            .collect();
        for line in table(&["", "ISSUED", "UNTIL", "IN"], &rows, page.width()) {
            page.escaped(line);
        }
    }
}

fn draw_step(page: &mut Page, number: usize, step: &Step, plan: &Plan, connections: &[Connection]) {
    let files = |role: Use| {
        let mut files: Vec<_> = step
            .places
            .iter()
            .filter(|place| place.role == role)
            .collect();
        files.dedup_by(|one, other| one.file == other.file);
        let count = files.len();
        format!("{count} file{}", if count == 1 { "" } else { "s" })
    };
    let title = match step.kind {
        StepKind::Trust => format!(
            "trust the new CA beside the old one, in {}",
            files(Use::Trusts)
        ),
        StepKind::Issue => format!("issue anew, in {}", files(Use::Presents)),
        StepKind::Drop => format!("trust the old CA no more, in {}", files(Use::Trusts)),
        StepKind::Exchange => format!(
            "start anew with the new CA beside the old one, and with certificates of it, in {}",
            all_files(step)
        ),
        StepKind::Restart => format!("restart {}", step.processes.join(", ")),
    };
    let working = Plan::working(&step.outcomes);
    let (mark, word) = if step.breaks.is_empty() {
        (
            Mark::Passed,
            format!("{working} of {} work", plan.before.len()),
        )
    } else {
        (Mark::Failed, format!("breaks {}", step.breaks.len()))
    };
    let result = format!("{} {word}", page.mark(mark));
    let left = Line::new()
        .text("  ")
        .add(format!("{number}"), Tone::Bold)
        .text("  ")
        .add(&title, Tone::Bold);
    let right = Line::new().add(&result, Tone::from(mark));
    if left.width() + right.width() + 2 <= page.width() {
        page.line_with_edge(left, right);
    } else {
        let first = Line::new()
            .text("  ")
            .add(format!("{number}"), Tone::Bold)
            .text("  ");
        page.wrap(first, &title, Tone::Bold);
        page.line(Line::new().text("     ").add(result, Tone::from(mark)));
    }
    broken(page, &step.breaks, &step.outcomes, connections);
    if plan.nodes.is_empty() {
        let all = step.rounds.iter().flat_map(|round| &round.actions);
        actions(page, all);
    } else {
        rounds(page, step, plan);
    }
}

fn all_files(step: &Step) -> String {
    let files: BTreeSet<_> = step.places.iter().map(|place| &place.file).collect();
    let count = files.len();
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// Node by node; those on which the same is done share it.
fn rounds(page: &mut Page, step: &Step, plan: &Plan) {
    let name = |round: &Round| match round.node {
        Some(node) => plan.nodes.get(node).cloned().unwrap_or_default(),
        None => "elsewhere".to_owned(),
    };
    let same = |one: &Round, other: &Round| {
        let shown = |round: &Round| -> Vec<(Option<String>, Vec<Command>)> {
            let shown = |action: &Action| {
                let text = Some(action.text.clone()).filter(|_| !action.evident);
                (text, action.commands.clone())
            };
            round.actions.iter().map(shown).collect()
        };
        one.node.is_some()
            && other.node.is_some()
            && one.breaks.is_empty() == other.breaks.is_empty()
            && shown(one) == shown(other)
    };
    let mut groups: Vec<Vec<&Round>> = Vec::new();
    for round in &step.rounds {
        match groups.last_mut() {
            Some(group) if group.first().is_some_and(|first| same(first, round)) => {
                group.push(round);
            }
            _ => groups.push(vec![round]),
        }
    }
    for group in groups {
        let Some(first) = group.first() else { continue };
        let names: Vec<_> = group.iter().map(|round| name(round)).collect();
        let on = if first.node.is_some() { "on " } else { "" };
        let heading = format!("{on}{}", names.join(", then "));
        let mark = if first.breaks.is_empty() {
            Mark::Passed
        } else {
            Mark::Failed
        };
        let sign = page.mark(mark);
        page.wrap(
            Line::new()
                .text("     ")
                .add(sign, Tone::from(mark))
                .text(" "),
            &heading,
            Tone::Bold,
        );
        actions(page, &first.actions);
    }
}

fn broken(page: &mut Page, breaks: &[usize], outcomes: &[Outcome], connections: &[Connection]) {
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

/// Connections that are listed; JSON has them all.
const MOST: usize = 10;

fn actions<'a>(page: &mut Page, actions: impl IntoIterator<Item = &'a Action>) {
    for action in actions {
        let on = if action.on.is_empty() {
            String::new()
        } else {
            format!("on {}: ", action.on.join(", "))
        };
        if !action.evident || !on.is_empty() {
            let text = format!("{on}{}", action.text);
            page.wrap(Line::new().text("     "), &text, Tone::Plain);
        }
        for line in &action.commands {
            command(page, 7, line.words());
        }
    }
}

fn orders(page: &mut Page, orders: &[Order], connections: &[Connection]) {
    if orders.is_empty() {
        return;
    }
    page.blank();
    page.line(
        Line::new()
            .text("  ")
            .add("other orders break connections", Tone::Bold),
    );
    for order in orders {
        let sign = page.mark(Mark::Failed);
        page.wrap(
            Line::new().text("     ").add(sign, Tone::Bad).text(" "),
            &format!(
                "{}: {} of {}",
                order.text,
                order.breaks.len(),
                connections.len()
            ),
            Tone::Plain,
        );
        broken(page, &order.breaks, &order.outcomes, connections);
    }
}

fn beyond(page: &mut Page, plan: &Plan) {
    if !plan.target.is_authority {
        return;
    }
    let mut lines = Vec::new();
    if plan.overlap {
        lines.push(format!(
            "Both CAs stay trusted; the old one ends {}.",
            plan.target.certificate.not_after.at.date()
        ));
    }
    let elsewhere: Vec<_> = plan
        .impact
        .elsewhere
        .iter()
        .map(ToString::to_string)
        .collect();
    if !elsewhere.is_empty() {
        lines.push(format!(
            "The CA stands in further places, which no connection here uses: {}.",
            elsewhere.join("; ")
        ));
    }
    lines.push(
        "What trusts this CA and is in no file here has to follow in the same steps: other nodes, kubeconfigs of \
         people and of CI, webhooks, the ConfigMaps kube-root-ca.crt and cluster-info with the pods that read them."
            .to_owned(),
    );
    page.blank();
    for line in lines {
        page.wrap(Line::new().text("  "), &line, Tone::Dim);
    }
}
