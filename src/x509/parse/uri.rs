//! URIs as Go's `net/url` understands them: which it refuses, with which words, and what it prints.

use std::net::Ipv6Addr;

use super::domain::{is_strict_name, is_valid_host};
use super::rules::ParseRules;
use crate::golang::go_quote;
use crate::golang::netip::{self, IpText};
use crate::golang::percent::{Part, decode, encode, normalize};
use crate::x509::Uri;

/// The authority component.
#[derive(Default)]
struct Authority {
    /// User name and password, encoded; `None` without `@`.
    user: Option<String>,
    /// Host and port, decoded.
    host: Vec<u8>,
}

/// Reads a URI as `url.Parse` and crypto/x509 `parseSANExtension`. The text is ASCII.
///
/// # Errors
/// Go's text, `x509: cannot parse URI "…": …`.
pub(in crate::x509) fn parse(text: &[u8], rules: ParseRules) -> Result<Uri, String> {
    let refuse = |reason: &str| format!("x509: cannot parse URI {}: {reason}", go_quote(text));
    let (before, fragment) = cut(text, b'#');
    let (mut printed, host) = without_fragment(before, rules)
        .map_err(|reason| refuse(&format!("parse {}: {reason}", go_quote(before))))?;
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        let fragment = normalize(fragment, Part::Fragment)
            .map_err(|reason| refuse(&format!("parse {}: {reason}", go_quote(text))))?;
        printed.push('#');
        printed.push_str(&fragment);
    }
    let host = String::from_utf8(host)
        .ok()
        .filter(|host| rules.strict_names || is_valid_host(host))
        .ok_or_else(|| refuse("invalid domain"))?;
    if rules.strict_names && !host.is_empty() && !is_strict_name(&host) {
        // There is no error to print, and Go's `fmt` says so.
        return Err(refuse("%!s(<nil>)"));
    }
    Ok(Uri {
        text: printed,
        host,
    })
}

/// Text before the first separator, and what follows it.
fn cut(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|octet| *octet == separator) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

fn ascii(octets: &[u8]) -> impl Iterator<Item = char> {
    octets.iter().map(|octet| char::from(*octet))
}

/// What `URL.String()` prints of a URI without fragment, and its host (url.go `parse`).
fn without_fragment(text: &[u8], rules: ParseRules) -> Result<(String, Vec<u8>), String> {
    if text.iter().any(u8::is_ascii_control) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text == b"*" {
        return Ok(("*".to_owned(), Vec::new()));
    }
    let (scheme, rest) = split_scheme(text)?;
    let mut out = scheme.clone();
    if !scheme.is_empty() {
        out.push(':');
    }
    // A lone `?` at the end is kept although the query is empty, and so is nothing else.
    let (rest, query) = cut(rest, b'?');
    let query: Option<String> = query.map(|query| ascii(query).collect());

    let mut authority = Authority::default();
    let mut path = rest;
    let mut opaque = false;
    let mut omit_host = false;
    if !rest.starts_with(b"/") {
        opaque = !scheme.is_empty();
        if !opaque && cut(rest, b'/').0.contains(&b':') {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    } else if let Some(after) = rest
        .strip_prefix(b"//")
        .filter(|after| !scheme.is_empty() || !after.starts_with(b"/"))
    {
        let slash = after.iter().position(|octet| *octet == b'/');
        let (before, after) = after.split_at(slash.unwrap_or(after.len()));
        authority = parse_authority(&scheme, before, rules)?;
        path = after;
    } else {
        omit_host = !scheme.is_empty();
    }

    if opaque {
        out.extend(ascii(path));
    } else {
        let escaped = normalize(path, Part::Path)?;
        let named = !authority.host.is_empty() || authority.user.is_some();
        if named || !scheme.is_empty() && !omit_host && !escaped.is_empty() {
            out.push_str("//");
            if let Some(user) = &authority.user {
                out.push_str(user);
                out.push('@');
            }
            out.push_str(&encode(&authority.host, Part::Host));
        }
        // RFC 3986 §4.2: not to be read as a scheme.
        if out.is_empty()
            && escaped
                .split('/')
                .next()
                .is_some_and(|first| first.contains(':'))
        {
            out.push_str("./");
        }
        match escaped.strip_prefix('/') {
            // Printed as it is, the path would be read as an authority.
            Some(after) if omit_host && after.starts_with('/') && rules.url_path_escaped => {
                out.push_str("%2F");
                out.push_str(after);
            }
            _ => out.push_str(&escaped),
        }
    }
    if let Some(query) = query {
        out.push('?');
        out.push_str(&query);
    }
    Ok((out, authority.host))
}

/// The scheme in lower case, possibly empty, and what follows its colon (url.go `getScheme`).
fn split_scheme(text: &[u8]) -> Result<(String, &[u8]), String> {
    for (index, octet) in text.iter().enumerate() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => {
                let (scheme, rest) = text.split_at(index);
                let scheme = scheme.to_ascii_lowercase();
                return Ok((ascii(&scheme).collect(), rest.get(1..).unwrap_or_default()));
            }
            _ => break,
        }
    }
    Ok((String::new(), text))
}

