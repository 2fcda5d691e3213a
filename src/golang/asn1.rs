//! Go's `encoding/asn1`, as far as private keys need it, with its words: since Go 1.25 they reach the user, behind
//! `tls: failed to parse private key: `.

use super::der::tag::{BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE};

/// Go's text.
pub(crate) type Fault = String;

/// The fields of a SEQUENCE, read in order. Offsets in messages count from its first content octet.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    offset: usize,
}

/// A tag and a length.
#[derive(Clone, Copy)]
struct Header {
    class: u8,
    compound: bool,
    tag: u32,
    length: usize,
}

/// What stands in a field.
#[derive(Clone, Copy)]
struct Wanted {
    tag: u8,
    optional: bool,
    /// The name of the Go type, which the message repeats.
    go_type: &'static str,
}

impl<'a> Fields<'a> {
    /// The fields of the SEQUENCE that `der` starts with, and what follows it. `go_type` is the struct of crypto/x509.
    pub(crate) fn of(der: &'a [u8], go_type: &'static str) -> Result<(Self, &'a [u8]), Fault> {
        let mut whole = Self {
            bytes: der,
            offset: 0,
        };
        let content = whole.required(SEQUENCE, go_type)?;
        let rest = whole.bytes.get(whole.offset..).unwrap_or_default();
        Ok((Self::within(content), rest))
    }

    /// What is not within a struct.
    pub(crate) fn at(bytes: &'a [u8]) -> Self {
        Self::within(bytes)
    }

    /// An OID.
    pub(crate) fn oid(&mut self) -> Result<&'a [u8], Fault> {
        let oid = self.required(OID, "ObjectIdentifier")?;
        check_oid(oid)?;
        Ok(oid)
    }

    fn within(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// An `int`.
    pub(crate) fn int(&mut self) -> Result<i64, Fault> {
        let content = self.required(INTEGER, "int")?;
        check_integer(content)?;
        if content.len() > 8 {
            return Err(structure("integer too large"));
        }
        let negative = content.first().is_some_and(|first| first & 0x80 != 0);
        let start = if negative { -1 } else { 0 };
        Ok(content
            .iter()
            .fold(start, |value, byte| value << 8 | i64::from(*byte)))
    }

    /// A `*big.Int`, in two's complement.
    pub(crate) fn big_int(&mut self) -> Result<&'a [u8], Fault> {
        let content = self.required(INTEGER, "")?;
        check_integer(content)?;
        Ok(content)
    }

    /// An optional `*big.Int`.
    pub(crate) fn optional_big_int(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        let content = self.field(Wanted {
            tag: INTEGER,
            optional: true,
            go_type: "",
        })?;
        content.map_or(Ok(None), |content| {
            check_integer(content)?;
            Ok(Some(content))
        })
    }

    /// A `[]byte`.
    pub(crate) fn octets(&mut self) -> Result<&'a [u8], Fault> {
        self.required(OCTET_STRING, "")
    }

    /// A `pkix.AlgorithmIdentifier`: the OID, and the parameters with their tag and length.
    pub(crate) fn algorithm(&mut self) -> Result<(&'a [u8], &'a [u8]), Fault> {
        let content = self.required(SEQUENCE, "AlgorithmIdentifier")?;
        let mut fields = Self::within(content);
        let oid = fields.oid()?;
        let start = fields.offset;
        if start < content.len() {
            fields.skip_any()?;
        }
        let parameters = content.get(start..fields.offset).unwrap_or_default();
        Ok((oid, parameters))
    }

    /// An optional OID in an explicit tag.
    pub(crate) fn optional_explicit_oid(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Fault> {
        let content = self.explicit(tag, OID)?;
        content.map_or(Ok(None), |oid| {
            check_oid(oid)?;
            Ok(Some(oid))
        })
    }

    /// An optional BIT STRING in an explicit tag; its content is not needed.
    pub(crate) fn optional_explicit_bits(&mut self, tag: u8) -> Result<(), Fault> {
        let Some(content) = self.explicit(tag, BIT_STRING)? else {
            return Ok(());
        };
        let (Some(padding), Some(last)) = (content.first(), content.last()) else {
            return Err(syntax("zero length BIT STRING"));
        };
        let bad = *padding > 7
            || (content.len() == 1 && *padding > 0)
            || last & ((1_u16 << (*padding).min(8)) - 1).to_le_bytes()[0] != 0;
        if bad {
            return Err(syntax("invalid padding bits in BIT STRING"));
        }
        Ok(())
    }

    /// An optional SEQUENCE OF three numbers each, of which the first is kept.
    pub(crate) fn optional_primes(&mut self) -> Result<Vec<&'a [u8]>, Fault> {
        let content = self.field(Wanted {
            tag: SEQUENCE,
            optional: true,
            go_type: "",
        })?;
        let content = content.unwrap_or_default();
        let mut check = Self::within(content);
        while check.offset < content.len() {
            let header = check.header()?;
            if (header.class, header.compound, header.tag) != (0, true, 16) {
                return Err(structure("sequence tag mismatch"));
            }
            if check.take(header.length).is_none() {
                return Err(syntax("truncated sequence"));
            }
        }
        let mut fields = Self::within(content);
        let mut primes = Vec::new();
        while fields.offset < content.len() {
            let one = fields.required(SEQUENCE, "pkcs1AdditionalRSAPrime")?;
            let mut one = Self::within(one);
            primes.push(one.big_int()?);
            one.big_int()?;
            one.big_int()?;
        }
        Ok(primes)
    }

    fn required(&mut self, tag: u8, go_type: &'static str) -> Result<&'a [u8], Fault> {
        let content = self.field(Wanted {
            tag,
            optional: false,
            go_type,
        })?;
        content.ok_or_else(|| syntax("sequence truncated"))
    }

    /// asn1.go `parseField`; none where an optional field is absent.
    fn field(&mut self, wanted: Wanted) -> Result<Option<&'a [u8]>, Fault> {
        let start = self.offset;
        if start == self.bytes.len() {
            return if wanted.optional {
                Ok(None)
            } else {
                Err(syntax("sequence truncated"))
            };
        }
        let header = self.header()?;
        self.content(header, wanted, start)
    }

    fn content(
        &mut self,
        header: Header,
        wanted: Wanted,
        start: usize,
    ) -> Result<Option<&'a [u8]>, Fault> {
        let matches = header.class == 0
            && header.tag == u32::from(wanted.tag & 0x1f)
            && header.compound == (wanted.tag & 0x20 != 0);
        if !matches && wanted.optional {
            self.offset = start;
            return Ok(None);
        }
        if !matches {
            return Err(structure(&format!(
                "tags don't match ({} vs {{class:{} tag:{} length:{} isCompound:{}}}) {} {} @{}",
                wanted.tag & 0x1f,
                header.class,
                header.tag,
                header.length,
                header.compound,
                PARAMETERS,
                wanted.go_type,
                self.offset,
            )));
        }
        let content = self.take(header.length);
        content.map(Some).ok_or_else(|| syntax("data truncated"))
    }

    fn explicit(&mut self, tag: u8, inner: u8) -> Result<Option<&'a [u8]>, Fault> {
        let start = self.offset;
        if start == self.bytes.len() {
            return Ok(None);
        }
        let header = self.header()?;
        if self.offset == self.bytes.len() {
            return Err(structure("explicit tag has no child"));
        }
        let matches = header.class == 2
            && header.tag == u32::from(tag)
            && (header.length == 0 || header.compound);
        if !matches {
            self.offset = start;
            return Ok(None);
        }
        if header.length == 0 {
            return Err(structure("zero length explicit tag was not an asn1.Flag"));
        }
        let header = self.header()?;
        let wanted = Wanted {
            tag: inner,
            optional: true,
            go_type: "",
        };
        self.content(header, wanted, start)
    }

    fn skip_any(&mut self) -> Result<(), Fault> {
        let header = self.header()?;
        let content = self.take(header.length);
        content.map(|_| ()).ok_or_else(|| syntax("data truncated"))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.offset.checked_add(length)?;
        let content = self.bytes.get(self.offset..end)?;
        self.offset = end;
        Some(content)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let byte = self.bytes.get(self.offset).copied();
        self.offset += 1;
        byte.ok_or_else(|| syntax("truncated tag or length"))
    }

    /// asn1.go `parseTagAndLength`.
    fn header(&mut self) -> Result<Header, Fault> {
        let first = self.byte()?;
        let mut tag = u32::from(first & 0x1f);
        if tag == 0x1f {
            let rest = self.bytes.get(self.offset..).unwrap_or_default();
            let (number, used) = base_128(rest)?;
            tag = number;
            self.offset += used;
            if tag < 0x1f {
                return Err(syntax("non-minimal tag"));
            }
        }
        let mut length = usize::from(self.byte()?);
        if length & 0x80 != 0 {
            let count = length & 0x7f;
            if count == 0 {
                return Err(syntax("indefinite length found (not DER)"));
            }
            length = 0;
            for _ in 0..count {
                let byte = self.byte()?;
                if length >= 1 << 23 {
                    return Err(structure("length too large"));
                }
                length = length << 8 | usize::from(byte);
                if length == 0 {
                    return Err(structure("superfluous leading zeros in length"));
                }
            }
            if length < 0x80 {
                return Err(structure("non-minimal length"));
            }
        }
        Ok(Header {
            class: first >> 6,
            compound: first & 0x20 != 0,
            tag,
            length,
        })
    }
}

