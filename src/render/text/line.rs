//! A line of styled spans. All text passes the terminal's escaping rule here, once.

use std::borrow::Cow;

use super::columns::{columns, truncate};
use super::style::Tone;
use crate::render::escape;

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) text: Cow<'static, str>,
    pub(super) tone: Tone,
}

/// A line under construction.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub(super) spans: Vec<Span>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a span; `text` may be anything.
    #[must_use]
    pub fn add(mut self, text: impl AsRef<str>, tone: Tone) -> Self {
        self.spans.push(Span {
            text: escape::terminal(text.as_ref()).into(),
            tone,
        });
        self
    }

    /// Adds text of our own as it is, backslashes and all.
    #[must_use]
    pub fn raw(mut self, text: &'static str, tone: Tone) -> Self {
        self.spans.push(Span {
            text: text.into(),
            tone,
        });
        self
    }

    /// Adds text that is escaped already, such as a cell cut to its column.
    #[must_use]
    pub fn escaped(mut self, text: String, tone: Tone) -> Self {
        let text = text.into();
        self.spans.push(Span { text, tone });
        self
    }

    /// Adds a piece of a command, backslashes as they are. What could act on a terminal is escaped all the same.
    #[must_use]
    pub fn command(mut self, text: &str) -> Self {
        if text.chars().any(escape::is_unprintable) {
            return self.add(text, Tone::Command);
        }
        self.spans.push(Span {
            text: text.to_owned().into(),
            tone: Tone::Command,
        });
        self
    }

    /// Adds ordinary text.
    #[must_use]
    pub fn text(self, text: impl AsRef<str>) -> Self {
        self.add(text, Tone::Plain)
    }

    /// Fills up to a column with blanks; at least one where the line is that long already.
    #[must_use]
    pub fn pad_to(self, column: usize) -> Self {
        let blanks = column.saturating_sub(self.width()).max(1);
        self.blanks(blanks)
    }

    /// Adds blanks.
    #[must_use]
    pub fn blanks(mut self, count: usize) -> Self {
        const BLANKS: &str =
            "                                                                                ";
        let text = BLANKS
            .get(..count)
            .map_or_else(|| " ".repeat(count).into(), Cow::Borrowed);
        self.spans.push(Span {
            text,
            tone: Tone::Plain,
        });
        self
    }

    /// Adds text that ends, or is cut, before the next column, which stands `columns` further.
    #[must_use]
    pub fn cell(mut self, text: impl AsRef<str>, columns: usize, tone: Tone) -> Self {
        let next = self.width() + columns;
        let text = escape::terminal(text.as_ref());
        let text = truncate(&text, columns.saturating_sub(1)).into();
        self.spans.push(Span { text, tone });
        self.pad_to(next)
    }

    /// Columns so far.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| columns(&span.text)).sum()
    }
}

/// A line in at most `width` columns, ended with `…` where something was cut.
pub(super) fn cut(mut line: Line, width: usize) -> Line {
    let mut room = width;
    let mut overflow = None;
    for (index, span) in line.spans.iter_mut().enumerate() {
        let columns = columns(&span.text);
        if columns <= room {
            room -= columns;
            continue;
        }
        span.text = truncate(&span.text, room).into();
        overflow = Some(index + 1);
        break;
    }
    if let Some(keep) = overflow {
        line.spans.truncate(keep);
    }
    line
}