fn parse_authority(scheme: &str, text: &[u8], rules: ParseRules) -> Result<Authority, String> {
    let Some(at) = text.iter().rposition(|octet| *octet == b'@') else {
        let host = parse_host(scheme, text, rules)?;
        return Ok(Authority { user: None, host });
    };
    let host = parse_host(scheme, text.get(at + 1..).unwrap_or_default(), rules)?;
    let user = text.get(..at).unwrap_or_default();
    // RFC 3986 §3.2.1, and `@`.
    let allowed =
        |octet: &u8| octet.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(octet);
    if !user.iter().all(allowed) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) = cut(user, b':');
    let mut user = encode(&decode(name, Part::User)?, Part::User);
    if let Some(password) = password {
        user.push(':');
        user.push_str(&encode(&decode(password, Part::User)?, Part::User));
    }
    Ok(Authority {
        user: Some(user),
        host,
    })
}

/// Decodes host and port (url.go `parseHost`).
fn parse_host(scheme: &str, text: &[u8], rules: ParseRules) -> Result<Vec<u8>, String> {
    match text.iter().rposition(|octet| *octet == b'[') {
        Some(open) if open > 0 && rules.url.has_brackets_first() => {
            return Err("invalid IP-literal".to_owned());
        }
        Some(_) if text.starts_with(b"[") => return parse_literal(text, rules),
        _ => {}
    }
    let first = text.iter().position(|octet| *octet == b':');
    let last = text.iter().rposition(|octet| *octet == b':');
    // Databases write `host1:1,host2:2`.
    let strict = rules.url.has_strict_colons(scheme);
    if let Some(at) = if strict { first } else { last } {
        check_port(text.get(at..).unwrap_or_default())?;
    }
    decode(text, Part::Host)
}

/// Decodes a host in brackets, of RFC 3986 and RFC 6874.
fn parse_literal(text: &[u8], rules: ParseRules) -> Result<Vec<u8>, String> {
    let close = text
        .iter()
        .rposition(|octet| *octet == b']')
        .ok_or("missing ']' in host")?;
    let (inner, port) = text.split_at(close);
    let inner = inner.get(1..).unwrap_or_default();
    check_port(port.get(1..).unwrap_or_default())?;
    let port = decode(port, Part::Host)?;
    let zone = inner.windows(3).position(|window| window == b"%25");
    let (name, zone) = inner.split_at(zone.unwrap_or(inner.len()));
    let mut address = decode(name, Part::Host)?;
    address.extend(decode(zone, Part::Zone)?);
    if rules.url.checks_brackets() {
        match netip::parse(&address) {
            Ok(IpText::V4) => return Err("invalid IP-literal".to_owned()),
            Ok(IpText::V6 | IpText::V6Zone) => {
                let text = str::from_utf8(&address).unwrap_or_default();
                let number = text.split('%').next().unwrap_or_default();
                let mapped = number
                    .parse::<Ipv6Addr>()
                    .is_ok_and(|ip| ip.to_ipv4_mapped().is_some());
                if mapped && rules.url.refuses_mapped() {
                    return Err("invalid IPv6 host".to_owned());
                }
            }
            Err(reason) => return Err(format!("invalid host: {reason}")),
        }
    }
    let mut host = vec![b'['];
    host.extend(address);
    host.extend(port);
    Ok(host)
}

