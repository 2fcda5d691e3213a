//! Base64 as the clients' languages decode it.

use super::fault::Base64Fault;
use super::rules::Base64;
use crate::golang::base64;

/// The bytes of a `*-data` field.
pub(super) fn decode(text: &str, rules: Base64) -> Result<Vec<u8>, Base64Fault> {
    let bytes = text.as_bytes();
    match rules {
        Base64::Go => base64::decode(bytes).map_err(|error| symbol(bytes, error.offset)),
        Base64::Python => python(bytes),
        Base64::PythonOrPem if text.starts_with("-----") => Ok(bytes.to_vec()),
        Base64::PythonOrPem => python(bytes),
        Base64::Node | Base64::Commons => Ok(unpadded(&both_alphabets(bytes))),
        Base64::Rust => match bytes
            .iter()
            .position(|byte| !is_symbol(*byte) && *byte != b'=')
        {
            Some(offset) => Err(symbol(bytes, offset)),
            None => base64::decode(bytes).map_err(|_| Base64Fault::Padding),
        },
        Base64::JdkOrContent => {
            let strict = bytes.iter().all(|byte| is_symbol(*byte) || *byte == b'=');
            Ok(if strict {
                unpadded(bytes)
            } else {
                bytes.to_vec()
            })
        }
    }
}

/// `binascii.a2b_base64`, not strict: other characters are dropped, and so is what follows the first padding that fits.
fn python(text: &[u8]) -> Result<Vec<u8>, Base64Fault> {
    let mut symbols = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text {
        let position = symbols.len() % 4;
        if *byte == b'=' {
            padding += 1;
            if position >= 2 && position + padding >= 4 {
                return Ok(unpadded(&symbols));
            }
        } else if is_symbol(*byte) {
            padding = 0;
            symbols.push(*byte);
        }
    }
    if symbols.len().is_multiple_of(4) {
        Ok(unpadded(&symbols))
    } else {
        Err(Base64Fault::Padding)
    }
}

/// Decodes what has nothing but symbols and, at its end, padding or none.
fn unpadded(text: &[u8]) -> Vec<u8> {
    let end = text
        .iter()
        .position(|byte| *byte == b'=')
        .unwrap_or(text.len());
    let mut padded = text.get(..end).unwrap_or_default().to_vec();
    // A lone symbol holds no byte.
    if padded.len() % 4 == 1 {
        padded.pop();
    }
    while !padded.len().is_multiple_of(4) {
        padded.push(b'=');
    }
    base64::decode(&padded).unwrap_or_default()
}

fn both_alphabets(text: &[u8]) -> Vec<u8> {
    text.iter()
        .filter_map(|byte| match byte {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            byte if is_symbol(*byte) || *byte == b'=' => Some(*byte),
            _ => None,
        })
        .collect()
}

const fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn symbol(text: &[u8], offset: usize) -> Base64Fault {
    Base64Fault::Symbol {
        byte: text.get(offset).copied().unwrap_or_default(),
        offset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_differ() {
        let all = [
            Base64::Go,
            Base64::Python,
            Base64::Node,
            Base64::Rust,
            Base64::Commons,
            Base64::JdkOrContent,
        ];
        let decoded =
            |text: &str| all.map(|rules| decode(text, rules).ok().map(|bytes| bytes == b"AB"));
        let (right, wrong, refused) = (Some(true), Some(false), None);
        assert_eq!(decoded("QUI="), [right; 6]);
        assert_eq!(
            decoded("QU\nI="),
            [right, right, right, refused, right, wrong]
        );
        assert_eq!(
            decoded("QU I="),
            [refused, right, right, refused, right, wrong]
        );
        assert_eq!(
            decoded("QUI"),
            [refused, refused, right, refused, right, right]
        );
        assert_eq!(decode("_-8=", Base64::Node).unwrap(), b"\xff\xef");
        assert_eq!(
            decode("QUJD\n", Base64::Rust),
            Err(Base64Fault::Symbol {
                byte: b'\n',
                offset: 4
            })
        );
        assert_eq!(
            decode("-----BEGIN", Base64::PythonOrPem).unwrap(),
            b"-----BEGIN"
        );
    }
}
