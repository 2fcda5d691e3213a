//! The connections of a control plane: one line each, and what is wrong with its files.

use super::answer::answer;
use super::direction::severity;
use super::page::{Line, Page, Tone};
use crate::connection::{ClientKind, Presentation};
use crate::finding::{Code, Finding, Severity};
use crate::ground::time::Remaining;
use crate::render::table::table;
use crate::report::Mark;
use crate::report::explain::{ConnectionReport, Explanation, follows, groups};
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

/// How many connections have each verdict.
struct Counts {
    works: usize,
    fails: usize,
    open: usize,
}

impl Counts {
    fn of(connections: &[ConnectionReport]) -> Self {
        let count = |verdict| {
            let alike = connections.iter().filter(|one| one.verdict == verdict);
            alike.count()
        };
        Self {
            works: count(Verdict::Accept),
            fails: count(Verdict::Reject),
            open: count(Verdict::Undetermined),
        }
    }

    fn words(&self) -> String {
        let Self { works, fails, open } = self;
        match (fails, open) {
            (0, 0) => format!("all {works} connections work"),
            (0, open) => format!("{works} connections work, {open} are undetermined"),
            (1, 0) if *works == 0 => "the only connection fails".to_owned(),
            (fails, 0) => format!("{fails} of {} connections fail", works + fails),
            (fails, open) => format!(
                "{fails} of {} connections fail, {open} are undetermined",
                works + fails + open
            ),
        }
    }
}

/// First how it stands, then the table.
pub(super) fn overview(page: &mut Page, explanation: &Explanation, full: bool) {
    let connections = &explanation.connections;
    let counts = Counts::of(connections);
    let faults = explanation.findings.iter();
    let faults = faults.filter(|finding| finding.severity == Severity::Error);
    let faults = faults.count();
    let mark = if counts.fails > 0 || faults > 0 {
        Mark::Failed
    } else if counts.open > 0 || explanation.unread > 0 {
        Mark::Unknown
    } else {
        Mark::Passed
    };
    answer(
        page,
        mark,
        &sentence(explanation, &counts, faults),
        mark.into(),
    );
    page.blank();
    if connections.len() > FOLDED && !full {
        folded(page, explanation);
    } else {
        every(page, connections, &counts, full);
    }
}

/// How it stands: what fails and why, or until when all works.
fn sentence(explanation: &Explanation, counts: &Counts, faults: usize) -> String {
    let mut line = match (counts.fails + counts.open, explanation.unread) {
        (0, 1..) => format!("{} connections work", counts.works),
        _ => counts.words(),
    };
    match explanation.unread {
        0 => {}
        1 => line.push_str(", and 1 file cannot be read"),
        several => line.push_str(&format!(", and {several} files cannot be read")),
    }
    match faults {
        0 => {}
        1 => line.push_str(", and the files have 1 fault"),
        several => line.push_str(&format!(", and the files have {several} faults")),
    }
    let ends = explanation.connections.iter();
    let ends = ends.filter_map(|connection| Some(connection.works_until.as_ref()?.0));
    if let Some(cause) = common_cause(explanation) {
        line = format!("{line}: {cause}");
    } else if let Some(end) = ends.min() {
        let left = Remaining::between(explanation.at, end).words();
        let which = if counts.fails + counts.open == 0 {
            "the first ends"
        } else {
            "of the others the first ends"
        };
        line = format!("{line}; {which} {} ({left})", end.date());
    }
    line
}

/// A line for each connection. What works is for those who ask, once something does not.
fn every(page: &mut Page, connections: &[ConnectionReport], counts: &Counts, full: bool) {
    let wide = page.width() >= 110;
    let hidden = if counts.fails > 0 && !full {
        counts.works
    } else {
        0
    };
    let shown = connections
        .iter()
        .filter(|one| hidden == 0 || one.verdict != Verdict::Accept);
    let rows: Vec<_> = shown
        .map(|connection| row(page, connection, wide))
        .collect();
    let mut headings = vec!["", "CLIENT", "PRESENTS", "SERVER"];
    if wide {
        headings.push("PRESENTS");
    }
    headings.push("UNTIL");
    // Of one connection the first line has said it.
    if rows.len() > 1 || full || counts.fails == 0 {
        for line in table(&headings, &rows, page.width()) {
            page.escaped(line);
        }
    }
    if hidden > 0 {
        let works = if hidden == 1 {
            "connection works"
        } else {
            "connections work"
        };
        let text = format!("    ({hidden} {works}; --full shows them)");
        page.line(Line::new().add(text, Tone::Dim));
    }
}

