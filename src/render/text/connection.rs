//! One connection, as far as a screen shows it.

use super::answer::answer;
use super::clients::clients;
use super::configuration;
use super::direction::{draw_direction, draw_title};
use super::fix::{command, fix};
use super::live::live_lines;
use super::page::{Line, Page, Tone};
use crate::connection::ClientKind;
use crate::render::escape::shell;
use crate::report::Mark;
use crate::report::explain::{ConnectionReport, NextStep};
use crate::report::live;
use crate::verify::Verdict;

/// What a short screen ends with.
const MORE: &str = "--full shows everything that was checked, and what the server logs";

/// What is drawn of a connection.
#[derive(Clone, Copy)]
pub(super) struct Detail {
    /// All that is known of it, and not only what matters most.
    pub(super) full: bool,
    /// The fix; left out where a plan for all connections has it.
    pub(super) fix: bool,
    /// The first line; left out where the screen has said it.
    pub(super) headline: bool,
}

/// A connection. `also` names others that fail for the same cause; the fix is left out where a plan for all has it.
pub(super) fn draw(
    page: &mut Page,
    connection: &ConnectionReport,
    also: &[&str],
    Detail {
        full,
        fix: with_fix,
        headline,
    }: Detail,
) {
    if headline {
        let mark = Mark::from(connection.verdict);
        let sentence = format!("{}: {}", connection.name, connection.headline);
        answer(page, mark, &sentence, mark.into());
        page.blank();
    }
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
    let broken = connection.verdict == Verdict::Reject;
    for (number, direction) in connection.directions.iter().enumerate() {
        if number == 0 || full || !broken {
            page.blank();
        }
        // Of a broken connection the side that breaks it comes first, and the rest for those who ask.
        if broken && !full && direction.verdict != Verdict::Reject {
            draw_title(page, number + 1, direction);
        } else {
            draw_direction(page, number + 1, direction, full || !broken);
        }
    }
    configuration::draw(page, connection, full || !broken);
    if with_fix {
        fix(page, connection, full);
    }
    messages(page, connection, full || !broken);
    clients(page, &connection.clients);
    if broken && !full {
        page.blank();
        page.line(Line::new().text("  ").add(MORE, Tone::Dim));
        return;
    }
    if !connection.remarks.is_empty() {
        page.blank();
        for remark in &connection.remarks {
            page.wrap(Line::new().text("  "), remark, Tone::Plain);
        }
    }
    match connection.next.as_slice() {
        [] => {}
        // One thing to type; what else decides is for those who ask.
        [first, ..] if !full => next(page, "for a verdict, run", std::slice::from_ref(first)),
        [only] => next(page, "for a verdict, run", std::slice::from_ref(only)),
        several => next(page, "for a verdict, run one of", several),
    }
}

/// Commands to go on with.
pub(super) fn next(page: &mut Page, title: &str, steps: &[NextStep]) {
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
        None => server.push_str(", not contacted"),
    }
    page.wrap(
        Line::new().text("  ").add("server", Tone::Bold).pad_to(15),
        &server,
        Tone::Plain,
    );
    if let Some(file) = &connection.shadowed_file {
        shadowed(page, file);
    }
}

/// What merging several kubeconfigs hides, and the command that does not merge.
fn shadowed(page: &mut Page, file: &str) {
    page.wrap(
        Line::new().text("  ").add("ignored", Tone::Bold).pad_to(15),
        &format!(
            "{file} has entries of the same names: kubectl takes those of the file before it. To use this file alone:"
        ),
        Tone::Plain,
    );
    if let Some(file) = shell(file) {
        let words = ["kubectl", &format!("--kubeconfig={file}"), "version"];
        command(page, 17, &words.map(str::to_owned));
    }
}

/// The beginning of a message, which is enough to know it by: Go lists every name of a certificate.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 300;
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn messages(page: &mut Page, connection: &ConnectionReport, full: bool) {
    let predicted = &connection.predicted;
    let mut block = |title: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            page.blank();
            page.line(Line::new().text("  ").add(title, Tone::Bold));
            let text = if full {
                text.to_owned()
            } else {
                shortened(text)
            };
            for line in text.lines() {
                page.wrap(Line::new().text("     "), line, Tone::Plain);
            }
        }
    };
    let name = format!("{} prints", connection.client_component);
    block(&name, predicted.kubectl.as_deref());
    if !full {
        return;
    }
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
