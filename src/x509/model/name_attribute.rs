//! The attributes of a name.

use std::borrow::Cow;

use super::directory_string;
use crate::golang::der::{Element, Reader, tag};

/// One attribute of a name.
pub struct Attribute<'a> {
    /// Content octets of its type, such as 2.5.4.3 for the common name.
    pub oid: &'a [u8],
    value: Element<'a>,
    strict_strings: bool,
}

impl<'a> Attribute<'a> {
    /// Its text; none where the value is not a string (Go keeps such a value, but reads no name from it).
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let content = self.value.content.bytes();
        directory_string::read(self.value.tag, content, self.strict_strings)?.ok()
    }

    /// The encoded value, tag and length included.
    pub fn encoded(&self) -> &'a [u8] {
        self.value.whole.bytes()
    }

    /// The last arc of a type under 2.5.4.
    pub(in crate::x509) const fn arc(&self) -> Option<u8> {
        match *self.oid {
            [0x55, 0x04, arc] => Some(arc),
            _ => None,
        }
    }
}

/// The attributes of a name that was accepted, in encoded order.
pub struct Attributes<'a> {
    names: Reader<'a>,
    set: Reader<'a>,
    strict_strings: bool,
}

impl<'a> Attributes<'a> {
    /// Of an encoded Name.
    pub(super) fn new(name: &'a [u8], strict_strings: bool) -> Self {
        let nothing = Reader::new(&[]);
        Self {
            names: Reader::new(name)
                .content_of(tag::SEQUENCE)
                .unwrap_or(nothing),
            set: nothing,
            strict_strings,
        }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.set.is_empty() {
            self.set = self.names.content_of(tag::SET)?;
        }
        let mut attribute = self.set.content_of(tag::SEQUENCE)?;
        let oid = attribute.content_of(tag::OID)?.bytes();
        Some(Attribute {
            oid,
            value: attribute.element()?,
            strict_strings: self.strict_strings,
        })
    }
}
