//! Bytes that must never leave: private keys, tokens, passwords.

use memchr::memmem;
use zeroize::Zeroizing;

/// A secret read from an input. It has no `Debug`, `Display` or `Serialize`, is wiped when dropped, and is
/// read only to match a key pair or to compare a token.
///
/// What may be one turns out to be certificates more often than not: those are public, and need no wiping.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Drop for Secret {
    fn drop(&mut self) {
        if is_public(&self.0) {
            drop(std::mem::take(&mut *self.0));
        }
    }
}

/// A PEM text of certificates, with nothing about it that looks like a key, be it damaged.
fn is_public(text: &[u8]) -> bool {
    text.starts_with(b"-----BEGIN CERTIFICATE-----") && memmem::find(text, b"PRIVATE").is_none()
}

impl Secret {
    /// Takes the bytes over; the caller keeps no copy.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a computation whose result reveals nothing of them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
