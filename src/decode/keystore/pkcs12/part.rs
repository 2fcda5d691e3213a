//! The outside of a store: its parts, each plain or encrypted, and the MAC over all of them (RFC 7292 §4).

use super::mac::Mac;
use super::named::{UnknownAlgorithm, algorithm_name};
use super::scheme::Scheme;
use crate::decode::ber;
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};
use crate::ground::secret::Secret;

/// pkcs7-data, pkcs7-envelopedData and pkcs7-encryptedData (RFC 2315 §14).
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
/// `[0]`, constructed and primitive.
const CONTENT: u8 = 0xa0;
const ENCRYPTED_CONTENT: u8 = 0x80;

/// What the MAC is over, and the MAC.
pub(super) struct Outside<'a> {
    pub(super) content: &'a [u8],
    pub(super) mac: Option<Mac<'a>>,
}

/// A part of a store.
pub(super) enum Part {
    /// Bags in the clear.
    Plain(Secret),
    Encrypted {
        scheme: Scheme,
        data: Vec<u8>,
    },
    /// With what it is encrypted.
    Closed(String),
}

impl<'a> Outside<'a> {
    /// From DER; none where it is not of that shape.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut whole = Reader::new(bytes);
        let mut store = whole.content_of(SEQUENCE)?;
        if !whole.is_empty() || store.content_of(INTEGER)?.bytes() != [3] {
            return None;
        }
        let mut info = store.content_of(SEQUENCE)?;
        if info.content_of(OID)?.bytes() != DATA {
            return None;
        }
        let content = info.content_of(CONTENT)?.content_of(OCTET_STRING)?.bytes();
        let mac = match store.bytes() {
            [] => None,
            _ => Some(Mac::read(store.content_of(SEQUENCE)?)?),
        };
        Some(Self { content, mac })
    }
}

/// The parts of an authenticated safe, in their order. Programs that write DER outside may write BER within.
pub(super) fn parts(content: &[u8]) -> Option<Vec<Part>> {
    parts_of_der(content).or_else(|| parts_of_der(ber::to_der(content)?.expose()))
}

fn parts_of_der(content: &[u8]) -> Option<Vec<Part>> {
    let mut infos = Reader::new(content).content_of(SEQUENCE)?;
    let mut parts = Vec::new();
    while !infos.is_empty() {
        parts.push(part(infos.content_of(SEQUENCE)?)?);
    }
    Some(parts)
}

fn part(mut info: Reader<'_>) -> Option<Part> {
    let kind = info.content_of(OID)?.bytes();
    let mut content = info.content_of(CONTENT)?;
    match kind {
        DATA => {
            let bags = content.content_of(OCTET_STRING)?.bytes();
            return Some(Part::Plain(Secret::new(bags.to_vec())));
        }
        ENCRYPTED_DATA => {}
        ENVELOPED_DATA => return Some(Part::Closed("the key of a certificate".to_owned())),
        _ => return Some(Part::Closed(algorithm_name(kind))),
    }
    let mut data = content.content_of(SEQUENCE)?;
    if data.content_of(INTEGER)?.bytes() != [0] {
        return None;
    }
    let mut info = data.content_of(SEQUENCE)?;
    info.content_of(OID)?.bytes();
    let algorithm = info.content_of(SEQUENCE)?;
    // Nothing at all may be encrypted.
    let data = match info.bytes() {
        [] => return Some(Part::Plain(Secret::new(b"\x30\x00".to_vec()))),
        _ => encrypted_content(info)?,
    };
    Some(match Scheme::read(algorithm) {
        Some(Ok(scheme)) => Part::Encrypted { scheme, data },
        Some(Err(UnknownAlgorithm(name))) => Part::Closed(name),
        None => return None,
    })
}

/// `[0] IMPLICIT OCTET STRING`, whole or in pieces.
fn encrypted_content(mut info: Reader<'_>) -> Option<Vec<u8>> {
    if info.next_is(ENCRYPTED_CONTENT) {
        let whole = info.content_of(ENCRYPTED_CONTENT)?;
        return Some(whole.bytes().to_vec());
    }
    let mut pieces = info.content_of(CONTENT)?;
    let mut data = Vec::new();
    while !pieces.is_empty() {
        data.extend_from_slice(pieces.content_of(OCTET_STRING)?.bytes());
    }
    Some(data)
}
