//! The screen of `explain`.

use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page, Style, Tone, truncate};
use crate::finding::Severity;
use crate::location::Location;
use crate::render::escape;
use crate::render::table::table;
use crate::report::explain::{
    CheckSummary, Comparison, ConnectionReport, Direction, Explanation, Fault,
};
use crate::report::{CertificateRow, Mark};
use crate::verify::Verdict;

/// Draws every connection, one after the other; several stand in a table first, and only what does not work in full.
pub fn explain(explanation: &Explanation, style: Style) -> String {
    let mut page = Page::new(style);
    let several = explanation.connections.len() > 1;
    if several {
        overview(&mut page, explanation);
    }
    for connection in &explanation.connections {
        if several && connection.verdict == Verdict::Accept {
            continue;
        }
        page.blank();
        draw(&mut page, connection);
    }
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

fn draw(page: &mut Page, connection: &ConnectionReport) {
    let mark = Mark::from(connection.verdict);
    let room = page.width().min(78);
    let first = first_line(page, connection, room);
    page.line(Line::new().add(first, Tone::from(mark)));
    page.blank();
    parties(page, connection);
    for (number, direction) in connection.directions.iter().enumerate() {
        page.blank();
        draw_direction(page, number + 1, direction);
    }
    general_findings(page, connection);
    messages(page, connection);
    if !connection.remarks.is_empty() {
        page.blank();
        for remark in &connection.remarks {
            page.wrap(Line::new().text("  "), remark, Tone::Plain);
        }
    }
    if !connection.next.is_empty() {
        page.blank();
        page.line(
            Line::new()
                .text("  ")
                .add("to decide, give one of", Tone::Bold),
        );
        for next in &connection.next {
            command(page, 5, &next.command);
            if !next.note.is_empty() {
                page.wrap(Line::new().text("        "), next.note, Tone::Dim);
            }
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
    if keep >= LEAST {
        return line(&format!("{}: ", truncate(&connection.name, keep)));
    }
    line("")
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
    page.wrap(
        Line::new()
            .text("  ")
            .add("kubeconfig", Tone::Bold)
            .pad_to(15),
        &client,
        Tone::Plain,
    );
    let mut server = if connection.url.is_empty() {
        "no usable URL".to_owned()
    } else {
        connection.url.clone()
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

fn draw_direction(page: &mut Page, number: usize, direction: &Direction) {
    let mark = Mark::from(direction.verdict);
    let left = Line::new()
        .text(format!("  {number}  "))
        .add(&direction.title, Tone::Bold);
    let mut right = Line::new().add(page.mark(mark), Tone::from(mark));
    if let (Some(code), Verdict::Reject) = (direction.code, direction.verdict) {
        right = right.text(" ").add(code.slug(), Tone::from(mark));
    } else if direction.verdict == Verdict::Undetermined {
        right = right.add(" evidence-missing", Tone::from(mark));
    } else if direction.not_reached {
        right = right.add(" (not reached: 1 fails)", Tone::Dim);
    }
    page.line_with_edge(left, right);
    if let Some(skipped) = &direction.skipped {
        page.wrap(Line::new().text("     "), skipped, Tone::Plain);
    }
    let compared = direction
        .faults
        .iter()
        .any(|fault| fault.comparison.is_some() && !fault.behind);
    if !compared {
        draw_path(page, direction);
    }
    for fault in &direction.faults {
        draw_fault(page, fault, direction);
    }
    checks(page, &direction.checks);
    for (label, facts) in [("known", &direction.known), ("unknown", &direction.unknown)] {
        if !facts.is_empty() {
            let first = Line::new().text("     ").add(label, Tone::Dim).pad_to(14);
            page.wrap(first, &facts.join("   "), Tone::Plain);
        }
    }
    if let Some(becomes) = &direction.becomes {
        page.wrap(Line::new().text("     "), becomes, Tone::Plain);
    }
}

/// Columns of a certificate's line beside its name: margin, gap, kind, date, time left, key.
const BESIDE_NAME: usize = 5 + 2 + 8 + 12 + 8 + 15;

fn draw_path(page: &mut Page, direction: &Direction) {
    let top = usize::from(direction.top.is_some());
    let prefix = |depth: usize, row: &CertificateRow| {
        let mark = if shown_mark(row, depth).is_some() {
            2
        } else {
            0
        };
        if depth > 0 { 3 * depth + mark } else { mark }
    };
    let rows = || {
        direction
            .path
            .iter()
            .enumerate()
            .map(|(index, row)| (index + top, row))
    };
    let widest = rows()
        .map(|(depth, row)| prefix(depth, row) + row.name.width())
        .max()
        .unwrap_or(0);
    let column = widest.min(page.width().saturating_sub(BESIDE_NAME)).max(20);
    if let Some(top) = &direction.top {
        page.line(Line::new().text("     ").add(top, Tone::Bad));
    }
    for (depth, row) in rows() {
        let room = column.saturating_sub(prefix(depth, row));
        certificate(page, row, depth, room, column);
    }
    if let Some(missing) = &direction.missing {
        let branch = if direction.path.is_empty() {
            ""
        } else {
            page.branch()
        };
        page.line(
            Line::new()
                .text("     ")
                .text(branch)
                .add(page.mark(Mark::Unknown), Tone::Warn)
                .text(" ")
                .text(missing),
        );
    }
}

/// An anchor that holds needs no mark: nothing is proved of it.
fn shown_mark(row: &CertificateRow, depth: usize) -> Option<Mark> {
    row.mark.filter(|mark| depth > 0 || *mark == Mark::Failed)
}

fn certificate(page: &mut Page, row: &CertificateRow, depth: usize, room: usize, column: usize) {
    let mut line = Line::new().text("     ");
    if depth > 0 {
        line = line.text("   ".repeat(depth - 1)).text(page.branch());
    }
    if let Some(mark) = shown_mark(row, depth) {
        line = line.add(page.mark(mark), Tone::from(mark)).text(" ");
    }
    line = line.text(truncate(&row.name, room)).pad_to(5 + column + 2);
    line = line.text(format!("{:<8}", row.kind));
    let dates = if page.width() >= 100 {
        format!("{} to {}  ", row.not_before.date(), row.not_after.date())
    } else {
        format!("{}  ", row.not_after.date())
    };
    let tone = if row.left.0 < 0 || row.early {
        Tone::Bad
    } else {
        Tone::Plain
    };
    line = line
        .text(dates)
        .add(format!("{:<8}", row.left_text()), tone);
    line = line.add(format!("key {}", row.key), Tone::Dim);
    if page.width() >= 100
        && let Some(place) = &row.place
    {
        line = line.text("  ").add(place.short(), Tone::Dim);
    }
    page.line(line);
}

fn draw_fault(page: &mut Page, fault: &Fault, direction: &Direction) {
    if let Some(comparison) = &fault.comparison {
        compare(page, comparison);
        return;
    }
    let (mark, tone) = severity(page, fault.severity);
    let of = fault
        .certificate
        .and_then(|fingerprint| {
            direction
                .path
                .iter()
                .find(|row| row.fingerprint == fingerprint)
        })
        .map(|row| format!("{}: ", row.name))
        .unwrap_or_default();
    let behind = if fault.behind && fault.severity == Severity::Error {
        " (behind the first)"
    } else {
        ""
    };
    // Under a path with one fault, evidence needs no sentence: the mark stands at its certificate.
    let alone = direction
        .faults
        .iter()
        .filter(|other| other.severity == Severity::Error)
        .count()
        == 1;
    if fault.evidence.is_empty() || !alone || fault.behind {
        let first = Line::new().text("       ").add(mark, tone).text(" ");
        page.wrap(
            first,
            &format!("{of}{}{behind}", fault.message),
            Tone::Plain,
        );
    }
    for (label, value, remark) in &fault.evidence {
        let value = if remark.is_empty() {
            value.clone()
        } else {
            format!("{value}   {remark}")
        };
        page.wrap(
            Line::new()
                .text("         ")
                .add(label, Tone::Dim)
                .pad_to(22),
            &value,
            Tone::Plain,
        );
    }
}

/// The sign and the tone of a severity.
pub(super) fn severity(page: &Page, severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Error => (page.mark(Mark::Failed), Tone::Bad),
        Severity::Warning => (page.mark(Mark::Warning), Tone::Warn),
        Severity::Note => ("-", Tone::Dim),
    }
}

/// Two columns with `=` or `≠` between them.
fn compare(page: &mut Page, comparison: &Comparison) {
    let room = page.width().saturating_sub(5 + 9 + 3 + 2) / 2;
    let row = |page: &mut Page, label: &str, left: &str, sign: &str, right: &str, tone: Tone| {
        page.line(
            Line::new()
                .text("     ")
                .add(label, Tone::Dim)
                .pad_to(13)
                .text(truncate(left, room))
                .pad_to(13 + room + 1)
                .add(sign, tone)
                .pad_to(13 + room + 4)
                .text(truncate(right, room)),
        );
    };
    let [left, right] = &comparison.headings;
    row(page, "", left, " ", right, Tone::Plain);
    // Eight bytes tell keys apart; all of them where there is room.
    let fit = |text: &str| {
        if text.width() > room {
            text.get(..23).unwrap_or(text).to_owned()
        } else {
            text.to_owned()
        }
    };
    for (label, left, equal, right) in &comparison.rows {
        let (left, right) = if label == "key" {
            (&fit(left), &fit(right))
        } else {
            (left, right)
        };
        let (sign, tone) = match equal {
            Some(true) => ("=", Tone::Plain),
            Some(false) => ("≠", Tone::Bad),
            None => (" ", Tone::Plain),
        };
        row(page, label, left, sign, right, tone);
    }
    let first = Line::new()
        .text("     ")
        .add(page.mark(Mark::Failed), Tone::Bad)
        .text(" ");
    page.wrap(first, &comparison.result, Tone::Plain);
}

fn checks(page: &mut Page, checks: &[CheckSummary]) {
    if checks.is_empty() {
        return;
    }
    let mut line = Line::new().text("     ");
    for (index, check) in checks.iter().enumerate() {
        let detail = check
            .detail
            .as_ref()
            .map(|detail| format!(" {detail}"))
            .unwrap_or_default();
        let gap = if index == 0 { "" } else { "   " };
        let width = gap.len() + check.name.width() + 2 + detail.width();
        if line.width() + width > page.width() {
            page.line(std::mem::take(&mut line));
            line = Line::new().text("     ");
        } else {
            line = line.text(gap);
        }
        line = line
            .text(check.name)
            .text(" ")
            .add(page.mark(check.mark), Tone::from(check.mark))
            .text(detail);
    }
    page.line(line);
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
        let place = finding
            .locations
            .first()
            .map(Location::to_string)
            .unwrap_or_default();
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
}

/// A command in one line, or broken between words with `\`.
fn command(page: &mut Page, indent: usize, words: &[String]) {
    let room = page.width().saturating_sub(2);
    let mut line = Line::new().text(" ".repeat(indent));
    for (index, word) in words.iter().enumerate() {
        if index > 0 && line.width() + 1 + word.width() > room {
            page.line(std::mem::take(&mut line).raw(" \\", Tone::Command));
            line = Line::new().text(" ".repeat(indent + 2));
        } else if index > 0 {
            line = line.text(" ");
        }
        line = line.add(word, Tone::Command);
    }
    page.line(line);
}
