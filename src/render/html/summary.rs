//! What a reader has to know before the picture: how much is broken, expired or expires soon, and what comes first.

use crate::finding::Severity;
use crate::render::escape::markup;
use crate::report::picture::Picture;

/// A list of one to four lines.
pub(super) fn summary(picture: &Picture) -> String {
    let tally = &picture.tally;
    let mut lines = Vec::new();
    if tally.broken > 0 {
        let of = counted(tally.connections, "connection");
        lines.push(("error", format!("{} of {of} broken", tally.broken)));
    }
    if tally.invalid > 0 {
        let what = counted(tally.invalid, "certificate");
        lines.push(("error", format!("{what} expired or not valid yet")));
    }
    if tally.soon > 0 {
        let verb = if tally.soon == 1 { "expires" } else { "expire" };
        let what = counted(tally.soon, "certificate");
        lines.push(("warning", format!("{what} {verb} within 30 days")));
    }
    let mut errors = picture.findings.iter();
    let first = errors.find(|finding| finding.severity == Severity::Error);
    if let Some(first) = first {
        let text = markup(&first.problem.to_string());
        lines.push(("error", format!("first: {text}")));
    }
    if lines.is_empty() {
        let what = counted(tally.certificates, "certificate");
        lines.push(("note", format!("{what}, none expires within 30 days")));
    }
    let items = lines
        .iter()
        .map(|(class, text)| format!("<li class=\"{class}\">{text}</li>\n"));
    format!("<ul id=\"summary\">\n{}</ul>\n", items.collect::<String>())
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
