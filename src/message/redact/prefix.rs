//! Tokens that say what they are.

use super::span::Spans;

/// A mark, and how many characters of a token have to follow it.
const TOKENS: [(&str, usize); 29] = [
    ("eyJ", 16),
    ("AKIA", 12),
    ("ASIA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghs_", 16),
    ("ghu_", 16),
    ("github_pat_", 16),
    ("glpat-", 12),
    ("glrt-", 12),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xapp-", 10),
    ("sk-", 20),
    ("sk_live_", 10),
    ("pk_live_", 10),
    ("ya29.", 10),
    ("AIza", 20),
    ("hvs.", 10),
    ("hvb.", 10),
    ("dop_v1_", 16),
    ("npm_", 16),
    ("pypi-", 16),
    ("k8s-aws-v1.", 4),
    ("sha256~", 20),
    ("AGE-SECRET-KEY-", 10),
    ("SG.", 20),
    ("dckr_pat_", 10),
    ("ATATT", 20),
];

/// Adds tokens with a known beginning, k3s's `K10…::user:secret` and bootstrap tokens.
pub(super) fn find(line: &str, spans: &mut Spans) {
    for (mark, least) in TOKENS {
        for (at, _) in line.match_indices(mark) {
            let begins = !line
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .is_some_and(|c| c.is_ascii_alphanumeric());
            let length = word(line, at + mark.len());
            if begins && length >= least {
                spans.add(at, at + mark.len() + length);
            }
        }
    }
    for (at, mark) in line
        .match_indices("::server:")
        .chain(line.match_indices("::node:"))
    {
        let start = at + mark.len();
        spans.add(start, start + word(line, start));
    }
    bootstrap(line, spans);
}

fn word(line: &str, from: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    rest.find(|c: char| {
        !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=' | '~'))
    })
    .unwrap_or(rest.len())
}

/// `abcdef.0123456789abcdef`, which lets a node join.
fn bootstrap(line: &str, spans: &mut Spans) {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    for (at, _) in line.match_indices('.') {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + 1..).unwrap_or_default();
        let id = before
            .chars()
            .rev()
            .take_while(|c| is_id(*c))
            .take(7)
            .count();
        let secret = after.chars().take_while(|c| is_id(*c)).take(17).count();
        let digits = after
            .get(..16)
            .is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
        if id == 6 && secret == 16 && digits {
            spans.add(at + 1, at + 17);
        }
    }
}
