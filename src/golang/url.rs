//! A URL as Go's `net/url.Parse` takes it apart, as far as a connection needs it, with Go's error texts.

use std::net::Ipv6Addr;

use thiserror::Error;

use super::release::{Change, GoRelease};

/// What changed between Go releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlRules {
    /// Whose hosts may have one colon alone, where they have no brackets.
    colons: Colons,
    /// What stands in brackets must be an IPv6 address.
    checked_brackets: bool,
    /// And none that holds an IPv4 address.
    no_mapped_addresses: bool,
    /// Nothing may stand before the brackets.
    brackets_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colons {
    /// Nobody's: the last colon is that of the port.
    Free,
    /// Everybody's but those of PostgreSQL.
    Strict,
    /// Those of http and https.
    StrictOfWeb,
}

impl UrlRules {
    /// Go 1.24.7 and earlier.
    pub const LENIENT: Self = Self::of(GoRelease::GO_1_24);
    /// Go 1.27.
    pub const STRICT: Self = Self::of(GoRelease::GO_1_27);

    /// The rules of a Go release.
    pub const fn of(release: GoRelease) -> Self {
        let colons = if release.has(Change::UrlColonsOfWebAlone) {
            Colons::StrictOfWeb
        } else if release.has(Change::UrlStrictColons) {
            Colons::Strict
        } else {
            Colons::Free
        };
        Self {
            colons,
            checked_brackets: release.has(Change::UrlBracketsHoldIpv6),
            no_mapped_addresses: release.has(Change::UrlMappedAddressesRefused),
            brackets_first: release.has(Change::UrlBracketsComeFirst),
        }
    }

    /// Whether the host of a URL of this scheme has its port after the first colon.
    pub(crate) fn has_strict_colons(self, scheme: &str) -> bool {
        match self.colons {
            Colons::Free => false,
            Colons::Strict => !matches!(scheme, "postgres" | "postgresql"),
            Colons::StrictOfWeb => matches!(scheme, "http" | "https"),
        }
    }

    /// Whether nothing may stand before the brackets of a host.
    pub(crate) const fn has_brackets_first(self) -> bool {
        self.brackets_first
    }

    /// Whether what stands in brackets must be an IPv6 address.
    pub(crate) const fn checks_brackets(self) -> bool {
        self.checked_brackets
    }

    /// Whether it may not be one that holds an IPv4 address.
    pub(crate) const fn refuses_mapped(self) -> bool {
        self.no_mapped_addresses
    }
}

/// The parts of a URL. User information is noticed and dropped: it may hold a password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoUrl {
    /// In lower case; empty when there is none.
    pub scheme: String,
    /// What follows the scheme when it does not begin with a slash, such as in `mailto:x`.
    pub opaque: String,
    /// Host and port as written, escapes decoded; IPv6 in brackets.
    pub host: String,
    /// The path, escapes decoded.
    pub path: String,
    /// Whether there is a `USER[:PASSWORD]@`.
    pub has_user: bool,
    /// Whether there is a query or a fragment.
    pub has_query_or_fragment: bool,
}

/// Why Go refuses a URL: the inner text of its `url.Error`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UrlError {
    /// A control character.
    #[error("net/url: invalid control character in URL")]
    ControlCharacter,
    /// It begins with a colon.
    #[error("missing protocol scheme")]
    MissingScheme,
    /// `a:b` without a scheme.
    #[error("first path segment in URL cannot contain colon")]
    ColonInFirstSegment,
    /// A character that no user name or password has.
    #[error("net/url: invalid userinfo")]
    UserInfo,
    /// `[` without `]`.
    #[error("missing ']' in host")]
    MissingBracket,
    /// `[` after the first character, or an IPv4 address in brackets.
    #[error("invalid IP-literal")]
    IpLiteral,
    /// An IPv4 address in the brackets, as IPv6 writes it.
    #[error("invalid IPv6 host")]
    MappedAddress,
    /// No IPv6 address in the brackets.
    #[error("invalid host: ParseAddr({0:?}): unable to parse IP")]
    BracketedHost(String),
    /// No number after the colon.
    #[error("invalid port {0:?} after host")]
    Port(String),
    /// `%` without two hexadecimal digits, or an escape that hosts may not hold.
    #[error("invalid URL escape {0:?}")]
    Escape(String),
    /// A character that no host has.
    #[error("invalid character {0:?} in host name")]
    HostCharacter(String),
}

