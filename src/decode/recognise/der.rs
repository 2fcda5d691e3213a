//! What DER and BER are, by the types of their first elements.

use memchr::memmem;

use super::Kind;
use crate::decode::keystore::Format;
use crate::golang::der::{
    Reader,
    tag::{BIT_STRING, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE, UTC_TIME},
};

/// id-signedData, PKCS#7 (RFC 5652 §5.1).
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// id-data (RFC 5652 §4).
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

/// PBES2 (RFC 8018 appendix A.4).
const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
const PKCS12: Kind = Kind::KeyStore(Format::Pkcs12);

/// By the types of the first elements.
pub(super) fn by_der(bytes: &[u8]) -> Option<Kind> {
    // BER, as Windows and NSS write PKCS#12 and some tools PKCS#7; or cut off.
    if bytes.starts_with(&[SEQUENCE]) && Reader::new(bytes).content_of(SEQUENCE).is_none() {
        let head = bytes.get(..64).unwrap_or(bytes);
        return match (memmem::find(head, SIGNED_DATA), memmem::find(head, DATA)) {
            (Some(_), _) => Some(Kind::Pkcs7),
            (None, Some(_)) => Some(PKCS12),
            (None, None) => None,
        };
    }
    let mut outer = Reader::new(bytes).content_of(SEQUENCE)?;
    let first = outer.element()?;
    let second = outer.element()?;
    let mut inner = first.content;
    match (first.tag, second.tag) {
        (OID, _) if first.content.bytes() == SIGNED_DATA => Some(Kind::Pkcs7),
        (INTEGER, SEQUENCE) if first.content.bytes() == [3] => Some(PKCS12),
        (INTEGER, SEQUENCE | INTEGER | OCTET_STRING) => Some(Kind::DerPrivateKey),
        (SEQUENCE, OCTET_STRING) => Some(Kind::DerPrivateKey),
        (SEQUENCE, BIT_STRING) => Some(Kind::DerPublicKey),
        (SEQUENCE, SEQUENCE) => {
            let (algorithm, content) = (inner.element()?, inner.element()?);
            // Bouncy Castle's ObjectStore: an encrypted content and its integrity check.
            if (algorithm.tag, content.tag) == (SEQUENCE, OCTET_STRING) && inner.is_empty() {
                let mut parameters = algorithm.content;
                let oid = parameters.content_of(OID)?;
                return (oid.bytes() == PBES2).then_some(Kind::KeyStore(Format::Bcfks));
            }
            let third = inner.element()?;
            let tags = [algorithm.tag, content.tag, third.tag];
            let fourth = inner.element().map(|element| element.tag);
            // CertificationRequestInfo (RFC 2986 §4.1) has attributes [0] where a certificate has its validity.
            if tags == [INTEGER, SEQUENCE, SEQUENCE] && fourth == Some(0xa0) {
                return Some(Kind::DerCertificateRequest);
            }
            // TBSCertList (RFC 5280 §5.1) has a time where a certificate has another SEQUENCE.
            let is_time = |tag| matches!(tag, UTC_TIME | GENERALIZED_TIME);
            let is_list = match tags {
                [INTEGER, SEQUENCE, SEQUENCE] => fourth.is_some_and(is_time),
                [SEQUENCE, SEQUENCE, last] => is_time(last),
                _ => false,
            };
            if is_list {
                return Some(Kind::DerRevocationList);
            }
            Some(Kind::DerCertificate)
        }
        _ => None,
    }
}
