//! User information in URLs.

use super::span::Spans;

/// `https://user:password@host`. A password may hold slashes, and begin with digits as a port does: where an `@` follows
/// and it cannot be told, all before it goes.
pub(super) fn find(line: &str, spans: &mut Spans) {
    for (at, mark) in line.match_indices("://") {
        let start = at + mark.len();
        let Some(rest) = line.get(start..) else {
            continue;
        };
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '<' | '>' | '`'))
            .unwrap_or(rest.len());
        let Some(user) = rest.get(..end).and_then(user_information) else {
            continue;
        };
        spans.add(start, start + user);
    }
}

/// Bytes of the user information in a URL behind its scheme.
fn user_information(url: &str) -> Option<usize> {
    let authority = url.split(['/', '?', '#']).next()?;
    if let Some(at) = authority.rfind('@') {
        return Some(at);
    }
    // An address in brackets ends with one, or with a port behind it.
    let (host, _) = authority.rsplit_once(':')?;
    if host.starts_with('[') {
        return None;
    }
    url.rfind('@')
}
