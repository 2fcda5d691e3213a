//! Secrets that are spread over several lines.

use super::key::{self, is_base64};
use super::name::weight;
use super::secrets::secrets;
use super::span::{ELIDED, Spans};

/// Lines of one private key, PEM headers too.
const KEY_LINES: usize = 400;

/// Takes the secrets out of lines that follow each other.
#[derive(Debug, Default)]
pub(in crate::message) struct Redactor {
    inside: Inside,
}

/// What the lines before leave open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    /// A private key, with the lines that it may still have.
    Key(usize),
    /// A YAML or JSON value of a secret name: lines that are further in than the name.
    Block { indent: usize },
    /// The next line is the value.
    Next,
    /// A list entry that is named like a secret: its `value` follows.
    Named(usize),
}

impl Redactor {
    /// Whether the next line depends on those before it.
    pub(in crate::message) fn is_inside(&self) -> bool {
        self.inside != Inside::Nothing
    }

    /// Follows a line that nobody will see.
    pub(in crate::message) fn pass(&mut self, line: &str) {
        if self.is_inside() || leaves_something_open(line) {
            self.line(line);
        }
    }

    /// The line without its secrets.
    pub(in crate::message) fn line(&mut self, line: &str) -> String {
        match self.inside {
            Inside::Key(left) => self.key(line, left),
            Inside::Next => {
                self.inside = Inside::Nothing;
                self.after(line);
                covered(line)
            }
            Inside::Block { indent } if indent_of(line) > indent => covered(line),
            Inside::Named(left) => self.named(line, left),
            Inside::Block { .. } | Inside::Nothing => {
                self.inside = Inside::Nothing;
                self.after(line);
                secrets(line).cut(line)
            }
        }
    }

    /// A line within a private key, whatever a log or a program puts around it.
    fn key(&mut self, line: &str, left: usize) -> String {
        if let Some(end) = line.find(key::END) {
            self.inside = Inside::Nothing;
            let tail = line.get(end..).unwrap_or_default();
            self.after(tail);
            return format!("{ELIDED}{}", secrets(tail).cut(tail));
        }
        let is_prose = line.split_whitespace().count() > PROSE && !line.contains(key::BEGIN);
        self.inside = if left == 0 || is_prose {
            Inside::Nothing
        } else {
            Inside::Key(left - 1)
        };
        if is_prose {
            self.after(line);
        }
        let mut spans = secrets(line);
        words(line, &mut spans);
        spans.cut(line)
    }

    /// `value: X` below `name: DB_PASSWORD`.
    fn named(&mut self, line: &str, left: usize) -> String {
        self.inside = match left {
            0 => Inside::Nothing,
            left => Inside::Named(left - 1),
        };
        let trimmed = line.trim_start_matches([' ', '\t', '-', '"', '\'', '{', ',']);
        if trimmed.starts_with("value") && !trimmed.starts_with("valueFrom") {
            self.inside = Inside::Nothing;
            let at = line.find([':', '=']).map_or(line.len(), |at| at + 1);
            if line
                .get(at..)
                .is_some_and(|rest| matches!(rest.trim(), "" | "|" | ">" | "|-" | ">-"))
            {
                self.inside = Inside::Block {
                    indent: indent_of(line),
                };
            }
            return format!("{} {ELIDED}", line.get(..at).unwrap_or_default());
        }
        self.after(line);
        secrets(line).cut(line)
    }

    /// What a line leaves open for the next ones.
    fn after(&mut self, line: &str) {
        if key::is_open(line) {
            self.inside = Inside::Key(KEY_LINES);
            return;
        }
        let text = line.trim_end();
        if let Some(text) = text.strip_suffix('\\') {
            let word = text
                .trim_end()
                .rsplit([' ', '\t'])
                .next()
                .unwrap_or_default();
            if word.starts_with('-') && !word.contains('=') && weight(word).is_some() {
                self.inside = Inside::Next;
            }
            return;
        }
        if let Some(name) = open_name(text).filter(|name| weight(name).is_some()) {
            let _ = name;
            self.inside = Inside::Block {
                indent: indent_of(line),
            };
            return;
        }
        if named_like_a_secret(text) {
            self.inside = Inside::Named(2);
        }
    }
}

/// Words of a line from which on it is none of a key.
const PROSE: usize = 12;

/// A cheap look at whether a line could leave anything open.
fn leaves_something_open(line: &str) -> bool {
    line.contains(key::BEGIN)
        || line
            .trim_end()
            .ends_with([':', '|', '>', '\\', '-', '+', '{', '[', ','])
        || line.contains("name")
}

/// `  token: |`, `"password":`, `client-key-data: >-`: the name of a value that is on the next lines.
fn open_name(text: &str) -> Option<&str> {
    let text = text
        .trim_end_matches(['-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        .trim_end_matches(['|', '>'])
        .trim_end();
    let name = text.strip_suffix(':')?;
    Some(name.trim_matches([' ', '\t', '"', '\'', '-', '{', ',']))
}

/// `- name: DB_PASSWORD` and `"name": "DB_PASSWORD",`.
fn named_like_a_secret(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', '-', '{']);
    let Some((key, value)) = text.split_once(':') else {
        return false;
    };
    let value = value.trim_matches([' ', '\t', '"', '\'', ',']);
    key.trim_matches(['"', '\'', ' ']) == "name" && !value.contains(' ') && weight(value).is_some()
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The indent and the mark.
fn covered(line: &str) -> String {
    let indent = line.get(..indent_of(line)).unwrap_or_default();
    format!("{indent}{ELIDED}")
}

/// Base64 within a private key: long words, and the last one however short it is.
fn words(line: &str, spans: &mut Spans) {
    let content = line
        .trim_end_matches(['"', '\'', '\\', 'n', '+', ',', ' ', ';', ')', '`'])
        .len();
    let content = content.max(
        line.trim_end_matches(['"', '\'', ',', ' '])
            .trim_end_matches("\\n")
            .len()
            .min(content + 2),
    );
    let mut from = 0;
    while let Some(start) = line
        .get(from..)
        .and_then(|rest| rest.find(is_base64).map(|at| from + at))
    {
        let rest = line.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| !is_base64(c)).unwrap_or(rest.len());
        let is_last = start + length >= content;
        if length >= 16 || is_last {
            spans.add(start, start + length);
        }
        from = start + length;
    }
}
