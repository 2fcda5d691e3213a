//! Languages of assignments: TOML, HCL, `.env`, properties and INI. They differ in much, and have in common what is needed
//! here: a key, a sign, and a value that is quoted, a heredoc, a list, a block, or the rest of the line.
//!
//! This is no parser of any of them: what is not understood is passed over, line by line, in linear time.

use super::string::{step, unescape};
use super::value::{SHORTEST, Value};
use crate::ground::secret::Secret;

/// Blocks and lists within each other; those below are passed over.
const DEEPEST: usize = 64;

/// Gives the value of each assignment that is long enough.
pub(super) fn walk(text: &[u8], give: &mut dyn FnMut(Value)) {
    Scanner {
        rest: text,
        line: 1,
        section: String::new(),
        blocks: Vec::new(),
        give,
    }
    .run();
}

/// A block, a list or a call that is open.
struct Block {
    /// Its path.
    path: String,
    holds: Holds,
}

/// What stands between brackets.
#[derive(Clone, Copy)]
enum Holds {
    /// Arguments of a function of HCL, `base64decode("…")`: values at the path of the call.
    Arguments,
    /// Assignments.
    Fields,
    /// Values, so many until now.
    Items(usize),
}

struct Scanner<'a, 'g> {
    rest: &'a [u8],
    line: u32,
    /// The table of TOML or the section of INI.
    section: String,
    blocks: Vec<Block>,
    give: &'g mut dyn FnMut(Value),
}

