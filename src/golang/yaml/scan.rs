//! Characters to tokens: libyaml's scanner, with its look-ahead for keys without `?`.

use std::collections::VecDeque;

use super::error::YamlError;
use super::token::{Mark, Token, TokenKind};

/// Scans on demand, so that what follows the first document is never looked at.
pub(super) struct Scanner {
    chars: Vec<char>,
    pub(super) mark: Mark,
    pub(super) tokens: VecDeque<Token>,
    /// How many tokens were handed out: numbers a key's token.
    pub(super) taken: usize,
    started: bool,
    pub(super) flow_level: usize,
    /// The column of the innermost block collection; -1 outside all.
    pub(super) indent: isize,
    indents: Vec<isize>,
    /// Whether a key without `?` may begin here.
    pub(super) key_allowed: bool,
    /// One for each flow level: the token that turns out to be a key if a `:` follows.
    pub(super) keys: Vec<Option<PossibleKey>>,
}

/// A token that may turn out to be a key.
#[derive(Clone, Copy)]
pub(super) struct PossibleKey {
    /// It stands where only a key can stand.
    pub(super) required: bool,
    /// The number of its token.
    pub(super) number: usize,
    pub(super) mark: Mark,
}

impl Scanner {
    pub(super) fn new(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            mark: Mark::default(),
            tokens: VecDeque::new(),
            taken: 0,
            started: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            key_allowed: true,
            keys: vec![None],
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Result<&Token, YamlError> {
        while self.needs_more()? {
            self.fetch()?;
        }
        // `needs_more` has seen to it that there is one.
        self.tokens
            .front()
            .ok_or_else(|| self.mark.scanner_error("found unexpected end of stream"))
    }

    /// Takes the token that `peek` has shown.
    pub(super) fn take(&mut self) -> Option<Token> {
        self.taken += 1;
        self.tokens.pop_front()
    }

    /// Whether the first token may yet get a KEY in front of it.
    fn needs_more(&mut self) -> Result<bool, YamlError> {
        if self.tokens.is_empty() {
            return Ok(true);
        }
        let level = self
            .keys
            .iter()
            .position(|key| key.is_some_and(|key| key.number == self.taken));
        match level {
            Some(level) => self.key_is_valid(level),
            None => Ok(false),
        }
    }

    fn fetch(&mut self) -> Result<(), YamlError> {
        if !self.started {
            self.started = true;
            self.push(TokenKind::StreamStart, self.mark);
            return Ok(());
        }
        self.skip_to_token();
        self.unroll(self.mark.column);
        let mark = self.mark;
        let here = self.at(0);
        let blank_next = is_blank_or_end(self.at(1));
        let flow = self.flow_level > 0;
        match here {
            END => self.stream_end(),
            '%' if mark.column == 0 => {
                self.leave_blocks()?;
                let kind = self.scan_directive()?;
                self.push(kind, mark);
                Ok(())
            }
            '-' if self.at_document_mark('-') => self.document_mark(TokenKind::DocumentStart),
            '.' if self.at_document_mark('.') => self.document_mark(TokenKind::DocumentEnd),
            '[' => self.flow_start(TokenKind::FlowSequenceStart),
            '{' => self.flow_start(TokenKind::FlowMappingStart),
            ']' => self.flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.flow_end(TokenKind::FlowMappingEnd),
            ',' => {
                self.drop_key()?;
                self.key_allowed = true;
                self.skip();
                self.push(TokenKind::FlowEntry, mark);
                Ok(())
            }
            '-' if blank_next => self.block_entry(),
            '?' if flow || blank_next => self.key(),
            ':' if flow || blank_next => self.value(),
            '*' | '&' => {
                self.save_key()?;
                self.key_allowed = false;
                let name = self.scan_anchor()?;
                let kind = if here == '*' {
                    TokenKind::Alias(name)
                } else {
                    TokenKind::Anchor(name)
                };
                self.push(kind, mark);
                Ok(())
            }
            '!' => {
                self.save_key()?;
                self.key_allowed = false;
                let kind = self.scan_tag()?;
                self.push(kind, mark);
                Ok(())
            }
            '|' | '>' if !flow => {
                self.drop_key()?;
                self.key_allowed = true;
                let text = self.scan_block_scalar(here == '|')?;
                self.push(TokenKind::Scalar { text, plain: false }, mark);
                Ok(())
            }
            '\'' | '"' => {
                self.save_key()?;
                self.key_allowed = false;
                let text = self.scan_quoted(here)?;
                self.push(TokenKind::Scalar { text, plain: false }, mark);
                Ok(())
            }
            _ if self.begins_plain(here) => {
                self.save_key()?;
                self.key_allowed = false;
                let text = self.scan_plain()?;
                self.push(TokenKind::Scalar { text, plain: true }, mark);
                Ok(())
            }
            _ => Err(mark.scanner_error("found character that cannot start any token")),
        }
    }

    fn begins_plain(&self, here: char) -> bool {
        let next = self.at(1);
        match here {
            '-' => !matches!(next, ' ' | '\t'),
            '?' | ':' => self.flow_level == 0 && !is_blank_or_end(next),
            _ => !(is_blank_or_end(here) || ",[]{}#&*!|>'\"%@`".contains(here)),
        }
    }

    fn skip_to_token(&mut self) {
        loop {
            // A tab is no indentation: it may stand only where no key can begin.
            while self.at(0) == ' '
                || ((self.flow_level > 0 || !self.key_allowed) && self.at(0) == '\t')
            {
                self.skip();
            }
            if self.at(0) == '#' {
                while !is_break_or_end(self.at(0)) {
                    self.skip();
                }
            }
            if !is_break(self.at(0)) {
                return;
            }
            self.take_break();
            if self.flow_level == 0 {
                self.key_allowed = true;
            }
        }
    }

    fn stream_end(&mut self) -> Result<(), YamlError> {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
        self.leave_blocks()?;
        self.push(TokenKind::StreamEnd, self.mark);
        Ok(())
    }

    fn leave_blocks(&mut self) -> Result<(), YamlError> {
        self.unroll(-1);
        self.drop_key()?;
        self.key_allowed = false;
        Ok(())
    }

    fn document_mark(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.leave_blocks()?;
        let mark = self.mark;
        for _ in 0..3 {
            self.skip();
        }
        self.push(kind, mark);
        Ok(())
    }

    fn flow_start(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.save_key()?;
        self.keys.push(None);
        self.flow_level += 1;
        self.key_allowed = true;
        let mark = self.mark;
        self.skip();
        self.push(kind, mark);
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.drop_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.keys.pop();
        }
        self.key_allowed = false;
        let mark = self.mark;
        self.skip();
        self.push(kind, mark);
        Ok(())
    }

