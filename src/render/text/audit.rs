//! The screen of `audit`.

use unicode_width::UnicodeWidthStr as _;

use super::answer::answer;
use super::clients;
use super::columns::truncate;
use super::page::{Line, Page, Style, Tone};
use crate::audit::{Audit, Renewal, Standing, renewal, timeline};
use crate::clients::ClientVerdict;
use crate::finding::{Finding, Severity};
use crate::render::escape;
use crate::report::Mark;
use crate::report::audit::{CertificateLine, certificate, common_directory, connection, headline};
use crate::report::clients::ClientRow;
use crate::verify::Verdict;

/// Stands before what belongs to the connection above.
const BELOW: &str = "      ";

/// Rows of certificates and connections that are shown before the rest is counted.
const SHOWN: usize = 25;

/// Rows that someone must act on are shown up to here.
const URGENT: usize = 200;

/// Places that are shown of a finding.
const PLACES: usize = 3;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// What stops when, instead of the certificates.
    pub timeline: bool,
    /// Every row.
    pub full: bool,
}

/// Draws an audit.
pub fn audit(audit: &Audit, view: View, style: Style) -> String {
    let mut page = Page::new(style);
    let (mark, sentence) = headline(audit);
    answer(&mut page, mark, &sentence, Tone::Bold);
    page.blank();
    if view.timeline {
        events(&mut page, audit, view);
    } else {
        certificates(&mut page, audit, view);
        connections(&mut page, audit, view);
    }
    findings(&mut page, &audit.findings);
    renew(&mut page, &renewal(audit));
    page.render()
}

/// Everything that is urgent, and then the soonest.
fn certificates(page: &mut Page, audit: &Audit, view: View) {
    let urgent = audit
        .pressing()
        .filter(|row| audit.standing(row) != Standing::Idle)
        .count();
    let limit = if view.full {
        audit.rows.len()
    } else {
        urgent.clamp(SHOWN, URGENT)
    };
    let directory = common_directory(&audit.rows);
    let lines: Vec<_> = audit
        .rows
        .iter()
        .take(limit)
        .map(|row| certificate(audit, row, &directory))
        .collect();
    if lines.is_empty() {
        return;
    }
    table(page, &lines);
    more(page, audit.rows.len() - lines.len(), "certificate");
}

/// A column: its heading, its greatest width, and how to fill it.
type Column = (&'static str, usize, fn(&CertificateLine) -> &str);

fn table(page: &mut Page, lines: &[CertificateLine]) {
    let wide = page.width() >= 100;
    let mut columns: Vec<Column> = vec![
        ("LEFT", 8, |line| &line.left),
        ("EXPIRES", 12, |line| &line.expires),
        ("CERTIFICATE", 32, |line| &line.name),
    ];
    if wide {
        columns.push(("KIND", 8, |line| line.kind));
    }
    columns.push(("ISSUER", 20, |line| &line.issuer));
    if wide {
        columns.push(("FILE", 60, |line| &line.place));
    }
    columns.push(("USED BY", 40, |line| &line.used_by));
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|(heading, most, text)| {
            let cells = lines
                .iter()
                .map(|line| escape::terminal(text(line)).width());
            match cells.max().unwrap_or(0).min(*most) {
                // Nobody is known to use anything.
                0 => 0,
                width => width.max(heading.width()),
            }
        })
        .collect();
    let margin = margin(page);
    shrink(&mut widths, page.width().saturating_sub(margin));
    let row = |mut line: Line, cells: &mut dyn Iterator<Item = &str>, tone: Tone| {
        let mut column = line.width();
        for (cell, width) in cells.zip(&widths).filter(|(_, width)| **width > 0) {
            // An empty cell leaves no blanks at the end of a line.
            if !cell.is_empty() {
                if line.width() < column {
                    line = line.pad_to(column);
                }
                line = line.escaped(truncate(&escape::terminal(cell), *width), tone);
            }
            column += width + 2;
        }
        line
    };
    let headings = row(
        Line::new().blanks(margin),
        &mut columns.iter().map(|(heading, _, _)| *heading),
        Tone::Dim,
    );
    page.line(headings);
    for line in lines {
        let start = marked(page, line.mark);
        let tone = line.mark.map_or(Tone::Plain, Tone::from);
        page.line(row(
            start,
            &mut columns.iter().map(|(_, _, text)| text(line)),
            tone,
        ));
    }
}

/// The widest columns give way until all fit.
fn shrink(widths: &mut [usize], room: usize) {
    const LEAST: usize = 10;
    loop {
        let used: usize = widths
            .iter()
            .filter(|width| **width > 0)
            .map(|width| width + 2)
            .sum();
        let widest = widths.iter_mut().max();
        match widest {
            Some(width) if used > room + 2 && *width > LEAST => *width -= 1,
            _ => return,
        }
    }
}

/// Columns of the margin: the widest mark has room in it, so that all rows stand under the headings.
fn margin(page: &Page) -> usize {
    page.mark(Mark::Failed).width() + 3
}

/// The margin with its mark.
fn marked(page: &Page, mark: Option<Mark>) -> Line {
    let sign = mark.map_or("", |mark| page.mark(mark));
    let tone = mark.map_or(Tone::Plain, Tone::from);
    Line::new().text("  ").add(sign, tone).pad_to(margin(page))
}

