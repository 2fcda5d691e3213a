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
/// id-envelopedData (RFC 5652 §6.1).
const ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
/// id-ct-authEnvelopedData (RFC 5083 §2.1).
const AUTH_ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";
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
        let known = [
            (SIGNED_DATA, Kind::Pkcs7),
            (ENVELOPED_DATA, Kind::EncryptedCms),
            (AUTH_ENVELOPED_DATA, Kind::EncryptedCms),
            (DATA, PKCS12),
        ];
        let mut known = known.into_iter();
        return known.find_map(|(oid, kind)| memmem::find(head, oid).map(|_| kind));
    }
    let mut outer = Reader::new(bytes).content_of(SEQUENCE)?;
    let first = outer.element()?;
    let second = outer.element()?;
    let mut inner = first.content;
    match (first.tag, second.tag) {
        (OID, _) if first.content.bytes() == SIGNED_DATA => Some(Kind::Pkcs7),
        (OID, _) if [ENVELOPED_DATA, AUTH_ENVELOPED_DATA].contains(&first.content.bytes()) => {
            Some(Kind::EncryptedCms)
        }
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
