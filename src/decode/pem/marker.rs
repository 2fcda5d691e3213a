//! Lines that are, or look as if they were meant to be, `-----BEGIN X-----` or `-----END X-----`.

use memchr::memmem;

use super::SkipReason;

/// A line that somebody would take for `BEGIN` or `END`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    /// What stands before the dashes.
    pub(super) before: &'a [u8],
    /// Between the word and the closing dashes.
    pub(super) label: &'a [u8],
    /// What stands after the closing dashes.
    pub(super) after: &'a [u8],
    opening: Dashes,
    closing: Dashes,
}

/// A run of dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dashes {
    Five,
    Other,
    Unicode,
}

impl<'a> Marker<'a> {
    /// Reads a line; `word` is `BEGIN ` or `END `.
    pub(super) fn find(line: &'a [u8], word: &str) -> Option<Self> {
        let mut from = 0;
        loop {
            let at = from + memmem::find(line.get(from..)?, word.as_bytes())?;
            let (front, rest) = line.split_at_checked(at)?;
            let (before, opening) = split_dashes_back(front.trim_ascii_end());
            // Two dashes at least: prose has one.
            let Some(mut opening) = opening else {
                from = at + 1;
                continue;
            };
            if front.ends_with(b" ") && opening == Dashes::Five {
                opening = Dashes::Other;
            }
            let rest = rest.get(word.len()..)?;
            let (label, rest) = rest.split_at_checked(label_length(rest))?;
            let (closing, after) = split_dashes(rest);
            return Some(Self {
                before,
                label,
                after,
                opening,
                closing,
            });
        }
    }

    /// What is wrong with a `BEGIN` line by itself.
    pub(super) fn begin_fault(&self) -> Option<SkipReason> {
        let joined = self.before.contains(&b'-') && !self.before.trim_ascii_end().is_empty();
        let is_space = |text: &[u8]| {
            std::str::from_utf8(text).is_ok_and(|text| text.chars().all(char::is_whitespace))
        };
        if has_literal_newline(self.before) || has_literal_newline(self.after) {
            return Some(SkipReason::LiteralNewlines);
        }
        if let Some(reason) = self.dash_fault() {
            return Some(reason);
        }
        if self.before == BOM {
            return Some(SkipReason::ByteOrderMark);
        }
        if joined {
            return Some(SkipReason::GluedToEnd);
        }
        if !self.before.is_empty() {
            return Some(if is_space(self.before) {
                SkipReason::Indented
            } else {
                SkipReason::TextBeforeBegin
            });
        }
        (!is_blank(self.after)).then_some(SkipReason::TextAfterBegin)
    }

    /// What is wrong with an `END` line by itself.
    pub(super) fn end_fault(&self, line: u32) -> Option<SkipReason> {
        if let Some(reason) = self.dash_fault() {
            return Some(reason);
        }
        if !self.before.is_empty() {
            return Some(if self.before.trim_ascii().is_empty() {
                SkipReason::EndIndented { line }
            } else {
                SkipReason::EndNotAlone { line }
            });
        }
        (!is_blank(self.after)).then_some(SkipReason::EndNotAlone { line })
    }

    fn dash_fault(&self) -> Option<SkipReason> {
        let either = |dashes| self.opening == dashes || self.closing == dashes;
        if either(Dashes::Unicode) {
            Some(SkipReason::UnicodeDashes)
        } else if either(Dashes::Other) {
            Some(SkipReason::WrongDashes)
        } else {
            None
        }
    }
}

