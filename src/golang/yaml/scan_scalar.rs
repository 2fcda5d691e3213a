//! Scalars: block, quoted and plain, with libyaml's folding of lines.

use zeroize::Zeroizing;

use super::error::YamlError;
use super::scan::{END, Scanner, is_blank, is_blank_or_end, is_break, is_break_or_end};

/// White space between words of a scalar of several lines.
#[derive(Default)]
struct Gap {
    /// Blanks, as long as there is no line break.
    blanks: String,
    first_break: Option<char>,
    other_breaks: String,
}

impl Gap {
    fn is_empty(&self) -> bool {
        self.blanks.is_empty() && self.first_break.is_none()
    }

    fn push_break(&mut self, c: char) {
        if self.first_break.is_some() {
            self.other_breaks.push(c);
        } else {
            self.blanks.clear();
            self.first_break = Some(c);
        }
    }

    /// One line break becomes a space; of several the first is dropped.
    fn fold_into(&mut self, text: &mut String) {
        match self.first_break.take() {
            Some('\n') if self.other_breaks.is_empty() => text.push(' '),
            Some('\n') | None => {}
            Some(c) => text.push(c),
        }
        text.push_str(&self.other_breaks);
        text.push_str(&self.blanks);
        self.other_breaks.clear();
        self.blanks.clear();
    }
}

impl Scanner {
    pub(super) fn scan_plain(&mut self) -> Result<Zeroizing<String>, YamlError> {
        let mut text = Zeroizing::new(String::new());
        let mut gap = Gap::default();
        let indent = self.indent + 1;
        loop {
            if self.at_document_mark('-') || self.at_document_mark('.') || self.at(0) == '#' {
                break;
            }
            while !is_blank_or_end(self.at(0)) && !self.ends_plain() {
                gap.fold_into(&mut text);
                text.push(self.at(0));
                self.skip();
            }
            if !is_blank(self.at(0)) && !is_break(self.at(0)) {
                break;
            }
            while is_blank(self.at(0)) || is_break(self.at(0)) {
                if is_break(self.at(0)) {
                    let c = self.take_break();
                    gap.push_break(c);
                    continue;
                }
                if gap.first_break.is_none() {
                    gap.blanks.push(self.at(0));
                } else if self.mark.column < indent && self.at(0) == '\t' {
                    return Err(self
                        .mark
                        .scanner_error("found a tab character that violates indentation"));
                }
                self.skip();
            }
            if self.flow_level == 0 && self.mark.column < indent {
                break;
            }
        }
        if gap.first_break.is_some() {
            self.key_allowed = true;
        }
        Ok(text)
    }

    fn ends_plain(&self) -> bool {
        match self.at(0) {
            ':' => is_blank_or_end(self.at(1)),
            ',' | '?' | '[' | ']' | '{' | '}' => self.flow_level > 0,
            _ => false,
        }
    }

    pub(super) fn scan_quoted(&mut self, quote: char) -> Result<Zeroizing<String>, YamlError> {
        let mut text = Zeroizing::new(String::new());
        let mut gap = Gap::default();
        self.skip();
        loop {
            if self.at_document_mark('-') || self.at_document_mark('.') {
                return Err(self
                    .mark
                    .scanner_error("found unexpected document indicator"));
            }
            if self.at(0) == END {
                return Err(self.mark.scanner_error("found unexpected end of stream"));
            }
            let mut broken = false;
            while !is_blank_or_end(self.at(0)) {
                match (self.at(0), self.at(1)) {
                    ('\'', '\'') if quote == '\'' => {
                        text.push('\'');
                        self.skip();
                        self.skip();
                    }
                    (c, _) if c == quote => break,
                    ('\\', next) if quote == '"' && is_break(next) => {
                        self.skip();
                        self.take_break();
                        broken = true;
                        break;
                    }
                    ('\\', _) if quote == '"' => {
                        let c = self.scan_escape()?;
                        text.push(c);
                    }
                    (c, _) => {
                        text.push(c);
                        self.skip();
                    }
                }
            }
            if self.at(0) == quote {
                self.skip();
                return Ok(text);
            }
            while is_blank(self.at(0)) || is_break(self.at(0)) {
                if is_break(self.at(0)) {
                    let c = self.take_break();
                    if broken {
                        gap.other_breaks.push(c);
                    } else {
                        gap.push_break(c);
                    }
                    continue;
                }
                if gap.first_break.is_none() && !broken {
                    gap.blanks.push(self.at(0));
                }
                self.skip();
            }
            if !gap.is_empty() || broken {
                gap.fold_into(&mut text);
            }
        }
    }