impl UrlError {
    /// The same without a word of the URL, part of which may be a password.
    #[must_use]
    pub fn without_text(self) -> Self {
        let elided = || "[…]".to_owned();
        match self {
            Self::BracketedHost(_) => Self::BracketedHost(elided()),
            Self::Port(_) => Self::Port(elided()),
            Self::Escape(_) => Self::Escape(elided()),
            other => other,
        }
    }
}

impl GoUrl {
    /// `url.Parse`.
    pub fn parse(text: &str, rules: UrlRules) -> Result<Self, UrlError> {
        let (main, fragment) = match text.split_once('#') {
            Some((main, fragment)) => (main, Some(fragment)),
            None => (text, None),
        };
        let mut url = Self::parse_without_fragment(main, rules)?;
        if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
            unescape(fragment, Mode::Other)?;
            url.has_query_or_fragment = true;
        }
        Ok(url)
    }

    fn parse_without_fragment(text: &str, rules: UrlRules) -> Result<Self, UrlError> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(UrlError::ControlCharacter);
        }
        let (scheme, rest) = split_scheme(text)?;
        let mut url = Self {
            scheme: scheme.to_ascii_lowercase(),
            ..Self::default()
        };
        let rest = match rest.split_once('?') {
            Some((rest, query)) => {
                url.has_query_or_fragment = !query.is_empty();
                rest
            }
            None => rest,
        };
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                rest.clone_into(&mut url.opaque);
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|s| s.contains(':')) {
                return Err(UrlError::ColonInFirstSegment);
            }
        }
        let has_authority = !url.scheme.is_empty() || !rest.starts_with("///");
        let path = match rest.strip_prefix("//").filter(|_| has_authority) {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                url.set_authority(authority, rules)?;
                path
            }
            None => rest,
        };
        url.path = unescape(path, Mode::Other)?;
        Ok(url)
    }

    fn set_authority(&mut self, authority: &str, rules: UrlRules) -> Result<(), UrlError> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        self.host = parse_host(&self.scheme, host, rules)?;
        if let Some(user) = user {
            if !user.chars().all(is_user_character) {
                return Err(UrlError::UserInfo);
            }
            for part in user.splitn(2, ':') {
                // The escape itself is part of a secret.
                unescape(part, Mode::Other).map_err(|_| UrlError::Escape("%…".to_owned()))?;
            }
            self.has_user = true;
        }
        Ok(())
    }

    /// `URL.Hostname`: without port and brackets.
    pub fn hostname(&self) -> &str {
        let host = self.split_port().0;
        host.strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host)
    }

    /// `URL.Port`: the digits after the host, or nothing.
    pub fn port(&self) -> &str {
        self.split_port().1
    }

    fn split_port(&self) -> (&str, &str) {
        match self.host.rsplit_once(':') {
            Some((host, port))
                if port.bytes().all(|byte| byte.is_ascii_digit())
                    && (!self.host.starts_with('[') || host.ends_with(']')) =>
            {
                (host, port)
            }
            _ => (&self.host, ""),
        }
    }
}

/// `getScheme`: letters, digits and `+-.` up to a colon.
fn split_scheme(text: &str) -> Result<(&str, &str), UrlError> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err(UrlError::MissingScheme),
            b':' => return Ok(text.split_once(':').unwrap_or(("", text))),
            _ => break,
        }
    }
    Ok(("", text))
}

fn parse_host(scheme: &str, host: &str, rules: UrlRules) -> Result<String, UrlError> {
    if rules.brackets_first && host.rfind('[').is_some_and(|at| at > 0) {
        return Err(UrlError::IpLiteral);
    }
    if host.starts_with('[') {
        return parse_bracketed(host, rules);
    }
    let colon = if rules.has_strict_colons(scheme) {
        host.find(':')
    } else {
        host.rfind(':')
    };
    if let Some(colon) = colon {
        check_port(host.get(colon..).unwrap_or_default())?;
    }
    unescape(host, Mode::Host)
}

fn parse_bracketed(host: &str, rules: UrlRules) -> Result<String, UrlError> {
    let (inner, port) = host.rsplit_once(']').ok_or(UrlError::MissingBracket)?;
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    check_port(port)?;
    let address = match inner.find("%25") {
        Some(zone) => {
            let (address, zone) = inner.split_at(zone);
            unescape(address, Mode::Host)? + &unescape(zone, Mode::Zone)?
        }
        None => unescape(inner, Mode::Host)?,
    };
    if rules.checked_brackets {
        let (number, zone) = match address.split_once('%') {
            Some((number, zone)) => (number, Some(zone)),
            None => (address.as_str(), None),
        };
        if zone.is_none() && number.parse::<std::net::Ipv4Addr>().is_ok() {
            return Err(UrlError::IpLiteral);
        }
        let Some(parsed) = number.parse::<Ipv6Addr>().ok().filter(|_| zone != Some("")) else {
            return Err(UrlError::BracketedHost(address));
        };
        if rules.no_mapped_addresses && parsed.to_ipv4_mapped().is_some() {
            return Err(UrlError::MappedAddress);
        }
    }
    Ok(format!("[{address}]{port}"))
}

