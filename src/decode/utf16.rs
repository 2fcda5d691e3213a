//! UTF-16 in both byte orders, as Windows' PowerShell writes what is redirected, and as kubectl's YAML reader takes it
//! (goyaml `yaml_parser_determine_encoding`: by its byte order mark alone).

use crate::ground::secret::Secret;

/// The text in UTF-8, without the mark; none where it has no mark or is no UTF-16 to its end.
pub fn to_utf8(bytes: &[u8]) -> Option<Secret> {
    let (unit, bytes): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    // No unit has more than three bytes in UTF-8: the text never grows, and leaves no copy behind.
    let mut text = String::with_capacity(3 * pairs.len());
    for one in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match one {
            Ok(one) => text.push(one),
            Err(_) => {
                zeroize::Zeroize::zeroize(&mut text);
                return None;
            }
        }
    }
    Some(Secret::new(text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_are_read_by_their_mark() {
        let text = "kind: Config # ü 𝄞\r\n";
        for (mark, bytes) in [
            (
                [0xff, 0xfe],
                text.encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<_>>(),
            ),
            (
                [0xfe, 0xff],
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ),
        ] {
            let whole = [&mark[..], &bytes].concat();
            assert_eq!(to_utf8(&whole).unwrap().expose(), text.as_bytes());
            assert!(to_utf8(&bytes).is_none());
            assert!(to_utf8(&whole[..whole.len() - 1]).is_none());
        }
        assert!(to_utf8(b"\xff\xfe\x00\xd8a\0").is_none());
    }
}
