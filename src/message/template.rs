//! Messages as patterns: literal text with `{holes}`.
//!
//! A pattern may stand anywhere in a line, since programs put things around it; `^` and `$` at its ends tie it to them.

use super::quoted::quoted;

/// What stood in the holes, in order.
pub(super) type Holes = Vec<(&'static str, String)>;

/// How often a pattern's first literal is tried in one text: enough for any log line, and no more work than linear.
const TRIES: usize = 32;

/// How a hole ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// A string in Go's quotes.
    Quoted,
    /// Digits.
    Number,
    /// No blank and no quote.
    Word,
    /// Up to the last place of what follows.
    Greedy,
    /// Up to the first place of what follows, or to the end.
    Text,
}

fn extent(hole: &str) -> Extent {
    match hole {
        "hint" | "candidate" | "quoted" | "value" => Extent::Quoted,
        "bits" | "bytes" | "count" | "maximum" | "position" => Extent::Number,
        "now" | "limit" | "wanted" | "status" => Extent::Word,
        "offered" => Extent::Greedy,
        _ => Extent::Text,
    }
}

/// Finds `template` in `text`.
pub(super) fn find(template: &'static str, text: &str) -> Option<Holes> {
    let (start, template) = match template.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, template),
    };
    let (end, template) = match template.strip_suffix('$') {
        Some(rest) => (true, rest),
        None => (false, template),
    };
    let (first, rest) = split_literal(template);
    if start {
        return fill(rest, text.strip_prefix(first)?, end);
    }
    text.match_indices(first)
        .take(TRIES)
        .find_map(|(at, _)| fill(rest, text.get(at + first.len()..)?, end))
}

/// The literal before the next hole, and the rest from the hole on.
fn split_literal(template: &'static str) -> (&'static str, &'static str) {
    template.split_at(template.find('{').unwrap_or(template.len()))
}

fn fill(mut template: &'static str, mut text: &str, whole: bool) -> Option<Holes> {
    let mut holes = Holes::new();
    while let Some(rest) = template.strip_prefix('{') {
        let (name, rest) = rest.split_once('}')?;
        let (literal, next) = split_literal(rest);
        let (value, behind) = take(name, literal, text)?;
        text = behind.strip_prefix(literal)?;
        holes.push((name, value));
        template = next;
    }
    (!whole || text.is_empty()).then_some(holes)
}

/// The hole's value and the text from the following literal on.
fn take<'a>(name: &str, literal: &str, text: &'a str) -> Option<(String, &'a str)> {
    let word = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    match extent(name) {
        Extent::Quoted => quoted(text),
        Extent::Number => {
            let end = text
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len());
            (end > 0).then(|| text.split_at(end)).map(owned)
        }
        Extent::Word if literal.is_empty() => {
            let (value, rest) = text.split_at(text.find(word).unwrap_or(text.len()));
            let value = value.trim_end_matches([',', ';', ']', ')']);
            (!value.is_empty()).then(|| (value.to_owned(), rest))
        }
        Extent::Word => {
            let (value, rest) = text.split_at(text.find(literal)?);
            (!value.contains(word)).then(|| (value.to_owned(), rest))
        }
        Extent::Greedy => Some(owned(text.split_at(text.rfind(literal)?))),
        Extent::Text if literal.is_empty() => {
            Some((text.trim_end_matches('"').trim_end().to_owned(), ""))
        }
        Extent::Text => Some(owned(text.split_at(text.find(literal)?))),
    }
}

fn owned<'a>((value, rest): (&str, &'a str)) -> (String, &'a str) {
    (value.to_owned(), rest)
}

/// The words of a template's literals, for likeness.
pub(super) fn words(template: &str) -> impl Iterator<Item = &str> {
    template
        .split(['{', '}'])
        .step_by(2)
        .flat_map(|literal| literal.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled() {
        assert_eq!(
            find(
                "valid for {offered}, not {wanted}",
                "x: valid for a, not b, not c\""
            ),
            Some(vec![
                ("offered", "a, not b".to_owned()),
                ("wanted", "c".to_owned())
            ])
        );
        assert_eq!(
            find("of {hint} while {candidate})", r#"of "a \"b\"" while "c")"#),
            Some(vec![
                ("hint", "a \"b\"".to_owned()),
                ("candidate", "c".to_owned())
            ])
        );
        assert_eq!(find("^EOF$", "EOF"), Some(vec![]));
        assert_eq!(find("^EOF$", "error: EOF"), None);
        assert_eq!(find("{bits}-bit keys", "crypto/rsa: x-bit keys"), None);
        assert_eq!(
            find("rsa: {bits}-bit keys", "rsa: 768-bit keys"),
            Some(vec![("bits", "768".to_owned())])
        );
    }
}
