//! Parameters of RSASSA-PSS (RFC 8017 appendix A.2.3) as Go reads them: with encoding/asn1, which is looser than
//! the reader of the certificate around them. The length of an explicit tag is not compared with what it holds, and
//! further fields are not looked at.

use crate::golang::der::{Reader, to_int64};
use crate::x509::SignatureHash;

/// id-mgf1.
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
/// The hashes of FIPS 180, without the last octet.
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];
const NULL: &[u8] = &[5, 0];

const UNIVERSAL_SEQUENCE: (u8, bool, u32) = (0, true, 16);
const UNIVERSAL_OID: (u8, bool, u32) = (0, false, 6);
const UNIVERSAL_INTEGER: (u8, bool, u32) = (0, false, 2);

/// The hash, if these are the parameters that Go takes: one hash, and a salt of its length.
pub(in crate::x509) fn hash(parameters: Reader<'_>) -> Option<SignatureHash> {
    let mut fields = Loose(parameters.bytes()).element(UNIVERSAL_SEQUENCE)?;
    let hash = fields.explicit(0)?.identifier()?;
    let mask = fields.explicit(1)?.identifier()?;
    let salt = to_int64(minimal(fields.explicit(2)?.element(UNIVERSAL_INTEGER)?.0)?)?;
    let trailer = match fields.optional_explicit(3)? {
        Some(trailer) => to_int64(minimal(trailer.element(UNIVERSAL_INTEGER)?.0)?)?,
        None => 1,
    };
    let mask_hash = Loose(mask.parameters).identifier()?;
    let plain = |parameters: &[u8]| parameters.is_empty() || parameters == NULL;
    if !plain(hash.parameters)
        || mask.oid != MGF1
        || mask_hash.oid != hash.oid
        || !plain(mask_hash.parameters)
        || trailer != 1
    {
        return None;
    }
    match (hash.oid.strip_prefix(SHA2)?, salt) {
        ([1], 32) => Some(SignatureHash::Sha256),
        ([2], 48) => Some(SignatureHash::Sha384),
        ([3], 64) => Some(SignatureHash::Sha512),
        _ => None,
    }
}

struct Identifier<'a> {
    oid: &'a [u8],
    parameters: &'a [u8],
}

/// encoding/asn1 `checkInteger`.
fn minimal(content: &[u8]) -> Option<&[u8]> {
    match content {
        [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => None,
        _ => Some(content),
    }
}

/// What is left to read, by the rules of encoding/asn1.
struct Loose<'a>(&'a [u8]);

/// Class, whether constructed, number; and the claimed length.
type Header = ((u8, bool, u32), usize);

impl<'a> Loose<'a> {
    /// Reads tag and length (`parseTagAndLength`): any tag number, a length below 2^31.
    fn header(&mut self) -> Option<Header> {
        let (&first, mut rest) = self.0.split_first()?;
        let mut number = u32::from(first & 0x1f);
        if number == 0x1f {
            let end = rest.iter().position(|octet| octet & 0x80 == 0)? + 1;
            let (digits, after) = rest.split_at_checked(end)?;
            if end > 5 || digits.first() == Some(&0x80) {
                return None;
            }
            let wide = digits
                .iter()
                .fold(0_u64, |sum, octet| sum << 7 | u64::from(octet & 0x7f));
            number = u32::try_from(wide)
                .ok()
                .filter(|it| (0x1f..1 << 31).contains(it))?;
            rest = after;
        }
        let (&short, mut rest) = rest.split_first()?;
        let mut length = usize::from(short);
        if short & 0x80 != 0 {
            let (octets, after) = rest.split_at_checked(usize::from(short & 0x7f))?;
            length = 0;
            for octet in octets {
                if length >= 1 << 23 {
                    return None;
                }
                length = length << 8 | usize::from(*octet);
                if length == 0 {
                    return None;
                }
            }
            if length < 0x80 {
                return None;
            }
            rest = after;
        }
        self.0 = rest;
        Some(((first >> 6, first & 0x20 != 0, number), length))
    }

    /// The content of the next element, which must have this tag.
    fn element(&mut self, tag: (u8, bool, u32)) -> Option<Self> {
        let (found, length) = self.header()?;
        if found != tag {
            return None;
        }
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Self(content))
    }

    /// Enters an explicit tag: what follows is read in place, so that its length decides nothing.
    fn explicit(&mut self, number: u32) -> Option<&mut Self> {
        let (tag, length) = self.header()?;
        (!self.0.is_empty() && tag == (2, true, number) && length > 0).then_some(self)
    }

    /// The same of a field that may be absent, or another; the outer `None` is an error.
    fn optional_explicit(&mut self, number: u32) -> Option<Option<&mut Self>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let before = self.0;
        let ((class, constructed, found), length) = self.header()?;
        if self.0.is_empty() {
            return None;
        }
        if (class, found) != (2, number) || !constructed && length > 0 {
            self.0 = before;
            return Some(None);
        }
        // An empty one is an error to Go unless it is a flag.
        if length == 0 { None } else { Some(Some(self)) }
    }

    /// AlgorithmIdentifier: an OID, and any element or none.
    fn identifier(&mut self) -> Option<Identifier<'a>> {
        let mut fields = self.element(UNIVERSAL_SEQUENCE)?;
        let oid = fields.element(UNIVERSAL_OID)?.0;
        if !is_oid(oid) {
            return None;
        }
        let parameters = fields.0;
        if !parameters.is_empty() {
            let (_, length) = fields.header()?;
            fields.0 = fields.0.get(length..)?;
        }
        let used = parameters.len() - fields.0.len();
        Some(Identifier {
            oid,
            parameters: parameters.get(..used)?,
        })
    }
}

/// encoding/asn1 `parseObjectIdentifier`: minimal arcs of at most 31 bits.
fn is_oid(content: &[u8]) -> bool {
    let length = u8::try_from(content.len()).ok().filter(|it| *it < 0x80);
    // Longer ones are none of the OIDs that are asked for; what counts is that they are no error, nor a match.
    let Some(length) = length else {
        return false;
    };
    Reader::new(&[&[6, length], content].concat())
        .oid()
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256: &[u8] = &[
        48, 52, 160, 15, 48, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1, 5, 0, 161, 28, 48, 26, 6,
        9, 42, 134, 72, 134, 247, 13, 1, 1, 8, 48, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1, 5, 0,
        162, 3, 2, 1, 32,
    ];

    #[test]
    fn takes_one_hash_and_its_length_of_salt() {
        assert_eq!(hash(Reader::new(SHA256)), Some(SignatureHash::Sha256));
        let with = |at: usize, octet| {
            let mut changed = SHA256.to_vec();
            changed[at] = octet;
            hash(Reader::new(&changed))
        };
        assert_eq!(with(53, 20), None);
        assert_eq!(with(16, 2), None);
        assert_eq!(hash(Reader::new(&[])), None);
        assert_eq!(hash(Reader::new(&[48, 0])), None);
    }

    #[test]
    fn the_length_of_an_explicit_tag_decides_nothing() {
        let mut changed = SHA256.to_vec();
        changed[3] = 99;
        assert_eq!(hash(Reader::new(&changed)), Some(SignatureHash::Sha256));
    }
}
