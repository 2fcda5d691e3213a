//! Host and port of a URL (`parseHost`, net/url url.go).

use std::net::Ipv6Addr;

use super::error::UrlError;
use super::rules::UrlRules;
use crate::golang::netip::{self, IpText};
use crate::golang::percent::{Part, decode};

/// Decodes host and port.
pub(super) fn parse_host(scheme: &str, text: &[u8], rules: UrlRules) -> Result<Vec<u8>, UrlError> {
    match text.iter().rposition(|octet| *octet == b'[') {
        Some(open) if open > 0 && rules.has_brackets_first() => return Err(UrlError::IpLiteral),
        Some(_) if text.starts_with(b"[") => return parse_literal(text, rules),
        _ => {}
    }
    // Databases write `host1:1,host2:2`.
    let mut octets = text.iter();
    let colon = if rules.has_strict_colons(scheme) {
        octets.position(|octet| *octet == b':')
    } else {
        octets.rposition(|octet| *octet == b':')
    };
    if let Some(at) = colon {
        check_port(text.get(at..).unwrap_or_default())?;
    }
    decode(text, Part::Host)
}

/// Decodes a host in brackets, of RFC 3986 and RFC 6874.
fn parse_literal(text: &[u8], rules: UrlRules) -> Result<Vec<u8>, UrlError> {
    let close = text.iter().rposition(|octet| *octet == b']');
    let (inner, port) = text.split_at(close.ok_or(UrlError::MissingBracket)?);
    let inner = inner.get(1..).unwrap_or_default();
    check_port(port.get(1..).unwrap_or_default())?;
    let zone = inner.windows(3).position(|window| window == b"%25");
    let (name, zone) = inner.split_at(zone.unwrap_or(inner.len()));
    let mut address = decode(name, Part::Host)?;
    address.extend(decode(zone, Part::Zone)?);
    if rules.checks_brackets() {
        match netip::parse(&address).map_err(UrlError::BracketedHost)? {
            IpText::V4 => return Err(UrlError::IpLiteral),
            IpText::V6 | IpText::V6Zone => {
                if rules.refuses_mapped() && is_mapped(&address) {
                    return Err(UrlError::MappedAddress);
                }
            }
        }
    }
    Ok([b"[", &address[..], port].concat())
}

/// Whether an IPv6 address, with or without a zone, holds one of IPv4.
fn is_mapped(address: &[u8]) -> bool {
    let text = str::from_utf8(address).unwrap_or_default();
    let number = text.split('%').next().unwrap_or_default();
    let parsed = number.parse::<Ipv6Addr>();
    parsed.is_ok_and(|ip| ip.to_ipv4_mapped().is_some())
}

/// Nothing, or a colon and digits.
fn check_port(text: &[u8]) -> Result<(), UrlError> {
    match text {
        [] => Ok(()),
        [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => Err(UrlError::Port(String::from_utf8_lossy(text).into_owned())),
    }
}
