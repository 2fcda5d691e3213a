//! Long random words, and the shape of a line that nothing is known of.

use super::key::is_base64;
use super::span::Spans;

/// Characters from which on a random word is taken for a secret.
const LONG: usize = 32;

/// Adds each long random word of the line.
pub(super) fn find(line: &str, spans: &mut Spans) {
    let mut from = 0;
    while let Some(start) = line
        .get(from..)
        .and_then(|rest| rest.find(is_base64).map(|at| from + at))
    {
        let rest = line.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| !is_base64(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if is_random(word) {
            spans.add(start, start + length);
        }
        from = start + length;
    }
}

/// Whether a word is as random as base64 is: of capitals, small letters and digits that change all the time. Fingerprints
/// and serial numbers have one kind of letters, paths and names few changes.
pub(super) fn is_random(word: &str) -> bool {
    if word.len() < LONG {
        return false;
    }
    let kind = |c: char| match c {
        'a'..='z' => 1,
        'A'..='Z' => 2,
        '0'..='9' => 3,
        _ => 0,
    };
    let kinds: Vec<u8> = word.chars().map(kind).filter(|kind| *kind > 0).collect();
    let has = |one: u8| kinds.contains(&one);
    let changes = kinds
        .windows(2)
        .filter(|pair| pair.first() != pair.last())
        .count();
    has(1) && has(2) && changes * 3 >= kinds.len()
}

/// The longest word that an unknown line shows.
const WORD: usize = 24;

/// A line that is not known, its words without its values: what stands in quotes, behind `=`, or is no plain word goes.
pub(in crate::message) fn shape(line: &str) -> String {
    let mut out = String::with_capacity(line.len().min(1024));
    let mut quote = None;
    let mut word = String::new();
    let mut hidden = false;
    let mut chars = line.chars().peekable();
    let flush = |word: &mut String, out: &mut String, hidden: bool| {
        if word.is_empty() {
            return;
        }
        let plain = !hidden && word.len() <= WORD && word.chars().all(char::is_alphabetic);
        if plain {
            out.push_str(word);
        } else if !out.ends_with('…') {
            out.push('…');
        }
        word.clear();
    };
    while let Some(c) = chars.next() {
        if c.is_alphanumeric()
            || (matches!(c, '+' | '/' | '_' | '-' | '.')
                && !word.is_empty()
                && chars.peek().is_some_and(|next| next.is_alphanumeric()))
        {
            word.push(c);
            continue;
        }
        flush(&mut word, &mut out, hidden || quote.is_some());
        match c {
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() && starts_quote(&out) => quote = Some(c),
            _ => {}
        }
        hidden = c == '=' || (hidden && !c.is_whitespace());
        let covered = out.ends_with('…') && !out.ends_with("[…");
        if covered && (quote.is_some() || (hidden && !c.is_whitespace())) {
            continue;
        }
        out.push(c);
    }
    flush(&mut word, &mut out, hidden || quote.is_some());
    out
}

/// An apostrophe within a word begins nothing.
fn starts_quote(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_words_are_told_from_others() {
        assert!(is_random("MIIEpAIBAAKCAQEA7bq3X1Zk9fQm2V8sT0"));
        assert!(!is_random(
            "0123456789abcdef0123456789abcdef0123456789abcdef"
        ));
        assert!(!is_random("/etc/kubernetes/pki/apiserver-kubelet-client"));
        assert!(!is_random("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assert!(!is_random("short1A"));
    }

    #[test]
    fn a_line_keeps_its_words_and_loses_its_values() {
        assert_eq!(
            shape("the weather is fine, code=hunter2 and \"quoted text\" x1y2"),
            "the weather is fine, code=… and \"…\" …"
        );
        assert_eq!(
            shape("x509: certificate was signed"),
            "…: certificate was signed"
        );
    }
}
