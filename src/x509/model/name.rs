//! Distinguished names: raw bytes for comparison, text for people.

use std::borrow::Cow;

use super::name_attribute::Attributes;
use crate::golang::der::{self, Reader, tag};

/// RFC 5280 §4.1.2.4. It is kept as encoded, and read anew when asked: of most names of a fleet nobody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName {
    /// The encoded Name, tag and length included, as Go accepts it. Issuer and subject match when these bytes do.
    pub raw: Box<[u8]>,
    /// Whether T.61 strings are Latin-1, as since Go 1.27.
    pub(in crate::x509) strict_strings: bool,
}

impl DistinguishedName {
    /// All attributes, in encoded order, whichever relative name they are part of.
    pub fn attributes(&self) -> Attributes<'_> {
        Attributes::new(&self.raw, self.strict_strings)
    }

    /// The last common name that is a string and, as Go reads it, may be empty.
    pub fn common_name(&self) -> Option<Cow<'_, str>> {
        self.texts(COMMON_NAME)
            .last()
            .filter(|name| !name.is_empty())
    }

    /// All organizations, in order.
    pub fn organizations(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.texts(ORGANIZATION)
    }

    /// All string values of an attribute type under 2.5.4, given by its last arc, in order.
    fn texts(&self, arc: u8) -> impl Iterator<Item = Cow<'_, str>> {
        self.attributes()
            .filter(move |attribute| attribute.arc() == Some(arc))
            .filter_map(|attribute| attribute.text())
    }

    /// What people call it: the common name, else the first organization, else all of it.
    pub fn short(&self) -> String {
        let known = self.common_name().or_else(|| self.organizations().next());
        known.map_or_else(|| self.to_string(), Cow::into_owned)
    }

    /// Whether there is no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.attributes().next().is_none()
    }

    /// The same name with one more common name.
    #[must_use]
    pub fn with_common_name(&self, name: &str) -> Self {
        let attribute = [
            der::encode(tag::OID, &[0x55, 0x04, COMMON_NAME]),
            der::encode(tag::UTF8_STRING, name.as_bytes()),
        ];
        let attribute = der::encode(tag::SEQUENCE, &attribute.concat());
        self.edited(|set| Some(set.to_vec()), &der::encode(tag::SET, &attribute))
    }

    /// The same name without the attributes of a type.
    #[must_use]
    pub fn without_attribute(&self, oid: &[u8]) -> Self {
        let without = |set: &[u8]| {
            let mut rest = Reader::new(set).content_of(tag::SET)?;
            let mut kept = Vec::new();
            while let Some(attribute) = rest.element_of(tag::SEQUENCE) {
                let mut content = attribute.content;
                if content.oid() != Some(oid) {
                    kept.extend_from_slice(attribute.whole.bytes());
                }
            }
            (!kept.is_empty()).then(|| der::encode(tag::SET, &kept))
        };
        self.edited(without, &[])
    }

    /// With each relative name as `edit` gives it back, and `more` of them.
    fn edited(&self, edit: impl Fn(&[u8]) -> Option<Vec<u8>>, more: &[u8]) -> Self {
        let mut names = Vec::new();
        let mut rest = Reader::new(&self.raw).content_of(tag::SEQUENCE);
        while let Some(set) = rest.as_mut().and_then(Reader::element) {
            names.extend(edit(set.whole.bytes()).unwrap_or_default());
        }
        names.extend_from_slice(more);
        Self {
            raw: der::encode(tag::SEQUENCE, &names).into(),
            ..*self
        }
    }
}

/// The last arcs of 2.5.4.3, 2.5.4.5 and 2.5.4.10.
pub(in crate::x509) const COMMON_NAME: u8 = 3;
pub(in crate::x509) const SERIAL_NUMBER: u8 = 5;
pub(in crate::x509) const ORGANIZATION: u8 = 10;
