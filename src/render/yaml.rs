//! The JSON documents as YAML, byte by byte, so that a document of a million rows need not be held.

use std::borrow::Cow;
use std::io::{self, Write};

/// Takes JSON, and writes the same as block YAML, in the shape that `kubectl -o yaml` has: two columns a level, lists at the
/// column of their key, text quoted wherever YAML 1.1 or 1.2 could take it for something else.
pub struct YamlWriter<W> {
    out: W,
    /// The containers that are open, outermost first.
    open: Vec<Container>,
    /// A string, number or word that is being read.
    token: Vec<u8>,
    state: State,
    /// The key that waits for its value.
    key: bool,
    /// Something was written on the line already: the dash of a list's item.
    inline: bool,
    /// The first byte of a line has been written, so that the next line needs a break.
    begun: bool,
}

struct Container {
    list: bool,
    empty: bool,
    /// The column of its keys or dashes.
    column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    Text,
    Escape,
    Word,
}

/// The document as YAML. `json` is one that certgraph has written.
pub fn of_json(json: &str) -> String {
    let mut out = Vec::with_capacity(json.len());
    let mut writer = YamlWriter::new(&mut out);
    // Writing to memory does not fail.
    let _ = writer
        .write_all(json.as_bytes())
        .and_then(|()| writer.flush());
    String::from_utf8_lossy(&out).into_owned()
}

impl<W: Write> YamlWriter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self {
            out,
            open: Vec::new(),
            token: Vec::new(),
            state: State::Between,
            key: false,
            inline: false,
            begun: false,
        }
    }

    fn byte(&mut self, byte: u8) -> io::Result<()> {
        match self.state {
            State::Escape => {
                self.token.push(byte);
                self.state = State::Text;
            }
            State::Text => {
                self.token.push(byte);
                match byte {
                    b'\\' => self.state = State::Escape,
                    b'"' => {
                        self.state = State::Between;
                        return self.text();
                    }
                    _ => {}
                }
            }
            State::Word if byte.is_ascii_alphanumeric() || b"+-.".contains(&byte) => {
                self.token.push(byte);
            }
            State::Word | State::Between => {
                if self.state == State::Word {
                    self.state = State::Between;
                    let token = std::mem::take(&mut self.token);
                    self.value(&token)?;
                }
                return self.between(byte);
            }
        }
        Ok(())
    }

    fn between(&mut self, byte: u8) -> io::Result<()> {
        match byte {
            b'{' | b'[' => self.enter(byte == b'['),
            b'}' | b']' => self.leave(byte == b']'),
            b'"' => {
                self.token.push(byte);
                self.state = State::Text;
                Ok(())
            }
            b':' | b',' | b' ' | b'\n' | b'\r' | b'\t' => Ok(()),
            word => {
                self.token.push(word);
                self.state = State::Word;
                Ok(())
            }
        }
    }

    /// A container begins: its first child goes on the line of a list's dash, and below a key.
    fn enter(&mut self, list: bool) -> io::Result<()> {
        let parent = self.open.last();
        let column = match parent {
            None => 0,
            // A list stands at the column of its key, a map below it by two.
            Some(parent) if !parent.list && list => parent.column,
            Some(parent) => parent.column + 2,
        };
        if parent.is_some_and(|parent| parent.list) {
            self.dash()?;
        }
        self.open.push(Container {
            list,
            empty: true,
            column,
        });
        self.key = false;
        Ok(())
    }

    fn leave(&mut self, list: bool) -> io::Result<()> {
        let Some(ended) = self.open.pop() else {
            return Ok(());
        };
        if ended.empty {
            if !self.open.is_empty() {
                self.out.write_all(b" ")?;
            }
            self.out.write_all(if list { b"[]" } else { b"{}" })?;
            self.inline = false;
        }
        self.key = false;
        if self.open.is_empty() {
            self.out.write_all(b"\n")?;
            self.begun = false;
        }
        Ok(())
    }

    /// A string has ended: a key, or a value.
    fn text(&mut self) -> io::Result<()> {
        let token = std::mem::take(&mut self.token);
        let is_key = self.open.last().is_some_and(|open| !open.list) && !self.key;
        if !is_key {
            return self.value(&scalar(&token));
        }
        self.line()?;
        self.out.write_all(&scalar(&token))?;
        self.out.write_all(b":")?;
        self.key = true;
        Ok(())
    }

    fn value(&mut self, token: &[u8]) -> io::Result<()> {
        if self.open.last().is_some_and(|open| open.list) {
            self.dash()?;
        }
        self.space()?;
        self.out.write_all(token)?;
        self.inline = false;
        self.key = false;
        if self.open.is_empty() {
            self.out.write_all(b"\n")?;
            self.begun = false;
        }
        Ok(())
    }

    /// `- `, on its line.
    fn dash(&mut self) -> io::Result<()> {
        self.line()?;
        self.out.write_all(b"-")?;
        self.inline = true;
        Ok(())
    }

    /// Begins the line of a key or of a dash in the container that is open; right behind a dash none is needed.
    fn line(&mut self) -> io::Result<()> {
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        open.empty = false;
        if std::mem::take(&mut self.inline) {
            return self.out.write_all(b" ");
        }
        if self.begun {
            self.out.write_all(b"\n")?;
        }
        self.begun = true;
        write!(self.out, "{:width$}", "", width = open.column)
    }

    /// What parts a value from its key or dash; the first value of a document has neither.
    fn space(&mut self) -> io::Result<()> {
        if self.key || self.inline {
            self.out.write_all(b" ")?;
        }
        Ok(())
    }
}

