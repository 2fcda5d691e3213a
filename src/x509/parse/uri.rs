//! URIs in certificates: which crypto/x509 refuses, with which words, and what `URL.String()` prints of the others.

use super::domain::{is_strict_name, is_valid_host};
use super::error::ParseError;
use super::rules::ParseRules;
use crate::golang::go_quote;
use crate::golang::percent::{Part, decode, encode, normalize};
use crate::golang::url::{UrlError, UrlParts, cut};
use crate::x509::Uri;

/// Reads a URI as `url.Parse` and crypto/x509 `parseSANExtension`. The text is ASCII.
///
/// # Errors
/// Go's text, `x509: cannot parse URI "…": …`.
pub(in crate::x509) fn parse(text: &[u8], rules: ParseRules) -> Result<Uri, ParseError> {
    let refuse = |reason: &str| {
        ParseError(format!(
            "x509: cannot parse URI {}: {reason}",
            go_quote(text)
        ))
    };
    let refuse_part =
        |part: &[u8], error: UrlError| refuse(&format!("parse {}: {error}", go_quote(part)));
    let (before, fragment) = cut(text, b'#');
    let parts = UrlParts::of(before, rules.url).map_err(|error| refuse_part(before, error))?;
    let mut printed = print(&parts, rules).map_err(|error| refuse_part(before, error))?;
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        let fragment =
            normalize(fragment, Part::Fragment).map_err(|error| refuse_part(text, error))?;
        printed.push('#');
        printed.push_str(&fragment);
    }
    let host = String::from_utf8(parts.host)
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

fn ascii(octets: &[u8]) -> impl Iterator<Item = char> {
    octets.iter().map(|octet| char::from(*octet))
}

/// `URL.String()` of a URL without fragment.
fn print(parts: &UrlParts<'_>, rules: ParseRules) -> Result<String, UrlError> {
    let mut out = parts.scheme.clone();
    if !parts.scheme.is_empty() {
        out.push(':');
    }
    match parts.opaque {
        Some(opaque) => out.extend(ascii(opaque)),
        None => print_hierarchy(parts, rules, &mut out)?,
    }
    // A lone `?` at the end is kept although the query is empty, and so is nothing else.
    if let Some(query) = parts.query {
        out.push('?');
        out.extend(ascii(query));
    }
    Ok(out)
}

/// Authority and path.
fn print_hierarchy(
    parts: &UrlParts<'_>,
    rules: ParseRules,
    out: &mut String,
) -> Result<(), UrlError> {
    let escaped = normalize(parts.path, Part::Path)?;
    let named = !parts.host.is_empty() || parts.user.is_some();
    if named || !parts.scheme.is_empty() && !parts.omit_host && !escaped.is_empty() {
        out.push_str("//");
        if let Some(user) = parts.user {
            out.push_str(&print_user(user)?);
            out.push('@');
        }
        out.push_str(&encode(&parts.host, Part::Host));
    }
    // RFC 3986 §4.2: not to be read as a scheme.
    let mut segments = escaped.split('/');
    if out.is_empty() && segments.next().is_some_and(|first| first.contains(':')) {
        out.push_str("./");
    }
    match escaped.strip_prefix('/') {
        // Printed as it is, the path would be read as an authority.
        Some(after) if parts.omit_host && after.starts_with('/') && rules.url_path_escaped => {
            out.push_str("%2F");
            out.push_str(after);
        }
        _ => out.push_str(&escaped),
    }
    Ok(())
}

fn print_user(user: &[u8]) -> Result<String, UrlError> {
    let (name, password) = cut(user, b':');
    let mut out = encode(&decode(name, Part::User)?, Part::User);
    if let Some(password) = password {
        out.push(':');
        out.push_str(&encode(&decode(password, Part::User)?, Part::User));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    fn newest(text: &str) -> Result<Uri, String> {
        parse(text.as_bytes(), ParseRules::of(GoRelease::GO_1_27)).map_err(|error| error.0)
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
