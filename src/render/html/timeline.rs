//! How many certificates end when: what is over, the next twelve months, and what comes later.

use std::fmt::Write as _;

use crate::ground::time::Timestamp;
use crate::render::escape::markup;
use crate::report::Urgency;
use crate::report::picture::{Detail, Picture};

/// Months that have a bar of their own.
const MONTHS: usize = 13;

const BAR: f64 = 58.0;
const TALL: f64 = 120.0;

/// Names that a bar tells.
const TOLD: usize = 12;

/// The certificates of one bar.
#[derive(Default)]
struct Bar<'a> {
    label: String,
    certificates: Vec<&'a Detail>,
}

/// The timeline.
pub(super) fn timeline(picture: &Picture) -> String {
    let bars = bars(picture);
    let most = bars.iter().map(|bar| bar.certificates.len()).max();
    let most = most.unwrap_or_default().max(1);
    let width = number(bars.len()) * BAR;
    let mut out = format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Certificates by month of expiry\">\n<path class=\"axis\" d=\"M0 {base}H{width}\"/>\n",
        height = TALL + 50.0,
        base = TALL + 20.5,
    );
    for (index, bar) in bars.iter().enumerate() {
        let x = number(index) * BAR;
        draw(&mut out, bar, x, most);
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, bar: &Bar<'_>, x: f64, most: usize) {
    let count = bar.certificates.len();
    let mut names: Vec<String> = bar
        .certificates
        .iter()
        .take(TOLD)
        .map(|detail| markup(&format!("{} {}", detail.not_after.date(), detail.name)))
        .collect();
    if count > TOLD {
        names.push(format!("and {} more", count - TOLD));
    }
    let middle = x + BAR / 2.0;
    let mut y = TALL + 20.0;
    // Writing to a String does not fail.
    let _ = write!(
        out,
        "<g class=\"bar\"><title>{}</title>",
        names.join("&#10;")
    );
    for (class, wanted) in KINDS {
        let part = bar
            .certificates
            .iter()
            .filter(|detail| wanted(detail))
            .count();
        if part > 0 {
            let height = (number(part) / number(most) * TALL).max(3.0);
            y -= height;
            let _ = write!(
                out,
                "<rect class=\"part {class}\" x=\"{}\" y=\"{y:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
                x + 9.0,
                BAR - 18.0
            );
        }
    }
    if count > 0 {
        let _ = write!(
            out,
            "<text class=\"number\" x=\"{middle}\" y=\"{:.1}\">{count}</text>",
            y - 5.0
        );
    }
    let _ = writeln!(
        out,
        "<text class=\"month-name\" x=\"{middle}\" y=\"{}\">{}</text></g>",
        TALL + 38.0,
        bar.label
    );
}

type Kind = (&'static str, fn(&Detail) -> bool);

/// From the axis up.
const KINDS: [Kind; 5] = [
    ("expired", |detail| detail.urgency <= Urgency::Early),
    ("week", |detail| detail.urgency == Urgency::Week),
    ("month", |detail| detail.urgency == Urgency::Month),
    ("ca", |detail| {
        !detail.urgency.needs_attention() && is_authority(detail)
    }),
    ("leaf", |detail| {
        !detail.urgency.needs_attention() && !is_authority(detail)
    }),
];

fn is_authority(detail: &Detail) -> bool {
    detail.usage.ends_with("CA")
}

fn bars(picture: &Picture) -> Vec<Bar<'_>> {
    let now = month(picture.at);
    let mut bars: Vec<Bar<'_>> = (0..MONTHS + 5).map(|_| Bar::default()).collect();
    for (index, bar) in bars.iter_mut().enumerate() {
        bar.label = match index.checked_sub(1) {
            None => "over".to_owned(),
            Some(after) if after < MONTHS => name(now, after),
            Some(after) => ["to 2 y", "to 5 y", "to 10 y", "later"]
                .get(after - MONTHS)
                .copied()
                .unwrap_or_default()
                .to_owned(),
        };
    }
    for detail in picture.details.values() {
        let index = if detail.not_after < picture.at {
            0
        } else {
            match month(detail.not_after).saturating_sub(now) {
                after if after < MONTHS => after + 1,
                13..=24 => MONTHS + 1,
                25..=60 => MONTHS + 2,
                61..=120 => MONTHS + 3,
                _ => MONTHS + 4,
            }
        };
        if let Some(bar) = bars.get_mut(index) {
            bar.certificates.push(detail);
        }
    }
    for bar in &mut bars {
        bar.certificates
            .sort_by(|one, other| (one.not_after, &one.name).cmp(&(other.not_after, &other.name)));
    }
    bars
}

/// Months since the year 0.
fn month(at: Timestamp) -> usize {
    let date = at.date();
    let mut parts = date.trim_start_matches('-').split('-');
    let mut part = || parts.next().and_then(|part| part.parse::<usize>().ok());
    let year = part().unwrap_or_default();
    year * 12 + part().unwrap_or(1) - 1
}

/// `Nov 26`, so many months after another.
fn name(now: usize, after: usize) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = now + after;
    let name = NAMES.get(month % 12).copied().unwrap_or_default();
    format!("{name} {:02}", month / 12 % 100)
}

fn number(count: usize) -> f64 {
    crate::render::lanes::number(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        let now = month(Timestamp::parse("2026-11-23").unwrap());
        assert_eq!(name(now, 0), "Nov 26");
        assert_eq!(name(now, 2), "Jan 27");
        assert_eq!(month(Timestamp::parse("2027-01-01").unwrap()) - now, 2);
    }
}
