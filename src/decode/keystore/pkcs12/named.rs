//! Algorithms by their object identifiers, and the names under which people know those that are not used here.

use super::derive::Digest;
use crate::x509::Oid;

/// hmacWithSHA1 to hmacWithSHA512 (RFC 8018 appendix B.1.2).
pub(super) fn hmac_digest(oid: &[u8]) -> Option<Digest> {
    Some(match oid.strip_prefix(b"\x2a\x86\x48\x86\xf7\x0d\x02")? {
        [7] => Digest::Sha1,
        [8] => Digest::Sha224,
        [9] => Digest::Sha256,
        [10] => Digest::Sha384,
        [11] => Digest::Sha512,
        _ => return None,
    })
}

/// Ciphers and hashes that other programs can be told to use, as OpenSSL calls them.
const NAMES: [(&[u8], &str); 18] = [
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x01", "RC4-128"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x02", "RC4-40"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x03", "PBE-MD5-DES"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0a", "PBE-SHA1-DES"),
    (b"\x2b\x0e\x03\x02\x07", "DES-CBC"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x03\x02", "RC2-CBC"),
    (
        b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x02",
        "CAMELLIA-128-CBC",
    ),
    (
        b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x03",
        "CAMELLIA-192-CBC",
    ),
    (
        b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x04",
        "CAMELLIA-256-CBC",
    ),
    (b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x02", "ARIA-128-CBC"),
    (b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0c", "ARIA-256-CBC"),
    (b"\x2a\x81\x1c\xcf\x55\x01\x68\x02", "SM4-CBC"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x05", "SHA512-224"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x06", "SHA512-256"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x08", "SHA3-256"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x09", "SHA3-384"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x0a", "SHA3-512"),
    (b"\x2a\x81\x1c\xcf\x55\x01\x83\x11", "SM3"),
];

/// An algorithm that is not known here: its name, or its object identifier.
pub(super) struct UnknownAlgorithm(pub(super) String);

/// The name of an algorithm, or its object identifier.
pub(super) fn algorithm_name(oid: &[u8]) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == oid);
    known.map_or_else(|| Oid::new(oid).to_string(), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_known_and_numbers_the_rest() {
        assert_eq!(algorithm_name(b"\x2b\x0e\x03\x02\x07"), "DES-CBC");
        assert_eq!(
            algorithm_name(b"\x2a\x86\x48\x86\xf7\x0d"),
            "1.2.840.113549"
        );
        assert_eq!(algorithm_name(b"\x88\x37\x01"), "2.999.1");
    }
}