/// asn1.go `checkInteger`.
fn check_integer(content: &[u8]) -> Result<(), Fault> {
    match content {
        [] => Err(structure("empty integer")),
        [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
            Err(structure("integer not minimally-encoded"))
        }
        _ => Ok(()),
    }
}

/// asn1.go `parseObjectIdentifier`.
fn check_oid(mut content: &[u8]) -> Result<(), Fault> {
    if content.is_empty() {
        return Err(syntax("zero length OBJECT IDENTIFIER"));
    }
    while !content.is_empty() {
        let (_, used) = base_128(content)?;
        content = content.get(used..).unwrap_or_default();
    }
    Ok(())
}

/// asn1.go `parseBase128Int`: the number and how many bytes it takes.
fn base_128(bytes: &[u8]) -> Result<(u32, usize), Fault> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate() {
        if index == 5 {
            return Err(structure("base 128 integer too large"));
        }
        if index == 0 && *byte == 0x80 {
            return Err(syntax("integer is not minimally encoded"));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return match u32::try_from(value) {
                Ok(value) if value <= 0x7fff_ffff => Ok((value, index + 1)),
                _ => Err(structure("base 128 integer too large")),
            };
        }
    }
    Err(syntax("truncated base 128 integer"))
}

fn syntax(text: &str) -> Fault {
    format!("asn1: syntax error: {text}")
}

fn structure(text: &str) -> Fault {
    format!("asn1: structure error: {text}")
}

/// How Go prints the parameters of a field that is not optional.
const PARAMETERS: &str = "{optional:false explicit:false application:false private:false \
     defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";
