//! The screen of `rotate`.

use super::left_behind::left_behind;
use super::page::{Line, Page, Style, Tone};
use super::runbook::{MOST, Runbook, broken, typed};
use crate::connection::Connection;
use crate::ground::time::{Remaining, Timestamp};
use crate::render::table::table;
use crate::report::Mark;
use crate::rotation::{Obstacle, Order, Plan, StepKind};
use crate::x509::Certificate;

/// Draws a plan over `connections`, at `at`; `full` lists everything that depends on what is replaced.
pub fn rotation(
    plan: &Plan,
    connections: &[Connection],
    at: Timestamp,
    full: bool,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    headline(&mut page, plan);
    page.blank();
    subject(&mut page, plan, connections, at, full);
    if full {
        dependants(&mut page, plan);
    }
    outside(&mut page, plan);
    Runbook::new(plan, connections).write(&mut page);
    if full {
        orders(&mut page, &plan.orders, connections);
    }
    beyond(&mut page, plan);
    page.render()
}

fn headline(page: &mut Page, plan: &Plan) {
    let what = subject_of(plan);
    let renews = plan
        .target
        .as_ref()
        .is_some_and(|target| !target.is_authority);
    let verb = if renews { "renewed" } else { "replaced" };
    let steps = plan.steps.len();
    let steps = format!("{steps} step{}", if steps == 1 { "" } else { "s" });
    let all = plan.before.len();
    let working = Plan::working(&plan.before);
    let (mark, text) = match &plan.obstacle {
        Some(Obstacle::Broken { file }) => (
            Mark::Failed,
            format!("no plan for {what} yet: {file} is at fault; fix it first: certgraph explain"),
        ),
        Some(Obstacle::CannotRead {
            program,
            release,
            algorithm,
        }) => {
            let release = release.map_or_else(String::new, |release| format!(" {release}"));
            let name = algorithm.name();
            let text = format!(
                "no plan for {what} yet: {program}{release} cannot read {name} certificates; Go 1.27 can, which builds Kubernetes from 1.38 on"
            );
            (Mark::Failed, text)
        }
        _ if all == 0 => (
            Mark::Unknown,
            format!("cannot tell yet: these files hold no connection that {what} takes part in"),
        ),
        _ if !plan.keeps_all() => (
            Mark::Failed,
            format!("{what} can be {verb} in {steps}, but connections break on the way"),
        ),
        Some(Obstacle::ExternalCa) => (
            Mark::Unknown,
            format!(
                "{what} can be {verb} in {steps} with signatures of the external CA: its key is not in these files"
            ),
        ),
        None if working == all => (
            Mark::Passed,
            format!(
                "{what} can be {verb} in {steps}; all {all} connections in these files work after each"
            ),
        ),
        None => (
            Mark::Unknown,
            format!(
                "{what} can be {verb} in {steps}; the {working} of {all} connections in these files that work now keep working"
            ),
        ),
    };
    let sign = page.mark(mark);
    said(page, mark, sign, &text);
    whoever_fails(page, plan);
}

/// What is replaced, in words.
fn subject_of(plan: &Plan) -> String {
    let Some(target) = &plan.target else {
        return "the key of service-account tokens".to_owned();
    };
    match target.others.len() {
        0 => target.certificate.display_name(),
        more => format!("{} certificates", more + 1),
    }
}

/// A headline: it wraps, and is never cut.
fn said(page: &mut Page, mark: Mark, sign: &str, text: &str) {
    let first = Line::new().add(sign, Tone::from(mark)).text(" ");
    page.wrap(first, text, Tone::from(mark));
}

