//! A password as key stores take it: bytes, or 16-bit characters.

use std::borrow::Cow;

use crate::ground::secret::Secret;

/// One password to be tried.
pub(super) struct Password<'a> {
    /// As PBES2 and PBMAC1 take it: the bytes that were given.
    bytes: &'a [u8],
    /// As PKCS#12 itself takes it (RFC 7292 appendix B.1): UTF-16 with a zero behind it; or nothing at all.
    units: Secret,
}

impl<'a> Password<'a> {
    /// What was given. What is no UTF-8 counts as Latin-1, as OpenSSL takes it.
    pub(super) fn given(bytes: &'a [u8]) -> Self {
        let text = match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
        };
        let length = text.encode_utf16().count();
        let mut units = Vec::with_capacity(2 * length + 2);
        units.extend(text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
        if let Cow::Owned(mut copy) = text {
            zeroize::Zeroize::zeroize(&mut copy);
        }
        Self {
            bytes,
            units: Secret::new(units),
        }
    }

    /// The empty password.
    pub(super) fn empty() -> Self {
        Self::given(b"")
    }

    /// No password: OpenSSL's `PKCS12_create` with NULL, node-forge with null. The empty one has a zero behind it, this
    /// has not.
    pub(super) fn none() -> Self {
        Self {
            bytes: b"",
            units: Secret::new(Vec::new()),
        }
    }

    /// As PBES2 and PBMAC1 take it.
    pub(super) const fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// As the key derivation of PKCS#12 takes it.
    pub(super) fn units(&self) -> &[u8] {
        self.units.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_both_forms() {
        let umlaut = Password::given("ü".as_bytes());
        assert_eq!(umlaut.bytes(), "ü".as_bytes());
        assert_eq!(umlaut.units(), [0, 0xfc, 0, 0]);
        let latin = Password::given(b"\xfc");
        assert_eq!(
            (latin.bytes(), latin.units()),
            (&b"\xfc"[..], &[0, 0xfc, 0, 0][..])
        );
        assert_eq!(Password::empty().units(), [0, 0]);
        assert_eq!(Password::none().units(), [0_u8; 0]);
    }
}
