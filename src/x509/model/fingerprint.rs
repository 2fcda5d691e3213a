//! SHA-256 identities.

use std::fmt;

use crate::ground::hex::hex;

/// SHA-256 of a certificate's DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        let mut out = [0; 32];
        for (to, from) in out.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        Self(out)
    }

    /// From 64 hexadecimal digits; none where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut out = [0; 32];
        let pairs = text.as_bytes().chunks(2);
        if text.len() != 2 * out.len() {
            return None;
        }
        for (to, pair) in out.iter_mut().zip(pairs) {
            let digits = str::from_utf8(pair).ok()?;
            // It would take a sign too.
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *to = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(out))
    }
}

/// 64 lower-case hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
