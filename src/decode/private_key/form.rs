//! The formats by form alone, for the hints in Go's messages.

use super::curve::EcFields;
use super::rsa::RsaFields;

/// The formats by form alone, for the hints in Go's messages.
pub(super) fn is_pkcs1(der: &[u8]) -> bool {
    RsaFields::unmarshal(der).is_ok()
}

pub(super) fn is_sec1(der: &[u8]) -> bool {
    EcFields::unmarshal(der).is_ok()
}
