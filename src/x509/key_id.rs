//! Key identifiers, RFC 5280 §4.2.1.1 and §4.2.1.2.

use std::fmt;

use aws_lc_rs::digest;

use super::hex::hex_with_colons;

/// A subject or authority key identifier.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Box<[u8]>);

impl KeyId {
    /// SHA-1 of the key in a SubjectPublicKeyInfo, RFC 5280 §4.2.1.2 (1).
    pub(super) fn of_spki(spki: &[u8]) -> Self {
        let key = der_parser::parse_der(spki)
            .ok()
            .and_then(|(_, info)| {
                info.as_sequence()
                    .ok()?
                    .get(1)?
                    .as_slice()
                    .ok()
                    .map(<[u8]>::to_vec)
            })
            .unwrap_or_default();
        Self(
            digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &key)
                .as_ref()
                .into(),
        )
    }

    /// The first four bytes, `CE:C3:07:63`: enough to tell keys apart on a screen.
    pub fn short(&self) -> String {
        hex_with_colons(self.0.get(..4).unwrap_or(&self.0))
    }
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
