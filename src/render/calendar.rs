//! The ends of certificates as a calendar (RFC 5545): an event for each, with an alarm before it.
//!
//! Written by hand: the library for it stamps alarms with the clock and with random identifiers, and the same input has
//! to give the same bytes.

use std::io::{self, Write};

use super::escape;
use crate::audit::{Audit, Row, Standing};
use crate::ground::time::{DAY, Timestamp};

/// Octets of a line without its end, RFC 5545 §3.1.
const LINE: usize = 75;

/// Writes it. What ended in a bundle that has others is left out.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    line(out, "BEGIN", "VCALENDAR")?;
    line(out, "VERSION", "2.0")?;
    line(out, "PRODID", "-//certgraph//audit//EN")?;
    for row in &audit.rows {
        if audit.standing(row) != Standing::Idle {
            event(out, audit, row)?;
        }
    }
    line(out, "END", "VCALENDAR")
}

fn event(out: &mut dyn Write, audit: &Audit, row: &Row) -> io::Result<()> {
    let summary = text(&format!("certificate {} ends", row.name()));
    line(out, "BEGIN", "VEVENT")?;
    line(out, "UID", &format!("{}@certgraph", row.fingerprint))?;
    line(out, "DTSTAMP", &stamp(audit.at))?;
    line(out, "DTSTART", &stamp(row.not_after))?;
    line(out, "SUMMARY", &summary)?;
    line(out, "DESCRIPTION", &description(audit, row))?;
    line(out, "TRANSP", "TRANSPARENT")?;
    line(out, "BEGIN", "VALARM")?;
    line(out, "ACTION", "DISPLAY")?;
    let days = audit.thresholds.warn.max(0) / DAY;
    line(out, "TRIGGER", &format!("-P{days}D"))?;
    line(out, "DESCRIPTION", &summary)?;
    line(out, "END", "VALARM")?;
    line(out, "END", "VEVENT")
}

/// Whose it is, where it stands, and what stops with it.
fn description(audit: &Audit, row: &Row) -> String {
    let mut lines = vec![
        format!("{}, issued by {}", row.subject, row.issuer.text),
        format!("SHA-256 {}", row.fingerprint),
    ];
    lines.extend(row.places().map(ToString::to_string));
    let ends = audit
        .uses(row.fingerprint)
        .map_or(&[][..], |uses| &uses.ends);
    let stops = ends
        .iter()
        .filter_map(|index| audit.connections.get(*index));
    lines.extend(stops.map(|end| format!("stops: {} ({})", end.who(), end.name)));
    let lines: Vec<_> = lines.iter().map(|line| text(line)).collect();
    lines.join("\\n")
}

/// `20270101T000000Z`.
fn stamp(at: Timestamp) -> String {
    at.to_string().replace(['-', ':'], "")
}

/// TEXT, RFC 5545 §3.3.11. What acts on a terminal is shown and not done here either.
fn text(value: &str) -> String {
    escape::terminal(value)
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
}

/// A content line, folded between characters.
fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    let whole = format!("{name}:{value}");
    let mut folded = String::with_capacity(whole.len() + whole.len() / LINE * 3);
    let mut octets = 0;
    for c in whole.chars() {
        if octets + c.len_utf8() > LINE {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(c);
        octets += c.len_utf8();
    }
    write!(out, "{folded}\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = Vec::new();
        line(&mut out, "SUMMARY", &"ü".repeat(100)).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(written.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(
            written.replace("\r\n ", ""),
            format!("SUMMARY:{}\r\n", "ü".repeat(100))
        );
    }

    #[test]
    fn text_ends_neither_value_nor_line() {
        assert_eq!(text("a,b;c\\d\r\n"), "a\\,b\\;c\\\\\\\\d\\\\u{d}\\\\u{a}");
    }
}
