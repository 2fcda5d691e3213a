//! A strict DER reader that accepts exactly what Go's `golang.org/x/crypto/cryptobyte` does: definite and
//! minimal lengths, single-octet tags. It borrows, never recurses and never allocates, so that a claimed length
//! costs nothing.

use std::ops::Range;

use crate::ground::hex::hex;

/// Universal and context tags of a certificate.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const T61_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// A primitive context-specific tag.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// A constructed context-specific tag.
    pub(crate) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// What is left to read, and where in the certificate it stands.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

/// One tag-length-value.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    /// The identifier octet.
    pub(crate) tag: u8,
    /// Tag, length and content.
    pub(crate) whole: Reader<'a>,
    /// The content alone.
    pub(crate) content: Reader<'a>,
}

/// A BIT STRING whose padding bits are zero.
pub(crate) struct BitString<'a> {
    /// The octets after the one that counts the padding bits.
    pub(crate) octets: Reader<'a>,
    /// 0 to 7.
    pub(crate) padding: u8,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, at: 0 }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.rest
    }

    /// The octets as a range of what the first reader was given.
    pub(crate) const fn range(&self) -> Range<usize> {
        self.at..self.at + self.rest.len()
    }

    /// Whether the next element has this tag.
    pub(crate) fn next_is(&self, tag: u8) -> bool {
        self.rest.first() == Some(&tag)
    }

    /// The next element, whatever its tag.
    pub(crate) fn element(&mut self) -> Option<Element<'a>> {
        let (&tag, rest) = self.rest.split_first()?;
        let (&first, rest) = rest.split_first()?;
        // X.690 §8.1.2: more than one identifier octet.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (header, length) = if first & 0x80 == 0 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let octets = rest.get(..count)?;
            let length = octets
                .iter()
                .fold(0_usize, |sum, octet| sum << 8 | usize::from(*octet));
            // X.690 §10.1: short form where it fits, and no leading zero.
            if length < 128 || octets.first() == Some(&0) {
                return None;
            }
            (2 + count, length)
        };
        let total = header + length;
        let (whole, after) = self.rest.split_at_checked(total)?;
        let element = Element {
            tag,
            whole: Reader {
                rest: whole,
                at: self.at,
            },
            content: Reader {
                rest: whole.get(header..)?,
                at: self.at + header,
            },
        };
        self.rest = after;
        self.at += total;
        Some(element)
    }

    /// The next element, which must have this tag.
    pub(crate) fn element_of(&mut self, tag: u8) -> Option<Element<'a>> {
        self.element().filter(|element| element.tag == tag)
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn content_of(&mut self, tag: u8) -> Option<Self> {
        self.element_of(tag).map(|element| element.content)
    }

    /// The content of the next element if it has this tag; the outer `None` is a malformed element.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Option<Self>> {
        if self.next_is(tag) {
            self.content_of(tag).map(Some)
        } else {
            Some(None)
        }
    }

    /// BOOLEAN: 00 or FF only.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.content_of(tag::BOOLEAN)?.bytes() {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The content octets of a minimal integer under `tag`.
    pub(crate) fn integer_of(&mut self, tag: u8) -> Option<&'a [u8]> {
        let content = self.content_of(tag)?.bytes();
        match content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => None,
            _ => Some(content),
        }
    }

    /// INTEGER, as content octets.
    pub(crate) fn integer(&mut self) -> Option<&'a [u8]> {
        self.integer_of(tag::INTEGER)
    }

    /// INTEGER that fits 64 bits with sign.
    pub(crate) fn int64(&mut self) -> Option<i64> {
        to_int64(self.integer()?)
    }

    /// The content octets of an OBJECT IDENTIFIER, each arc within 31 bits.
    pub(crate) fn oid(&mut self) -> Option<&'a [u8]> {
        let content = self.content_of(tag::OID)?.bytes();
        is_small_oid(content).then_some(content)
    }

    /// BIT STRING.
    pub(crate) fn bit_string(&mut self) -> Option<BitString<'a>> {
        let content = self.content_of(tag::BIT_STRING)?;
        let (&padding, octets) = content.rest.split_first()?;
        let padded = match octets.last() {
            _ if padding > 7 => return None,
            None => 0,
            Some(last) => last & ((1 << padding) - 1),
        };
        if padded != 0 || (octets.is_empty() && padding != 0) {
            return None;
        }
        Some(BitString {
            octets: Reader {
                rest: octets,
                at: content.at + 1,
            },
            padding,
        })
    }
}

