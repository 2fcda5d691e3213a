//! Standard base64 as Go's `encoding/base64` decodes it, with the offset that Go reports.
//!
//! Libraries report other offsets, do not skip line breaks and mind the bits beyond the last byte, and users see Go's
//! text. A library decodes what has none of that, which is nearly everything, many times as fast.

use base64_simd::{AsOut as _, STANDARD};
use thiserror::Error;

/// Go's `base64.CorruptInputError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("illegal base64 data at input byte {offset}")]
pub struct CorruptInput {
    /// 0-based, counted in the text with its line breaks.
    pub offset: usize,
}

/// Decodes standard base64 with padding. `\r` and `\n` are skipped anywhere; the bits that padding leaves over
/// may be set.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, CorruptInput> {
    match plain(text) {
        Some(bytes) => Ok(bytes),
        None => any(text),
    }
}

/// Of a text without line breaks and spare bits, in as much memory as it takes, so that a certificate can keep it.
fn plain(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let padding = match text {
        [.., b'=', b'='] => 2,
        [.., b'='] => 1,
        _ => 0,
    };
    let mut bytes = vec![0; (text.len() / 4 * 3).saturating_sub(padding)];
    STANDARD.decode(text, bytes.as_out()).ok()?;
    Some(bytes)
}

fn any(text: &[u8]) -> Result<Vec<u8>, CorruptInput> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut input = Input { text, at: 0 };
    while let Some(quantum) = input.quantum()? {
        let bits = quantum
            .sextets
            .iter()
            .fold(0_u32, |bits, sextet| bits << 6 | u32::from(*sextet));
        let [_, first, second, third] = bits.to_be_bytes();
        out.push(first);
        if quantum.characters > 2 {
            out.push(second);
        }
        if quantum.characters > 3 {
            out.push(third);
        }
    }
    Ok(out)
}

struct Input<'a> {
    text: &'a [u8],
    at: usize,
}

struct Quantum {
    sextets: [u8; 4],
    characters: usize,
}

impl Input<'_> {
    /// One group of four characters, or fewer and padding: `decodeQuantum` of Go 1.24.
    fn quantum(&mut self) -> Result<Option<Quantum>, CorruptInput> {
        let mut sextets = [0; 4];
        let mut characters = 0;
        while let Some(slot) = sextets.get_mut(characters) {
            let Some(&byte) = self.text.get(self.at) else {
                return if characters == 0 {
                    Ok(None)
                } else {
                    // Go subtracts the characters, and forgets line breaks between them.
                    Err(corrupt(self.at.saturating_sub(characters)))
                };
            };
            self.at += 1;
            match byte {
                b'\n' | b'\r' => {}
                b'=' => {
                    self.padding(characters)?;
                    break;
                }
                _ => {
                    *slot = sextet(byte).ok_or_else(|| corrupt(self.at - 1))?;
                    characters += 1;
                }
            }
        }
        Ok(Some(Quantum {
            sextets,
            characters,
        }))
    }

    /// The first `=` is consumed; after the rest of the padding nothing may follow.
    fn padding(&mut self, characters: usize) -> Result<(), CorruptInput> {
        match characters {
            0 | 1 => return Err(corrupt(self.at - 1)),
            2 => {
                self.skip_breaks();
                match self.text.get(self.at) {
                    None => return Err(corrupt(self.text.len())),
                    Some(b'=') => self.at += 1,
                    Some(_) => return Err(corrupt(self.at - 1)),
                }
            }
            _ => {}
        }
        self.skip_breaks();
        if self.at < self.text.len() {
            return Err(corrupt(self.at));
        }
        Ok(())
    }

    fn skip_breaks(&mut self) {
        while let Some(b'\n' | b'\r') = self.text.get(self.at) {
            self.at += 1;
        }
    }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

fn corrupt(offset: usize) -> CorruptInput {
    CorruptInput { offset }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from `base64.StdEncoding.DecodeString` of Go 1.24.3.
    #[test]
    fn fails_where_go_fails() {
        for (text, offset) in [
            ("QUJ", 0),
            ("QUJDQUJD\nQUI", 9),
            ("QQ=", 3),
            ("QQ", 0),
            ("Q", 0),
            ("=", 0),
            ("Q=", 1),
            ("QQ==QQ==", 4),
            ("QQ=Q", 2),
            ("QUI=\n\nQ", 6),
            ("QU I=", 2),
            ("QU-_", 2),
            ("-----BEGIN", 0),
            ("QUJDQ\nU\nI", 6),
            ("QQ=\nQ", 3),
        ] {
            assert_eq!(decode(text.as_bytes()), Err(corrupt(offset)), "{text:?}");
        }
    }

    #[test]
    fn both_ways_agree() {
        for length in 0..200_usize {
            let text = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY+/w".repeat(5);
            let text = text.get(..length).unwrap();
            for padding in ["", "=", "==", "==="] {
                let text = format!("{text}{padding}");
                if let Some(bytes) = plain(text.as_bytes()) {
                    assert_eq!(any(text.as_bytes()), Ok(bytes), "{text:?}");
                }
            }
        }
        let text = "QUJD".repeat(50);
        for wrong in ["\n", "-", "_", " ", "=", "\u{e9}"] {
            for at in [0, 1, 30, 64, 199] {
                let text = format!("{}{wrong}{}", &text[..at], &text[at + 1..]);
                assert_eq!(plain(text.as_bytes()), None, "{text:?}");
            }
        }
    }

    #[test]
    fn skips_line_breaks_and_spare_bits() {
        assert_eq!(decode(b"QU\r\nI=\n").unwrap(), b"AB");
        assert_eq!(decode(b"QR==").unwrap(), b"A");
        assert_eq!(decode(b"Q\nQ=\n=\n").unwrap(), b"A");
        assert_eq!(decode(b"QUJD").unwrap(), b"ABC");
        assert_eq!(decode(b"").unwrap(), b"");
    }
}
