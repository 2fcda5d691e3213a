//! The inside of a part: its bags, of which those with certificates are taken out (RFC 7292 §4.2).

use crate::decode::ber;
use crate::decode::keystore::StoredCertificate;
use crate::golang::der::{
    Reader,
    tag::{OCTET_STRING, OID, SEQUENCE},
};

/// certBag and safeContentsBag, below pkcs-12 10.1.
const CERTIFICATE_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
const SAFE_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06";
/// x509Certificate and friendlyName (PKCS#9).
const X509: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
const FRIENDLY_NAME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
const CONTENT: u8 = 0xa0;
const SET: u8 = 0x31;
const BMP_STRING: u8 = 0x1e;
/// Bags within bags.
const DEEPEST: usize = 8;

/// Appends the certificates of a part. None where it is neither DER nor BER of that shape.
pub(super) fn certificates(bytes: &[u8], found: &mut Vec<StoredCertificate>) -> Option<()> {
    let before = found.len();
    if of_der(bytes, found).is_some() {
        return Some(());
    }
    found.truncate(before);
    of_der(ber::to_der(bytes)?.expose(), found)
}

fn of_der(der: &[u8], found: &mut Vec<StoredCertificate>) -> Option<()> {
    let mut whole = Reader::new(der);
    let bags = whole.content_of(SEQUENCE)?;
    whole.is_empty().then_some(())?;
    bags_of(bags, found, DEEPEST)
}

fn bags_of(mut bags: Reader<'_>, found: &mut Vec<StoredCertificate>, depth: usize) -> Option<()> {
    while !bags.is_empty() {
        let mut bag = bags.content_of(SEQUENCE)?;
        let kind = bag.content_of(OID)?.bytes();
        let mut value = bag.content_of(CONTENT)?;
        if kind == CERTIFICATE_BAG {
            let mut certificate = value.content_of(SEQUENCE)?;
            // An SDSI certificate is none of X.509.
            if certificate.content_of(OID)?.bytes() == X509 {
                let der = certificate
                    .content_of(CONTENT)?
                    .content_of(OCTET_STRING)?
                    .bytes();
                found.push(StoredCertificate {
                    alias: alias(bag),
                    number: 0,
                    der: der.to_vec(),
                });
            }
        } else if kind == SAFE_BAG && depth > 0 {
            bags_of(value.content_of(SEQUENCE)?, found, depth - 1)?;
        }
    }
    Some(())
}

/// The friendly name among the attributes that follow a bag's value.
fn alias(mut bag: Reader<'_>) -> Option<String> {
    let mut attributes = bag.content_of(SET)?;
    while let Some(mut attribute) = attributes.content_of(SEQUENCE) {
        if attribute.content_of(OID)?.bytes() == FRIENDLY_NAME {
            let text = attribute.content_of(SET)?.content_of(BMP_STRING)?.bytes();
            let (units, []) = text.as_chunks::<2>() else {
                return None;
            };
            let units: Vec<_> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            return Some(String::from_utf16_lossy(&units));
        }
    }
    None
}
