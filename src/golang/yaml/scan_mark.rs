//! Anchors, tags and directives.

use super::error::YamlError;
use super::scan::{END, Scanner, is_blank, is_blank_or_end, is_break, is_break_or_end};
use super::token::TokenKind;

impl Scanner {
    fn error<T>(&self, text: &'static str) -> Result<T, YamlError> {
        Err(self.mark.scanner_error(text))
    }

    /// Letters, digits, `_` and `-`.
    fn scan_word(&mut self) -> String {
        let mut word = String::new();
        while is_word(self.at(0)) {
            word.push(self.at(0));
            self.skip();
        }
        word
    }

    pub(super) fn scan_anchor(&mut self) -> Result<String, YamlError> {
        self.skip();
        let name = self.scan_word();
        let next = self.at(0);
        if name.is_empty() || !(is_blank_or_end(next) || "?:,]}%@`".contains(next)) {
            return self.error("did not find expected alphabetic or numeric character");
        }
        Ok(name)
    }

    pub(super) fn scan_tag(&mut self) -> Result<TokenKind, YamlError> {
        let (handle, suffix) = if self.at(1) == '<' {
            self.skip();
            self.skip();
            let uri = self.scan_uri("")?;
            if self.at(0) != '>' {
                return self.error("did not find the expected '>'");
            }
            self.skip();
            (String::new(), uri)
        } else {
            let handle = self.scan_handle(false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.scan_uri("")?;
                (handle, suffix)
            } else {
                let suffix = self.scan_uri(&handle)?;
                if suffix.is_empty() {
                    (String::new(), "!".to_owned())
                } else {
                    ("!".to_owned(), suffix)
                }
            }
        };
        if !is_blank_or_end(self.at(0)) {
            return self.error("did not find expected whitespace or line break");
        }
        Ok(TokenKind::Tag { handle, suffix })
    }

    fn scan_handle(&mut self, directive: bool) -> Result<String, YamlError> {
        if self.at(0) != '!' {
            return self.error("did not find expected '!'");
        }
        self.skip();
        let mut handle = format!("!{}", self.scan_word());
        if self.at(0) == '!' {
            handle.push('!');
            self.skip();
        } else if directive && handle != "!" {
            return self.error("did not find expected '!'");
        }
        Ok(handle)
    }

    /// `head` is what was taken for a handle and is the beginning of the URI.
    fn scan_uri(&mut self, head: &str) -> Result<String, YamlError> {
        let mut uri = head.get(1..).unwrap_or_default().to_owned();
        let mut found = !head.is_empty();
        while is_word(self.at(0)) || ";/?:@&=+$,.!~*'()[]%".contains(self.at(0)) {
            found = true;
            if self.at(0) == '%' {
                let octet = self.at(1).to_digit(16).zip(self.at(2).to_digit(16));
                let Some((high, low)) = octet else {
                    return self.error("did not find URI escaped octet");
                };
                // Tags are compared with ASCII names only.
                uri.push(char::from_u32(high << 4 | low).unwrap_or(END));
                self.skip();
                self.skip();
            } else {
                uri.push(self.at(0));
            }
            self.skip();
        }
        if !found {
            return self.error("did not find expected tag URI");
        }
        Ok(uri)
    }

    pub(super) fn scan_directive(&mut self) -> Result<TokenKind, YamlError> {
        self.skip();
        let name = self.scan_word();
        if name.is_empty() {
            return self.error("could not find expected directive name");
        }
        if !is_blank_or_end(self.at(0)) {
            return self.error("found unexpected non-alphabetical character");
        }
        let kind = match name.as_str() {
            "YAML" => {
                self.skip_blanks();
                let major = self.scan_version_number()?;
                if self.at(0) != '.' {
                    return self.error("did not find expected digit or '.' character");
                }
                self.skip();
                let minor = self.scan_version_number()?;
                TokenKind::VersionDirective {
                    supported: (major, minor) == (1, 1),
                }
            }
            "TAG" => {
                self.skip_blanks();
                let handle = self.scan_handle(true)?;
                if !is_blank(self.at(0)) {
                    return self.error("did not find expected whitespace");
                }
                self.skip_blanks();
                let prefix = self.scan_uri("")?;
                if !is_blank_or_end(self.at(0)) {
                    return self.error("did not find expected whitespace or line break");
                }
                TokenKind::TagDirective { handle, prefix }
            }
            _ => return self.error("found unknown directive name"),
        };
        self.skip_blanks();
        if self.at(0) == '#' {
            while !is_break_or_end(self.at(0)) {
                self.skip();
            }
        }
        if !is_break_or_end(self.at(0)) {
            return self.error("did not find expected comment or line break");
        }
        if is_break(self.at(0)) {
            self.take_break();
        }
        Ok(kind)
    }

    fn skip_blanks(&mut self) {
        while is_blank(self.at(0)) {
            self.skip();
        }
    }

    fn scan_version_number(&mut self) -> Result<u32, YamlError> {
        let (mut value, mut length) = (0_u32, 0);
        while let Some(digit) = self.at(0).to_digit(10) {
            length += 1;
            if length > 9 {
                return self.error("found extremely long version number");
            }
            value = value.saturating_mul(10).saturating_add(digit);
            self.skip();
        }
        if length == 0 {
            return self.error("did not find expected version number");
        }
        Ok(value)
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}