impl BitString<'_> {
    /// The bits moved to the low end, as Go's `RightAlign` does for keys and signatures; `None` where nothing moves.
    pub(crate) fn right_aligned(&self) -> Option<Box<[u8]>> {
        if self.padding == 0 {
            return None;
        }
        let mut above = 0_u8;
        let aligned = self.octets.bytes().iter().map(|octet| {
            let moved = above << (8 - self.padding) | octet >> self.padding;
            above = *octet;
            moved
        });
        Some(aligned.collect())
    }
}

/// Content octets as a signed 64-bit number.
pub(crate) fn to_int64(content: &[u8]) -> Option<i64> {
    let first = *content.first()?;
    if content.len() > 8 {
        return None;
    }
    let start = if first & 0x80 == 0 { 0 } else { -1 };
    Some(
        content
            .iter()
            .fold(start, |sum: i64, octet| sum << 8 | i64::from(*octet)),
    )
}

/// What cryptobyte's `ReadASN1ObjectIdentifier` takes: minimal arcs of at most 31 bits.
fn is_small_oid(content: &[u8]) -> bool {
    // Each octet is an arc: of most, all but one are.
    if content.iter().all(|octet| octet & 0x80 == 0) {
        return !content.is_empty();
    }
    let mut value = 0_u32;
    let mut at_start = true;
    for octet in content {
        if at_start && *octet == 0x80 || value >= 1 << 24 {
            return false;
        }
        value = value << 7 | u32::from(octet & 0x7f);
        at_start = octet & 0x80 == 0;
        if at_start {
            value = 0;
        }
    }
    at_start && !content.is_empty()
}

/// Tag, length and content.
pub(crate) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let skipped = length.iter().take_while(|octet| **octet == 0).count();
    let octets = length.get(skipped..).unwrap_or_default();
    let mut out = vec![tag];
    // X.690 §8.1.3: one octet below 128, else as many as it takes behind their number.
    if content.len() >= 128 {
        out.extend(u8::try_from(octets.len()).map(|count| 0x80 | count));
        out.extend_from_slice(octets);
    } else {
        out.extend(u8::try_from(content.len()));
    }
    out.extend_from_slice(content);
    out
}

/// Beyond this many octets an integer is printed in hexadecimal: decimal takes quadratic time.
const MAX_DECIMAL_OCTETS: usize = 4096;

/// A big-endian two's complement integer in decimal; in hexadecimal, with `0x`, beyond 4,096 octets.
pub(crate) fn integer_to_decimal(content: &[u8]) -> String {
    let negative = content.first().is_some_and(|first| first & 0x80 != 0);
    let magnitude = magnitude(content, negative);
    let sign = if negative { "-" } else { "" };
    if content.len() > MAX_DECIMAL_OCTETS {
        return format!("{sign}0x{}", hex(&magnitude));
    }
    // Little-endian limbs of eighteen decimal digits.
    const LIMB: u128 = 1_000_000_000_000_000_000;
    let mut limbs: Vec<u64> = vec![0];
    for chunk in magnitude.chunks(4) {
        let mut carry = chunk
            .iter()
            .fold(0_u128, |sum, octet| sum << 8 | u128::from(*octet));
        let shift = 8 * chunk.len();
        for limb in &mut limbs {
            let value = (u128::from(*limb) << shift) + carry;
            *limb = u64::try_from(value % LIMB).unwrap_or_default();
            carry = value / LIMB;
        }
        if carry > 0 {
            limbs.push(u64::try_from(carry).unwrap_or_default());
        }
    }
    let mut limbs = limbs.iter().rev();
    let mut text = format!("{sign}{}", limbs.next().copied().unwrap_or_default());
    for limb in limbs {
        text.push_str(&format!("{limb:018}"));
    }
    text
}

