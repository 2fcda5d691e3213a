//! The screen of `tree`.

use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page, Style, Tone};
use crate::render::escape;
use crate::report::Mark;
use crate::report::tree::{CertificateLine, Content, Line as TreeLine, TreeReport};

/// Draws every tree, line by line, and sums up.
pub fn tree(tree: &TreeReport, style: Style) -> String {
    let mut page = Page::new(style);
    let room = style.width.saturating_sub(match style.width {
        0..60 => 11,
        60..100 => 46,
        _ => 70,
    });
    let widest = tree.lines.iter().map(|entry| {
        let name = escape::terminal(&name(entry, &page)).width();
        entry.depth * 4 + name + 2
    });
    let column = widest.max().unwrap_or_default().min(room);
    let mut ended = Vec::new();
    for entry in &tree.lines {
        ended.truncate(entry.depth.saturating_sub(1));
        if entry.depth > 0 {
            ended.push(entry.last);
        }
        let limbs = page.limbs(&ended);
        // A very deep tree goes on at the right edge of its column.
        let limbs: String = limbs.chars().take(room.saturating_sub(12)).collect();
        let line = draw(&page, entry, &limbs, column);
        page.line(line);
    }
    notes(&mut page, tree);
    page.render()
}

fn draw(page: &Page, entry: &TreeLine, limbs: &str, column: usize) -> Line {
    let start = Line::new().add(limbs, Tone::Dim);
    let room = column.saturating_sub(start.width());
    let name = name(entry, page);
    match &entry.content {
        Content::Certificate(shown) => certificate(page, start, shown, &name, room),
        Content::Missing { key, .. } => {
            let key = key.as_ref().map(|key| format!("key {key}"));
            let key = key.unwrap_or_default();
            start
                .cell(&name, room, Tone::Plain)
                .add(format!("in no input  {key}"), Tone::Dim)
        }
        Content::Repeated(_) | Content::Deeper(_) => start.add(&name, Tone::Dim),
    }
}

fn certificate(
    page: &Page,
    start: Line,
    certificate: &CertificateLine,
    name: &str,
    room: usize,
) -> Line {
    let authority = certificate.role.is_authority();
    let tone = if authority { Tone::Bold } else { Tone::Plain };
    let mut line = start.cell(name, room, tone);
    if page.width() >= 60 {
        line = line.cell(certificate.role.as_str(), 8, Tone::Dim);
    }
    let mark = certificate.urgency.mark();
    let tone = mark.map_or(Tone::Plain, Tone::from);
    let left = match mark {
        Some(mark) => format!("{} {}", page.mark(mark), certificate.left),
        None => certificate.left.clone(),
    };
    line = line.cell(left, 11, tone);
    let wide = page.width() >= 100;
    if wide {
        line = line.cell(certificate.not_after.date(), 12, Tone::Plain);
        let key = certificate.key.as_ref().map(|key| format!("key {key}"));
        line = line.cell(key.unwrap_or_default(), 17, Tone::Dim);
    } else if let Some(key) = certificate.key.as_ref().filter(|_| authority) {
        line = line.cell(key, 13, Tone::Dim);
    }
    if page.width() < 60 {
        return line;
    }
    let trusted = certificate.trusted_by.as_ref();
    let trusted = trusted.map(|by| match wide {
        true => format!("trusted by {}", by.programs),
        false => format!("trusted by {}", by.count),
    });
    let place = match certificate.elsewhere {
        0 => certificate.place.clone(),
        more => format!("{} +{more}", certificate.place),
    };
    let claimed = certificate
        .claimed
        .then(|| "signature not checked".to_owned());
    let parts = match trusted {
        Some(trusted) if !wide => vec![Some(trusted), claimed],
        trusted => vec![trusted, claimed, Some(place)],
    };
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    line.text(parts.join("  "))
}

/// What a line is called.
fn name(entry: &TreeLine, page: &Page) -> String {
    let certificates = |count: usize| match count {
        1 => "1 certificate".to_owned(),
        count => format!("{count} certificates"),
    };
    match &entry.content {
        Content::Certificate(certificate) => {
            let repeated = if certificate.repeated { " (*)" } else { "" };
            match certificate.count {
                1 => format!("{}{repeated}", certificate.name),
                count => format!("{count} {} {}{repeated}", page.times(), certificate.name),
            }
        }
        Content::Missing { name, .. } => name.clone(),
        Content::Repeated(count) => format!("{} (*)", certificates(*count)),
        Content::Deeper(count) => format!("{} below", certificates(*count)),
    }
}

fn notes(page: &mut Page, tree: &TreeReport) {
    page.blank();
    let repeated = tree.lines.iter().any(|entry| match &entry.content {
        Content::Certificate(certificate) => certificate.repeated,
        Content::Repeated(_) => true,
        Content::Missing { .. } | Content::Deeper(_) => false,
    });
    if repeated {
        let text = match tree.has_rings {
            true => "shown above or further down: CAs that certify each other",
            false => "shown above: a CA with several certificates, or several issuers",
        };
        page.wrap(Line::new().text("(*) "), text, Tone::Dim);
    }
    let tally = &tree.tally;
    let count = |count: usize, one: &str, several: &str| {
        format!("{count} {}", if count == 1 { one } else { several })
    };
    let certificates = count(tally.certificates, "certificate", "certificates");
    let tops = count(tally.tops, "root", "roots");
    let text = format!(
        "{certificates}, {tops}, {} expired, {} within 30 days",
        tally.invalid, tally.soon
    );
    let tone = match (tally.invalid, tally.soon) {
        (0, 0) => Tone::Plain,
        (0, _) => Tone::from(Mark::Warning),
        _ => Tone::from(Mark::Failed),
    };
    page.wrap(Line::new(), &text, tone);
}
