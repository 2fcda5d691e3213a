//! The screen of `diff`.

use std::collections::BTreeMap;

use super::answer::answer;
use super::page::{Line, Page, Style, Tone};
use crate::report::Mark;
use crate::report::diff::{DiffLine, DiffReport, DiffSign};
use crate::report::diff_group::Group;

/// Changes of one kind, or of one node or namespace, that are shown.
const SHOWN: usize = 20;

/// Draws what changed; connections first, since they are what people ask for. Long lists are whole only with `full`.
pub fn diff(report: &DiffReport<'_>, full: bool, style: Style) -> String {
    let most = if full { usize::MAX } else { SHOWN };
    let mut page = Page::new(style);
    answer(&mut page, report.mark, &report.headline, Tone::Bold);
    page.blank();
    for part in [&report.connections, &report.bundles] {
        lines(&mut page, part.iter(), most);
        if !part.is_empty() {
            page.blank();
        }
    }
    grouped(&mut page, report, most);
    page.render()
}

/// Certificates by node and namespace: what has expired first, then what changed.
fn grouped(page: &mut Page, report: &DiffReport<'_>, most: usize) {
    let mut groups: BTreeMap<&Group, Vec<&DiffLine>> = BTreeMap::new();
    for line in report.expired.iter().chain(&report.certificates) {
        groups.entry(&line.group).or_default().push(line);
    }
    for (group, members) in groups {
        if let Some(heading) = group.heading() {
            page.blank();
            page.line(Line::new().text("  ").add(heading, Tone::Bold));
        }
        lines(page, members.into_iter(), most);
    }
}

fn lines<'a>(page: &mut Page, lines: impl ExactSizeIterator<Item = &'a DiffLine>, most: usize) {
    let left_out = lines.len().saturating_sub(most);
    for line in lines.take(most) {
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
    if left_out > 0 {
        let text = format!("    and {left_out} more; --full lists them");
        page.line(Line::new().add(text, Tone::Dim));
    }
}