fn row(page: &Page, connection: &ConnectionReport, wide: bool) -> Vec<String> {
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
    let (ends, which) = match connection.name.split_once(" (") {
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
}

/// More connections than this stand in rows by their programs.
const FOLDED: usize = 16;

/// Connections between two programs that come to the same.
struct FoldedRow {
    verdict: Verdict,
    ends: String,
    count: usize,
    /// The first day on which one of them stops working, or why they do not work.
    outcome: String,
}

/// One row for all connections between two programs that come to the same; what fails first.
fn folded(page: &mut Page, explanation: &Explanation) {
    let mut rows: Vec<FoldedRow> = Vec::new();
    for connection in &explanation.connections {
        let new = FoldedRow {
            verdict: connection.verdict,
            ends: format!(
                "{} → {}",
                connection.client_component, connection.server_component
            ),
            count: 1,
            outcome: outcome(connection),
        };
        let works = connection.verdict == Verdict::Accept;
        let known = rows.iter_mut().find(|row| {
            row.verdict == new.verdict
                && row.ends == new.ends
                && (works || row.outcome == new.outcome)
        });
        match known {
            Some(row) => {
                row.count += 1;
                // Days sort as text.
                if works && new.outcome < row.outcome {
                    row.outcome = new.outcome;
                }
            }
            None => rows.push(new),
        }
    }
    rows.sort_by_key(|row| match row.verdict {
        Verdict::Reject => 0,
        Verdict::Undetermined => 1,
        Verdict::Accept => 2,
    });
    let cells = |row: &FoldedRow| {
        vec![
            page.mark(Mark::from(row.verdict)).to_owned(),
            row.ends.clone(),
            row.count.to_string(),
            row.outcome.clone(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    for line in table(&["", "CONNECTIONS", "COUNT", "UNTIL"], &rows, page.width()) {
        page.escaped(line);
    }
}

fn outcome(connection: &ConnectionReport) -> String {
    match (
        connection.verdict,
        &connection.cause,
        &connection.works_until,
    ) {
        (Verdict::Accept, _, Some((time, _))) => time.date(),
        (Verdict::Accept, _, None) => "no end".to_owned(),
        (_, Some(cause), _) => cause.code.slug().to_owned(),
        (_, None, _) => "unknown".to_owned(),
    }
}

/// What all that fails has in common, where it is one thing.
fn common_cause(explanation: &Explanation) -> Option<String> {
    let groups = groups(&explanation.connections);
    let failing: Vec<_> = groups
        .iter()
        .filter_map(|group| explanation.connections.get(group.shown))
        .filter(|connection| connection.verdict == Verdict::Reject)
        .collect();
    // What only follows is no cause, where its cause is among them.
    let mut failing = failing;
    if failing.iter().any(|connection| !follows(connection)) {
        failing.retain(|connection| !follows(connection));
    }
    let code = failing.first()?.cause.as_ref()?.code;
    let same = |connection: &&ConnectionReport| {
        connection
            .cause
            .as_ref()
            .is_some_and(|cause| cause.code == code)
    };
    match (failing.as_slice(), code) {
        ([one], _) => Some(format!("{}: {}", subject(one), one.headline)),
        ([first, ..], _) if !failing.iter().all(same) => {
            Some(format!("first {}: {}", subject(first), first.headline))
        }
        (several, Code::Expired) => Some(format!("{} certificates have expired", several.len())),
        (_, code) => Some(code.summary().to_owned()),
    }
}

/// A connection by its two ends; a webhook among them by its address, for "webhook" is none's name.
fn subject(connection: &ConnectionReport) -> String {
    let name = &connection.name;
    match &connection.server_name {
        Some(server) if !name.contains('(') && connection.client_kind == ClientKind::Component => {
            format!("{name} ({server})")
        }
        _ => name.clone(),
    }
}

/// The name that a side presents.
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
