//! How strings and keys are written.

use crate::ground::secret::Secret;

/// A key as a step of a path.
pub(in crate::decode) fn step(key: &str) -> String {
    if key.contains('.') {
        format!("[\"{key}\"]")
    } else {
        format!(".{key}")
    }
}

/// Resolves the escapes that JSON, TOML, HCL and properties share; any other stays as it is. No text of them is longer
/// resolved than before.
pub(super) fn unescape(text: &[u8]) -> Secret {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, escape) = rest.split_at(at);
        plain.extend_from_slice(before);
        let (bytes, length): (&[u8], usize) = match escape {
            [_, b'n', ..] => (b"\n", 2),
            [_, b'r', ..] => (b"\r", 2),
            [_, b't', ..] => (b"\t", 2),
            [_, b'"', ..] => (b"\"", 2),
            [_, b'\\', ..] => (b"\\", 2),
            [_, b'/', ..] => (b"/", 2),
            // A line that goes on: properties, and TOML's texts of several lines.
            [_, b'\r', b'\n', ..] => (b"", 3),
            [_, b'\n', ..] => (b"", 2),
            // terraform and Go escape these for the sake of HTML.
            [_, b'u', b'0', b'0', b'2' | b'3', _, ..] => match escape.get(4..6) {
                Some(b"2b" | b"2B") => (b"+", 6),
                Some(b"2f" | b"2F") => (b"/", 6),
                Some(b"3d" | b"3D") => (b"=", 6),
                _ => (b"\\", 1),
            },
            _ => (b"\\", 1),
        };
        plain.extend_from_slice(bytes);
        rest = escape.get(length..).unwrap_or_default();
        if bytes.is_empty() {
            // Blanks before what goes on are none of it.
            rest = rest.trim_ascii_start();
        }
    }
    plain.extend_from_slice(rest);
    Secret::new(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_what_is_shared_and_leaves_the_rest() {
        for (text, plain) in [
            (&b"a\\nb"[..], &b"a\nb"[..]),
            (b"a\\\\nb", b"a\\nb"),
            (b"\\u002b\\u003D\\u0041\\x", b"+=\\u0041\\x"),
            (b"a\\\n  b\\", b"ab\\"),
        ] {
            assert_eq!(unescape(text).expose(), plain);
        }
    }
}
