//! The screen of `explain`.

use super::connection::{Detail, draw, next};
use super::fix::together;
use super::page::{Line, Page, Style};
use super::{causes, components};
use crate::render::table::table;
use crate::report::Mark;
use crate::report::explain::{ConnectionReport, Explanation};
use crate::verify::Verdict;

/// Draws every connection, one after the other; several stand in a table first, and only what does not work in full,
/// unless `full` asks for all.
pub fn explain(explanation: &Explanation, full: bool, style: Style) -> String {
    let mut page = Page::new(style);
    let several = explanation.connections.len() > 1;
    if explanation.connections.is_empty() {
        components::nothing(&mut page, explanation);
    } else if explanation.components {
        components::overview(&mut page, explanation, full);
        together(&mut page, explanation);
    } else if several {
        overview(&mut page, explanation);
    }
    // Clusters that were called are looked at as on a dashboard.
    let called = explanation
        .connections
        .iter()
        .any(|connection| connection.live.is_some());
    if several && called && !full && !explanation.components {
        page.blank();
        page.line(Line::new().text("  --full shows each of them, --context NAME one"));
    } else if explanation.components && several && !full {
        causes::draw(&mut page, explanation);
    } else {
        for connection in &explanation.connections {
            if several && connection.verdict == Verdict::Accept && !full {
                continue;
            }
            page.blank();
            // The first line has said it of the only connection.
            let said = explanation.components && !several && connection.verdict == Verdict::Reject;
            draw(
                &mut page,
                connection,
                &[],
                Detail {
                    full,
                    fix: true,
                    headline: full || !said,
                },
            );
        }
    }
    components::findings(&mut page, &explanation.findings);
    next(&mut page, "to go on", &explanation.next);
    page.render()
}

/// One line a connection.
fn overview(page: &mut Page, explanation: &Explanation) {
    let row = |connection: &ConnectionReport| {
        let until = connection.works_until.as_ref().map(|(time, _)| time.date());
        vec![
            page.mark(Mark::from(connection.verdict)).to_owned(),
            connection.name.clone(),
            connection.user.clone().unwrap_or_default(),
            connection.url.clone(),
            until.unwrap_or_else(|| {
                connection
                    .cause
                    .as_ref()
                    .map_or("?", |cause| cause.code.slug())
                    .to_owned()
            }),
        ]
    };
    let rows: Vec<_> = explanation.connections.iter().map(row).collect();
    for line in table(
        &["", "CONTEXT", "USER", "SERVER", "UNTIL"],
        &rows,
        page.width(),
    ) {
        page.escaped(line);
    }
}
