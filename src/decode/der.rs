//! A strict, shallow DER reader with the rules of Go's `encoding/asn1`, for what is not a certificate.

/// One element: its tag byte and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// Class, constructed bit and number, as encoded; numbers above 30 are not needed here.
    pub(super) tag: u8,
    /// The content octets.
    pub(super) content: &'a [u8],
}

/// SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;
/// INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub(super) const OID: u8 = 0x06;

/// Elements, read from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next element; none where the encoding is not DER or is cut off. Lengths have their shortest form.
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        let (&[tag, first], mut rest) = self.0.split_first_chunk::<2>()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let mut length = usize::from(first & 0x7f);
        if first & 0x80 != 0 {
            // Go takes lengths below 2^31 only; 0x80 alone is BER's indefinite length.
            let (bytes, after) = rest.split_at_checked(length)?;
            if !(1..=4).contains(&length) || bytes.first() == Some(&0) {
                return None;
            }
            rest = after;
            length = bytes
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte));
            if !(0x80..=0x7fff_ffff).contains(&length) {
                return None;
            }
        }
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Element { tag, content })
    }

    /// The content of the next element if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let element = ahead.next().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element.content)
    }

    /// The elements within the next element if it has this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_der_and_refuses_ber() {
        assert_eq!(
            Reader(&[2, 1, 5, 9]).next().map(|one| one.content),
            Some(&[5][..])
        );
        for bytes in [
            &[0x30, 0x80, 0, 0][..],
            &[0x04, 0x81, 0x01, 0],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 0x01, 0x00],
            &[0x04, 2, 0],
            &[0x04],
        ] {
            assert_eq!(Reader(bytes).next(), None, "{bytes:x?}");
        }
    }
}
