//! An audit's findings as workflow commands of GitHub Actions, which it shows beside the files.

use std::io::{self, Write};

use super::escape;
use crate::audit::{Audit, Outcome};
use crate::finding::Severity;

/// One line for each thing that is wrong.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let labels: Vec<_> = audit
        .labels
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let labels = match labels.as_slice() {
        [] => String::new(),
        some => format!(" [{}]", some.join(", ")),
    };
    for outcome in audit.outcomes() {
        writeln!(out, "{}", annotation(&outcome, &labels))?;
    }
    Ok(())
}

/// As `@actions/core` writes them.
fn annotation(outcome: &Outcome<'_>, labels: &str) -> String {
    let level = match outcome.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    // What came from standard input has no file to be shown beside.
    if let Some(place) = outcome
        .places
        .first()
        .filter(|place| place.outer_file() != "-")
    {
        properties.push(format!("file={}", property(place.outer_file())));
        if let Some(line) = place.line.filter(|_| !place.is_embedded()) {
            properties.push(format!("line={line}"));
        }
    }
    // Last: the runner trims what stands before the message (`ActionCommand.TryParseV2`), and a file's name may end in a blank.
    properties.push(format!("title={}", outcome.code));
    let message = format!("{}{labels}", outcome.message);
    format!("::{level} {}::{}", properties.join(","), data(&message))
}

/// A message: what would end the line is written otherwise.
fn data(text: &str) -> String {
    printable(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property: so is what would end that.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A log is a terminal too; line ends are data here.
fn printable(text: &str) -> String {
    let show = |c: char| {
        let plain = matches!(c, '\r' | '\n') || !escape::is_unprintable(c);
        if plain {
            c.to_string()
        } else {
            c.escape_unicode().to_string()
        }
    };
    text.chars().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from `@actions/core` 1.11: `error(message, {title, file, startLine})`.
    #[test]
    fn escapes_as_githubs_own_library_does() {
        assert_eq!(property("C:\\x,y:z%.crt"), "C%3A\\x%2Cy%3Az%25.crt");
        assert_eq!(property("a:b,c%d\n"), "a%3Ab%2Cc%25d%0A");
        assert_eq!(
            data("100% of it,\nsecond: line\r"),
            "100%25 of it,%0Asecond: line%0D"
        );
    }

    #[test]
    fn nothing_acts_on_a_log() {
        assert_eq!(data("\u{1b}[2J"), "\\u{1b}[2J");
    }
}
