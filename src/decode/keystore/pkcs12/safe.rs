//! The inside of a part: its bags, of which those with certificates are taken out (RFC 7292 §4.2).

use super::StoredCertificate;
use crate::decode::der::{OCTET_STRING, OID, Reader, SEQUENCE};

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

/// Appends the certificates of a part. None where it is not DER of that shape.
pub(super) fn certificates(bytes: &[u8], found: &mut Vec<StoredCertificate>) -> Option<()> {
    let mut whole = Reader(bytes);
    let bags = whole.enter(SEQUENCE)?;
    whole.0.is_empty().then_some(())?;
    bags_of(bags, found, DEEPEST)
}

fn bags_of(mut bags: Reader<'_>, found: &mut Vec<StoredCertificate>, depth: usize) -> Option<()> {
    while !bags.0.is_empty() {
        let mut bag = bags.enter(SEQUENCE)?;
        let kind = bag.take(OID)?;
        let mut value = bag.enter(CONTENT)?;
        if kind == CERTIFICATE_BAG {
            let mut certificate = value.enter(SEQUENCE)?;
            // An SDSI certificate is none of X.509.
            if certificate.take(OID)? == X509 {
                let der = certificate.enter(CONTENT)?.take(OCTET_STRING)?;
                found.push(StoredCertificate {
                    alias: alias(bag),
                    number: 0,
                    der: der.to_vec(),
                });
            }
        } else if kind == SAFE_BAG && depth > 0 {
            bags_of(value.enter(SEQUENCE)?, found, depth - 1)?;
        }
    }
    Some(())
}

/// The friendly name among the attributes that follow a bag's value.
fn alias(mut bag: Reader<'_>) -> Option<String> {
    let mut attributes = bag.enter(SET)?;
    while let Some(mut attribute) = attributes.enter(SEQUENCE) {
        if attribute.take(OID)? == FRIENDLY_NAME {
            let text = attribute.enter(SET)?.take(BMP_STRING)?;
            let (units, []) = text.as_chunks::<2>() else {
                return None;
            };
            let units: Vec<_> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            return Some(String::from_utf16_lossy(&units));
        }
    }
    None
}
