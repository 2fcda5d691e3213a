//! The screen of `tree`.

use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page, Style, Tone};
use crate::render::escape;
use crate::report::Mark;
use crate::report::tree::{Stem, Tree, Twig, What};

/// Draws every tree, line by line, and sums up.
pub fn tree(tree: &Tree, style: Style) -> String {
    let mut page = Page::new(style);
    let room = style.width.saturating_sub(match style.width {
        0..60 => 11,
        60..100 => 46,
        _ => 70,
    });
    let widest = tree.twigs.iter().map(|twig| {
        let name = escape::terminal(&name(twig, &page)).width();
        twig.depth * 4 + name + 2
    });
    let column = widest.max().unwrap_or_default().min(room);
    let mut ended = Vec::new();
    for twig in &tree.twigs {
        ended.truncate(twig.depth.saturating_sub(1));
        if twig.depth > 0 {
            ended.push(twig.last);
        }
        let limbs = page.limbs(&ended);
        // A very deep tree goes on at the right edge of its column.
        let limbs: String = limbs.chars().take(room.saturating_sub(12)).collect();
        let line = draw(&page, twig, &limbs, column);
        page.line(line);
    }
    notes(&mut page, tree);
    page.render()
}

fn draw(page: &Page, twig: &Twig, limbs: &str, column: usize) -> Line {
    let start = Line::new().add(limbs, Tone::Dim);
    let room = column.saturating_sub(start.width());
    let name = name(twig, page);
    match &twig.what {
        What::Certificate(stem) => certificate(page, start, stem, &name, room),
        What::Missing { key, .. } => {
            let key = key.as_ref().map(|key| format!("key {key}"));
            let key = key.unwrap_or_default();
            start
                .cell(&name, room, Tone::Plain)
                .add(format!("in no input  {key}"), Tone::Dim)
        }
        What::Above(_) | What::Deeper(_) => start.add(&name, Tone::Dim),
    }
}

fn certificate(page: &Page, start: Line, stem: &Stem, name: &str, room: usize) -> Line {
    let authority = stem.kind.ends_with("CA");
    let tone = if authority { Tone::Bold } else { Tone::Plain };
    let mut line = start.cell(name, room, tone);
    if page.width() >= 60 {
        line = line.cell(stem.kind, 8, Tone::Dim);
    }
    let mark = stem.urgency.mark();
    let tone = mark.map_or(Tone::Plain, Tone::from);
    let left = match mark {
        Some(mark) => format!("{} {}", page.mark(mark), stem.left),
        None => stem.left.clone(),
    };
    line = line.cell(left, 11, tone);
    let wide = page.width() >= 100;
    if wide {
        line = line.cell(stem.not_after.date(), 12, Tone::Plain);
        let key = stem.key.as_ref().map(|key| format!("key {key}"));
        line = line.cell(key.unwrap_or_default(), 17, Tone::Dim);
    } else if let Some(key) = stem.key.as_ref().filter(|_| authority) {
        line = line.cell(key, 13, Tone::Dim);
    }
    if page.width() < 60 {
        return line;
    }
    let trusted = stem.trusted_by.as_ref();
    let trusted = trusted.map(|(count, parties)| match wide {
        true => format!("trusted by {parties}"),
        false => format!("trusted by {count}"),
    });
    let place = match stem.elsewhere {
        0 => stem.place.clone(),
        more => format!("{} +{more}", stem.place),
    };
    let claimed = stem.claimed.then(|| "signature not checked".to_owned());
    let parts = match trusted {
        Some(trusted) if !wide => vec![Some(trusted), claimed],
        trusted => vec![trusted, claimed, Some(place)],
    };
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    line.text(parts.join("  "))
}

/// What a line is called.
fn name(twig: &Twig, page: &Page) -> String {
    let certificates = |count: usize| match count {
        1 => "1 certificate".to_owned(),
        count => format!("{count} certificates"),
    };
    match &twig.what {
        What::Certificate(stem) => {
            let repeated = if stem.repeated { " (*)" } else { "" };
            match stem.count {
                1 => format!("{}{repeated}", stem.name),
                count => format!("{count} {} {}{repeated}", page.times(), stem.name),
            }
        }
        What::Missing { name, .. } => name.clone(),
        What::Above(count) => format!("{} (*)", certificates(*count)),
        What::Deeper(count) => format!("{} below", certificates(*count)),
    }
}

fn notes(page: &mut Page, tree: &Tree) {
    page.blank();
    let repeated = tree.twigs.iter().any(|twig| match &twig.what {
        What::Certificate(stem) => stem.repeated,
        What::Above(_) => true,
        What::Missing { .. } | What::Deeper(_) => false,
    });
    if repeated {
        let text = "shown above: a CA with several certificates, or several issuers";
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