    fn block_entry(&mut self) -> Result<(), YamlError> {
        let mark = self.mark;
        if self.flow_level == 0 {
            if !self.key_allowed {
                return Err(
                    mark.scanner_error("block sequence entries are not allowed in this context")
                );
            }
            self.roll(mark.column, None, TokenKind::BlockSequenceStart, mark);
        }
        self.drop_key()?;
        self.key_allowed = true;
        self.skip();
        self.push(TokenKind::BlockEntry, mark);
        Ok(())
    }

    /// Begins a block collection if this column is deeper.
    pub(super) fn roll(
        &mut self,
        column: isize,
        number: Option<usize>,
        kind: TokenKind,
        mark: Mark,
    ) {
        if self.flow_level == 0 && self.indent < column {
            self.indents.push(self.indent);
            self.indent = column;
            match number {
                Some(number) => self.insert(number, kind, mark),
                None => self.push(kind, mark),
            }
        }
    }

    /// Ends the block collections that are deeper than this column.
    fn unroll(&mut self, column: isize) {
        while self.flow_level == 0 && self.indent > column {
            self.push(TokenKind::BlockEnd, self.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    pub(super) fn push(&mut self, kind: TokenKind, mark: Mark) {
        self.tokens.push_back(Token { kind, mark });
    }

    pub(super) fn insert(&mut self, number: usize, kind: TokenKind, mark: Mark) {
        let at = number.saturating_sub(self.taken).min(self.tokens.len());
        self.tokens.insert(at, Token { kind, mark });
    }

    /// The character so far ahead.
    pub(super) fn at(&self, ahead: usize) -> char {
        self.chars
            .get(self.mark.index + ahead)
            .copied()
            .unwrap_or(END)
    }

    pub(super) fn skip(&mut self) {
        if self.mark.index < self.chars.len() {
            self.mark.index += 1;
            self.mark.column += 1;
        }
    }

    /// Passes a line break and says what it is in a scalar.
    pub(super) fn take_break(&mut self) -> char {
        let here = self.at(0);
        self.mark.index += if here == '\r' && self.at(1) == '\n' {
            2
        } else {
            1
        };
        self.mark.column = 0;
        self.mark.line += 1;
        match here {
            '\u{2028}' | '\u{2029}' => here,
            _ => '\n',
        }
    }

    /// `---` or `...` alone at the beginning of a line.
    pub(super) fn at_document_mark(&self, c: char) -> bool {
        self.mark.column == 0
            && (0..3).all(|ahead| self.at(ahead) == c)
            && is_blank_or_end(self.at(3))
    }
}

/// Stands for the end: the reader has refused NUL as a control character.
pub(super) const END: char = '\0';

pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_break_or_end(c: char) -> bool {
    is_break(c) || c == END
}

pub(super) fn is_blank_or_end(c: char) -> bool {
    is_blank(c) || is_break_or_end(c)
}
