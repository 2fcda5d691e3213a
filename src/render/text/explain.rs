//! The screen of `explain`.

use unicode_width::UnicodeWidthStr as _;

use super::causes;
use super::clients::clients;
use super::components;
use super::direction::{draw_direction, severity};
use super::fix::{command, fix, together};
use super::page::{Line, Page, Style, Tone, truncate};
use super::probe::live_lines;
use crate::connection::ClientKind;
use crate::render::escape;
use crate::render::table::table;
use crate::report::Mark;
use crate::report::explain::{ConnectionReport, Explanation, NextStep};
use crate::report::live;
use crate::verify::Verdict;

/// Draws every connection, one after the other; several stand in a table first, and only what does not work in full,
/// unless `full` asks for all.
pub fn explain(explanation: &Explanation, full: bool, style: Style) -> String {
    let mut page = Page::new(style);
    let several = explanation.connections.len() > 1;
    if explanation.connections.is_empty() {
        components::nothing(&mut page, explanation);
    } else if explanation.components {
        components::overview(&mut page, explanation, full);
        together(&mut page, explanation);
    } else if several {
        overview(&mut page, explanation);
    }
    // Clusters that were called are looked at as on a dashboard.
    let called = explanation
        .connections
        .iter()
        .any(|connection| connection.live.is_some());
    if several && called && !full && !explanation.components {
        page.blank();
        page.line(Line::new().text("  --full shows each of them, --context NAME one"));
    } else if explanation.components && several && !full {
        causes::draw(&mut page, explanation);
    } else {
        for connection in &explanation.connections {
            if several && connection.verdict == Verdict::Accept && !full {
                continue;
            }
            page.blank();
            draw(&mut page, connection, &[], true);
        }
    }
    components::findings(&mut page, &explanation.findings);
    next(&mut page, "to go on", &explanation.next);
    page.render()
}

/// One line a connection.
fn overview(page: &mut Page, explanation: &Explanation) {
    let row = |connection: &ConnectionReport| {
        let until = connection.works_until.as_ref().map(|(time, _)| time.date());
        vec![
            page.mark(Mark::from(connection.verdict)).to_owned(),
            connection.name.clone(),
            connection.user.clone().unwrap_or_default(),
            connection.url.clone(),
            until.unwrap_or_else(|| {
                connection
                    .cause
                    .as_ref()
                    .map_or("?", |cause| cause.code.slug())
                    .to_owned()
            }),
        ]
    };
    let rows: Vec<_> = explanation.connections.iter().map(row).collect();
    for line in table(
        &["", "CONTEXT", "USER", "SERVER", "UNTIL"],
        &rows,
        page.width(),
    ) {
        page.escaped(line);
    }
}

/// A connection in full. `also` names others that fail for the same cause; the fix is left out where a plan for all has it.
pub(super) fn draw(page: &mut Page, connection: &ConnectionReport, also: &[&str], with_fix: bool) {
    let mark = Mark::from(connection.verdict);
    let room = page.width().min(78);
    let first = first_line(page, connection, room);
    page.line(Line::new().add(first, Tone::from(mark)));
    page.blank();
    parties(page, connection);
    if !also.is_empty() {
        page.wrap(
            Line::new()
                .text("  ")
                .add("the same", Tone::Bold)
                .pad_to(15),
            &also.join(", "),
            Tone::Plain,
        );
    }
    if let Some(live) = &connection.live {
        live_lines(page, &live::lines(live));
        live_lines(page, &live::login(live));
        if let Some(curl) = &live.curl {
            page.line(Line::new().text("  ").add("as curl", Tone::Bold));
            command(page, 5, curl);
        }
    }
    for (number, direction) in connection.directions.iter().enumerate() {
        page.blank();
        draw_direction(page, number + 1, direction);
    }
    general_findings(page, connection);
    messages(page, connection);
    clients(page, &connection.clients);
    if with_fix {
        fix(page, connection);
    }
    if !connection.remarks.is_empty() {
        page.blank();
        for remark in &connection.remarks {
            page.wrap(Line::new().text("  "), remark, Tone::Plain);
        }
    }
    next(page, "to decide, give one of", &connection.next);
}

fn next(page: &mut Page, title: &str, steps: &[NextStep]) {
    if steps.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().text("  ").add(title, Tone::Bold));
    for step in steps {
        command(page, 5, &step.command);
        if !step.note.is_empty() {
            page.wrap(Line::new().text("        "), &step.note, Tone::Dim);
        }
    }
}

