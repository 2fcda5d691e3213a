//! One side checks the other.

use unicode_width::UnicodeWidthStr as _;

use super::columns::truncate;
use super::page::{Line, Page, Tone};
use crate::finding::Severity;
use crate::report::explain::{CheckSummary, Comparison, Direction, Fault};
use crate::report::{CertificateRow, Mark};
use crate::verify::Verdict;

/// Draws who checks whom, and what comes of it, in one line.
pub(super) fn draw_title(page: &mut Page, number: usize, direction: &Direction) {
    let mark = Mark::from(direction.verdict);
    let left = Line::new()
        .text(format!("  {number}  "))
        .add(&direction.title, Tone::Bold);
    let mut right = Line::new().add(page.mark(mark), Tone::from(mark));
    if let (Some(code), Verdict::Reject) = (direction.code, direction.verdict) {
        right = right.text(" ").add(code.slug(), Tone::from(mark));
    } else if direction.verdict == Verdict::Undetermined {
        right = right.add(" not known", Tone::from(mark));
    } else if direction.not_reached {
        right = right.add(" would pass, but step 1 fails first", Tone::Dim);
    }
    page.line_with_edge(left, right);
}

/// Draws who checks whom: the path, what is wrong with it, and every check. Notes and what could not be checked only where
/// `full` asks for all.
pub(super) fn draw_direction(page: &mut Page, number: usize, direction: &Direction, full: bool) {
    draw_title(page, number, direction);
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
        if full || fault.severity != Severity::Note {
            draw_fault(page, fault, direction, full);
        }
    }
    checks(page, &direction.checks);
    if !full {
        return;
    }
    for (label, facts) in [
        ("known", &direction.known),
        ("not checked", &direction.unknown),
    ] {
        if !facts.is_empty() {
            let first = Line::new().text("     ").add(label, Tone::Dim).pad_to(18);
            let facts = facts
                .join("   ")
                .replace('✓', page.mark(Mark::Passed))
                .replace('✗', page.mark(Mark::Failed));
            page.wrap(first, &facts, Tone::Plain);
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

fn draw_fault(page: &mut Page, fault: &Fault, direction: &Direction, full: bool) {
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
        " (would fail next)"
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
    let elsewhere = fault.certificate.is_some() && of.is_empty();
    if fault.evidence.is_empty() || !alone || fault.behind || elsewhere {
        let first = Line::new().text("       ").add(mark, tone).text(" ");
        page.wrap(
            first,
            &format!("{of}{}{behind}", fault.message),
            Tone::Plain,
        );
    }
    // What is about no certificate of the path above has its place with it.
    if of.is_empty()
        && let Some(place) = &fault.place
    {
        page.wrap(Line::new().text("         "), place, Tone::Dim);
    }
    for (label, value, remark) in &fault.evidence {
        let value = if remark.is_empty() {
            value.clone()
        } else {
            format!("{value}   {remark}")
        };
        let value = if full { value } else { first_items(value) };
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

/// The beginning of a list that is long: a certificate may have a hundred names.
fn first_items(list: String) -> String {
    const SHOWN: usize = 160;
    if list.chars().count() <= SHOWN {
        return list;
    }
    let items: Vec<_> = list.split(", ").collect();
    let mut width = 0;
    let shown = items
        .iter()
        .take_while(|item| {
            width += item.chars().count() + 2;
            width <= SHOWN
        })
        .count()
        .max(1);
    let more = items.len() - shown;
    if more == 0 {
        return list;
    }
    let first: Vec<_> = items.into_iter().take(shown).collect();
    format!("{}, … ({more} more: --full)", first.join(", "))
}

/// Says that two things differ.
fn unequal(page: &Page) -> &'static str {
    // Where marks keep to ASCII, so does this.
    if page.mark(Mark::Passed).is_ascii() {
        "!="
    } else {
        "≠"
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
            Some(false) => (unequal(page), Tone::Bad),
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
