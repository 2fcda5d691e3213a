//! Percent-encoding of URI parts as Go's `net/url` does it.

use super::go_quote;

/// The part of a URI, which decides what stands for itself (net/url `encoding`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
}

/// Whether an octet stands for itself.
const fn is_plain(octet: u8, part: Part) -> bool {
    match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
        b'$' | b'&' | b'+' | b',' | b';' | b'=' => true,
        b'!' | b'(' | b')' | b'*' => matches!(part, Part::Host | Part::Zone | Part::Fragment),
        b'"' | b'\'' | b'<' | b'>' | b'[' | b']' => matches!(part, Part::Host | Part::Zone),
        b':' => !matches!(part, Part::User),
        b'/' | b'@' => matches!(part, Part::Path | Part::Fragment),
        b'?' => matches!(part, Part::Fragment),
        _ => false,
    }
}

/// Decodes a part.
///
/// # Errors
/// Go's text.
pub(crate) fn decode(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let host = matches!(part, Part::Host | Part::Zone);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&octet, after)) = rest.split_first() {
        if octet == b'%' {
            let escape = rest.get(..rest.len().min(3)).unwrap_or_default();
            let invalid = || format!("invalid URL escape {}", go_quote(escape));
            let value = value(escape).ok_or_else(invalid)?;
            let percent = escape == b"%25";
            // RFC 3986 §3.2.2 for hosts; RFC 6874 for the zone, where Windows puts spaces.
            if part == Part::Host && value < 0x80 && !percent
                || part == Part::Zone && !percent && value != b' ' && !is_plain(value, Part::Host)
            {
                return Err(invalid());
            }
            out.push(value);
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        if host && octet < 0x80 && !is_plain(octet, part) {
            return Err(format!(
                "invalid character {} in host name",
                go_quote(&[octet])
            ));
        }
        out.push(octet);
        rest = after;
    }
    Ok(out)
}

/// The octet that `%XX` stands for.
fn value(escape: &[u8]) -> Option<u8> {
    let [b'%', high, low] = escape else {
        return None;
    };
    let digit = |octet: u8| char::from(octet).to_digit(16);
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}

/// Encodes a part.
pub(crate) fn encode(octets: &[u8], part: Part) -> String {
    let mut out = String::with_capacity(octets.len());
    for octet in octets {
        if is_plain(*octet, part) {
            out.push(char::from(*octet));
        } else {
            out.push_str(&format!("%{octet:02X}"));
        }
    }
    out
}

/// A part as written where Go keeps that (`EscapedPath`, `EscapedFragment`), else encoded anew.
///
/// # Errors
/// Go's text where it cannot be decoded.
pub(crate) fn normalize(text: &[u8], part: Part) -> Result<String, String> {
    let decoded = decode(text, part)?;
    let kept = |octet: &u8| b"!$&'()*+,;=:@[]%".contains(octet) || is_plain(*octet, part);
    if text.iter().all(kept) {
        return Ok(text.iter().map(|octet| char::from(*octet)).collect());
    }
    Ok(encode(&decoded, part))
}