fn more(page: &mut Page, count: usize, what: &str) {
    if count > 0 {
        let plural = if count == 1 { "" } else { "s" };
        let text = format!("    ({count} more {what}{plural}; --full shows them)");
        page.line(Line::new().add(text, Tone::Dim));
    }
}

fn connections(page: &mut Page, audit: &Audit, view: View) {
    if audit.connections.is_empty() {
        return;
    }
    page.blank();
    let limit = if view.full { usize::MAX } else { SHOWN };
    let widest = audit
        .connections
        .iter()
        .take(limit)
        .map(|end| connection(audit, end).left.width())
        .max()
        .unwrap_or(0);
    for end in audit.connections.iter().take(limit) {
        let line = connection(audit, end);
        let start = marked(page, line.mark);
        let column = start.width() + widest + 1;
        let tone = line.mark.map_or(Tone::Plain, Tone::from);
        let start = start.add(&line.left, tone).pad_to(column).text(" ");
        page.wrap(start, &line.end, Tone::Plain);
        other_clients(page, &end.clients);
    }
    more(
        page,
        audit.connections.len().saturating_sub(limit),
        "connection",
    );
}

/// Those that refuse, each with its reason, and those that accept in one line.
fn other_clients(page: &mut Page, judged: &[ClientVerdict]) {
    let (accepting, rest): (Vec<_>, Vec<_>) = judged
        .iter()
        .partition(|client| client.verdict == Verdict::Accept);
    let rows = rest.into_iter();
    let rows: Vec<_> = rows.map(|client| ClientRow::placed(client, None)).collect();
    clients::lines(page, &rows, BELOW);
    if !accepting.is_empty() {
        let names = accepting.iter().map(|client| client.client.as_str());
        let mark = page.mark(Mark::Passed);
        let start = Line::new()
            .text(BELOW)
            .add(mark, Tone::from(Mark::Passed))
            .text(" accepted by ");
        let names: Vec<_> = names.collect();
        page.wrap(start, &names.join(", "), Tone::Plain);
    }
}

/// What stops when.
fn events(page: &mut Page, audit: &Audit, view: View) {
    let events = timeline(audit);
    if events.is_empty() {
        let text = "no connection is known here: give kubeconfigs, or a control plane's directory";
        page.wrap(Line::new().text("    "), text, Tone::Plain);
        return;
    }
    let limit = if view.full { usize::MAX } else { SHOWN };
    for event in events.iter().take(limit) {
        let mark = if event.time < audit.at {
            Some(Mark::Failed)
        } else {
            let left = audit.at.seconds_until(event.time);
            (left <= audit.thresholds.warn).then_some(Mark::Warning)
        };
        let tone = mark.map_or(Tone::Plain, Tone::from);
        let file = match &event.file {
            Some(file) => format!("{} ({file}) expires", event.name),
            None => format!("{} expires", event.name),
        };
        let start = marked(page, mark).add(event.time.date(), tone).text("  ");
        page.wrap(start, &file, Tone::Bold);
        for stopped in event.stops.iter().take(limit) {
            let verb = if stopped.verdict == Verdict::Undetermined {
                "cannot work any longer"
            } else if event.time < audit.at {
                "has stopped"
            } else {
                "stops"
            };
            let text = format!("{} ({}) {verb}", stopped.who(), stopped.name);
            page.wrap(Line::new().text("                "), &text, Tone::Plain);
        }
        more(page, event.stops.len().saturating_sub(limit), "connection");
    }
    more(page, events.len().saturating_sub(limit), "date");
}

fn findings(page: &mut Page, findings: &[Finding]) {
    if !findings.is_empty() {
        page.blank();
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_it: Vec<_> = findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .collect();
        for finding in of_it.iter().take(SHOWN) {
            let (mark, tone) = super::direction::severity(page, severity);
            let mut places: Vec<_> = finding
                .locations
                .iter()
                .take(PLACES)
                .map(|place| place.short())
                .collect();
            places.dedup();
            if finding.locations.len() > PLACES {
                places.push(format!("{} more", finding.locations.len() - PLACES));
            }
            let place = if places.is_empty() {
                String::new()
            } else {
                format!(" ({})", places.join(", "))
            };
            page.wrap(
                Line::new().text("  ").add(mark, tone).text(" "),
                &format!("{}{place}", finding.problem),
                Tone::Plain,
            );
        }
        more(page, of_it.len().saturating_sub(SHOWN), severity.as_str());
    }
}

fn renew(page: &mut Page, renewal: &Renewal) {
    if !renewal.signed_elsewhere.is_empty() {
        page.blank();
        let line = Line::new().add("  sign elsewhere", Tone::Dim).pad_to(17);
        let names = renewal.signed_elsewhere.join(", ");
        let text = format!(
            "{names}: the CA's key is not on the nodes, and kubeadm certs renew renews nothing; certgraph rotate --leaves makes the requests"
        );
        page.wrap(line, &text, Tone::Plain);
    }
    if renewal.commands.is_empty() {
        return;
    }
    page.blank();
    for (index, command) in renewal.commands.iter().enumerate() {
        let label = if index == 0 { "  renew now" } else { "" };
        let line = Line::new().add(label, Tone::Dim).pad_to(17);
        page.whole(line.command(command));
    }
    if !renewal.restart.is_empty() {
        let line = Line::new().add("  then restart", Tone::Dim).pad_to(17);
        page.wrap(line, &renewal.restart.join(", "), Tone::Plain);
    }
}
