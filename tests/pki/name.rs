//! Distinguished names: any attribute, any order, any string type, any bytes.

use super::der;

/// The ASN.1 type of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringType {
    Utf8,
    Printable,
    Teletex,
    Ia5,
    Universal,
    Bmp,
}

impl StringType {
    const fn tag(self) -> u8 {
        match self {
            Self::Utf8 => 0x0c,
            Self::Printable => 0x13,
            Self::Teletex => 0x14,
            Self::Ia5 => 0x16,
            Self::Universal => 0x1c,
            Self::Bmp => 0x1e,
        }
    }

    /// What Go writes: PrintableString where its alphabet suffices.
    fn for_text(text: &str) -> Self {
        let printable = |c: char| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c);
        if text.chars().all(printable) {
            Self::Printable
        } else {
            Self::Utf8
        }
    }
}

/// A subject or issuer under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    /// Relative distinguished names, each the DER of its attributes.
    rdns: Vec<Vec<Vec<u8>>>,
}

/// A name of the given attributes, in the given order: `name(&[("O", "system:masters"), ("CN", "bob")])`.
pub(crate) fn name(attributes: &[(&str, &str)]) -> Name {
    attributes
        .iter()
        .fold(Name::default(), |name, (kind, value)| {
            name.with(kind, value)
        })
}

impl From<&str> for Name {
    /// A common name alone.
    fn from(common_name: &str) -> Self {
        Self::default().with("CN", common_name)
    }
}

impl Name {
    /// Adds an attribute, with the string type that Go would take.
    pub(crate) fn with(self, kind: &str, value: &str) -> Self {
        self.with_string(kind, StringType::for_text(value), value.as_bytes())
    }

    /// Adds an attribute with any string type and any bytes.
    pub(crate) fn with_string(mut self, kind: &str, string: StringType, bytes: &[u8]) -> Self {
        self.rdns.push(vec![attribute(kind, string, bytes)]);
        self
    }

    /// Adds several attributes as one relative distinguished name (`O=a+O=b`).
    pub(crate) fn with_set(mut self, attributes: &[(&str, &str)]) -> Self {
        let attributes = attributes
            .iter()
            .map(|(kind, value)| attribute(kind, StringType::for_text(value), value.as_bytes()))
            .collect();
        self.rdns.push(attributes);
        self
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        let rdns: Vec<_> = self.rdns.iter().map(|rdn| der::set(rdn)).collect();
        der::sequence(&rdns)
    }
}

fn attribute(kind: &str, string: StringType, bytes: &[u8]) -> Vec<u8> {
    let arcs: &[u64] = match kind {
        "CN" => &[2, 5, 4, 3],
        "SERIALNUMBER" => &[2, 5, 4, 5],
        "C" => &[2, 5, 4, 6],
        "L" => &[2, 5, 4, 7],
        "ST" => &[2, 5, 4, 8],
        "O" => &[2, 5, 4, 10],
        "OU" => &[2, 5, 4, 11],
        "DC" => &[0, 9, 2342, 19200300, 100, 1, 25],
        "EMAIL" => &[1, 2, 840, 113549, 1, 9, 1],
        // Where kube-apiserver reads a user's UID since 1.33.
        "UID" => &[1, 3, 6, 1, 4, 1, 57683, 2],
        other => panic!("no attribute type {other}"),
    };
    der::sequence(&[der::oid(arcs), der::element(string.tag(), bytes)])
}
