//! Private keys in the middle of a line: PEM, and the base64 of PEM.

use super::span::Spans;

/// The line that begins a PEM block, and the one that ends it.
pub(super) const BEGIN: &str = "-----BEGIN";
pub(super) const END: &str = "-----END";
/// `-----BEGIN` in base64, at each of the three ways it can be aligned.
const ENCODED: [&str; 3] = ["LS0tLS1CRUdJ", "0tLS0tQkVHSU", "tLS0tLUJFR0lO"];
/// Bytes of a label.
const LABEL: usize = 64;

/// Everything from a private key's first line to its last one, and every base64 text of PEM.
pub(super) fn find(line: &str, spans: &mut Spans) {
    let mut from = 0;
    while let Some(start) = begin(line, from) {
        let end = end(line, start).unwrap_or(line.len());
        spans.add(start, end);
        from = end;
    }
    for encoded in ENCODED {
        for (at, _) in line.match_indices(encoded) {
            let length = line.get(at..).map_or(0, |rest| {
                rest.find(|c: char| !is_base64(c)).unwrap_or(rest.len())
            });
            spans.add(at, at + length);
        }
    }
}

/// Where a private key's contents begin, behind its `BEGIN` line.
fn begin(line: &str, from: usize) -> Option<usize> {
    let rest = line.get(from..)?;
    rest.match_indices(BEGIN).find_map(|(at, _)| {
        let label = rest.get(at + BEGIN.len()..)?;
        let end = label.find("-----")?;
        let is_private = end <= LABEL && label.get(..end)?.contains("PRIVATE");
        is_private.then_some(from + at + BEGIN.len() + end + "-----".len())
    })
}

/// Where the contents end.
pub(super) fn end(line: &str, from: usize) -> Option<usize> {
    line.get(from..)?.find(END).map(|at| from + at)
}

/// Whether a line leaves off within a private key.
pub(super) fn is_open(line: &str) -> bool {
    let mut from = 0;
    while let Some(start) = begin(line, from) {
        match end(line, start) {
            Some(end) => from = end,
            None => return true,
        }
    }
    false
}

pub(super) const fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_')
}
