//! IP addresses as text by the rules of Go's `net/netip`: they decide which URIs and constraints are refused.

use std::fmt;

use super::go_quote;

/// What an address is, where only that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IpText {
    /// Dotted decimal.
    V4,
    /// IPv6, without zone.
    V6,
    /// IPv6 with a zone, which Go's `net.ParseIP` does not take.
    V6Zone,
}

/// A refusal: its text, and the rest of the input where it occurred, possibly empty.
type Refusal<'a> = (&'static str, &'a [u8]);

/// Reads an address as Go's `netip.ParseAddr`.
///
/// # Errors
/// Why not, and where.
pub(crate) fn parse(text: &[u8]) -> Result<IpText, AddrError> {
    let parsed = match text.iter().find(|octet| b".:%".contains(octet)) {
        Some(b'.') => v4_fields(text).map(|()| IpText::V4),
        Some(b':') => v6(text),
        Some(_) => Err(("missing IPv6 address", &[][..])),
        None => Err((UNABLE, &[][..])),
    };
    parsed.map_err(|(reason, at)| AddrError {
        text: text.to_vec(),
        reason,
        at: at.to_vec(),
    })
}

/// Why a text is no address; displays Go's words, `ParseAddr("…"): …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddrError {
    text: Vec<u8>,
    reason: &'static str,
    /// The rest of the text where it occurred; empty where Go does not tell.
    at: Vec<u8>,
}

impl AddrError {
    /// Nothing in the text looks like an address.
    pub(crate) fn unable(text: &[u8]) -> Self {
        Self {
            text: text.to_vec(),
            reason: UNABLE,
            at: Vec::new(),
        }
    }
}

impl fmt::Display for AddrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParseAddr({}): {}", go_quote(&self.text), self.reason)?;
        if self.at.is_empty() {
            return Ok(());
        }
        write!(f, " (at {})", go_quote(&self.at))
    }
}

const UNABLE: &str = "unable to parse IP";

fn v4_fields(text: &[u8]) -> Result<(), Refusal<'_>> {
    let (mut value, mut dots, mut digits) = (0_u16, 0, 0);
    let mut before = b'.';
    for (index, octet) in text.iter().enumerate() {
        let rest = text.get(index..).unwrap_or_default();
        match octet {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", &[]));
                }
                value = value * 10 + u16::from(octet - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", &[]));
                }
            }
            b'.' => {
                if before == b'.' || rest.len() == 1 {
                    return Err(("IPv4 field must have at least one digit", rest));
                }
                if dots == 3 {
                    return Err(("IPv4 address too long", &[]));
                }
                dots += 1;
                (value, digits) = (0, 0);
            }
            _ => return Err(("unexpected character", rest)),
        }
        before = *octet;
    }
    if dots < 3 {
        return Err(("IPv4 address too short", &[]));
    }
    Ok(())
}

fn v6(text: &[u8]) -> Result<IpText, Refusal<'_>> {
    let mut zone = false;
    let mut rest = text;
    if let Some(percent) = text.iter().position(|octet| *octet == b'%') {
        rest = text.get(..percent).unwrap_or_default();
        zone = true;
        if percent + 1 == text.len() {
            return Err(("zone must be a non-empty string", &[]));
        }
    }
    let found = if zone { IpText::V6Zone } else { IpText::V6 };
    let mut ellipsis = false;
    if let Some(after) = rest.strip_prefix(b"::") {
        ellipsis = true;
        rest = after;
        if rest.is_empty() {
            return Ok(found);
        }
    }
    let mut octets = 0;
    while octets < 16 {
        let digits = rest
            .iter()
            .take_while(|octet| octet.is_ascii_hexdigit())
            .count();
        if digits > 4 {
            return Err(("each group must have 4 or less digits", rest));
        }
        if digits == 0 {
            return Err((
                "each colon-separated field must have at least one digit",
                rest,
            ));
        }
        let after = rest.get(digits..).unwrap_or_default();
        if after.first() == Some(&b'.') {
            if !ellipsis && octets != 12 {
                return Err((
                    "embedded IPv4 address must replace the final 2 fields of the address",
                    rest,
                ));
            }
            if octets + 4 > 16 {
                return Err((
                    "too many hex fields to fit an embedded IPv4 at the end of the address",
                    rest,
                ));
            }
            v4_fields(rest)?;
            octets += 4;
            rest = &[];
            break;
        }
        octets += 2;
        rest = after;
        if rest.is_empty() {
            break;
        }
        let Some(after) = rest.strip_prefix(b":") else {
            return Err(("unexpected character, want colon", rest));
        };
        if after.is_empty() {
            return Err(("colon must be followed by more characters", rest));
        }
        rest = after;
        if let Some(after) = rest.strip_prefix(b":") {
            if ellipsis {
                return Err(("multiple :: in address", rest));
            }
            ellipsis = true;
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    match (octets < 16, ellipsis) {
        (true, false) => Err(("address string too short", &[])),
        (false, true) => Err(("the :: must expand to at least one field of zeros", &[])),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_netip_takes() {
        for (text, found) in [
            ("10.0.0.1", IpText::V4),
            ("::", IpText::V6),
            ("::1", IpText::V6),
            ("1:2:3:4:5:6:7:8", IpText::V6),
            ("1::", IpText::V6),
            ("::ffff:10.0.0.1", IpText::V6),
            ("fe80::1%eth0", IpText::V6Zone),
        ] {
            assert_eq!(parse(text.as_bytes()), Ok(found), "{text}");
        }
    }

    #[test]
    fn refuses_with_the_same_words() {
        for (text, reason) in [
            ("", "unable to parse IP"),
            ("%", "missing IPv6 address"),
            ("010.0.0.1", "IPv4 field has octet with leading zero"),
            ("1.2.3.256", "IPv4 field has value >255"),
            (
                "1..2.3",
                "IPv4 field must have at least one digit (at \".2.3\")",
            ),
            (
                "1.2.3.",
                "IPv4 field must have at least one digit (at \".\")",
            ),
            ("1.2.3.4.5", "IPv4 address too long"),
            ("1.2.3", "IPv4 address too short"),
            ("1.2.3.x", "unexpected character (at \"x\")"),
            ("::%", "zone must be a non-empty string"),
            ("1:2", "address string too short"),
            (
                "1:2:3:4:5:6:7:8:9",
                "trailing garbage after address (at \"9\")",
            ),
            ("1::2::3", "multiple :: in address (at \":3\")"),
            (
                "1:2:3:4::5:6:7:8",
                "the :: must expand to at least one field of zeros",
            ),
            (
                "12345::",
                "each group must have 4 or less digits (at \"12345::\")",
            ),
        ] {
            assert_eq!(
                parse(text.as_bytes()).unwrap_err().to_string(),
                format!("ParseAddr({}): {reason}", go_quote(text.as_bytes()))
            );
        }
    }
}
