//! How text is drawn: width, colour and signs, and what each span means.

use anstyle::{AnsiColor, Color, Effects};

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

/// The colour of a tone.
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
