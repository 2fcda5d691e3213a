//! Reading subjectAltName (parser.go `parseSANExtension`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::domain::{domain_of_mailbox, is_mailbox, is_strict_name};
use super::error::ParseError;
use super::rules::ParseRules;
use super::uri;
use crate::golang::der::{Reader, tag};
use crate::x509::SubjectAltName;

/// Reads the extension's value.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn parse(
    value: Reader<'_>,
    rules: ParseRules,
) -> Result<SubjectAltName, ParseError> {
    let error = ParseError::new;
    let mut names = SubjectAltName {
        value: value.range(),
        ..SubjectAltName::default()
    };
    let mut value = value;
    let mut list = value
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: invalid subject alternative names"))?;
    while !list.is_empty() {
        let name = list
            .element()
            .ok_or_else(|| error("x509: invalid subject alternative name"))?;
        let content = name.content.bytes();
        // RFC 5280 §4.2.1.6: IA5String under implicit tags.
        match name.tag {
            0x81 => {
                let is_strict = |name: &String| {
                    is_mailbox(name, rules) && domain_of_mailbox(name).is_some_and(is_strict_name)
                };
                let name = ia5(content).filter(|name| !rules.strict_names || is_strict(name));
                names
                    .email
                    .push(name.ok_or_else(|| error("x509: SAN rfc822Name is malformed"))?);
            }
            0x82 => {
                let name = ia5(content).filter(|name| !rules.strict_names || is_strict_name(name));
                names
                    .dns
                    .push(name.ok_or_else(|| error("x509: SAN dNSName is malformed"))?);
            }
            0x86 => {
                if !content.is_ascii() {
                    return Err(error("x509: SAN uniformResourceIdentifier is malformed"));
                }
                names.uri.push(uri::parse(content, rules)?);
            }
            0x87 => names.ip.push(address(content, rules)?),
            _ => names.others += 1,
        }
    }
    Ok(names)
}

/// ASCII as text.
pub(in crate::x509) fn ia5(content: &[u8]) -> Option<String> {
    let text = str::from_utf8(content).ok();
    text.filter(|text| text.is_ascii()).map(str::to_owned)
}

fn address(content: &[u8], rules: ParseRules) -> Result<IpAddr, ParseError> {
    let address = ip(content).ok_or_else(|| {
        ParseError(format!(
            "x509: cannot parse IP address of length {}",
            content.len()
        ))
    })?;
    if rules.no_mapped_ip && is_mapped(address) {
        return Err(ParseError::new(
            "x509: SAN iPAddress contains IPv4-mapped IPv6 address",
        ));
    }
    Ok(address)
}

/// Four or sixteen octets as an address.
pub(in crate::x509) fn ip(octets: &[u8]) -> Option<IpAddr> {
    let v4 = || <[u8; 4]>::try_from(octets).map(|it| Ipv4Addr::from(it).into());
    let v6 = || <[u8; 16]>::try_from(octets).map(|it| Ipv6Addr::from(it).into());
    v4().or_else(|_| v6()).ok()
}

/// `::ffff:a.b.c.d`.
pub(in crate::x509) fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some())
}
