//! The screen of `diff`.

use std::collections::BTreeMap;

use super::answer::answer;
use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::diff::{DiffLine, DiffReport, DiffSign};
use crate::report::diff_group::Group;

/// Draws what changed; connections first, since they are what people ask for.
pub fn diff(report: &DiffReport<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    answer(&mut page, report.mark, &report.headline, Tone::Bold);
    page.blank();
    for part in [&report.connections, &report.bundles] {
        lines(&mut page, part.iter());
        if !part.is_empty() {
            page.blank();
        }
    }
    grouped(&mut page, report);
    page.render()
}

/// Certificates by node and namespace: what has expired first, then what changed.
fn grouped(page: &mut Page, report: &DiffReport<'_>) {
    let mut groups: BTreeMap<&Group, Vec<&DiffLine>> = BTreeMap::new();
    for line in report.expired.iter().chain(&report.certificates) {
        groups.entry(&line.group).or_default().push(line);
    }
    for (group, members) in groups {
        if let Some(heading) = group.heading() {
            page.blank();
            page.line(Line::new().text("  ").add(heading, Tone::Bold));
        }
        lines(page, members.into_iter());
    }
}

fn lines<'a>(page: &mut Page, lines: impl Iterator<Item = &'a DiffLine>) {
    for line in lines {
        let (sign, tone) = match line.sign {
            DiffSign::Worse => (page.mark(Mark::Failed), Tone::Bad),
            DiffSign::Better => (page.mark(Mark::Passed), Tone::Good),
            DiffSign::Added => ("+", Tone::Plain),
            DiffSign::Removed => ("-", Tone::Plain),
            DiffSign::Changed => ("~", Tone::Plain),
            DiffSign::Expired => (page.mark(Mark::Warning), Tone::Warn),
        };
        let margin = Line::new().text("  ").add(sign, tone).text(" ");
        page.wrap(margin, &line.text, Tone::Plain);
    }
}
