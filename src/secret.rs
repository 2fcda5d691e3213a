//! Bytes that must never leave: private keys, tokens, passwords.

use zeroize::Zeroizing;

/// A secret read from an input. It has no `Debug`, `Display` or `Serialize`, is wiped when dropped, and is
/// read only to match a key pair or to compare a token.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

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
