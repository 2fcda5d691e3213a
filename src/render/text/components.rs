//! The connections of a control plane: one line each, and what is wrong with its files.

use unicode_width::UnicodeWidthStr as _;

use super::direction::severity;
use super::page::{Line, Page, Tone};
use crate::connection::{ClientKind, Presentation};
use crate::finding::Finding;
use crate::ground::time::Remaining;
use crate::render::table::table;
use crate::report::Mark;
use crate::report::explain::{ConnectionReport, Explanation};
use crate::verify::Verdict;

/// Certificates, and no word of who trusts them.
pub(super) fn nothing(page: &mut Page, explanation: &Explanation) {
    let count = explanation.inventory.len();
    let line = format!(
        "{} no connection here: {count} certificate{}, and nothing says who trusts them",
        page.mark(Mark::Unknown),
        if count == 1 { "" } else { "s" }
    );
    page.line(Line::new().add(line, Tone::from(Mark::Unknown)));
}

/// First how it stands, then the table.
pub(super) fn overview(page: &mut Page, explanation: &Explanation) {
    let connections = &explanation.connections;
    let count = |verdict| {
        let alike = connections.iter().filter(|one| one.verdict == verdict);
        alike.count()
    };
    let (works, fails, open) = (
        count(Verdict::Accept),
        count(Verdict::Reject),
        count(Verdict::Undetermined),
    );
    let mark = if fails > 0 {
        Mark::Failed
    } else if open > 0 {
        Mark::Unknown
    } else {
        Mark::Passed
    };
    let first_end = connections
        .iter()
        .filter_map(|connection| connection.works_until.as_ref().map(|(time, _)| *time))
        .min();
    let mut line = match (fails, open) {
        (0, 0) => format!("all {works} connections work"),
        (0, open) => format!("{works} connections work, {open} cannot be told"),
        (fails, 0) => format!("{fails} of {} connections fail", works + fails),
        (fails, open) => format!(
            "{fails} of {} connections fail, {open} cannot be told",
            works + fails + open
        ),
    };
    if let Some(end) = first_end {
        let left = Remaining::between(explanation.at, end).words();
        let which = if fails + open == 0 {
            "the first ends"
        } else {
            "of the others the first ends"
        };
        let date = end.date();
        // From the fullest to what always fits; a mark and a blank stand before it.
        let ways = [
            format!("; {which} {date} ({left})"),
            format!("; {which} {date}"),
            format!("; the first ends {date}"),
        ];
        let room = page.width().min(78).saturating_sub(2 + line.width());
        let fitting = ways.iter().find(|way| way.width() <= room);
        line.push_str(fitting.map_or("", String::as_str));
    }
    let line = format!("{} {line}", page.mark(mark));
    page.line(Line::new().add(line, Tone::from(mark)));
    page.blank();
    let wide = page.width() >= 110;
    let row = |connection: &ConnectionReport| {
        let [server, client] = &connection.presentations;
        let until = connection.works_until.as_ref().map(|(time, _)| time.date());
        let until = until.unwrap_or_else(|| {
            let word = match connection.verdict {
                Verdict::Accept => "no end",
                Verdict::Reject => "fails",
                Verdict::Undetermined => "unknown",
            };
            word.to_owned()
        });
        // `CLIENT → SERVER (WHICH)`: kubeconfigs tell clients apart, URLs servers.
        let which = connection.name.split_once(" (");
        let (ends, which) = match which {
            Some((ends, which)) => (ends, format!(" ({which}")),
            None => (connection.name.as_str(), String::new()),
        };
        // With the names of their nodes, where there are several.
        let (of_name, at_name) = ends
            .split_once(" → ")
            .unwrap_or((connection.client_component, connection.server_component));
        let (of_client, of_server) = match connection.client_kind {
            ClientKind::Kubeconfig => (which.as_str(), ""),
            ClientKind::Component => ("", which.as_str()),
        };
        let mut row = vec![
            page.mark(Mark::from(connection.verdict)).to_owned(),
            format!("{of_name}{of_client}"),
            leaf(client),
            format!("{at_name}{of_server}"),
        ];
        if wide {
            row.push(leaf(server));
        }
        row.push(until);
        row
    };
    let rows: Vec<_> = connections.iter().map(row).collect();
    let mut headings = vec!["", "CLIENT", "PRESENTS", "SERVER"];
    if wide {
        headings.push("PRESENTS");
    }
    headings.push("UNTIL");
    for line in table(&headings, &rows, page.width()) {
        page.escaped(line);
    }
}

/// Whom a side presents itself as.
fn leaf(presentation: &Presentation) -> String {
    let leaf = presentation.chain.first();
    leaf.map_or_else(
        || match presentation.verdict {
            Verdict::Accept => "-".to_owned(),
            Verdict::Reject | Verdict::Undetermined => "?".to_owned(),
        },
        |placed| placed.certificate.display_name(),
    )
}

/// What belongs to no connection.
pub(super) fn findings(page: &mut Page, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().text("  ").add("files", Tone::Bold));
    for finding in findings {
        let (sign, tone) = severity(page, finding.severity);
        let place = finding.place().unwrap_or_default();
        page.wrap(
            Line::new().text("     ").add(sign, tone).text(" "),
            &format!("{place}: {}", finding.problem),
            Tone::Plain,
        );
    }
}
