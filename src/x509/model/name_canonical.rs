//! Names as RFC 5280 §7.1 compares them: without regard to case, inner spaces and string types.
//!
//! Go, webpki and GnuTLS compare the encoded bytes; OpenSSL (`x509_name_canon`, x_name.c) and the JDK
//! (`X500Name.getRFC2253CanonicalName`) compare this form.

use super::directory_string;
use super::name::DistinguishedName;
use super::oid::Oid;
use crate::golang::der::{Reader, tag};

/// The relative names of a name, first to last, each with its attributes in encoded order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalName(Vec<Vec<CanonicalAttribute>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct CanonicalAttribute {
    oid: Oid,
    value: CanonicalValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CanonicalValue {
    /// A string: trimmed, one space where there were several, ASCII letters in lower case.
    Text(String),
    /// Anything else, as encoded.
    Encoded(Vec<u8>),
}

impl DistinguishedName {
    /// The name in the form in which RFC 5280 §7.1 compares it.
    pub fn canonical(&self) -> CanonicalName {
        let mut names = Vec::new();
        let mut rest = Reader::new(&self.raw).content_of(tag::SEQUENCE);
        while let Some(set) = rest.as_mut().and_then(|rest| rest.content_of(tag::SET)) {
            names.push(attributes(set));
        }
        CanonicalName(names)
    }

    /// Whether both are the same name by RFC 5280 §7.1. Equal bytes, the usual case, are not taken apart.
    pub fn is_same_name(&self, other: &Self) -> bool {
        self.raw == other.raw || self.canonical() == other.canonical()
    }
}

impl CanonicalName {
    /// Whether the name lies in the subtree of `base` (RFC 5280 §4.2.1.10: its relative names come first).
    pub fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

fn attributes(mut set: Reader<'_>) -> Vec<CanonicalAttribute> {
    let mut attributes = Vec::new();
    while let Some(mut attribute) = set.content_of(tag::SEQUENCE) {
        let Some(oid) = attribute.oid() else { break };
        let Some(value) = attribute.element() else {
            break;
        };
        let text =
            directory_string::read(value.tag, value.content.bytes(), true).and_then(Result::ok);
        attributes.push(CanonicalAttribute {
            oid: Oid::new(oid),
            value: match text {
                Some(text) => CanonicalValue::Text(folded(&text)),
                None => CanonicalValue::Encoded(value.whole.bytes().to_vec()),
            },
        });
    }
    attributes
}

fn folded(text: &str) -> String {
    let words = text.split_ascii_whitespace();
    let mut folded = words.collect::<Vec<_>>().join(" ");
    folded.make_ascii_lowercase();
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::der::encode;

    fn name(kind: u8, text: &str) -> DistinguishedName {
        let attribute = [
            encode(tag::OID, &[0x55, 4, 3]),
            encode(kind, text.as_bytes()),
        ];
        let set = encode(tag::SET, &encode(tag::SEQUENCE, &attribute.concat()));
        DistinguishedName::from_der(&encode(tag::SEQUENCE, &set)).unwrap()
    }

    #[test]
    fn case_spaces_and_string_types_do_not_matter() {
        let kube = name(tag::UTF8_STRING, "kube lab");
        for (kind, text) in [
            (tag::PRINTABLE_STRING, "kube lab"),
            (tag::UTF8_STRING, "Kube   LAB "),
            (tag::UTF8_STRING, "kube lab"),
        ] {
            assert!(kube.is_same_name(&name(kind, text)), "{text:?}");
        }
        assert!(!kube.is_same_name(&name(tag::UTF8_STRING, "kubelab")));
    }

    #[test]
    fn a_subtree_is_named_by_its_first_relative_names() {
        let base = name(tag::UTF8_STRING, "a");
        let below = base.with_common_name("b");
        assert!(below.canonical().is_within(&base.canonical()));
        assert!(base.canonical().is_within(&base.canonical()));
        assert!(!base.canonical().is_within(&below.canonical()));
    }
}
