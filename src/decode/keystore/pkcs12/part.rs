//! The outside of a store: its parts, each plain or encrypted, and the MAC over all of them (RFC 7292 §4).

use super::derive::{Digest, PURPOSE_MAC, derive};
use super::scheme::Scheme;
use super::{Budget, Refused, StoredCertificate, malformed, safe};
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};
use crate::ground::secret::Secret;

/// pkcs7-data and pkcs7-encryptedData (RFC 2315 §14).
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
/// `[0]`, constructed and primitive.
const CONTENT: u8 = 0xa0;
const ENCRYPTED_CONTENT: u8 = 0x80;

/// A store as it stands in a file.
pub(super) struct Store<'a> {
    /// What the MAC is over.
    content: &'a [u8],
    mac: Option<Mac<'a>>,
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Plain(&'a [u8]),
    Encrypted { scheme: Scheme, data: &'a [u8] },
}

struct Mac<'a> {
    digest: Digest,
    value: &'a [u8],
    salt: &'a [u8],
    iterations: u64,
}

impl<'a> Store<'a> {
    /// The parts of a store; none where the bytes are not DER of that shape.
    ///
    /// # Errors
    /// What of it is in no way known.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Option<Self>, &'static str> {
        let Some((content, mac)) = outside(bytes) else {
            return Ok(None);
        };
        let mac = match mac {
            Some(mac) => match read_mac(mac) {
                Some(Ok(mac)) => Some(mac),
                Some(Err(text)) => return Err(text),
                None => return Ok(None),
            },
            None => None,
        };
        let mut all = Reader::new(content);
        let Some(mut infos) = all.content_of(SEQUENCE) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        while !infos.is_empty() {
            match infos.content_of(SEQUENCE).and_then(read_part) {
                Some(Ok(part)) => parts.push(part),
                Some(Err(text)) => return Err(text),
                None => return Ok(None),
            }
        }
        Ok(Some(Self {
            content,
            mac,
            parts,
        }))
    }

    /// Its certificates, in order.
    pub(super) fn open(
        &self,
        password: &str,
        budget: &mut Budget,
    ) -> Result<Vec<StoredCertificate>, Refused> {
        if let Some(mac) = &self.mac {
            budget.spend(mac.iterations)?;
            if !mac.is_over(self.content, password) {
                return Err(Refused::Password);
            }
        }
        let mut found = Vec::new();
        for part in &self.parts {
            match part {
                Part::Plain(bytes) => safe::certificates(bytes, &mut found).ok_or_else(|| {
                    Refused::Problem(malformed("it is no DER as RFC 7292 has it"))
                })?,
                Part::Encrypted { scheme, data } => {
                    budget.spend(scheme.iterations())?;
                    let plain = scheme.decrypt(data, password).ok_or(Refused::Password)?;
                    let plain = Secret::new(plain);
                    // Without a MAC only the structure tells that the password is another.
                    safe::certificates(plain.expose(), &mut found).ok_or_else(|| {
                        match self.mac {
                            Some(_) => {
                                Refused::Problem(malformed("it is no DER as RFC 7292 has it"))
                            }
                            None => Refused::Password,
                        }
                    })?;
                }
            }
        }
        for (certificate, number) in found.iter_mut().zip(1..) {
            certificate.number = number;
        }
        Ok(found)
    }
}

/// The authenticated safe and the MAC's element.
fn outside(bytes: &[u8]) -> Option<(&[u8], Option<Reader<'_>>)> {
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
        _ => Some(store.content_of(SEQUENCE)?),
    };
    Some((content, mac))
}

fn read_mac(mut mac: Reader<'_>) -> Option<Result<Mac<'_>, &'static str>> {
    let mut info = mac.content_of(SEQUENCE)?;
    let algorithm = info.content_of(SEQUENCE)?.content_of(OID)?.bytes();
    let value = info.content_of(OCTET_STRING)?.bytes();
    let salt = mac.content_of(OCTET_STRING)?.bytes();
    let iterations = match mac.bytes() {
        [] => 1,
        _ => number(mac.content_of(INTEGER)?.bytes()),
    };
    Some(
        Digest::of(algorithm)
            .map(|digest| Mac {
                digest,
                value,
                salt,
                iterations,
            })
            .ok_or("its MAC is unknown"),
    )
}

fn read_part(mut info: Reader<'_>) -> Option<Result<Part<'_>, &'static str>> {
    let kind = info.content_of(OID)?.bytes();
    let mut content = info.content_of(CONTENT)?;
    if kind == DATA {
        return Some(Ok(Part::Plain(content.content_of(OCTET_STRING)?.bytes())));
    }
    if kind != ENCRYPTED_DATA {
        return Some(Err("a part of it is encrypted for a certificate"));
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
        [] => return Some(Ok(Part::Plain(b"\x30\x00"))),
        _ => info.content_of(ENCRYPTED_CONTENT)?.bytes(),
    };
    let scheme = Scheme::read(algorithm);
    Some(match scheme {
        Some(scheme) => Ok(Part::Encrypted { scheme, data }),
        None => Err("its encryption is unknown"),
    })
}

/// A count. What is negative or huge is more than any limit.
pub(super) fn number(digits: &[u8]) -> u64 {
    match digits {
        [first, ..] if first & 0x80 != 0 => u64::MAX,
        [0, rest @ ..] | rest if rest.len() <= 8 => {
            rest.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        }
        _ => u64::MAX,
    }
}

impl Mac<'_> {
    fn is_over(&self, content: &[u8], password: &str) -> bool {
        let length = self.digest.length();
        let key = derive(
            self.digest,
            PURPOSE_MAC,
            (password, self.salt, self.iterations),
            length,
        );
        self.digest.verifies(key.expose(), content, self.value)
    }
}
