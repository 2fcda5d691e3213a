//! A bounded memory of what a text was parsed to: thousands of leaves share a few CAs.

use std::collections::HashMap;

/// Octets of text in one generation.
const GENERATION: usize = 2 << 20;
/// A longer text is not remembered.
const TEXT: usize = 1 << 20;

/// Remembers by the text itself, in two generations: what is used while the younger one fills up lives on.
pub(super) struct Memo<V> {
    young: HashMap<Box<str>, V>,
    old: HashMap<Box<str>, V>,
    octets: usize,
}

impl<V: Clone> Memo<V> {
    pub(super) fn new() -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            octets: 0,
        }
    }

    /// What `text` was parsed to, now or before.
    pub(super) fn get(&mut self, text: &str, parse: impl FnOnce() -> V) -> V {
        if let Some(value) = self.young.get(text) {
            return value.clone();
        }
        let value = match self.old.remove(text) {
            Some(value) => value,
            None => parse(),
        };
        if text.len() <= TEXT {
            if self.octets + text.len() > GENERATION {
                self.old = std::mem::take(&mut self.young);
                self.octets = 0;
            }
            self.octets += text.len();
            self.young.insert(text.into(), value.clone());
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_once_and_forgets_the_unused() {
        let mut memo = Memo::new();
        let mut parsed = 0;
        for _ in 0..3 {
            memo.get("a", || parsed += 1);
        }
        assert_eq!(parsed, 1);
        for index in 0..40 {
            let long = format!("{index:02}").repeat(TEXT / 2);
            memo.get(&long, || ());
            memo.get("a", || parsed += 1);
        }
        assert_eq!(parsed, 1, "it is used all the time");
        for index in 100..140 {
            let long = format!("{index}x").repeat(TEXT / 4);
            memo.get(&long, || ());
        }
        memo.get("a", || parsed += 1);
        assert_eq!(parsed, 2);
    }
}
