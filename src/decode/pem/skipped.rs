//! Finding what looks like PEM and is not read by Go.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::body::Body;
use super::marker::Marker;
use super::{SkipReason, Skipped, Span};

/// Finds all that was meant to be PEM outside of `blocks`, which are those of `text`, in their order.
pub fn skipped(text: &[u8], blocks: impl IntoIterator<Item = Span>) -> Vec<Skipped> {
    let mut found = Vec::new();
    if is_utf16(text) {
        found.push(Skipped {
            reason: SkipReason::Utf16,
            label: None,
            line: 1,
            range: 0..text.len(),
        });
        return found;
    }
    let mut before = Span {
        line: 1,
        range: 0..0,
    };
    let end = Span {
        line: 0,
        range: text.len()..text.len(),
    };
    for block in blocks.into_iter().chain([end]) {
        let gap = before.range.end..block.range.start;
        // In a bundle one block mostly follows the other.
        if !gap.is_empty() {
            let lines = count_lines(text.get(before.range).unwrap_or_default());
            Gap::new(text, gap, before.line.saturating_add(lines)).search(&mut found);
        }
        before = block;
    }
    found
}

/// Whether a text is UTF-16, by its mark or by the zero bytes among the letters of `BEGIN`.
pub(in crate::decode) fn is_utf16(text: &[u8]) -> bool {
    const LETTERS: &[u8] = b"B\0E\0G\0I\0N";
    text.starts_with(b"\xff\xfe")
        || text.starts_with(b"\xfe\xff")
        // Hardly any text has a zero byte, and that is quicker to see.
        || memchr(0, text).is_some() && memmem::find(text, LETTERS).is_some()
}

fn count_lines(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

/// One line, without its end.
#[derive(Clone)]
struct Line<'a> {
    text: &'a [u8],
    number: u32,
    range: Range<usize>,
}

/// Text between blocks, read line by line.
struct Gap<'a> {
    text: &'a [u8],
    position: usize,
    end: usize,
    number: u32,
}

impl<'a> Gap<'a> {
    fn new(text: &'a [u8], range: Range<usize>, line: u32) -> Self {
        Self {
            text,
            position: range.start,
            end: range.end,
            number: line,
        }
    }

    fn peek(&self) -> Option<Line<'a>> {
        let rest = self.text.get(self.position..self.end)?;
        if rest.is_empty() {
            return None;
        }
        let length = memchr(b'\n', rest).unwrap_or(rest.len());
        Some(Line {
            text: rest.get(..length)?,
            number: self.number,
            range: self.position..(self.position + length + 1).min(self.end),
        })
    }

    fn advance(&mut self, line: &Line<'_>) {
        self.position = line.range.end;
        self.number = self.number.saturating_add(1);
    }

    fn search(&mut self, found: &mut Vec<Skipped>) {
        let mut run = Run::default();
        while let Some(line) = self.peek() {
            if let Some(begin) = Marker::find(line.text, "BEGIN ") {
                run.finish(found);
                self.advance(&line);
                found.push(self.candidate(&line, &begin));
            } else if let Some(end) = Marker::find(line.text, "END ") {
                self.advance(&line);
                found.push(run.without_begin(&line, &end));
            } else {
                self.advance(&line);
                run.add(&line, found);
            }
        }
        run.finish(found);
    }

    /// Judges what starts with a `BEGIN` line, and moves past it. The line of its `END` is left to be read again
    /// where another `BEGIN` is glued to it.
    fn candidate(&mut self, begin_line: &Line<'_>, begin: &Marker<'_>) -> Skipped {
        let mut body = Body::default();
        let mut end_fault = Some(SkipReason::EndMissing);
        let mut end_of = begin_line.range.end;
        let starts_line = begin_line
            .range
            .start
            .checked_sub(1)
            .is_none_or(|before| self.text.get(before) == Some(&b'\n'));
        let own = begin
            .begin_fault()
            .or_else(|| (!starts_line).then_some(SkipReason::GluedToEnd));
        // Literal `\n` put the whole block on one line.
        let on_one_line =
            own == Some(SkipReason::LiteralNewlines) && Marker::find(begin.after, "END ").is_some();
        while !on_one_line && let Some(line) = self.peek() {
            if let Some(end) = Marker::find(line.text, "END ") {
                end_fault = end.end_fault(line.number).or_else(|| {
                    (end.label != begin.label)
                        .then_some(SkipReason::EndLabelMismatch { line: line.number })
                });
                if Marker::find(end.after, "BEGIN ").is_none() {
                    self.advance(&line);
                    end_of = line.range.end;
                } else {
                    let length = line.text.len() - end.after.len();
                    self.position += length;
                    end_of = self.position;
                }
                break;
            }
            if Marker::find(line.text, "BEGIN ").is_some() {
                break;
            }
            body.add(line.text, line.number);
            self.advance(&line);
            end_of = line.range.end;
        }
        let reason = own
            .or(end_fault)
            .or_else(|| body.fault())
            .unwrap_or(SkipReason::Unreached);
        Skipped {
            reason,
            label: Some(short_label(begin.label)),
            line: begin_line.number,
            range: begin_line.range.start..end_of,
        }
    }
}

