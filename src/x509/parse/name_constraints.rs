//! Reading nameConstraints (parser.go `parseNameConstraintsExtension`).

use super::domain::{is_mailbox, is_valid_constraint};
use super::error::ParseError;
use super::rules::ParseRules;
use super::subject_alt_name::{ia5, ip, is_mapped};
use crate::golang::der::{Reader, tag};
use crate::golang::go_quote;
use crate::golang::netip::{self, IpText};
use crate::ground::hex::hex;
use crate::x509::{IpNetwork, NameConstraints, Subtrees};

const INVALID: &str = "x509: invalid NameConstraints extension";

/// Reads the extension's value; the flag tells whether every subtree is of a type that Go processes.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn parse(
    mut value: Reader<'_>,
    rules: ParseRules,
) -> Result<(NameConstraints, bool), ParseError> {
    let invalid = || ParseError::new(INVALID);
    let mut fields = value.content_of(tag::SEQUENCE).ok_or_else(invalid)?;
    if !value.is_empty() {
        return Err(invalid());
    }
    let permitted = fields.optional(tag::constructed(0)).ok_or_else(invalid)?;
    let excluded = fields.optional(tag::constructed(1)).ok_or_else(invalid)?;
    if !fields.is_empty() {
        return Err(invalid());
    }
    let nothing = |list: Option<Reader<'_>>| list.is_none_or(|list| list.is_empty());
    if nothing(permitted) && nothing(excluded) {
        return Err(ParseError::new("x509: empty name constraints extension"));
    }
    let mut handled = true;
    let mut subtrees = |list: Option<Reader<'_>>| {
        let mut out = Subtrees::default();
        if let Some(list) = list {
            handled &= read_subtrees(&mut out, list, rules)?;
        }
        Ok::<_, ParseError>(out)
    };
    let constraints = NameConstraints {
        permitted: subtrees(permitted)?,
        excluded: subtrees(excluded)?,
    };
    Ok((constraints, handled))
}

fn read_subtrees(
    out: &mut Subtrees,
    mut list: Reader<'_>,
    rules: ParseRules,
) -> Result<bool, ParseError> {
    let mut handled = true;
    while !list.is_empty() {
        let base = list
            .content_of(tag::SEQUENCE)
            .and_then(|mut subtree| subtree.element())
            .ok_or_else(|| ParseError::new(INVALID))?;
        let content = base.content.bytes();
        match base.tag {
            0x81 => {
                let constraint = text(content)?;
                let good = if constraint.contains('@') {
                    is_mailbox(&constraint, rules)
                } else {
                    is_valid_constraint(&constraint, rules)
                };
                check(good, "rfc822Name", &constraint, "")?;
                out.email.push(constraint);
            }
            0x82 => {
                let constraint = text(content)?;
                check(
                    is_valid_constraint(&constraint, rules),
                    "dnsName",
                    &constraint,
                    "",
                )?;
                out.dns.push(constraint);
            }
            0x86 => {
                let constraint = text(content)?;
                let is_ip = matches!(netip::parse(content), Ok(IpText::V4 | IpText::V6));
                check(!is_ip, "URI", &constraint, ": cannot be IP address")?;
                check(
                    is_valid_constraint(&constraint, rules),
                    "URI",
                    &constraint,
                    "",
                )?;
                out.uri.push(constraint);
            }
            0x87 => out.ip.push(network(content, rules)?),
            _ => handled = false,
        }
    }
    Ok(handled)
}

fn text(content: &[u8]) -> Result<String, ParseError> {
    ia5(content).ok_or_else(|| {
        ParseError(format!(
            "x509: invalid constraint value: x509: {} cannot be encoded as an IA5String",
            go_quote(content)
        ))
    })
}

fn check(good: bool, kind: &str, constraint: &str, detail: &str) -> Result<(), ParseError> {
    if good {
        return Ok(());
    }
    Err(ParseError(format!(
        "x509: failed to parse {kind} constraint {}{detail}",
        go_quote(constraint.as_bytes())
    )))
}

/// RFC 5280 §4.2.1.10: an address and a mask of the same length.
fn network(content: &[u8], rules: ParseRules) -> Result<IpNetwork, ParseError> {
    let (base, mask) = content.split_at(content.len() / 2);
    let address = match content.len() {
        8 | 32 => ip(base),
        _ => None,
    };
    let address = address.ok_or_else(|| {
        ParseError(format!(
            "x509: IP constraint contained value of length {}",
            content.len()
        ))
    })?;
    let prefix = prefix(mask).ok_or_else(|| {
        let mask = hex(mask);
        ParseError(format!("x509: IP constraint contained invalid mask {mask}"))
    })?;
    if rules.no_mapped_ip && is_mapped(address) {
        return Err(ParseError::new(
            "x509: IP constraint contained IPv4-mapped IPv6 address",
        ));
    }
    Ok(IpNetwork { address, prefix })
}

/// How many ones there are before the zeros; `None` where ones follow.
fn prefix(mask: &[u8]) -> Option<u8> {
    let mut ones = 0;
    let mut ended = false;
    for octet in mask {
        let leading = octet.leading_ones();
        if octet.count_ones() != leading || ended && leading > 0 {
            return None;
        }
        ended |= leading < 8;
        ones += leading;
    }
    u8::try_from(ones).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    fn permitted(base: &[u8]) -> Result<Subtrees, String> {
        let length = u8::try_from(base.len()).unwrap();
        let mut der = vec![0x30, length + 4, 0xa0, length + 2, 0x30, length];
        der.extend_from_slice(base);
        parse(Reader::new(&der), ParseRules::of(GoRelease::GO_1_27))
            .map(|(constraints, _)| constraints.permitted)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn networks_have_a_mask() {
        let network = permitted(b"\x87\x08\x0a\x01\x02\x03\xff\xff\0\0").unwrap();
        assert_eq!(network.ip[0].prefix, 16);
        for (base, message) in [
            (
                &b"\x87\x08\x0a\0\0\0\xff\x01\0\0"[..],
                "x509: IP constraint contained invalid mask ff010000",
            ),
            (
                b"\x87\x04\x0a\0\0\0",
                "x509: IP constraint contained value of length 4",
            ),
        ] {
            assert_eq!(permitted(base).unwrap_err(), message);
        }
    }

    #[test]
    fn constraints_are_names() {
        assert_eq!(permitted(b"\x82\x02.a").unwrap().dns, [".a"]);
        for (base, message) in [
            (
                &b"\x82\x02a."[..],
                "x509: failed to parse dnsName constraint \"a.\"",
            ),
            (
                b"\x81\x02@.",
                "x509: failed to parse rfc822Name constraint \"@.\"",
            ),
            (
                b"\x86\x07::1.2.3",
                "x509: failed to parse URI constraint \"::1.2.3\"",
            ),
            (
                b"\x86\x03::1",
                "x509: failed to parse URI constraint \"::1\": cannot be IP address",
            ),
            (
                b"\x82\x01\xe9",
                "x509: invalid constraint value: x509: \"\\xe9\" cannot be encoded as an IA5String",
            ),
        ] {
            match permitted(base) {
                Ok(_) => assert!(message.contains("1.2.3")),
                Err(found) => assert_eq!(found, message),
            }
        }
    }
}