fn check_port(port: &str) -> Result<(), UrlError> {
    let digits = port.strip_prefix(':');
    if port.is_empty() || digits.is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit())) {
        Ok(())
    } else {
        Err(UrlError::Port(port.to_owned()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Host,
    Zone,
    Other,
}

/// User information without its escapes.
pub fn user_part(text: &str) -> Option<String> {
    unescape(text, Mode::Other).ok()
}

fn unescape(text: &str, mode: Mode) -> Result<String, UrlError> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        if byte == b'%' {
            let value = match rest {
                [high, low, ..] => hex(*high).zip(hex(*low)).map(|(h, l)| h << 4 | l),
                _ => None,
            };
            let shown = || {
                let end = bytes.len().min(3);
                String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
            };
            let value = value.ok_or_else(|| UrlError::Escape(shown()))?;
            // RFC 3986: a host escapes only what is not ASCII; RFC 6874 adds `%25` before a zone.
            let refused = match mode {
                Mode::Host => value < 0x80 && value != b'%',
                Mode::Zone => value != b'%' && value != b' ' && !is_host_byte(value),
                Mode::Other => false,
            };
            if refused {
                return Err(UrlError::Escape(shown()));
            }
            out.push(value);
            bytes = rest.get(2..).unwrap_or_default();
            continue;
        }
        if mode != Mode::Other && byte < 0x80 && !is_host_byte(byte) {
            return Err(UrlError::HostCharacter(char::from(byte).to_string()));
        }
        out.push(byte);
        bytes = rest;
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// `shouldEscape` turned round, for a host.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

fn is_user_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lenient(text: &str) -> Result<GoUrl, UrlError> {
        GoUrl::parse(text, UrlRules::LENIENT)
    }

    #[test]
    fn takes_a_server_apart() {
        let url = lenient("HTTPS://admin:pw@10.0.0.1:6443/k8s/c-1?x#y").unwrap();
        assert_eq!(url.scheme, "https");
        assert_eq!(url.host, "10.0.0.1:6443");
        assert_eq!((url.hostname(), url.port()), ("10.0.0.1", "6443"));
        assert_eq!(url.path, "/k8s/c-1");
        assert!(url.has_user && url.has_query_or_fragment);
        let url = lenient("https://[fe80::1%25eth0]:1").unwrap();
        assert_eq!((url.hostname(), url.port()), ("fe80::1%eth0", "1"));
        assert_eq!(lenient("unix:///run/x").unwrap().host, "");
    }

    /// Recorded from Go 1.24.3 and 1.27.3; only the inner text of `url.Error`.
    #[test]
    fn refuses_what_go_refuses() {
        for (text, go) in [
            (
                "10.0.0.1:6443",
                "first path segment in URL cannot contain colon",
            ),
            (":6443", "missing protocol scheme"),
            ("https://h:abc", "invalid port \":abc\" after host"),
            ("https://a b", "invalid character \" \" in host name"),
            ("https://a%zz/", "invalid URL escape \"%zz\""),
            ("https://a%41/", "invalid URL escape \"%41\""),
            ("https://[::1", "missing ']' in host"),
            ("https://[::1]x", "invalid port \"x\" after host"),
            (
                "https://a\u{7f}",
                "net/url: invalid control character in URL",
            ),
            ("https://a\"|@h", "net/url: invalid userinfo"),
            ("https://h/%g", "invalid URL escape \"%g\""),
        ] {
            assert_eq!(lenient(text).unwrap_err().to_string(), go, "{text}");
        }
    }

    #[test]
    fn follows_the_go_release_on_colons_and_brackets() {
        assert_eq!(lenient("https://::1:6443").unwrap().host, "::1:6443");
        assert_eq!(
            GoUrl::parse("https://::1:6443", UrlRules::STRICT)
                .unwrap_err()
                .to_string(),
            "invalid port \"::1:6443\" after host"
        );
        assert!(lenient("https://[x]:1").is_ok());
        assert_eq!(
            lenient("https://[x]y[").unwrap_err(),
            UrlError::Port("y[".to_owned())
        );
        assert!(GoUrl::parse("https://[x]:1", UrlRules::STRICT).is_err());
        assert!(GoUrl::parse("https://[1.2.3.4]:1", UrlRules::STRICT).is_err());
    }
}
