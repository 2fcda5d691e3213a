//! Percent-encoding of URI parts as Go's `net/url` does it.

use super::url::UrlError;

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
/// An escape or a character that Go does not take there.
pub(crate) fn decode(text: &[u8], part: Part) -> Result<Vec<u8>, UrlError> {
    let host = matches!(part, Part::Host | Part::Zone);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&octet, after)) = rest.split_first() {
        if octet == b'%' {
            let escape = rest.get(..rest.len().min(3)).unwrap_or_default();
            let invalid = || {
                let escape = String::from_utf8_lossy(escape).into_owned();
                match part {
                    Part::User => UrlError::UserEscape(escape),
                    _ => UrlError::Escape(escape),
                }
            };
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
            return Err(UrlError::HostCharacter(char::from(octet).to_string()));
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
/// It cannot be decoded.
pub(crate) fn normalize(text: &[u8], part: Part) -> Result<String, UrlError> {
    let decoded = decode(text, part)?;
    let kept = |octet: &u8| b"!$&'()*+,;=:@[]%".contains(octet) || is_plain(*octet, part);
    if text.iter().all(kept) {
        return Ok(text.iter().map(|octet| char::from(*octet)).collect());
    }
    Ok(encode(&decoded, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [Part; 5] = [
        Part::Path,
        Part::Host,
        Part::Zone,
        Part::User,
        Part::Fragment,
    ];

    /// Which parts leave a character as it is, in the order of [`PARTS`] (net/url `shouldEscape`).
    #[test]
    fn each_part_has_its_own_plain_characters() {
        for (octets, plain) in [
            (&b"azAZ09-._~$&+,;="[..], [true; 5]),
            (b"!()*", [false, true, true, false, true]),
            (b"\"'<>[]", [false, true, true, false, false]),
            (b":", [true, true, true, false, true]),
            (b"/@", [true, false, false, false, true]),
            (b"?", [false, false, false, false, true]),
            (b" %^`{|}\\#\x00\x7f\x80\xff", [false; 5]),
        ] {
            for octet in octets {
                assert_eq!(PARTS.map(|part| is_plain(*octet, part)), plain, "{octet:x}");
            }
        }
    }

    #[test]
    fn decodes_as_go_does() {
        let decoded =
            |text: &str, part| decode(text.as_bytes(), part).map_err(|error| error.to_string());
        assert_eq!(decoded("a%2Fb%20c", Part::Path), Ok(b"a/b c".to_vec()));
        let escape = |text: &str| Err(format!("invalid URL escape \"{text}\""));
        assert_eq!(decoded("%41%c3%A9", Part::Host), escape("%41"));
        assert_eq!(decoded("%c3%A9", Part::Host), Ok("é".as_bytes().to_vec()));
        assert_eq!(decoded("%80", Part::Host), Ok(vec![0x80]));
        assert_eq!(decoded("%25", Part::Host), Ok(b"%".to_vec()));
        assert_eq!(decoded("e%20%25%41", Part::Zone), Ok(b"e %A".to_vec()));
        assert_eq!(decoded("%7b", Part::Zone), escape("%7b"));
        for text in ["%", "%4", "%4x", "%x4"] {
            assert_eq!(decoded(text, Part::User), escape(text));
        }
        assert_eq!(decoded("%zzz", Part::Path), escape("%zz"));
        let character = |c: char| Err(format!("invalid character \"{c}\" in host name"));
        assert_eq!(decoded("a b", Part::Host), character(' '));
        assert_eq!(decoded("a/b", Part::Zone), character('/'));
        assert_eq!(
            decoded("a b/é", Part::Path),
            Ok("a b/é".as_bytes().to_vec())
        );
        assert_eq!(decoded("é", Part::Host), Ok("é".as_bytes().to_vec()));
    }

    #[test]
    fn encodes_what_is_not_plain_and_keeps_what_go_keeps() {
        assert_eq!(encode("a b/é?".as_bytes(), Part::Path), "a%20b/%C3%A9%3F");
        let normal = |text: &str| normalize(text.as_bytes(), Part::Path);
        let normal = |text: &str| normal(text).map_err(|error| error.to_string());
        assert_eq!(normal("/a%2fb"), Ok("/a%2fb".to_owned()));
        assert_eq!(normal("/[x]"), Ok("/[x]".to_owned()));
        assert_eq!(normal("/a b"), Ok("/a%20b".to_owned()));
        assert_eq!(normal("/a%2fb c"), Ok("/a/b%20c".to_owned()));
        assert!(normal("/%").is_err());
    }
}