impl<'a> Scanner<'a, '_> {
    fn run(&mut self) {
        loop {
            self.skip_blanks();
            let Some(first) = self.rest.first() else {
                return;
            };
            let in_list = self
                .blocks
                .last()
                .is_some_and(|last| !matches!(last.holds, Holds::Fields));
            match first {
                b'#' | b';' => self.skip_line(),
                b'/' if self.rest.starts_with(b"//") => self.skip_line(),
                b'}' | b']' | b')' => {
                    self.blocks.pop();
                    self.skip(1);
                }
                b',' => self.skip(1),
                b'{' if in_list => self.open(),
                b'[' if self.blocks.is_empty() => self.section(),
                _ if in_list => self.element(),
                _ => self.statement(),
            }
        }
    }

    fn skip(&mut self, count: usize) {
        let (skipped, rest) = self.rest.split_at(count.min(self.rest.len()));
        let ends = memchr::memchr_iter(b'\n', skipped).count();
        self.line = self
            .line
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.rest = rest;
    }

    fn skip_blanks(&mut self) {
        let blank = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        self.skip(blank.count());
    }

    fn skip_spaces(&mut self) {
        let blank = self
            .rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'));
        self.skip(blank.count());
    }

    fn line_length(&self) -> usize {
        memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len())
    }

    fn skip_line(&mut self) {
        self.skip(self.line_length());
    }

    /// `[name]` or `[[name]]`.
    fn section(&mut self) {
        let line = self.rest.get(..self.line_length()).unwrap_or_default();
        let name = line.split(|byte| matches!(byte, b'[' | b']'));
        let name = name.map(<[u8]>::trim_ascii).find(|part| !part.is_empty());
        self.section = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
        self.skip_line();
    }

    /// `key = value`, `key: value`, or the head of a block.
    fn statement(&mut self) {
        let line = self.rest.get(..self.line_length()).unwrap_or_default();
        let Some(end) = line
            .iter()
            .position(|byte| matches!(byte, b'=' | b':' | b'{'))
        else {
            self.skip_line();
            return;
        };
        let (key, sign) = line.split_at(end);
        let key = key_of(key);
        match sign {
            [b'{', ..] => {
                self.skip(end);
                self.open_at(self.path(&key));
            }
            _ => {
                self.skip(end + 1);
                // `:=`, and Ruby's `=>`.
                if matches!(self.rest, [b'=' | b'>', ..]) {
                    self.skip(1);
                }
                self.skip_spaces();
                self.value(self.path(&key));
            }
        }
    }

    fn path(&self, key: &str) -> String {
        let outside = match self.blocks.last() {
            Some(block) => block.path.as_str(),
            None => self.section.as_str(),
        };
        if outside.is_empty() {
            key.to_owned()
        } else {
            format!("{outside}{}", step(key))
        }
    }

    /// The next value of a list.
    fn element(&mut self) {
        let path = self.next_element();
        self.value(path);
    }

    fn next_element(&mut self) -> String {
        let Some(list) = self.blocks.last_mut() else {
            return String::new();
        };
        let Holds::Items(index) = list.holds else {
            return list.path.clone();
        };
        list.holds = Holds::Items(index + 1);
        format!("{}[{index}]", list.path)
    }

    fn open(&mut self) {
        let path = self.next_element();
        self.open_at(path);
    }

    fn open_at(&mut self, path: String) {
        let holds = match self.rest.first() {
            Some(b'[') => Holds::Items(0),
            Some(b'(') => Holds::Arguments,
            _ => Holds::Fields,
        };
        self.skip(1);
        // Deeper ones are read as if they stood here.
        if self.blocks.len() < DEEPEST {
            self.blocks.push(Block { path, holds });
        }
    }

    fn value(&mut self, path: String) {
        let line = self.line;
        match self.rest {
            [b'{' | b'[', ..] => self.open_at(path),
            [b'"', b'"', b'"', ..] => self.quoted(path, line, b"\"\"\""),
            [b'\'', b'\'', b'\'', ..] => self.quoted(path, line, b"'''"),
            [b'"', ..] => self.quoted(path, line, b"\""),
            [b'\'', ..] => self.quoted(path, line, b"'"),
            [b'<', b'<', ..] => self.heredoc(path, line),
            _ => match self.call() {
                Some(length) => {
                    self.skip(length);
                    self.open_at(path);
                }
                None => self.bare(path, line),
            },
        }
    }

    /// How long the name of a function is that is called with a text, a list, a block or another such call.
    fn call(&self) -> Option<usize> {
        const LONGEST: usize = 256;
        let head = self.rest.get(..LONGEST).unwrap_or(self.rest);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':');
        let (mut rest, mut outermost) = (head, None);
        loop {
            let name = rest.iter().take_while(|byte| is_name(byte)).count();
            match rest.get(name..)? {
                [b'(', after @ ..] if name > 0 => {
                    outermost = outermost.or(Some(name));
                    rest = after;
                }
                [b'"' | b'[' | b'{' | b'<', ..] if name == 0 => return outermost,
                _ => return None,
            }
        }
    }

    fn give(&mut self, path: String, line: u32, text: Secret) {
        if text.expose().len() >= SHORTEST {
            (self.give)(Value {
                path,
                line: Some(line),
                text,
            });
        }
    }

    /// Up to the same quotes; within double ones escapes count.
    fn quoted(&mut self, path: String, line: u32, quote: &[u8]) {
        self.skip(quote.len());
        let escapes = quote.starts_with(b"\"");
        let rest = self.rest;
        let mut end = 0;
        while let Some(left) = rest.get(end..).filter(|left| !left.is_empty()) {
            if left.starts_with(quote) {
                break;
            }
            let is_escape = escapes && left.starts_with(b"\\");
            end += if is_escape { 2 } else { 1 };
        }
        let text = rest.get(..end.min(rest.len())).unwrap_or_default();
        let text = if escapes {
            unescape(text)
        } else {
            Secret::new(text.to_vec())
        };
        self.give(path, line, text);
        self.skip(end.saturating_add(quote.len()));
    }

    /// HCL's `<<EOF` and `<<-EOF`, up to a line of that word.
    fn heredoc(&mut self, path: String, line: u32) {
        let head = self.rest.get(..self.line_length()).unwrap_or_default();
        let word = head.trim_ascii_end().get(2..).unwrap_or_default();
        let word = word.strip_prefix(b"-").unwrap_or(word);
        self.skip_line();
        self.skip(1);
        let mut text = zeroize::Zeroizing::new(Vec::with_capacity(self.rest.len().min(1 << 20)));
        while !self.rest.is_empty() {
            let length = self.line_length();
            let one: &'a [u8] = self.rest.get(..length).unwrap_or_default();
            self.skip(length + 1);
            if one.trim_ascii() == word {
                break;
            }
            // A PEM block may be indented as the rest is.
            text.extend_from_slice(one.trim_ascii());
            text.push(b'\n');
        }
        self.give(path, line, Secret::new(text.to_vec()));
    }

    /// The rest of the line, and of those that go on behind a backslash.
    fn bare(&mut self, path: String, line: u32) {
        let start = self.rest;
        let mut length = 0;
        loop {
            let one = self.line_length();
            let content = self.rest.get(..one).unwrap_or_default();
            length += one;
            let goes_on = content.trim_ascii_end().ends_with(b"\\");
            if !goes_on || self.rest.len() <= one {
                self.skip(one);
                break;
            }
            self.skip(one + 1);
            length += 1;
        }
        let text = start.get(..length).unwrap_or_default().trim_ascii();
        let text = text.strip_suffix(b",").unwrap_or(text);
        self.give(path, line, unescape(text));
    }
}

