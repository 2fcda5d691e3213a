//! Distinguished names: raw bytes for comparison, text for people.

use std::fmt;

use super::der::{Reader, tag};
use super::{GoRelease, Oid};

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its type, such as 2.5.4.3 for the common name.
    pub oid: Oid,
    /// Its text; none where the value is not a string (Go keeps such a value, but reads no name from it).
    pub text: Option<String>,
    /// The encoded value, tag and length included, where it is not a string.
    pub other: Option<Box<[u8]>>,
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
    /// A Name by itself, as a TLS server sends those of the CAs that it accepts; none where it is not one.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        super::name_parse::parse(
            Reader::new(der),
            super::release::ParseRules::of(GoRelease::default()),
        )
        .ok()
    }

    /// The last common name that is a string and, as Go reads it, may be empty.
    pub fn common_name(&self) -> Option<&str> {
        self.texts(COMMON_NAME)
            .last()
            .filter(|name| !name.is_empty())
    }

    /// All organizations, in order.
    pub fn organizations(&self) -> impl Iterator<Item = &str> {
        self.texts(ORGANIZATION)
    }

    /// All string values of an attribute type under 2.5.4, given by its last arc, in order.
    fn texts(&self, arc: u8) -> impl Iterator<Item = &str> {
        let is_of = move |attribute: &&Attribute| matches!(*attribute.oid.0, [0x55, 0x04, last] if last == arc);
        self.rdns
            .iter()
            .flatten()
            .filter(is_of)
            .filter_map(|attribute| attribute.text.as_deref())
    }

    /// Whether there is no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.iter().all(Vec::is_empty)
    }
}

/// The last arcs of 2.5.4.3, 2.5.4.5 and 2.5.4.10.
const COMMON_NAME: u8 = 3;
const SERIAL_NUMBER: u8 = 5;
const ORGANIZATION: u8 = 10;

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
        let mut first = true;
        let mut comma = |f: &mut fmt::Formatter<'_>| {
            let separator = if first { "" } else { "," };
            first = false;
            f.write_str(separator)
        };
        for (number, name) in FIELDS {
            // Piece by piece: this prints each name of a fleet.
            let field = |f: &mut fmt::Formatter<'_>, value| {
                f.write_str(name)?;
                f.write_str("=")?;
                Escaped(value).fmt(f)
            };
            if matches!(number, COMMON_NAME | SERIAL_NUMBER) {
                let last = self.texts(number).last();
                if let Some(value) = last.filter(|value| !value.is_empty()) {
                    comma(f)?;
                    field(f, value)?;
                }
                continue;
            }
            for (index, value) in self.texts(number).enumerate() {
                if index == 0 {
                    comma(f)?;
                } else {
                    f.write_str("+")?;
                }
                field(f, value)?;
            }
        }
        for attribute in self.rdns.iter().flatten().rev() {
            if let [0x55, 0x04, 3 | 5..=11 | 17] = *attribute.oid.0 {
                continue;
            }
            comma(f)?;
            write!(f, "{}=", attribute.oid.dotted())?;
            match (&attribute.text, attribute.other.as_deref()) {
                (Some(text), _) => write!(f, "{}", Escaped(text))?,
                // Go cannot encode its nil again and prints that.
                (None, Some([tag::NULL, ..])) => f.write_str("\\<nil\\>")?,
                (None, other) => {
                    f.write_str("#")?;
                    as_go_encodes(other.unwrap_or_default())
                        .iter()
                        .try_for_each(|octet| write!(f, "{octet:02x}"))?;
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

    fn name(attributes: &[(&[u8], &str)]) -> DistinguishedName {
        let attribute = |(oid, text): &(&[u8], &str)| Attribute {
            oid: Oid::new(oid),
            text: Some((*text).to_owned()),
            other: None,
        };
        DistinguishedName {
            raw: Box::default(),
            rdns: attributes.iter().map(|it| vec![attribute(it)]).collect(),
        }
    }

    #[test]
    fn prints_in_the_order_of_go() {
        let subject = name(&[
            (&[0x55, 4, 3], "first"),
            (&[0x55, 4, 10], "system:masters"),
            (&[0x55, 4, 10], "a,b "),
            (&[0x55, 4, 6], "CH"),
            (&[0x2a, 3], "#x"),
            (&[0x55, 4, 3], "last"),
        ]);
        assert_eq!(
            subject.to_string(),
            "CN=last,O=system:masters+O=a\\,b\\ ,C=CH,1.2.3=\\#x"
        );
        assert_eq!(subject.common_name(), Some("last"));
        assert!(name(&[]).is_empty());
    }

    #[test]
    fn other_values_print_as_hexadecimal() {
        let print = |value: &[u8]| {
            let mut name = name(&[(&[0x2a, 3], "")]);
            name.rdns[0][0].text = None;
            name.rdns[0][0].other = Some(value.into());
            name.to_string()
        };
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
