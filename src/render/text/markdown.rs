//! The Markdown of our own pages on a terminal: headings, paragraphs, lists, tables, fenced blocks; in a line, code,
//! emphasis and links. The text is ours, so it is not escaped, and a command in it can be copied as it stands.

use unicode_width::UnicodeWidthStr as _;

use super::style::{Style, Tone, ansi};

/// Left margin of what stands under a heading.
const MARGIN: usize = 2;

/// Draws a page.
pub(super) fn render(markdown: &str, style: Style) -> String {
    let mut out = Out {
        style,
        text: String::new(),
        in_list: false,
    };
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() || is_comment(line) {
            continue;
        }
        let entry = line.starts_with("- ") || numbered(line).is_some();
        out.in_list &= entry;
        if let Some(title) = line.trim_start_matches('#').strip_prefix(' ')
            && line.starts_with('#')
        {
            out.blank();
            out.words(0, 0, &[(title.to_owned(), Tone::Bold)]);
        } else if line.starts_with("```") {
            let block: Vec<_> = lines
                .by_ref()
                .take_while(|line| !line.starts_with("```"))
                .collect();
            out.blank();
            // A message may be broken, a command and a screen may not.
            if line == "```text" {
                for line in block {
                    out.words(2 * MARGIN, MARGIN, &[(line.to_owned(), Tone::Plain)]);
                }
            } else {
                out.verbatim(&block);
            }
        } else if line.starts_with('|') {
            let mut rows = vec![line];
            while let Some(row) = lines.next_if(|next| next.starts_with('|')) {
                rows.push(row);
            }
            out.blank();
            out.table(&rows);
        } else {
            let mut paragraph = line.to_owned();
            while let Some(next) = lines.next_if(|next| continues(next)) {
                paragraph.push(' ');
                paragraph.push_str(next.trim_start());
            }
            out.paragraph(&paragraph);
        }
    }
    out.text
}

/// Whether a line belongs to the paragraph or list entry before it.
fn continues(line: &str) -> bool {
    !line.is_empty()
        && !["#", "```", "|", "- "]
            .iter()
            .any(|start| line.starts_with(start))
        && numbered(line).is_none()
        && !is_comment(line)
}

fn is_comment(line: &str) -> bool {
    line.starts_with("<!--")
}

/// `1. ` before the text of a list entry.
fn numbered(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits > 0 && line.get(digits..)?.starts_with(". ")).then_some(digits + 2)
}

struct Out {
    style: Style,
    text: String,
    /// Whether the last thing was an entry of a list.
    in_list: bool,
}

impl Out {
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Entries of one list stand close together, paragraphs apart.
    fn paragraph(&mut self, text: &str) {
        let mark = if text.starts_with("- ") {
            2
        } else {
            numbered(text).unwrap_or(0)
        };
        let (mark_text, rest) = text.split_at(mark);
        if !(mark > 0 && self.in_list) {
            self.blank();
        }
        self.in_list = mark > 0;
        let mut spans = vec![(mark_text.to_owned(), Tone::Plain)];
        spans.extend(inline(rest, self.style.color));
        self.words(MARGIN, mark, &spans);
    }

