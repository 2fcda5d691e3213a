//! Alternative names of types that Go does not read, in words: Active Directory's user principal names, SRV names, and the
//! other types of RFC 5280 §4.2.1.6.

use crate::golang::GoRelease;
use crate::golang::der::{Element, Reader, tag};
use crate::x509::parse::{name, rules::ParseRules};
use crate::x509::{Certificate, NamedAttributes, Oid};

/// Names that are shown of a certificate.
const MOST: usize = 100;

impl Certificate {
    /// Each name, by its type: `UPN:alice@ad.test`, `SRV:_ldap._tcp.ad.test`, `DirName:CN=a`, `RID:1.2.3`.
    pub fn other_names(&self) -> Vec<String> {
        let value = self
            .subject_alt_name
            .as_ref()
            .map(|names| names.value.clone());
        let value = value.and_then(|range| self.der.get(range));
        let list = value.and_then(|value| Reader::new(value).content_of(tag::SEQUENCE));
        let mut list = list.unwrap_or(Reader::new(&[]));
        let elements = std::iter::from_fn(|| list.element());
        elements
            .filter_map(|element| words(&element))
            .take(MOST)
            .collect()
    }
}

fn words(element: &Element<'_>) -> Option<String> {
    match element.tag {
        0x81 | 0x82 | 0x86 | 0x87 => None,
        0xa0 => Some(other_name(element.content).unwrap_or_else(|| "otherName".to_owned())),
        0xa3 => Some("x400Address".to_owned()),
        0xa4 => {
            let name = name::parse(element.content, ParseRules::of(GoRelease::default())).ok();
            Some(name.map_or_else(
                || "DirName".to_owned(),
                |name| format!("DirName:{}", NamedAttributes(&name)),
            ))
        }
        0xa5 => Some("ediPartyName".to_owned()),
        0x88 => Some(format!("RID:{}", Oid::new(element.content.bytes()))),
        other => Some(format!("type {}", other & 0x1f)),
    }
}

/// `OtherName`: a type and a value of its own.
fn other_name(mut content: Reader<'_>) -> Option<String> {
    let oid = content.content_of(tag::OID)?.bytes();
    let name = match oid {
        // Microsoft's userPrincipalName, RFC 4985, RFC 6120, RFC 8398, RFC 4556.
        b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03" => "UPN".to_owned(),
        b"\x2b\x06\x01\x05\x05\x07\x08\x07" => "SRV".to_owned(),
        b"\x2b\x06\x01\x05\x05\x07\x08\x05" => "XMPP".to_owned(),
        b"\x2b\x06\x01\x05\x05\x07\x08\x09" => "email".to_owned(),
        b"\x2b\x06\x01\x05\x02\x02" => "KRB5".to_owned(),
        b"\x2b\x06\x01\x04\x01\x82\x37\x19\x02" => "NTDS security".to_owned(),
        b"\x2b\x06\x01\x04\x01\x82\x37\x19\x01" => "NTDS GUID".to_owned(),
        _ => Oid::new(oid).to_string(),
    };
    let value = content.content_of(tag::constructed(0))?.element()?;
    let is_text = matches!(
        value.tag,
        tag::UTF8_STRING | tag::IA5_STRING | tag::PRINTABLE_STRING
    );
    let text = str::from_utf8(value.content.bytes()).ok();
    Some(match text.filter(|_| is_text) {
        Some(text) => format!("{name}:{text}"),
        None => name,
    })
}
