//! Lines and white space as Go's `bytes` package sees them.

use memchr::memchr;

/// The line that starts at `start`, without its end and without trailing blanks, and where the next one starts
/// (pem.go `getLine`).
pub(super) fn line_at(text: &[u8], start: usize) -> (&[u8], usize) {
    let rest = text.get(start..).unwrap_or_default();
    let (line, next) = match memchr(b'\n', rest) {
        Some(end) => {
            let line = rest.get(..end).unwrap_or_default();
            (line.strip_suffix(b"\r").unwrap_or(line), start + end + 1)
        }
        None => (rest, text.len()),
    };
    (trim_end(line), next)
}

/// Without blanks at the end (`bytes.TrimRight(line, " \t")`).
pub(super) fn trim_end(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = line {
        line = rest;
    }
    line
}

/// Without Unicode white space at both ends (`bytes.TrimSpace`).
pub(super) fn trim_space(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = strip_space(text, First) {
        text = rest;
    }
    while let Some(rest) = strip_space(text, Last) {
        text = rest;
    }
    text
}

enum End {
    First,
    Last,
}
use End::{First, Last};

/// One character of white space less; no such character is longer than three bytes.
fn strip_space(text: &[u8], end: End) -> Option<&[u8]> {
    (1..=3).find_map(|length| {
        let (character, rest) = match end {
            First => text.split_at_checked(length)?,
            Last => {
                let (rest, character) = text.split_at_checked(text.len().checked_sub(length)?)?;
                (character, rest)
            }
        };
        let character = std::str::from_utf8(character).ok()?;
        let mut characters = character.chars();
        let is_space = characters.next().is_some_and(char::is_whitespace);
        (is_space && characters.next().is_none()).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_lines_as_go() {
        assert_eq!(line_at(b"a \t\r\nb", 0), (&b"a"[..], 5));
        assert_eq!(line_at(b"a\r \nb", 0), (&b"a\r"[..], 4));
        assert_eq!(line_at(b"a\r", 0), (&b"a\r"[..], 2));
        assert_eq!(line_at(b"a", 7), (&b""[..], 1));
    }

    #[test]
    fn trims_unicode_space() {
        assert_eq!(trim_space(" \u{a0}\x0b x y\u{2003}\r".as_bytes()), b"x y");
        assert_eq!(trim_space(b"\xa0x\x85"), b"\xa0x\x85");
        assert_eq!(trim_space(b" \t "), b"");
    }
}
