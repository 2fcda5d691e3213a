//! Key identifiers, RFC 5280 §4.2.1.1 and §4.2.1.2.

use std::fmt;

use aws_lc_rs::digest;

use crate::golang::der::{Reader, tag};
use crate::ground::hex::hex_with_colons;

/// A subject or authority key identifier.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Box<[u8]>);

impl KeyId {
    /// SHA-1 of the key in a SubjectPublicKeyInfo, RFC 5280 §4.2.1.2 (1).
    pub(in crate::x509) fn of_spki(spki: &[u8]) -> Self {
        let key = public_key(spki).unwrap_or_default();
        Self(
            digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key)
                .as_ref()
                .into(),
        )
    }

    /// The first four bytes, `CE:C3:07:63`: enough to tell keys apart on a screen.
    pub fn short(&self) -> String {
        hex_with_colons(self.0.get(..4).unwrap_or(&self.0))
    }
}

/// The octets of the key itself: the BIT STRING behind the algorithm.
fn public_key(spki: &[u8]) -> Option<&[u8]> {
    let mut info = Reader::new(spki).content_of(tag::SEQUENCE)?;
    info.element_of(tag::SEQUENCE)?;
    info.bit_string().map(|key| key.octets.bytes())
}

/// Upper-case hexadecimal with colons, as kube-apiserver logs SKID and AKID.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex_with_colons(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