/// Nothing, or a colon and digits.
fn check_port(text: &[u8]) -> Result<(), String> {
    match text {
        [] => Ok(()),
        [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => Err(format!("invalid port {} after host", go_quote(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    fn newest(text: &str) -> Result<Uri, String> {
        parse(text.as_bytes(), ParseRules::of(GoRelease::GO_1_27))
    }

    #[test]
    fn prints_as_go_does() {
        for (text, printed, host) in [
            (
                "spiffe://cluster.local/ns/x",
                "spiffe://cluster.local/ns/x",
                "cluster.local",
            ),
            (
                "HTTP://Host:80/%7e%20?",
                "http://Host:80/%7e%20?",
                "Host:80",
            ),
            ("urn:uuid:1?q", "urn:uuid:1?q", ""),
            ("mailto:", "mailto:", ""),
            ("http://u%41:p@h", "http://uA:p@h", "h"),
            ("/a b\"", "/a%20b%22", ""),
            ("http:////x", "http:////x", ""),
            ("http:/x", "http:/x", ""),
            ("ldap:///o=x", "ldap:///o=x", ""),
            ("*", "*", ""),
            ("", "", ""),
            ("http://h/#a%20b^", "http://h/#a%20b%5E", "h"),
            ("http://[::1%25e]:1/", "http://[::1%25e]:1/", "[::1%e]:1"),
            ("%3a\"", "./:%22", ""),
        ] {
            let uri = newest(text).unwrap();
            assert_eq!(
                (uri.text.as_str(), uri.host.as_str()),
                (printed, host),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_with_the_same_words() {
        for (text, reason) in [
            (
                "http://a\u{7f}",
                "net/url: invalid control character in URL",
            ),
            (":x", "missing protocol scheme"),
            ("a:b", ""),
            ("1a:b", "first path segment in URL cannot contain colon"),
            ("http://h/%zz", "invalid URL escape \"%zz\""),
            ("http://h/%2", "invalid URL escape \"%2\""),
            ("http://%41", "invalid URL escape \"%41\""),
            ("http://a b", "invalid character \" \" in host name"),
            ("http://::1", "invalid port \"::1\" after host"),
            ("http://h:x", "invalid port \":x\" after host"),
            ("http://a[::1]", "invalid IP-literal"),
            ("http://[1.2.3.4]", "invalid IP-literal"),
            ("http://[::1", "missing ']' in host"),
            (
                "http://[x]",
                "invalid host: ParseAddr(\"x\"): unable to parse IP",
            ),
            ("http://a b@h", "net/url: invalid userinfo"),
        ] {
            let expected = format!(
                "x509: cannot parse URI {0}: parse {0}: {reason}",
                go_quote(text.as_bytes())
            );
            match newest(text) {
                Ok(_) => assert_eq!(reason, ""),
                Err(message) => assert_eq!(message, expected),
            }
        }
        assert_eq!(
            newest("http://h/#%z").unwrap_err(),
            "x509: cannot parse URI \"http://h/#%z\": parse \"http://h/#%z\": invalid URL escape \"%z\""
        );
        assert_eq!(
            newest("http://h.").unwrap_err(),
            "x509: cannot parse URI \"http://h.\": invalid domain"
        );
    }

    #[test]
    fn older_releases_let_more_hosts_pass() {
        let old = ParseRules::of(GoRelease::GO_1_24);
        assert!(parse(b"http://::1", old).is_ok());
        assert!(parse(b"http://[x]", old).is_ok());
        assert!(parse(b"http://[::1", old).is_err());
    }
}