/// `export KEY`, `"key"`, and of a block `resource "tls_key" "web"`: the words, put together by dots.
fn key_of(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let words = text
        .split_ascii_whitespace()
        .map(|word| word.trim_matches(['"', '\'']))
        .filter(|word| !word.is_empty() && *word != "export");
    words.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, u32, String)> {
        let mut found = Vec::new();
        walk(text.as_bytes(), &mut |value| {
            let text = String::from_utf8(value.text.expose().to_vec()).unwrap();
            found.push((value.path, value.line.unwrap(), text));
        });
        found
    }

    #[test]
    fn values_are_found_as_each_language_writes_them() {
        let long = "A".repeat(SHORTEST);
        for (text, path, line, value) in [
            (format!("CA={long}\n"), "CA", 1, long.clone()),
            (
                format!("# c\nexport CA=\"{long}\\n\"\n"),
                "CA",
                2,
                format!("{long}\n"),
            ),
            (
                format!("CA='x\n{long}'\nB=1"),
                "CA",
                1,
                format!("x\n{long}"),
            ),
            (
                format!("a.b = {long}\\\n  x\n"),
                "a.b",
                1,
                format!("{long}x"),
            ),
            (
                format!("[tls]\nca = '''\n{long}'''\n"),
                "tls.ca",
                2,
                format!("\n{long}"),
            ),
            (
                format!("[[a]]\nca = [\"b\", \"{long}\"]\n"),
                "a.ca[1]",
                2,
                long.clone(),
            ),
            (
                format!(
                    "resource \"x\" \"y\" {{\n  pem = <<-EOT\n    {long}\n    EOT\n  z = 1\n}}\n"
                ),
                "resource.x.y.pem",
                2,
                format!("{long}\n"),
            ),
            (
                format!("locals {{ a = {{\n b = \"{long}\" }} }}"),
                "locals.a.b",
                2,
                long.clone(),
            ),
            (
                format!("a = {{\n b = trimspace(base64decode(\"{long}\"))\n c = 1 }}\n"),
                "a.b",
                2,
                long.clone(),
            ),
        ] {
            assert_eq!(found(&text), [(path.to_owned(), line, value)], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, text in "(\"|'|<<EOF\n|EOF|[\\[\\]{}=:,#\\\\]|\n| |a|A{170}){0,40}") {
            walk(&bytes, &mut |_| {});
            walk(text.as_bytes(), &mut |_| {});
        }
    }
}
