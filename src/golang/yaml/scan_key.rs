//! Keys: with `?`, and those that turn out to be some by the `:` behind them.

use super::error::YamlError;
use super::scan::{PossibleKey, Scanner};
use super::token::TokenKind;

/// libyaml: a key without `?` is at most so long.
const MAX_KEY: usize = 1024;

impl Scanner {
    /// Forgets a key that is too long or on an earlier line.
    pub(super) fn key_is_valid(&mut self, level: usize) -> Result<bool, YamlError> {
        let Some(slot) = self.keys.get_mut(level) else {
            return Ok(false);
        };
        let Some(key) = *slot else { return Ok(false) };
        if key.mark.line < self.mark.line || key.mark.index + MAX_KEY < self.mark.index {
            if key.required {
                return Err(self.mark.scanner_error("could not find expected ':'"));
            }
            *slot = None;
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn key(&mut self) -> Result<(), YamlError> {
        let mark = self.mark;
        if self.flow_level == 0 {
            if !self.key_allowed {
                return Err(mark.scanner_error("mapping keys are not allowed in this context"));
            }
            self.roll(mark.column, None, TokenKind::BlockMappingStart, mark);
        }
        self.drop_key()?;
        self.key_allowed = self.flow_level == 0;
        self.skip();
        self.push(TokenKind::Key, mark);
        Ok(())
    }

    pub(super) fn value(&mut self) -> Result<(), YamlError> {
        let mark = self.mark;
        let level = self.keys.len().saturating_sub(1);
        let key = if self.key_is_valid(level)? {
            self.keys.get_mut(level).and_then(Option::take)
        } else {
            None
        };
        match key {
            Some(key) => {
                self.insert(key.number, TokenKind::Key, key.mark);
                let kind = TokenKind::BlockMappingStart;
                self.roll(key.mark.column, Some(key.number), kind, key.mark);
                self.key_allowed = false;
            }
            None => {
                if self.flow_level == 0 {
                    if !self.key_allowed {
                        return Err(
                            mark.scanner_error("mapping values are not allowed in this context")
                        );
                    }
                    self.roll(mark.column, None, TokenKind::BlockMappingStart, mark);
                }
                self.key_allowed = self.flow_level == 0;
            }
        }
        self.skip();
        self.push(TokenKind::Value, mark);
        Ok(())
    }

    /// The token that follows may be a key.
    pub(super) fn save_key(&mut self) -> Result<(), YamlError> {
        if !self.key_allowed {
            return Ok(());
        }
        let key = PossibleKey {
            required: self.flow_level == 0 && self.indent == self.mark.column,
            number: self.taken + self.tokens.len(),
            mark: self.mark,
        };
        self.drop_key()?;
        if let Some(slot) = self.keys.last_mut() {
            *slot = Some(key);
        }
        Ok(())
    }

    /// What may have been a key at this flow level is none.
    pub(super) fn drop_key(&mut self) -> Result<(), YamlError> {
        match self.keys.last_mut().and_then(Option::take) {
            Some(key) if key.required => {
                Err(self.mark.scanner_error("could not find expected ':'"))
            }
            _ => Ok(()),
        }
    }
}
