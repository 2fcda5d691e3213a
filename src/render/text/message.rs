//! The screen of `message`.

use super::page::{Line, Page, Style, Tone};
use crate::message::Conclusion;
use crate::message::speaker::Side;
use crate::report::Mark;
use crate::report::message::{Explained, Explanation, MessageReport};

/// Characters of a line that are repeated.
const ECHO: usize = 600;
/// Places of one certificate that are listed.
const PLACES: usize = 4;

/// Messages of a log that are explained; of the others stand the first lines.
const EXPLAINED: usize = 5;

/// Draws every message; of a long log, and of what is in many places, all only with `full`.
pub fn message(report: &MessageReport, full: bool, style: Style) -> String {
    let mut page = Page::new(style);
    for (index, message) in report.messages.iter().enumerate() {
        if index > 0 {
            page.blank();
            page.line(Line::new());
        }
        let brief = !full && index >= EXPLAINED;
        match &message.known {
            Some(known) if brief => {
                headline(&mut page, known);
                echo(&mut page, message, full);
            }
            Some(known) => draw(&mut page, message, known, report.has_inputs, full),
            None => unknown(&mut page, message, full),
        }
    }
    if !full && report.messages.len() > EXPLAINED {
        page.blank();
        page.wrap(
            Line::new(),
            &format!("the first {EXPLAINED} messages are explained; --full explains each"),
            Tone::Dim,
        );
    }
    if report.left_out > 0 {
        page.blank();
        page.wrap(
            Line::new(),
            &format!("{} more messages were left out", report.left_out),
            Tone::Dim,
        );
    }
    page.render()
}

fn unknown(page: &mut Page, message: &Explained, full: bool) {
    page.wrap(
        Line::new()
            .add(page.mark(Mark::Unknown), Tone::Warn)
            .text(" "),
        "certgraph does not know this message",
        Tone::Bold,
    );
    echo(page, message, full);
    if let Some(nearest) = message.nearest {
        let text = nearest.texts.first().copied().unwrap_or_default();
        page.blank();
        page.wrap(
            Line::new().text("  "),
            &format!("did you mean: {text} ({})", nearest.id),
            Tone::Plain,
        );
    }
}

fn draw(page: &mut Page, message: &Explained, known: &Explanation, has_inputs: bool, full: bool) {
    headline(page, known);
    echo(page, message, full);
    page.blank();
    labelled(page, "means", &known.meaning);
    if let Some(link) = known.context.link.describe() {
        labelled(page, "connection", &link);
    }
    labelled(page, "printed by", &printed_by(known));
    labelled(page, "message", known.id);
    if let Some(here) = &known.here {
        if let Some(because) = &here.because {
            labelled(page, "here", because);
        }
        page.blank();
        conclusion(page, known, here, full);
    }
    let certain = known.here.as_ref().and_then(|here| here.cause);
    let others: Vec<_> = known
        .causes
        .iter()
        .filter(|cause| Some(cause.code) != certain)
        .collect();
    if !others.is_empty() {
        page.blank();
        let title = if certain.is_some() {
            "Other causes of the same message"
        } else {
            "Possible causes, and how to tell them apart"
        };
        page.line(Line::new().text("  ").add(title, Tone::Bold));
        for cause in others {
            let summary = format!("{} ({})", cause.code.summary(), cause.code.slug());
            page.wrap(Line::new().text("    "), &summary, Tone::Bold);
            page.wrap(Line::new().text("      "), &cause.how_to_tell, Tone::Dim);
        }
    }
    if !has_inputs && !known.causes.is_empty() {
        page.blank();
        page.wrap(
            Line::new().text("  "),
            "Add your files or directories after the text, and certgraph message finds the certificate in question.",
            Tone::Dim,
        );
    }
}

/// The program of this line, else the programs that are known to print it; and its end of the connection.
fn printed_by(known: &Explanation) -> String {
    let context = known.context;
    let who = context.speaker.map_or_else(
        || known.printed_by.to_owned(),
        |speaker| speaker.to_string(),
    );
    match context.side {
        Some(Side::Client) => format!("{who}, the client of this connection"),
        Some(Side::Server) => format!("{who}, the server of this connection"),
        None => who,
    }
}

/// The first line: what it means, or the cause where one is certain.
fn headline(page: &mut Page, known: &Explanation) {
    let cause = known.here.as_ref().and_then(|here| here.cause);
    let (first, text) = match cause {
        Some(code) => (
            Line::new()
                .add(page.mark(Mark::Failed), Tone::Bad)
                .text(" "),
            format!("{} ({})", code.summary(), code.slug()),
        ),
        None => (Line::new(), sentence(&known.headline)),
    };
    page.wrap(first, &text, Tone::Bold);
}

/// With a capital letter, unless a program's own name begins it.
fn sentence(text: &str) -> String {
    const ARTICLES: [&str; 5] = ["the ", "a ", "an ", "one ", "no "];
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if ARTICLES.iter().any(|article| text.starts_with(article)) => {
            first.to_uppercase().collect::<String>() + chars.as_str()
        }
        _ => text.to_owned(),
    }
}

fn echo(page: &mut Page, message: &Explained, full: bool) {
    let most = if full { usize::MAX } else { ECHO };
    let mut text: String = message.input.trim().chars().take(most).collect();
    if text.len() < message.input.trim().len() {
        text.push('…');
    }
    page.wrap_pasted(Line::new().text("  "), &text, Tone::Dim);
    if message.count > 1 {
        let times = match (&message.first, &message.last) {
            (Some(first), Some(last)) if first != last => {
                format!(", the first at {first}, the last at {last}")
            }
            _ => String::new(),
        };
        let count = message.count;
        page.wrap(
            Line::new().text("  "),
            &format!("({count} lines say so{times})"),
            Tone::Dim,
        );
    }
}

fn labelled(page: &mut Page, label: &str, text: &str) {
    page.wrap(
        Line::new().text("  ").add(label, Tone::Dim).pad_to(14),
        text,
        Tone::Plain,
    );
}

fn conclusion(page: &mut Page, known: &Explanation, here: &Conclusion, full: bool) {
    let most = if full { usize::MAX } else { PLACES };
    let title = if here.about.is_empty() {
        "Nothing in these files matches"
    } else {
        "In these files it is about"
    };
    page.line(Line::new().text("  ").add(title, Tone::Bold));
    for (about, row) in here.about.iter().zip(&known.rows) {
        if let Some(row) = row {
            let tone = if row.left.0 < 0 || row.early {
                Tone::Bad
            } else {
                Tone::Plain
            };
            page.line_with_edge(
                Line::new().text("    ").add(&row.name, Tone::Bold),
                Line::new()
                    .text(row.kind)
                    .text("  ")
                    .add(row.left_text(), tone),
            );
        }
        page.wrap(Line::new().text("      "), &about.why, Tone::Plain);
        for place in about.locations.iter().take(most) {
            page.wrap(Line::new().text("      "), &place.to_string(), Tone::Dim);
        }
        if about.locations.len() > most {
            let more = about.locations.len() - most;
            page.line(Line::new().text(format!("      and {more} more places; --full lists them")));
        }
    }
    for note in &here.notes {
        page.wrap(
            Line::new()
                .text("    ")
                .add(page.mark(Mark::Warning), Tone::Warn)
                .text(" "),
            note,
            Tone::Plain,
        );
    }
}
