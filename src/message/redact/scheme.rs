//! `Bearer X` and `Basic X`, wherever they stand.

use super::span::Spans;
use super::value::value;

/// Schemes of HTTP that send a secret as one word.
const SCHEMES: [&str; 2] = ["bearer ", "basic "];
/// Words that sentences put behind a scheme.
const PROSE: [&str; 12] = [
    "token",
    "tokens",
    "auth",
    "authentication",
    "authorization",
    "constraints",
    "or",
    "and",
    "credentials",
    "realm",
    "scheme",
    "is",
];

/// Adds the word behind each scheme, and the one behind an option that stands there.
pub(super) fn find(line: &str, spans: &mut Spans) {
    let lower = line.to_ascii_lowercase();
    for scheme in SCHEMES {
        for (at, _) in lower.match_indices(scheme) {
            let Some(found) = value(line, at + scheme.len()) else {
                continue;
            };
            let word = lower.get(found.start..found.end).unwrap_or_default();
            let plain = word.trim_end_matches([':', '.', ']', ')', ',', '>']);
            if word.is_empty() || PROSE.contains(&plain) {
                continue;
            }
            spans.add(found.start, found.end);
        }
    }
}
