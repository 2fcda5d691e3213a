//! A page: lines under one another, at a width.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use super::columns::{break_lines, columns};
use super::line::{Span, cut};
use super::style::ansi;
use crate::render::escape;
use crate::report::Mark;

pub(super) use super::line::Line;
pub(super) use super::style::{Style, Tone};

/// Lines of text at a given width.
pub struct Page {
    style: Style,
    /// Lines that are finished, as text.
    done: String,
    lines: Vec<Line>,
}

impl Page {
    /// An empty page.
    pub const fn new(style: Style) -> Self {
        Self {
            style,
            done: String::new(),
            lines: Vec::new(),
        }
    }

    /// Columns.
    pub const fn width(&self) -> usize {
        self.style.width
    }

    /// Adds a line; what does not fit is cut with `…`.
    pub fn line(&mut self, line: Line) {
        let line = self.spelled(line);
        self.lines.push(cut(line, self.style.width));
    }

    /// Adds a line that is escaped already, as a table's is.
    pub fn escaped(&mut self, text: String) {
        let line = Line {
            spans: vec![Span {
                text: text.into(),
                tone: Tone::Plain,
            }],
        };
        self.line(line);
    }

    /// Adds a line whatever its width: half of a command would be another command.
    pub fn whole(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds an empty line, but not two in a row.
    pub fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    /// Adds a line with something at the right edge; on a second line where both do not fit.
    pub fn line_with_edge(&mut self, left: Line, right: Line) {
        let (left, right) = (self.spelled(left), self.spelled(right));
        let edge = self.style.width.saturating_sub(2);
        let room = edge.saturating_sub(right.width());
        if left.width() < room {
            let mut line = left.pad_to(room);
            line.spans.extend(right.spans);
            self.lines.push(line);
        } else {
            self.line(left);
            let mut line = Line::new().pad_to(room.max(1));
            line.spans.extend(right.spans);
            self.line(line);
        }
    }

    /// Adds text broken at blanks, `first` before it and following lines indented to the same column.
    pub fn wrap(&mut self, first: Line, text: &str, tone: Tone) {
        let text = escape::terminal(&self.spell(text));
        self.wrap_escaped(first, &text, tone);
    }

    /// Draws as on a screen of so many columns at most.
    pub fn within(&mut self, columns: usize, draw: impl FnOnce(&mut Self)) {
        let width = self.style.width;
        self.style.width = width.min(columns);
        draw(self);
        self.style.width = width;
    }

    /// Adds a pasted text as [`Self::wrap`] does, its backslashes and arrows as they are.
    pub fn wrap_pasted(&mut self, first: Line, text: &str, tone: Tone) {
        self.wrap_escaped(first, &escape::pasted(text), tone);
    }

    fn wrap_escaped(&mut self, first: Line, text: &str, tone: Tone) {
        const LEAST: usize = 24;
        let mut line = self.spelled(first);
        let mut indent = line.width();
        if self.style.width < indent + LEAST {
            // A narrow screen has no room beside a label.
            let margin = line.spans.first().map_or(0, |span| {
                columns(&span.text) - columns(span.text.trim_start())
            });
            indent = margin + 2;
            if line.spans.iter().any(|span| !span.text.trim().is_empty()) {
                self.line(std::mem::take(&mut line));
                line = Line::new().blanks(indent);
            }
        }
        let room = self.style.width.saturating_sub(indent).max(1);
        for (index, part) in break_lines(text, room).into_iter().enumerate() {
            if index > 0 {
                self.lines.push(std::mem::take(&mut line));
                line = Line::new().blanks(indent);
            }
            let text = part.into();
            line.spans.push(Span { text, tone });
        }
        self.lines.push(line);
    }

    /// The mark's sign.
    pub const fn mark(&self, mark: Mark) -> &'static str {
        match (mark, self.style.ascii) {
            (Mark::Passed, false) => "✓",
            (Mark::Failed, false) => "✗",
            (Mark::Warning, false) => "▲",
            (Mark::Passed, true) => "ok",
            (Mark::Failed, true) => "FAIL",
            (Mark::Warning, true) => "!",
            (Mark::Unknown, _) => "?",
        }
    }

    /// Text with the arrows of connections' names as the screen has them. Two columns take the place of one: before a line
    /// is measured, not after.
    fn spell<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.style.ascii && text.contains('→') {
            Cow::Owned(text.replace('→', "->"))
        } else {
            Cow::Borrowed(text)
        }
    }

    fn spelled(&self, mut line: Line) -> Line {
        for span in &mut line.spans {
            if let Cow::Owned(text) = self.spell(&span.text) {
                span.text = text.into();
            }
        }
        line
    }

    /// The sign before a child in a tree.
    pub const fn branch(&self) -> &'static str {
        if self.style.ascii { "`- " } else { "└─ " }
    }

    /// What leads to a line of a tree: the lines above it that go on, then its own branch.
    pub fn limbs(&self, ended: &[bool]) -> String {
        let [goes_on, over, branch, last] = if self.style.ascii {
            ["|   ", "    ", "|-- ", "`-- "]
        } else {
            ["│   ", "    ", "├── ", "└── "]
        };
        let Some((own, above)) = ended.split_last() else {
            return String::new();
        };
        let above = above
            .iter()
            .map(|ended| if *ended { over } else { goes_on });
        above.chain([if *own { last } else { branch }]).collect()
    }

    /// Counts things.
    pub const fn times(&self) -> &'static str {
        if self.style.ascii { "x" } else { "×" }
    }

    /// The page as text, each line ended.
    pub fn render(mut self) -> String {
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        self.finish(self.lines.len());
        self.done
    }

    /// Writes what is there: a page of a hundred thousand certificates is too long to be kept.
    ///
    /// # Errors
    /// Those of writing.
    pub fn settle(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        // What follows depends on whether the last line is empty.
        self.finish(self.lines.len().saturating_sub(1));
        out.write_all(self.done.as_bytes())?;
        self.done.clear();
        Ok(())
    }

    fn finish(&mut self, count: usize) {
        for line in self.lines.drain(..count) {
            let mut spans = line.spans;
            if self.style.ascii {
                for span in &mut spans {
                    span.text = span.text.replace('…', "~").into();
                }
            }
            let last = spans.len().saturating_sub(1);
            for (index, span) in spans.iter().enumerate() {
                let text = if index == last {
                    span.text.trim_end()
                } else {
                    &span.text
                };
                if self.style.color {
                    let style = ansi(span.tone);
                    // Writing to a string does not fail.
                    let _ = write!(self.done, "{style}{text}{style:#}");
                } else {
                    self.done.push_str(text);
                }
            }
            self.done.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn nothing_is_wider_than_the_page_and_nothing_is_lost() {
        let mut page = Page::new(Style {
            width: 30,
            ..Style::default()
        });
        let text =
            "a verylongwordthatdoesnotfitonalineofthirtycolumns and some more words behind it";
        page.wrap(Line::new().text("  x  "), text, Tone::Plain);
        let out = page.render();
        assert!(out.lines().all(|line| line.width() <= 30), "{out}");
        let squeeze = |text: &str| text.replace([' ', '\n'], "");
        assert_eq!(squeeze(&out), squeeze(&format!("x{text}")));
    }
}