/// Who is in no file here and fails from a step on.
fn whoever_fails(page: &mut Page, plan: &Plan) {
    let issues = [StepKind::Issue, StepKind::Exchange];
    let mut steps = plan.steps.iter().enumerate();
    let Some((index, _)) = steps.find(|(_, step)| issues.contains(&step.kind)) else {
        return;
    };
    let who: Vec<_> = plan
        .outside
        .iter()
        .filter(|outside| issues.contains(&outside.fails_from))
        .map(|outside| outside.who)
        .collect();
    if who.is_empty() {
        return;
    }
    let text = format!(
        "From step {} on these fail, unless they follow before: {}.",
        index + 1,
        who.join(", ")
    );
    page.wrap(Line::new().text("  "), &text, Tone::Plain);
}

fn subject(page: &mut Page, plan: &Plan, connections: &[Connection], at: Timestamp, full: bool) {
    let Some(target) = &plan.target else {
        return;
    };
    let label = if target.is_authority {
        "CA"
    } else if target.others.is_empty() {
        "certificate"
    } else {
        "next to expire"
    };
    field(page, label, &described(&target.certificate, at));
    if let Some(new) = &plan.new {
        let text = if plan.given {
            described(new, at)
        } else if let Some(algorithm) = target.algorithm {
            format!(
                "one of the same name, with a key of its own: {}",
                algorithm.name()
            )
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
    if target.is_authority {
        parts.push(count(impact.trusting.len(), "bundle"));
        parts.push(count(impact.issued.len(), "certificate"));
    }
    parts.push(format!(
        "{} of {}",
        impact.connections.len(),
        count(connections.len(), "connection")
    ));
    let more = if full || !target.is_authority {
        ""
    } else {
        " (--full)"
    };
    field(page, "used by", &format!("{}{more}", parts.join(", ")));
    for left in &plan.left_behind {
        left_behind(page, left);
    }
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
    if !plan
        .target
        .as_ref()
        .is_some_and(|target| target.is_authority)
    {
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

/// Who trusts the CA and is in no file here.
fn outside(page: &mut Page, plan: &Plan) {
    let from = |kind: StepKind| {
        let mut steps = plan.steps.iter();
        steps
            .position(|step| step.kind == kind)
            .map(|step| step + 1)
    };
    for (index, outside) in plan.outside.iter().enumerate() {
        if index == 0 {
            page.blank();
            let title = match plan.target {
                Some(_) => "not in these files, and trusts the CA",
                None => "not in these files, and signed with the old key",
            };
            page.line(Line::new().text("  ").add(title, Tone::Bold));
        }
        let fails = from(outside.fails_from);
        let fails = fails.map_or_else(String::new, |step| format!(" (fails from step {step})"));
        let text = format!("{}{fails}: {}", outside.who, outside.follow);
        page.wrap(Line::new().text("     "), &text, Tone::Plain);
        if !outside.found.is_empty() {
            let most: Vec<_> = outside.found.iter().take(MOST).cloned().collect();
            let more = outside.found.len().saturating_sub(MOST);
            let more = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more")
            };
            let text = format!("{}{more}", most.join(", "));
            page.wrap(Line::new().text("       "), &text, Tone::Dim);
        }
        typed(page, &outside.commands);
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
    let Some(target) = plan.target.as_ref().filter(|target| target.is_authority) else {
        return;
    };
    let mut lines = Vec::new();
    if plan.overlap {
        lines.push(format!(
            "Both CAs stay trusted; the old one expires {}.",
            target.certificate.not_after.at.date()
        ));
    }
    if plan.outside.is_empty() {
        let elsewhere: Vec<_> = plan
            .impact
            .elsewhere
            .iter()
            .take(MOST)
            .map(ToString::to_string)
            .collect();
        if !elsewhere.is_empty() {
            lines.push(format!(
                "Also in these files, where no connection here uses it: {}.",
                elsewhere.join("; ")
            ));
        }
        lines.push(
            "Not covered by this plan: update in the same steps whatever else trusts this CA."
                .to_owned(),
        );
    }
    if lines.is_empty() {
        return;
    }
    page.blank();
    for line in lines {
        page.wrap(Line::new().text("  "), &line, Tone::Dim);
    }
}