    fn scan_escape(&mut self) -> Result<char, YamlError> {
        let digits = match self.at(1) {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            c => {
                let value = match c {
                    '0' => '\0',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    't' | '\t' => '\t',
                    'n' => '\n',
                    'v' => '\u{b}',
                    'f' => '\u{c}',
                    'r' => '\r',
                    'e' => '\u{1b}',
                    ' ' => ' ',
                    '"' => '"',
                    '\'' => '\'',
                    '\\' => '\\',
                    'N' => '\u{85}',
                    '_' => '\u{a0}',
                    'L' => '\u{2028}',
                    'P' => '\u{2029}',
                    _ => return Err(self.mark.scanner_error("found unknown escape character")),
                };
                self.skip();
                self.skip();
                return Ok(value);
            }
        };
        self.skip();
        self.skip();
        let mut value = 0_u32;
        for ahead in 0..digits {
            let digit = self.at(ahead).to_digit(16).ok_or_else(|| {
                self.mark
                    .scanner_error("did not find expected hexdecimal number")
            })?;
            value = value << 4 | digit;
        }
        let c = char::from_u32(value).ok_or_else(|| {
            self.mark
                .scanner_error("found invalid Unicode character escape code")
        })?;
        for _ in 0..digits {
            self.skip();
        }
        Ok(c)
    }

    pub(super) fn scan_block_scalar(
        &mut self,
        literal: bool,
    ) -> Result<Zeroizing<String>, YamlError> {
        self.skip();
        let (keep, strip, increment) = self.scan_block_header()?;
        let mut indent = match (increment, self.indent) {
            (0, _) => 0,
            (increment, indent) => indent.max(0) + increment,
        };
        let mut text = Zeroizing::new(String::new());
        let mut leading_break = None;
        let mut leading_blank = false;
        let mut breaks = self.scan_block_breaks(&mut indent)?;
        while self.mark.column == indent && self.at(0) != END {
            let blank = is_blank(self.at(0));
            match leading_break.take() {
                Some('\n') if !literal && !leading_blank && !blank => {
                    text.push_str(if breaks.is_empty() { " " } else { "" });
                }
                Some(c) => text.push(c),
                None => {}
            }
            text.push_str(&breaks);
            leading_blank = blank;
            while !is_break_or_end(self.at(0)) {
                text.push(self.at(0));
                self.skip();
            }
            if is_break(self.at(0)) {
                leading_break = Some(self.take_break());
            }
            breaks = self.scan_block_breaks(&mut indent)?;
        }
        if let Some(c) = leading_break.filter(|_| !strip) {
            text.push(c);
        }
        if keep {
            text.push_str(&breaks);
        }
        Ok(text)
    }

    /// What follows `|` or `>`: keep (`+`), strip (`-`), and the indentation if it is given.
    fn scan_block_header(&mut self) -> Result<(bool, bool, isize), YamlError> {
        let (mut keep, mut strip, mut increment) = (false, false, 0);
        for _ in 0..2 {
            match self.at(0) {
                '+' if !keep && !strip => keep = true,
                '-' if !keep && !strip => strip = true,
                '0' if increment == 0 => {
                    return Err(self
                        .mark
                        .scanner_error("found an indentation indicator equal to 0"));
                }
                c @ '1'..='9' if increment == 0 => {
                    increment = c
                        .to_digit(10)
                        .and_then(|digit| isize::try_from(digit).ok())
                        .unwrap_or_default();
                }
                _ => break,
            }
            self.skip();
        }
        while is_blank(self.at(0)) {
            self.skip();
        }
        if self.at(0) == '#' {
            while !is_break_or_end(self.at(0)) {
                self.skip();
            }
        }
        if !is_break_or_end(self.at(0)) {
            return Err(self
                .mark
                .scanner_error("did not find expected comment or line break"));
        }
        if is_break(self.at(0)) {
            self.take_break();
        }
        Ok((keep, strip, increment))
    }

    /// Indentation and empty lines; finds the indentation if it is not given.
    fn scan_block_breaks(&mut self, indent: &mut isize) -> Result<String, YamlError> {
        let mut breaks = String::new();
        let mut deepest = 0;
        loop {
            while (*indent == 0 || self.mark.column < *indent) && self.at(0) == ' ' {
                self.skip();
            }
            deepest = deepest.max(self.mark.column);
            if (*indent == 0 || self.mark.column < *indent) && self.at(0) == '\t' {
                return Err(self.mark.scanner_error(
                    "found a tab character where an indentation space is expected",
                ));
            }
            if !is_break(self.at(0)) {
                break;
            }
            breaks.push(self.take_break());
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(breaks)
    }
}
