//! Lines of styled spans. All text passes the terminal's escaping rule here, once.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Color, Effects};
use unicode_width::UnicodeWidthStr as _;

use crate::render::escape;
use crate::report::Mark;

/// How a page is drawn. Nothing of it is read from the terminal here.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether marks and lines keep to ASCII.
    pub ascii: bool,
}

impl Default for Style {
    /// 80 columns, no colour, UTF-8: what is printed when the output is no terminal.
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            ascii: false,
        }
    }
}

/// What a span means; its colour follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// A heading.
    Bold,
    /// Detail.
    Dim,
    /// It holds.
    Good,
    /// It does not.
    Bad,
    /// Someone must act.
    Warn,
    /// To be typed.
    Command,
}

impl From<Mark> for Tone {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Passed => Self::Good,
            Mark::Failed => Self::Bad,
            Mark::Warning | Mark::Unknown => Self::Warn,
        }
    }
}

/// A piece of a line.
#[derive(Clone, Debug)]
struct Span {
    text: Cow<'static, str>,
    tone: Tone,
}

/// A line under construction.
#[derive(Clone, Debug, Default)]
pub struct Line {
    spans: Vec<Span>,
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

pub(super) const fn ansi(tone: Tone) -> anstyle::Style {
    let plain = anstyle::Style::new();
    match tone {
        Tone::Plain => plain,
        Tone::Bold => plain.effects(Effects::BOLD),
        Tone::Dim => plain.effects(Effects::DIMMED),
        Tone::Good => plain.fg_color(Some(Color::Ansi(AnsiColor::Green))),
        Tone::Bad => plain
            .fg_color(Some(Color::Ansi(AnsiColor::Red)))
            .effects(Effects::BOLD),
        Tone::Warn => plain.fg_color(Some(Color::Ansi(AnsiColor::Yellow))),
        Tone::Command => plain.fg_color(Some(Color::Ansi(AnsiColor::Cyan))),
    }
}

fn cut(mut line: Line, width: usize) -> Line {
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

/// The start of `text` in at most `columns` columns, ended with `…` where something was cut.
pub(super) fn truncate(text: &str, columns: usize) -> String {
    if self::columns(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        let mut next = out.clone();
        next.push(c);
        if next.width() + 1 > columns {
            break;
        }
        out = next;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// How wide a text is that was escaped before.
fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// As much of a word as has room.
fn fitting(word: &str, room: usize) -> String {
    if word.is_ascii() {
        return word.get(..room).unwrap_or(word).to_owned();
    }
    let mut head = String::new();
    for c in word.chars() {
        if head.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > room {
            break;
        }
        head.push(c);
    }
    head
}

/// Breaks at blanks; a word longer than the room is broken where the room ends, so that nothing is lost.
fn break_lines(text: &str, room: usize) -> Vec<String> {
    if columns(text) <= room && !text.starts_with(' ') {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word.to_owned();
        while let Some(current) = lines.last_mut() {
            let gap = usize::from(!current.is_empty());
            if columns(current) + gap + columns(&word) <= room {
                if gap == 1 {
                    current.push(' ');
                }
                current.push_str(&word);
                break;
            }
            if current.is_empty() {
                let head = fitting(&word, room);
                if head.is_empty() {
                    current.push_str(&word);
                    break;
                }
                word = word.split_off(head.len());
                current.push_str(&head);
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn long_lines_are_cut_by_columns() {
        assert_eq!(truncate("日本語テキスト", 7), "日本語…");
        assert_eq!(truncate("short", 7), "short");
    }
}
