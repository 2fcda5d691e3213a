//! Names as Go prints them.

use std::fmt;

use crate::golang::der::{Reader, tag};
use crate::ground::hex::hex;
use crate::x509::model::name::{COMMON_NAME, ORGANIZATION, SERIAL_NUMBER};
use crate::x509::{Attribute, DistinguishedName, Oid};

/// The attributes that Go's `pkix.Name` has fields for, in the order in which it prints them; of the first two it
/// keeps the last value alone.
const FIELDS: [(u8, &str); 9] = [
    (SERIAL_NUMBER, "SERIALNUMBER"),
    (COMMON_NAME, "CN"),
    (11, "OU"),
    (ORGANIZATION, "O"),
    (17, "POSTALCODE"),
    (9, "STREET"),
    (7, "L"),
    (8, "ST"),
    (6, "C"),
];

/// As Go's `pkix.Name.String` prints it, which is nearly RFC 4514: known attributes in a fixed order whatever the
/// encoded one, those of one type joined by `+`; then all others, last one first. Control characters are not escaped.
impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, |_| None)
    }
}

/// A name with the names of attributes that Go prints by number: RFC 4514 §3, and what OpenSSL calls others.
pub struct NamedAttributes<'a>(pub &'a DistinguishedName);

impl fmt::Display for NamedAttributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, |oid| {
            Some(match oid {
                b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19" => "DC",
                b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01" => "UID",
                b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01" => "emailAddress",
                b"\x55\x04\x04" => "SN",
                b"\x55\x04\x2a" => "GN",
                b"\x55\x04\x0c" => "title",
                b"\x55\x04\x61" => "organizationIdentifier",
                _ => return None,
            })
        })
    }
}

impl DistinguishedName {
    /// `name_of` gives the names of attributes that are not Go's.
    fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        name_of: fn(&[u8]) -> Option<&'static str>,
    ) -> fmt::Result {
        let mut first = true;
        let mut comma = |f: &mut fmt::Formatter<'_>| {
            let separator = if first { "" } else { "," };
            first = false;
            f.write_str(separator)
        };
        let attributes: Vec<_> = self.attributes().collect();
        for (number, name) in FIELDS {
            let of_field = |attribute: &&Attribute<'_>| attribute.arc() == Some(number);
            let mut values = attributes
                .iter()
                .filter(of_field)
                .filter_map(Attribute::text);
            // Piece by piece: this prints each name of a fleet.
            let field = |f: &mut fmt::Formatter<'_>, value: &str| {
                f.write_str(name)?;
                f.write_str("=")?;
                write!(f, "{}", Escaped(value))
            };
            if matches!(number, COMMON_NAME | SERIAL_NUMBER) {
                let last = values.next_back();
                if let Some(value) = last.filter(|value| !value.is_empty()) {
                    comma(f)?;
                    field(f, &value)?;
                }
                continue;
            }
            for (index, value) in values.enumerate() {
                if index == 0 {
                    comma(f)?;
                } else {
                    f.write_str("+")?;
                }
                field(f, &value)?;
            }
        }
        let is_other =
            |attribute: &&Attribute<'_>| !matches!(attribute.arc(), Some(3 | 5..=11 | 17));
        for attribute in attributes.iter().rev().filter(is_other) {
            comma(f)?;
            match name_of(attribute.oid) {
                Some(name) => write!(f, "{name}=")?,
                None => write!(f, "{}=", Oid::new(attribute.oid).dotted())?,
            }
            match (attribute.text(), attribute.encoded()) {
                (Some(text), _) => write!(f, "{}", Escaped(&text))?,
                // Go cannot encode its nil again and prints that.
                (None, [tag::NULL, ..]) => f.write_str("\\<nil\\>")?,
                (None, encoded) => {
                    f.write_str("#")?;
                    f.write_str(&hex(&as_go_encodes(encoded)))?;
                }
            }
        }
        Ok(())
    }
}

/// RFC 4514 §2.4, without the control characters.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.len();
        let mut rest = self.0;
        let mut start = 0;
        for (index, octet) in self.0.bytes().enumerate() {
            let escape = match octet {
                b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';' => true,
                b' ' => index == 0 || index + 1 == end,
                b'#' => index == 0,
                _ => false,
            };
            if escape && let Some((before, after)) = rest.split_at_checked(index - start) {
                f.write_str(before)?;
                f.write_str("\\")?;
                (rest, start) = (after, index);
            }
        }
        f.write_str(rest)
    }
}