/// The first line within its room: a long connection name gives way, and stands in the next lines anyway; the reason
/// does not.
fn first_line(page: &Page, connection: &ConnectionReport, room: usize) -> String {
    const LEAST: usize = 12;
    let mark = page.mark(Mark::from(connection.verdict));
    let line = |name: &str| format!("{mark} {name}{}", connection.headline);
    let width = |line: &str| escape::terminal(line).width();
    let named = line(&format!("{}: ", connection.name));
    let over = width(&named).saturating_sub(room);
    if over == 0 {
        return named;
    }
    let keep = connection.name.width().saturating_sub(over);
    // The headline of a component names it.
    if keep >= LEAST
        && connection.client_kind == ClientKind::Kubeconfig
        && !connection.name.contains('→')
    {
        return line(&format!("{}: ", truncate(&connection.name, keep)));
    }
    truncate(&line(""), room)
}

fn parties(page: &mut Page, connection: &ConnectionReport) {
    let mut client = connection.file.clone();
    let mut parts = Vec::new();
    for (label, value) in [
        ("context", &connection.context),
        ("user", &connection.user),
        ("cluster", &connection.cluster),
    ] {
        // The cluster is the least of the three: it gives way on a narrow screen.
        if let Some(value) = value
            && (label != "cluster" || page.width() >= 100)
        {
            parts.push(format!("{label} {value}"));
        }
    }
    if !parts.is_empty() {
        client.push_str(": ");
        client.push_str(&parts.join(", "));
    }
    let label = match connection.client_kind {
        ClientKind::Kubeconfig => "kubeconfig",
        ClientKind::Component => "client",
    };
    page.wrap(
        Line::new().text("  ").add(label, Tone::Bold).pad_to(15),
        &client,
        Tone::Plain,
    );
    let mut server = match (connection.url.as_str(), &connection.cluster) {
        ("", None) => "not known".to_owned(),
        ("", Some(_)) => "no usable URL".to_owned(),
        (url, _) => url.to_owned(),
    };
    if connection.server_name_is_set
        && let Some(name) = &connection.server_name
    {
        server.push_str(&format!(" as {name}"));
    }
    match &connection.server_source {
        Some(source) => server.push_str(&format!(", from {source}")),
        None => server.push_str(", no evidence given"),
    }
    page.wrap(
        Line::new().text("  ").add("server", Tone::Bold).pad_to(15),
        &server,
        Tone::Plain,
    );
}

/// What belongs to no direction: the configuration as such, notes on its fields.
fn general_findings(page: &mut Page, connection: &ConnectionReport) {
    let general: Vec<_> = connection
        .findings
        .iter()
        .filter(|finding| {
            finding
                .step
                .is_none_or(|step| step == crate::finding::Step::Configuration)
        })
        .collect();
    if general.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().text("  ").add("configuration", Tone::Bold));
    for finding in general {
        let (sign, tone) = severity(page, finding.severity);
        let place = finding.place().unwrap_or_default();
        page.wrap(
            Line::new().text("     ").add(sign, tone).text(" "),
            &finding.problem.to_string(),
            Tone::Plain,
        );
        if !place.is_empty() {
            page.wrap(Line::new().text("       "), &place, Tone::Dim);
        }
    }
}

fn messages(page: &mut Page, connection: &ConnectionReport) {
    let predicted = &connection.predicted;
    let mut block = |title: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            page.blank();
            page.line(Line::new().text("  ").add(title, Tone::Bold));
            for line in text.lines() {
                page.wrap(Line::new().text("     "), line, Tone::Plain);
            }
        }
    };
    let name = format!("{} prints", connection.client_component);
    block(&name, predicted.kubectl.as_deref());
    if connection.client_kind == ClientKind::Component {
        let name = format!("{} gets", connection.client_component);
        block(&name, predicted.client_error.as_deref());
    }
    if predicted.exit != Some(0) {
        let log = predicted.apiserver_log.as_deref().unwrap_or_default();
        // What goes wrong in TLS is logged only by a verbose server.
        let at = if log.starts_with("http: TLS") {
            ", with -v=5"
        } else {
            ""
        };
        block(&format!("kube-apiserver logs{at}"), Some(log));
    }
    for aside in &connection.asides {
        page.wrap(Line::new().text("     "), aside, Tone::Plain);
    }
}