    /// As it stands, set in where there is room.
    fn verbatim(&mut self, block: &[&str]) {
        let widest = block.iter().map(|line| line.width()).max().unwrap_or(0);
        let room = self.style.width.saturating_sub(widest);
        let indent = " ".repeat(room.min(2 * MARGIN));
        for line in block {
            if !line.is_empty() {
                self.text.push_str(&indent);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// Columns, the last one broken; the header is left out where it is empty.
    fn table(&mut self, rows: &[&str]) {
        let cells = |row: &&str| -> Vec<String> {
            row.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        };
        let rows: Vec<Vec<String>> = rows
            .iter()
            .filter(|row| row.chars().any(|c| !matches!(c, '|' | '-' | ' ' | ':')))
            .map(cells)
            .collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns.saturating_sub(1))
            .map(|column| {
                rows.iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| shown_width(&inline(cell, self.style.color)))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for row in &rows {
            let mut spans = Vec::new();
            let mut hang = 0;
            for (cell, width) in row.iter().zip(&widths) {
                let cell = inline(cell, self.style.color);
                let blanks = width.saturating_sub(shown_width(&cell)) + 2;
                spans.extend(cell);
                // Blanks that do not break.
                spans.push(("\u{a0}".repeat(blanks), Tone::Plain));
                hang += width + 2;
            }
            spans.extend(inline(
                row.last().map(String::as_str).unwrap_or_default(),
                self.style.color,
            ));
            self.words(MARGIN, hang, &spans);
        }
    }

    /// Words broken at blanks; lines after the first are set in by `hang` more columns.
    fn words(&mut self, margin: usize, hang: usize, spans: &[(String, Tone)]) {
        let mut column = margin;
        let mut empty = true;
        self.text.push_str(&" ".repeat(margin));
        for word in split(spans) {
            let width = shown_width(&word);
            if !empty && column + 1 + width > self.style.width {
                self.text.push('\n');
                column = margin + hang;
                self.text.push_str(&" ".repeat(column));
            } else if !empty {
                self.text.push(' ');
                column += 1;
            }
            empty = false;
            column += width;
            for (text, tone) in word {
                let style = if self.style.color {
                    ansi(tone)
                } else {
                    anstyle::Style::new()
                };
                let text = text.replace('\u{a0}', " ");
                self.text.push_str(&format!("{style}{text}{style:#}"));
            }
        }
        self.text.push('\n');
    }
}

fn shown_width(spans: &[(String, Tone)]) -> usize {
    spans.iter().map(|(text, _)| text.width()).sum()
}

/// Words, each of one or several spans.
fn split(spans: &[(String, Tone)]) -> Vec<Vec<(String, Tone)>> {
    let mut words: Vec<Vec<(String, Tone)>> = vec![Vec::new()];
    for (text, tone) in spans {
        for (index, part) in text.split(' ').enumerate() {
            if index > 0 {
                words.push(Vec::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push((part.to_owned(), *tone));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Code, emphasis and links. Without colour, code keeps its backticks.
fn inline(text: &str, color: bool) -> Vec<(String, Tone)> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, from) = rest.split_at(at);
        let found = if from.starts_with("**") {
            enclosed(from, "**", "**").map(|(inner, after)| (inner.to_owned(), Tone::Bold, after))
        } else if from.starts_with('`') {
            // Two backticks enclose text that has one.
            let fence = if from.starts_with("``") { "``" } else { "`" };
            enclosed(from, fence, fence).map(|(inner, after)| {
                let inner = inner.trim();
                let shown = if color {
                    inner.to_owned()
                } else {
                    format!("`{inner}`")
                };
                (shown, Tone::Command, after)
            })
        } else if from.starts_with('[') {
            enclosed(from, "[", "](").and_then(|(name, after)| {
                let (_, after) = after.split_once(')')?;
                Some((name.to_owned(), Tone::Plain, after))
            })
        } else {
            None
        };
        if !before.is_empty() {
            spans.push((before.to_owned(), Tone::Plain));
        }
        rest = match found {
            Some((inner, tone, after)) => {
                spans.push((inner, tone));
                after
            }
            None => {
                let (sign, after) = from.split_at(1);
                spans.push((sign.to_owned(), Tone::Plain));
                after
            }
        };
    }
    if !rest.is_empty() {
        spans.push((rest.to_owned(), Tone::Plain));
    }
    spans
}

/// What stands between two marks, and what follows.
fn enclosed<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(open)?.split_once(close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn at(width: usize) -> Style {
        Style {
            width,
            ..Style::default()
        }
    }

    #[test]
    fn a_page_is_drawn_plainly() {
        let page = "# expired\n\nThe certificate\nhas **expired**; see [x](y.md).\n\n| | |\n| --- | --- |\n| severity | error |\n\n\
            <!-- example: x -->\n```console\n$ a \\\n    b\n```\n- one `a b`\n  two\n- three\n";
        let drawn = render(page, at(40));
        assert_eq!(
            drawn,
            "expired\n\n  The certificate has expired; see x.\n\n  severity  error\n\n    $ a \\\n        b\n\n  - one `a b` two\n  - three\n"
        );
    }

    #[test]
    fn code_and_headings_are_marked_on_a_terminal() {
        let color = Style {
            color: true,
            ..Style::default()
        };
        let drawn = render("# x\n\nRun `ls`.\n", color);
        assert!(drawn.contains("\u{1b}[1mx\u{1b}[0m"), "{drawn:?}");
        assert!(drawn.contains("\u{1b}[36mls\u{1b}[0m."), "{drawn:?}");
    }

    #[test]
    fn prose_keeps_to_the_width() {
        for code in Code::ALL {
            // What stands between fences is kept as it is.
            let mut fenced = false;
            let prose: String = code
                .page()
                .lines()
                .filter(|line| {
                    let fence = line.starts_with("```");
                    fenced ^= fence;
                    !fenced && !fence
                })
                .flat_map(|line| [line, "\n"])
                .collect();
            for width in [60, 80, 120] {
                for line in render(&prose, at(width)).lines() {
                    let long_word = line.trim_start().split(' ').count() == 1;
                    assert!(line.width() <= width || long_word, "{code}: {line}");
                }
            }
        }
    }
}
