//! An audit as Markdown, for the summary of a job: counts, what is broken, what ends.

use std::io::{self, Write};

use super::escape;
use crate::audit::{Audit, Outcome};
use crate::finding::{Code, Severity};
use crate::report::audit::headline;

/// Rows of each table. GitHub takes a megabyte of summary from each step.
const SHOWN: usize = 200;

/// Writes it.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let (_, first) = headline(audit);
    writeln!(out, "## Certificates: {}\n", cell(&first))?;
    if !audit.labels.is_empty() {
        let labels = audit.labels.iter();
        let labels: Vec<_> = labels
            .map(|(name, value)| format!("{name} = {}", cell(value)))
            .collect();
        writeln!(out, "{}\n", labels.join(", "))?;
    }
    let broken = audit.connections.iter().filter(|end| !end.ignored);
    let broken: Vec<_> = broken.filter_map(|end| end.outcome()).collect();
    table(out, "Broken connections", &broken)?;
    let mut rest: Vec<_> = audit
        .rows
        .iter()
        .filter_map(|row| audit.outcome_of_dates(row))
        .collect();
    rest.extend(audit.outcomes_of_findings());
    for (title, severity) in [
        ("Errors", Severity::Error),
        ("Warnings", Severity::Warning),
        ("Notes", Severity::Note),
    ] {
        let (own, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|one| one.severity == severity);
        rest = others;
        table(out, title, &own)?;
    }
    if !audit.unreadable.is_empty() {
        writeln!(out, "### Not read\n")?;
        for why in audit.unreadable.iter().take(SHOWN) {
            writeln!(out, "- {}", cell(&why.to_string()))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn table(out: &mut dyn Write, title: &str, outcomes: &[Outcome<'_>]) -> io::Result<()> {
    if outcomes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### {title} ({})\n\n| what | code |\n| --- | --- |",
        outcomes.len()
    )?;
    for outcome in outcomes.iter().take(SHOWN) {
        writeln!(
            out,
            "| {} | {} |",
            cell(&outcome.message),
            code(outcome.code)
        )?;
    }
    let more = outcomes.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "\n… and {more} more")?;
    }
    writeln!(out)
}

fn code(code: Code) -> String {
    format!("`{}`", code.slug())
}

/// A text of an input: nothing in it is Markdown or HTML.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in escape::terminal(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '@' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(cell("<b>|`x`*"), "&lt;b&gt;\\|\\`x\\`\\*");
        assert_eq!(cell("a\tb"), "a\\\\u{9}b");
    }
}
