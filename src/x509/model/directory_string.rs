//! The string types that names are written in.

use std::borrow::Cow;

use crate::golang::der::tag;

/// The text of a string type, `None` for other types (parser.go `parseASN1String`).
pub(in crate::x509) fn read(
    tag: u8,
    content: &[u8],
    strict: bool,
) -> Option<Result<Cow<'_, str>, &'static str>> {
    let text = |good: bool, fault| {
        let text = good.then(|| str::from_utf8(content).ok());
        text.flatten().map(Cow::Borrowed).ok_or(fault)
    };
    Some(match tag {
        tag::UTF8_STRING => text(true, "invalid UTF-8 string"),
        tag::PRINTABLE_STRING => text(
            content.iter().copied().all(is_printable),
            "invalid PrintableString",
        ),
        tag::IA5_STRING => text(content.is_ascii(), "invalid IA5String"),
        tag::NUMERIC_STRING => text(
            content
                .iter()
                .all(|octet| octet.is_ascii_digit() || *octet == b' '),
            "invalid NumericString",
        ),
        // T.61 is nearly Latin-1. Before Go 1.27 the octets were taken as they are, which text can only repeat where
        // they are UTF-8.
        tag::T61_STRING => {
            let as_is = str::from_utf8(content).ok().filter(|_| !strict);
            Ok(as_is.map_or_else(
                || content.iter().map(|octet| char::from(*octet)).collect(),
                Cow::Borrowed,
            ))
        }
        tag::BMP_STRING => bmp(content, strict)
            .map(Cow::Owned)
            .ok_or("invalid BMPString"),
        _ => return None,
    })
}

/// UCS-2, without a terminator and, where strict, without surrogates and noncharacters.
fn bmp(content: &[u8], strict: bool) -> Option<String> {
    if !content.len().is_multiple_of(2) {
        return None;
    }
    let content = match content {
        [before @ .., 0, 0] => before,
        _ => content,
    };
    let units: Vec<u16> = content
        .chunks(2)
        .map(|pair| {
            pair.iter()
                .fold(0, |sum, octet| sum << 8 | u16::from(*octet))
        })
        .collect();
    let reserved = |unit: &u16| matches!(unit, 0xd800..=0xdfff | 0xfdd0..=0xfdef | 0xfffe | 0xffff);
    if strict && units.iter().any(reserved) {
        return None;
    }
    Some(String::from_utf16_lossy(&units))
}

/// X.680 §41.4, with `*` and `&`, which real certificates have.
const fn is_printable(octet: u8) -> bool {
    octet.is_ascii() && PRINTABLE >> octet & 1 == 1
}

/// A bit for each octet.
const PRINTABLE: u128 = {
    let mut all = 0;
    let mut octet = 0;
    while octet < 128_u8 {
        if matches!(
            octet,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'\''..=b')' | b'*'..=b'/' | b' ' | b':' | b'=' | b'?' | b'&'
        ) {
            all |= 1 << octet;
        }
        octet += 1;
    }
    all
};
