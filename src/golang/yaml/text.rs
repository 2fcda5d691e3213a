//! Bytes to characters as libyaml's reader takes them: UTF-8, or UTF-16 with a byte order mark, and no controls.

use std::borrow::Cow;

use super::error::YamlError;

/// The text without its byte order mark. A line that ends in a carriage return, NEL, LS or PS is one line.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, YamlError> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(utf8(rest)?),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(utf8(bytes)?),
    };
    if text.chars().all(is_allowed) {
        Ok(text)
    } else {
        Err(YamlError::Encoding {
            text: "control characters are not allowed",
        })
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, YamlError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let rest = bytes.get(error.valid_up_to()..).unwrap_or_default();
        let width = match rest.first() {
            Some(0xc0..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf7) => 4,
            _ => 0,
        };
        let continued = rest
            .iter()
            .skip(1)
            .take_while(|b| *b & 0xc0 == 0x80)
            .count();
        let text = if width == 0 {
            "invalid leading UTF-8 octet"
        } else if rest.len() < width && continued + 1 == rest.len() {
            "incomplete UTF-8 octet sequence"
        } else if continued + 1 < width {
            "invalid trailing UTF-8 octet"
        } else if matches!(rest, [0xed, 0xa0..=0xff, ..])
            || matches!(rest, [0xf4, 0x90..=0xff, ..] | [0xf5..=0xff, ..])
        {
            "invalid Unicode character"
        } else {
            "invalid length of a UTF-8 sequence"
        };
        YamlError::Encoding { text }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, YamlError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(YamlError::Encoding {
            text: "incomplete UTF-16 character",
        });
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<_, _>>()
        .map_err(|_| YamlError::Encoding {
            text: "unexpected low surrogate area",
        })
}

/// `yaml_parser_update_buffer` in readerc.go.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> String {
        decode(bytes).unwrap_err().kubectl_message().unwrap()
    }

    #[test]
    fn reads_with_and_without_a_mark() {
        assert_eq!(decode(b"\xef\xbb\xbfa: 1").unwrap(), "a: 1");
        assert_eq!(decode(b"\xff\xfea\0").unwrap(), "a");
        assert_eq!(decode(b"\xfe\xff\0a").unwrap(), "a");
    }

    /// Recorded from kubectl 1.33.
    #[test]
    fn refuses_what_libyaml_refuses() {
        assert_eq!(
            error(b"a: \x01"),
            "yaml: control characters are not allowed"
        );
        assert_eq!(error(b"a: \xff"), "yaml: invalid leading UTF-8 octet");
        assert_eq!(error(b"a: \xc3"), "yaml: incomplete UTF-8 octet sequence");
        assert_eq!(error(b"a: \xc3a"), "yaml: invalid trailing UTF-8 octet");
    }
}