/// Go prints a value as it would encode it. That is how it was encoded, but for times: with seconds, and as UTCTime
/// from 1950 to 2049 (encoding/asn1 `makeUTCTime`).
fn as_go_encodes(value: &[u8]) -> Vec<u8> {
    let content = match Reader::new(value).element() {
        Some(element) => element.content.bytes(),
        None => return value.to_vec(),
    };
    let text = match value.first() {
        Some(&tag::UTC_TIME) => {
            let (date, rest) = content.split_at_checked(10).unwrap_or((content, &[]));
            let seconds: &[u8] = if rest.first().is_some_and(u8::is_ascii_digit) {
                b""
            } else {
                b"00"
            };
            [date, seconds, rest].concat()
        }
        Some(&tag::GENERALIZED_TIME) if (&b"1950"[..]..&b"2050"[..]).contains(&content) => {
            content.get(2..).unwrap_or_default().to_vec()
        }
        _ => return value.to_vec(),
    };
    let mut out = vec![tag::UTC_TIME];
    out.extend(u8::try_from(text.len()));
    out.extend(text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::der;

    /// Each attribute with its encoded value.
    fn name(attributes: &[(&[u8], &[u8])]) -> DistinguishedName {
        let sets = attributes.iter().map(|(oid, value)| {
            let attribute = [der::encode(tag::OID, oid), value.to_vec()].concat();
            der::encode(tag::SET, &der::encode(tag::SEQUENCE, &attribute))
        });
        let names = sets.collect::<Vec<_>>().concat();
        DistinguishedName::from_der(&der::encode(tag::SEQUENCE, &names)).unwrap()
    }

    fn text(value: &str) -> Vec<u8> {
        der::encode(tag::UTF8_STRING, value.as_bytes())
    }

    #[test]
    fn prints_in_the_order_of_go() {
        let subject = name(&[
            (&[0x55, 4, 3], &text("first")),
            (&[0x55, 4, 10], &text("system:masters")),
            (&[0x55, 4, 10], &text("a,b ")),
            (&[0x55, 4, 6], &text("CH")),
            (&[0x2a, 3], &text("#x")),
            (&[0x55, 4, 3], &text("last")),
        ]);
        assert_eq!(
            subject.to_string(),
            "CN=last,O=system:masters+O=a\\,b\\ ,C=CH,1.2.3=\\#x"
        );
        assert_eq!(subject.common_name().as_deref(), Some("last"));
        assert!(name(&[]).is_empty());
    }

    #[test]
    fn attributes_come_and_go() {
        let subject = name(&[(&[0x55, 4, 3], &text("one")), (&[0x55, 4, 10], &text("o"))]);
        let subject = subject.with_common_name("two");
        assert_eq!(subject.to_string(), "CN=two,O=o");
        assert_eq!(subject.attributes().count(), 3);
        let subject = subject.without_attribute(&[0x55, 4, 3]);
        assert_eq!(subject, name(&[(&[0x55, 4, 10], &text("o"))]));
        assert!(subject.without_attribute(&[0x55, 4, 10]).is_empty());
        // A name of more than 127 octets.
        let long = "x".repeat(200);
        let subject = subject.with_common_name(&long);
        assert_eq!(subject.common_name().as_deref(), Some(&*long));
        assert!(DistinguishedName::from_der(&subject.raw).is_some());
    }

    #[test]
    fn other_values_print_as_hexadecimal() {
        let print = |value: &[u8]| name(&[(&[0x2a, 3], value)]).to_string();
        assert_eq!(print(&[2, 1, 5]), "1.2.3=#020105");
        assert_eq!(print(&[5, 0]), "1.2.3=\\<nil\\>");
        assert_eq!(
            print(b"\x17\x0b2601010000Z"),
            format!(
                "1.2.3=#170d{}",
                "323630313031303030303030".to_owned() + "5a"
            )
        );
        assert!(print(b"\x18\x0f20260101000000Z").starts_with("1.2.3=#170d3236"));
        assert!(print(b"\x18\x0f20500101000000Z").starts_with("1.2.3=#180f"));
    }
}