/// A JSON string as YAML: without its quotes where no reader takes it for anything but this text, and with what YAML does
/// not allow unescaped (YAML 1.2.2, 5.1) escaped.
fn scalar(token: &[u8]) -> Cow<'_, [u8]> {
    let inner = token
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
        .unwrap_or(token);
    let safe = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./() ".contains(byte);
    let starts = inner.first().is_some_and(u8::is_ascii_alphabetic);
    let ends = inner.last().is_some_and(|byte| *byte != b' ');
    let lower = inner.to_ascii_lowercase();
    if starts && ends && !WORDS.contains(&lower.as_slice()) && inner.iter().all(safe) {
        return Cow::Borrowed(inner);
    }
    let text = String::from_utf8_lossy(token);
    if !text.contains(is_special) {
        return Cow::Borrowed(token);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_special(character) {
            escaped.push_str(&format!("\\u{:04X}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped.into_bytes())
}

/// What JSON allows in a string and YAML does not, or takes for the end of a line. All of it is below U+10000.
const fn is_special(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Words that YAML 1.1 or 1.2 reads as a boolean or as null.
const WORDS: [&[u8]; 9] = [
    b"y", b"n", b"yes", b"no", b"on", b"off", b"true", b"false", b"null",
];

impl<W: Write> Write for YamlWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.byte(*byte)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // A number may end with the document.
        if self.state == State::Word {
            self.byte(b'\n')?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_and_lists_stand_as_kubectl_prints_them() {
        let json = r#"{"a":1,"list":[{"b":"x y","c":[]},[1,[2]],"no"],"d":{"e":{},"f":null}}"#;
        assert_eq!(
            of_json(json),
            "a: 1\nlist:\n- b: x y\n  c: []\n- - 1\n  - - 2\n- \"no\"\nd:\n  e: {}\n  f: null\n"
        );
    }

    #[test]
    fn what_a_reader_may_take_for_something_else_is_quoted() {
        let json = "[\"true\",\"1.0\",\"a: b\",\"a #b\",\"-\",\"\",\"x \",\"\\n\",\"\u{85}\u{feff}\",\"CN=a\",true,-1.5]";
        let lines = of_json(json);
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(
            lines,
            [
                "- \"true\"",
                "- \"1.0\"",
                "- \"a: b\"",
                "- \"a #b\"",
                "- \"-\"",
                "- \"\"",
                "- \"x \"",
                "- \"\\n\"",
                "- \"\\u0085\\uFEFF\"",
                "- \"CN=a\"",
                "- true",
                "- -1.5",
            ]
        );
    }

    #[test]
    fn documents_may_be_scalars_and_may_follow_each_other() {
        assert_eq!(of_json("[]"), "[]\n");
        assert_eq!(of_json(" 12"), "12\n");
        assert_eq!(of_json("{}"), "{}\n");
    }
}