/// Nothing but what pem.go allows at the end of a line.
fn is_blank(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    text.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

fn has_literal_newline(text: &[u8]) -> bool {
    memmem::find(text, br"\n").is_some() || memmem::find(text, br"\r").is_some()
}

/// The label ends where two dashes, or a dash of another kind, begin; no label in use has such.
fn label_length(rest: &[u8]) -> usize {
    (0..rest.len())
        .find(|at| {
            rest.get(*at..).is_some_and(|rest| {
                rest.starts_with(b"--") || rest.starts_with(br"\n") || unicode_dash(rest).is_some()
            })
        })
        .unwrap_or_else(|| rest.trim_ascii_end().len())
}

/// Dashes at the start, and what follows them.
fn split_dashes(text: &[u8]) -> (Dashes, &[u8]) {
    let mut rest = text;
    let (mut count, mut unicode) = (0, false);
    loop {
        if let Some(next) = rest.strip_prefix(b"-") {
            // `-----END X----------BEGIN X-----`: the sixth belongs to the next marker.
            if count == 5 && rest.starts_with(b"-----") {
                break;
            }
            rest = next;
        } else if let Some(next) = unicode_dash(rest) {
            rest = next;
            unicode = true;
        } else {
            break;
        }
        count += 1;
    }
    (kind(count, unicode), rest)
}

/// Dashes at the end, if there are two at least (or one that is longer), and what stands before them.
fn split_dashes_back(text: &[u8]) -> (&[u8], Option<Dashes>) {
    let mut rest = text;
    let (mut count, mut unicode) = (0, false);
    loop {
        if count == 5 && !unicode && rest.ends_with(b"-----") {
            break;
        }
        if let Some(next) = rest.strip_suffix(b"-") {
            rest = next;
        } else if let Some((next, last)) = rest.split_last_chunk::<3>()
            && unicode_dash(last).is_some()
        {
            rest = next;
            unicode = true;
        } else {
            break;
        }
        count += 1;
    }
    let found = (count > 1 || unicode).then(|| kind(count, unicode));
    (rest, found)
}

fn kind(count: usize, unicode: bool) -> Dashes {
    match (count, unicode) {
        (_, true) => Dashes::Unicode,
        (5, false) => Dashes::Five,
        _ => Dashes::Other,
    }
}

/// What word processors and web pages make of `-`: U+2010 to U+2015, U+2212, U+FE58, U+FE63, U+FF0D.
fn unicode_dash(text: &[u8]) -> Option<&[u8]> {
    let (first, rest) = text.split_first_chunk::<3>()?;
    let is_dash = matches!(
        first,
        [0xe2, 0x80, 0x90..=0x95]
            | [0xe2, 0x88, 0x92]
            | [0xef, 0xb9, 0x98 | 0xa3]
            | [0xef, 0xbc, 0x8d]
    );
    is_dash.then_some(rest)
}

/// U+FEFF in UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> Option<SkipReason> {
        Marker::find(line.as_bytes(), "BEGIN ")
            .unwrap()
            .begin_fault()
    }

    #[test]
    fn tells_what_is_wrong_with_a_begin_line() {
        for (line, wanted) in [
            ("-----BEGIN X-----", None),
            ("-----BEGIN X----- \t\r", None),
            ("  -----BEGIN X-----", Some(SkipReason::Indented)),
            ("\u{a0}-----BEGIN X-----", Some(SkipReason::Indented)),
            ("\u{feff}-----BEGIN X-----", Some(SkipReason::ByteOrderMark)),
            ("# -----BEGIN X-----", Some(SkipReason::TextBeforeBegin)),
            ("-----BEGIN X----- MIIB", Some(SkipReason::TextAfterBegin)),
            ("-----BEGIN X----", Some(SkipReason::WrongDashes)),
            ("----BEGIN X-----", Some(SkipReason::WrongDashes)),
            ("----- BEGIN X-----", Some(SkipReason::WrongDashes)),
            ("-----BEGIN X", Some(SkipReason::WrongDashes)),
            ("–––––BEGIN X–––––", Some(SkipReason::UnicodeDashes)),
            ("—–BEGIN X-----", Some(SkipReason::UnicodeDashes)),
            (
                r"-----BEGIN X-----\nMIIB\n",
                Some(SkipReason::LiteralNewlines),
            ),
            (
                "-----END X----------BEGIN X-----",
                Some(SkipReason::GluedToEnd),
            ),
        ] {
            assert_eq!(fault(line), wanted, "{line:?}");
        }
    }

    #[test]
    fn prose_is_no_marker() {
        for line in ["BEGIN the day", "- BEGIN x", "", "BEGIN ", "x-END "] {
            assert_eq!(Marker::find(line.as_bytes(), "BEGIN "), None, "{line:?}");
            assert_eq!(Marker::find(line.as_bytes(), "END "), None, "{line:?}");
        }
    }

    #[test]
    fn reads_the_label() {
        let label = |line: &'static str| Marker::find(line.as_bytes(), "BEGIN ").unwrap().label;
        assert_eq!(label("-----BEGIN RSA PRIVATE KEY-----"), b"RSA PRIVATE KEY");
        assert_eq!(label("-----BEGIN X \r"), b"X");
        assert_eq!(label("–––––BEGIN CERTIFICATE–––––"), b"CERTIFICATE");
    }
}