/// What a label may take of a message.
fn short_label(label: &[u8]) -> String {
    String::from_utf8_lossy(label).chars().take(64).collect()
}

/// Lines of base64 that belong to no `BEGIN`.
#[derive(Default)]
struct Run {
    start: Option<(u32, usize)>,
    end: usize,
    characters: usize,
    is_pem: bool,
    /// All of it are hexadecimal digits: a digest, or what Ansible Vault encrypted.
    is_hex: bool,
    is_der: bool,
}

impl Run {
    fn add(&mut self, line: &Line<'_>, found: &mut Vec<Skipped>) {
        let text = line.text.trim_ascii();
        if text.is_empty() {
            return;
        }
        let is_base64 = text.iter().all(
            |byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'='),
        );
        if !is_base64 {
            self.finish(found);
            return;
        }
        if self.start.is_none() {
            self.start = Some((line.number, line.range.start));
            self.is_hex = true;
            // A SEQUENCE of two length octets: a certificate in hexadecimal.
            self.is_der = text.starts_with(b"3082");
            // `-----BEGIN`; after a byte order mark too.
            self.is_pem = text.starts_with(b"LS0tLS1CRUdJT") || text.starts_with(b"77u/LS0tLS1C");
        }
        self.is_hex &= text.iter().all(u8::is_ascii_hexdigit);
        self.characters += text.len();
        self.end = line.range.end;
    }

    /// Reports what was gathered, if it is long enough to have been meant.
    fn finish(&mut self, found: &mut Vec<Skipped>) {
        let run = std::mem::take(self);
        let Some((line, start)) = run.start else {
            return;
        };
        // The smallest certificate in use, Ed25519 with one name, has 300 characters; words and hashes are shorter.
        if run.characters < 160 || run.is_hex && !run.is_der {
            return;
        }
        found.push(Skipped {
            reason: if run.is_pem {
                SkipReason::TwiceEncoded
            } else {
                SkipReason::BareBase64
            },
            label: None,
            line,
            range: start..run.end,
        });
    }

    /// An `END` line that no `BEGIN` belongs to.
    fn without_begin(&mut self, end_line: &Line<'_>, end: &Marker<'_>) -> Skipped {
        let (line, start) = std::mem::take(self)
            .start
            .unwrap_or((end_line.number, end_line.range.start));
        Skipped {
            reason: SkipReason::BeginMissing,
            label: Some(short_label(end.label)),
            line,
            range: start..end_line.range.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Base64Fault, Block, Rules, blocks};
    use super::*;

    fn reasons(text: &str) -> Vec<(u32, SkipReason)> {
        let found: Vec<_> = blocks(text.as_bytes(), Rules::EndFirst).collect();
        skipped(text.as_bytes(), found.iter().map(Block::span))
            .into_iter()
            .map(|skipped| (skipped.line, skipped.reason))
            .collect()
    }

    const BLOCK: &str = "-----BEGIN X-----\nQUJD\n-----END X-----\n";

    #[test]
    fn says_nothing_of_sound_text() {
        for text in [
            "",
            BLOCK,
            "comment\n\n# BEGIN\nsubject=/CN=x\n-----BEGIN X-----\na: b\n\nQQ==\n-----END X-----\nend",
        ] {
            assert_eq!(reasons(text), [], "{text:?}");
        }
    }

    #[test]
    fn gives_the_reason_of_each_skipped_block() {
        use SkipReason::*;
        let wrong = |line, fault| BadBase64 { line, fault };
        for (text, wanted) in [
            (
                "-----BEGIN X-----\nQUJ!\n-----END X-----\n",
                wrong(2, Base64Fault::Character),
            ),
            (
                "-----BEGIN X-----\na: b\n\nQU_D\n-----END X-----\n",
                wrong(4, Base64Fault::UrlSafe),
            ),
            (
                "-----BEGIN X-----\nQUJD\nQUI\n-----END X-----\n",
                wrong(3, Base64Fault::Length),
            ),
            (
                "-----BEGIN X-----\nQQ==\nQUJD\n-----END X-----\n",
                wrong(3, Base64Fault::Padding),
            ),
            (
                "-----BEGIN X-----\nQUJD\n-----END Y-----\n",
                EndLabelMismatch { line: 3 },
            ),
            (
                "-----BEGIN X-----\nQUJD\n  -----END X-----\n",
                EndIndented { line: 3 },
            ),
            (
                "-----BEGIN X-----\nQUJD-----END X-----\n",
                EndNotAlone { line: 2 },
            ),
            (
                "-----BEGIN X-----\nQUJD\n-----END X----- # x\n",
                EndNotAlone { line: 3 },
            ),
            ("-----BEGIN X-----\nQUJD\n", EndMissing),
            ("  -----BEGIN X-----\n  QUJD\n  -----END X-----\n", Indented),
            (
                "\u{feff}-----BEGIN X-----\nQUJD\n-----END X-----\n",
                ByteOrderMark,
            ),
            (
                "-----BEGIN X-----\\nQUJD\\n-----END X-----\\n\n",
                LiteralNewlines,
            ),
            ("–––––BEGIN X–––––\nQUJD\n–––––END X–––––\n", UnicodeDashes),
            ("----BEGIN X----\nQUJD\n----END X----\n", WrongDashes),
            ("-----BEGIN X----- QUJD\n-----END X-----\n", TextAfterBegin),
            (
                "cert: -----BEGIN X-----\nQUJD\n-----END X-----\n",
                TextBeforeBegin,
            ),
            ("QUJD\n-----END X-----\n", BeginMissing),
        ] {
            assert_eq!(reasons(text), [(1, wanted)], "{text:?}");
            let lines = u32::try_from(text.lines().count()).unwrap();
            let good_after = format!("{text}{BLOCK}");
            assert_eq!(reasons(&good_after), [(1, wanted)], "{good_after:?}");
            // The text needs a line end before it; three lines come first.
            let good_before = format!("{BLOCK}{text}");
            let at = reasons(&good_before).first().map(|found| found.0);
            assert_eq!(at, Some(4), "{good_before:?}, {lines} lines");
        }
    }

    #[test]
    fn glued_markers_cost_both_blocks() {
        let glued =
            "-----BEGIN X-----\nQUJD\n-----END X----------BEGIN X-----\nQUJD\n-----END X-----\n";
        assert_eq!(
            reasons(glued),
            [
                (1, SkipReason::EndNotAlone { line: 3 }),
                (3, SkipReason::GluedToEnd)
            ]
        );
    }

    #[test]
    fn sees_bare_and_doubled_base64() {
        let bare = "MIIB".repeat(16) + "\n";
        assert_eq!(reasons(&bare.repeat(4)), [(1, SkipReason::BareBase64)]);
        let twice = "LS0tLS1CRUdJTiBDRVJU".to_owned() + &"QUJD".repeat(60);
        assert_eq!(reasons(&twice), [(1, SkipReason::TwiceEncoded)]);
        assert_eq!(reasons("deadbeef\n"), []);
    }

    #[test]
    fn sees_utf16() {
        let text: Vec<u8> = BLOCK.bytes().flat_map(|byte| [byte, 0]).collect();
        let found = skipped(&text, []);
        assert_eq!(found.first().map(|one| one.reason), Some(SkipReason::Utf16));
    }

    #[test]
    fn is_linear() {
        let glued = "-----END X----------BEGIN X-----".repeat(8_000);
        let many = [
            glued.clone(),
            "-----BEGIN X-----\n".repeat(15_000),
            "-----".repeat(50_000),
            format!("-----BEGIN X-----\n{glued}"),
            "BEGIN ".repeat(50_000),
            "-----BEGIN X-----\na:\n".repeat(12_000) + "-----END X-----",
        ];
        let start = std::time::Instant::now();
        for text in &many {
            for rules in [Rules::BeginFirst, Rules::EndFirst] {
                let found: Vec<_> = blocks(text.as_bytes(), rules).collect();
                skipped(text.as_bytes(), found.iter().map(Block::span));
            }
        }
        // A quadratic scan of a quarter of a megabyte takes minutes; this takes half a second without optimisation.
        assert!(start.elapsed().as_secs() < 15);
    }

    proptest::proptest! {
            #[test]
            fn never_panics_and_stays_outside_of_blocks(
                parts in proptest::collection::vec("(-----BEGIN X-----|-----END X-----|\n|QUJD|:|-| |[ -~]{0,4}|\\PC)", 0..30)
            ) {
                let text = parts.concat();
                for rules in [Rules::BeginFirst, Rules::EndFirst] {
                    let found: Vec<_> = blocks(text.as_bytes(), rules).collect();
                    for one in skipped(text.as_bytes(), found.iter().map(Block::span)) {
                        proptest::prop_assert!(one.range.end <= text.len());
    let apart = found.iter().all(|block| {
                            block.range.end <= one.range.start || one.range.end <= block.range.start
                        });
                        proptest::prop_assert!(apart, "{:?}", one);
                    }
                }
            }
        }
}