fn magnitude(content: &[u8], negative: bool) -> Vec<u8> {
    let mut octets = content.to_vec();
    if negative {
        let mut carry = true;
        for octet in octets.iter_mut().rev() {
            let (sum, over) = (!*octet).overflowing_add(u8::from(carry));
            *octet = sum;
            carry = over;
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(bytes: &[u8]) -> Option<u8> {
        Reader::new(bytes).element().map(|element| element.tag)
    }

    #[test]
    fn lengths_are_definite_and_minimal() {
        assert_eq!(element(&[0x30, 0]), Some(0x30));
        for refused in [
            &[][..],
            &[0x30],
            &[0x30, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 1, 0],
            &[0x30, 0x82, 0, 0x80],
            &[0x30, 0x85, 1, 0, 0, 0, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 0x81, 0x00, 0],
        ] {
            assert_eq!(element(refused), None, "{refused:x?}");
        }
        let mut long = vec![0x04, 0x81, 0x80];
        long.extend([7; 0x80]);
        assert_eq!(element(&long), Some(0x04));
    }

    #[test]
    fn integers_and_booleans_are_minimal() {
        let int = |bytes: &[u8]| Reader::new(bytes).int64();
        assert_eq!(int(&[2, 1, 0xff]), Some(-1));
        assert_eq!(int(&[2, 2, 0, 0x80]), Some(128));
        assert_eq!(int(&[2, 8, 0x80, 0, 0, 0, 0, 0, 0, 0]), Some(i64::MIN));
        assert_eq!(int(&[2, 2, 0, 0x7f]), None);
        assert_eq!(int(&[2, 2, 0xff, 0x80]), None);
        assert_eq!(int(&[2, 0]), None);
        assert_eq!(int(&[2, 9, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(Reader::new(&[1, 1, 1]).boolean(), None);
    }

    #[test]
    fn padding_bits_are_zero_and_move_away() {
        let bits = Reader::new(&[3, 3, 4, 0xab, 0xc0]).bit_string().unwrap();
        assert_eq!(bits.right_aligned().as_deref(), Some(&[0x0a, 0xbc][..]));
        assert!(Reader::new(&[3, 2, 1, 1]).bit_string().is_none());
        assert!(Reader::new(&[3, 1, 1]).bit_string().is_none());
        assert!(Reader::new(&[3, 2, 8, 0]).bit_string().is_none());
        assert!(Reader::new(&[3, 1, 0]).bit_string().is_some());
    }

    #[test]
    fn arcs_are_minimal_and_within_31_bits() {
        assert!(is_small_oid(&[0x55, 0x1d, 0x11]));
        assert!(is_small_oid(&[0x2a, 0x87, 0xff, 0xff, 0xff, 0x7f]));
        for refused in [
            &[][..],
            &[0x80, 1],
            &[0x55, 0x80, 1],
            &[0x55, 0x81],
            &[0x2a, 0x88, 0x80, 0x80, 0x80, 0x00],
        ] {
            assert!(!is_small_oid(refused), "{refused:x?}");
        }
    }

    #[test]
    fn integers_print_in_decimal() {
        assert_eq!(integer_to_decimal(&[]), "0");
        assert_eq!(integer_to_decimal(&[0]), "0");
        assert_eq!(integer_to_decimal(&[0x80]), "-128");
        assert_eq!(integer_to_decimal(&[0xff, 0x00]), "-256");
        assert_eq!(integer_to_decimal(&[0, 0xff]), "255");
        assert_eq!(
            integer_to_decimal(&[1, 0, 0, 0, 0, 0, 0, 0, 0]),
            "18446744073709551616"
        );
        assert_eq!(
            integer_to_decimal(&[0x7f; 20]),
            "727885129180488904360266563744972327436484050815"
        );
        assert!(integer_to_decimal(&vec![0x11; 100_000]).starts_with("0x1111"));
    }

    /// An OCTET STRING of so many octets, with its length as given.
    fn string(length: &[u8], count: usize) -> Vec<u8> {
        let mut bytes = vec![tag::OCTET_STRING];
        bytes.extend_from_slice(length);
        bytes.resize(bytes.len() + count, 7);
        bytes
    }

    #[test]
    fn every_length_has_one_form() {
        for (length, count, taken) in [
            (&[0x7f][..], 0x7f, true),
            (&[0x81, 0x7f], 0x7f, false),
            (&[0x81, 0x80], 0x80, true),
            (&[0x81, 0xff], 0xff, true),
            (&[0x82, 0x00, 0xff], 0xff, false),
            (&[0x82, 0x01, 0x00], 0x100, true),
            (&[0x83, 0x00, 0x01, 0x00], 0x100, false),
            (&[0x83, 0x01, 0x00, 0x00], 0x1_0000, true),
            (&[0x84, 0x00, 0x01, 0x00, 0x00], 0x1_0000, false),
            (&[0x84, 0x01, 0x00, 0x00, 0x00], 0x100_0000, true),
            (&[0x85, 0x00, 0x01, 0x00, 0x00, 0x00], 0x100_0000, false),
        ] {
            let bytes = string(length, count);
            let read = Reader::new(&bytes).element();
            assert_eq!(read.is_some(), taken, "{length:x?}");
            assert!(Reader::new(&bytes[..bytes.len() - 1]).element().is_none());
            if let Some(element) = read {
                assert_eq!(element.content.bytes().len(), count);
                assert_eq!(element.whole.range(), 0..bytes.len());
                assert_eq!(element.content.range(), 1 + length.len()..bytes.len());
                assert!(encode(tag::OCTET_STRING, element.content.bytes()) == bytes);
            }
        }
    }

    #[test]
    fn a_reader_knows_where_it_stands() {
        let bytes = [0x30, 5, 2, 1, 7, 5, 0, 1, 1, 0xff, 4, 0];
        let mut outer = Reader::new(&bytes);
        let mut inner = outer.content_of(tag::SEQUENCE).unwrap();
        assert_eq!((inner.range(), outer.range()), (2..7, 7..12));
        assert!(inner.next_is(tag::INTEGER) && !inner.next_is(tag::NULL));
        assert_eq!(inner.integer(), Some(&[7][..]));
        let optional = |reader: &mut Reader<'_>, tag| reader.optional(tag).map(|it| it.is_some());
        assert_eq!(optional(&mut inner, tag::BOOLEAN), Some(false));
        assert_eq!(optional(&mut inner, tag::NULL), Some(true));
        assert!(inner.is_empty() && inner.element().is_none());
        assert!(!outer.is_empty());
        assert_eq!(outer.boolean(), Some(true));
        assert!(outer.element_of(tag::NULL).is_none());
        assert_eq!(Reader::new(&[1, 1, 0]).boolean(), Some(false));
        assert_eq!((tag::context(2), tag::constructed(3)), (0x82, 0xa3));
        // An optional element of the right tag that is broken is not one that is absent.
        assert!(Reader::new(&[4, 9, 0]).optional(4).is_none());
    }

    #[test]
    fn bits_end_where_their_padding_begins() {
        let bits = Reader::new(&[3, 2, 0, 0xab]).bit_string().unwrap();
        assert!(bits.padding == 0 && bits.right_aligned().is_none());
        let mut reader = Reader::new(&[5, 0, 3, 2, 7, 0x80]);
        reader.element();
        let bits = reader.bit_string().unwrap();
        assert_eq!((bits.padding, bits.octets.range()), (7, 5..6));
        assert_eq!(bits.right_aligned().as_deref(), Some(&[1][..]));
        assert!(Reader::new(&[3, 2, 7, 0xc0]).bit_string().is_none());
        assert!(Reader::new(&[3, 0]).bit_string().is_none());
        assert_eq!(Reader::new(&[6, 1, 0x2a]).oid(), Some(&[0x2a][..]));
        assert_eq!(Reader::new(&[6, 0]).oid(), None);
        assert_eq!(to_int64(&[1, 2]), Some(258));
        assert_eq!(to_int64(&[]), None);
        assert_eq!(to_int64(&[1; 9]), None);
    }

    #[test]
    fn long_integers_are_hexadecimal() {
        let short = vec![0x11; MAX_DECIMAL_OCTETS];
        assert!(!integer_to_decimal(&short).starts_with("0x"));
        let long = vec![0xff; MAX_DECIMAL_OCTETS + 1];
        let text = integer_to_decimal(&long);
        assert!(text.starts_with("-0x00") && text.ends_with("01"), "{text}");
    }
}
