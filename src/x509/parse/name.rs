//! Reading a Name as Go's crypto/x509 `parseName` does.

use super::error::ParseError;
use super::rules::ParseRules;
use super::time;
use crate::golang::GoRelease;
use crate::golang::der::{Reader, tag, to_int64};
use crate::x509::DistinguishedName;
use crate::x509::model::directory_string;

const INVALID: &str = "x509: invalid RDNSequence";

/// Reads a Name whose outer element is well-formed.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn parse(
    raw: Reader<'_>,
    rules: ParseRules,
) -> Result<DistinguishedName, ParseError> {
    let invalid = || ParseError::new(INVALID);
    let part = |what: &str| ParseError(format!("{INVALID}: {what}"));
    let mut reader = raw;
    let mut names = reader.content_of(tag::SEQUENCE).ok_or_else(invalid)?;
    while !names.is_empty() {
        let mut set = names.content_of(tag::SET).ok_or_else(invalid)?;
        while !set.is_empty() {
            let mut attribute = set
                .content_of(tag::SEQUENCE)
                .ok_or_else(|| part("invalid attribute"))?;
            attribute
                .oid()
                .ok_or_else(|| part("invalid attribute type"))?;
            check_value(&mut attribute, rules).map_err(|reason| {
                part(&match reason {
                    "" => "invalid attribute value".to_owned(),
                    _ => format!("invalid attribute value: {reason}"),
                })
            })?;
        }
    }
    Ok(DistinguishedName {
        raw: raw.bytes().into(),
        strict_strings: rules.strict_strings,
    })
}

impl DistinguishedName {
    /// A Name by itself, as a TLS server sends those of the CAs that it accepts; none where it is not one.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        parse(Reader::new(der), ParseRules::of(GoRelease::default())).ok()
    }
}

/// Whether a value is one that Go reads: a string, or anything else (parser.go `readASN1Any`).
fn check_value(reader: &mut Reader<'_>, rules: ParseRules) -> Result<(), &'static str> {
    let any = rules.any_attribute_value;
    let mut whole = *reader;
    let element = reader
        .element()
        .ok_or(if any { "invalid ASN.1 element" } else { "" })?;
    let content = element.content.bytes();
    if let Some(text) = directory_string::read(element.tag, content, rules.strict_strings) {
        return text.map(drop);
    }
    if !any {
        return Err(unsupported(element.tag));
    }
    let fault = match element.tag {
        tag::INTEGER => whole
            .integer()
            .and_then(to_int64)
            .is_none()
            .then_some("invalid ASN.1 integer"),
        tag::BIT_STRING => whole
            .bit_string()
            .is_none()
            .then_some("invalid ASN.1 BIT STRING"),
        tag::OID => whole
            .oid()
            .is_none()
            .then_some("invalid ASN.1 OBJECT IDENTIFIER"),
        tag::BOOLEAN => whole.boolean().is_none().then_some("invalid ASN.1 BOOLEAN"),
        tag::UTC_TIME | tag::GENERALIZED_TIME => time::read(&mut whole).err(),
        _ => None,
    };
    fault.map_or(Ok(()), Err)
}

/// The text of Go before 1.27 for a value that is not a string; tags are a fixed set, so are the texts.
fn unsupported(tag: u8) -> &'static str {
    static TEXTS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    TEXTS
        .get_or_init(|| {
            (0..=u8::MAX)
                .map(|tag| format!("unsupported string type: {tag}"))
                .collect()
        })
        .get(usize::from(tag))
        .map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn read(value: &[u8], release: GoRelease) -> Result<Option<String>, String> {
        let length = u8::try_from(value.len()).unwrap();
        let mut der = vec![
            0x30,
            length + 9,
            0x31,
            length + 7,
            0x30,
            length + 5,
            6,
            3,
            0x55,
            4,
            3,
        ];
        der.extend_from_slice(value);
        parse(Reader::new(&der), ParseRules::of(release))
            .map(|name| {
                let first = name.attributes().next().unwrap();
                first.text().map(Cow::into_owned)
            })
            .map_err(|error| error.to_string())
    }

    fn newest(value: &[u8]) -> Result<Option<String>, String> {
        read(value, GoRelease::GO_1_27)
    }

    #[test]
    fn strings_follow_their_type() {
        assert_eq!(newest(b"\x0c\x02\xc3\xa9").unwrap().as_deref(), Some("é"));
        assert_eq!(newest(b"\x14\x01\xe9").unwrap().as_deref(), Some("é"));
        assert_eq!(newest(b"\x1e\x04\0a\0\0").unwrap().as_deref(), Some("a"));
        assert_eq!(newest(b"\x13\x02*&").unwrap().as_deref(), Some("*&"));
        for (value, reason) in [
            (&b"\x0c\x01\xff"[..], "invalid UTF-8 string"),
            (b"\x13\x01_", "invalid PrintableString"),
            (b"\x16\x01\xe9", "invalid IA5String"),
            (b"\x12\x01a", "invalid NumericString"),
            (b"\x1e\x01a", "invalid BMPString"),
            (b"\x1e\x02\xd8\0", "invalid BMPString"),
        ] {
            let text = format!("x509: invalid RDNSequence: invalid attribute value: {reason}");
            assert_eq!(newest(value), Err(text));
        }
    }

    #[test]
    fn other_values_have_no_text() {
        assert_eq!(newest(b"\x02\x01\x05"), Ok(None));
        assert_eq!(newest(b"\x1a\x01a"), Ok(None));
        assert_eq!(newest(b"\x05\x01a"), Ok(None));
        assert_eq!(
            newest(b"\x17\x01a").unwrap_err(),
            "x509: invalid RDNSequence: invalid attribute value: x509: malformed UTCTime"
        );
        assert_eq!(
            read(b"\x02\x01\x05", GoRelease::GO_1_24).unwrap_err(),
            "x509: invalid RDNSequence: invalid attribute value: unsupported string type: 2"
        );
        assert_eq!(
            read(b"\x02\x05", GoRelease::GO_1_24).unwrap_err(),
            "x509: invalid RDNSequence: invalid attribute value"
        );
    }
}
