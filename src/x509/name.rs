//! Distinguished names: raw bytes for comparison, text for people.

use super::Oid;

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its type, such as 2.5.4.3 for the common name.
    pub oid: Oid,
    /// Its text; none where the value is not a string (Go keeps such a value, but reads no name from it).
    pub text: Option<String>,
}

/// RFC 5280 §4.1.2.4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName {
    /// The encoded Name, tag and length included. Issuer and subject match when these bytes do.
    pub raw: Box<[u8]>,
    /// Relative names in encoded order, each with its attributes.
    pub rdns: Vec<Vec<Attribute>>,
}

impl DistinguishedName {
    /// The last common name that is a string and, as Go reads it, may be empty.
    pub fn common_name(&self) -> Option<&str> {
        self.values(&[0x55, 0x04, 0x03])
            .last()
            .filter(|name| !name.is_empty())
    }

    /// All organizations, in order.
    pub fn organizations(&self) -> impl Iterator<Item = &str> {
        self.values(&[0x55, 0x04, 0x0a])
    }

    /// All string values of one attribute type, in order.
    pub fn values<'a>(&'a self, oid: &'a [u8]) -> impl Iterator<Item = &'a str> {
        self.rdns
            .iter()
            .flatten()
            .filter(move |attribute| *attribute.oid.0 == *oid)
            .filter_map(|attribute| attribute.text.as_deref())
    }
}
