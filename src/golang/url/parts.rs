//! The parts of a URL, as `url.Parse` cuts them (net/url url.go).

use super::error::UrlError;
use super::host::parse_host;
use super::rules::UrlRules;
use crate::golang::percent::{Part, decode};

/// The parts of a URL without its fragment. What is borrowed is as written, and known to decode.
#[derive(Default)]
pub(crate) struct UrlParts<'a> {
    /// In lower case; empty where there is none.
    pub(crate) scheme: String,
    /// What follows the scheme where that does not begin with a slash, as in `mailto:x`.
    pub(crate) opaque: Option<&'a [u8]>,
    /// User name and password; none without `@`.
    pub(crate) user: Option<&'a [u8]>,
    /// Host and port, decoded; IPv6 in brackets.
    pub(crate) host: Vec<u8>,
    /// The path.
    pub(crate) path: &'a [u8],
    /// The path begins with one slash, and no authority stands before it.
    pub(crate) omit_host: bool,
    /// What follows the first `?`, if there is one.
    pub(crate) query: Option<&'a [u8]>,
}

impl<'a> UrlParts<'a> {
    /// `url.parse`, which is given the text before the first `#`.
    pub(crate) fn of(text: &'a [u8], rules: UrlRules) -> Result<Self, UrlError> {
        if text.iter().any(u8::is_ascii_control) {
            return Err(UrlError::ControlCharacter);
        }
        let (scheme, rest) = split_scheme(text)?;
        let mut parts = Self {
            scheme,
            ..Self::default()
        };
        let (rest, query) = cut(rest, b'?');
        parts.query = query;
        if !rest.starts_with(b"/") {
            if !parts.scheme.is_empty() {
                parts.opaque = Some(rest);
                return Ok(parts);
            }
            if cut(rest, b'/').0.contains(&b':') {
                return Err(UrlError::ColonInFirstSegment);
            }
        }
        // Without a scheme, three slashes begin a path.
        let authority = rest
            .strip_prefix(b"//")
            .filter(|after| !parts.scheme.is_empty() || !after.starts_with(b"/"));
        parts.path = match authority {
            Some(after) => {
                let slash = after.iter().position(|octet| *octet == b'/');
                let (authority, path) = after.split_at(slash.unwrap_or(after.len()));
                parts.set_authority(authority, rules)?;
                path
            }
            None => {
                parts.omit_host = rest.starts_with(b"/") && !parts.scheme.is_empty();
                rest
            }
        };
        decode(parts.path, Part::Path)?;
        Ok(parts)
    }

    fn set_authority(&mut self, text: &'a [u8], rules: UrlRules) -> Result<(), UrlError> {
        let at = text.iter().rposition(|octet| *octet == b'@');
        let (user, host) = match at {
            Some(at) => (text.get(..at), text.get(at + 1..).unwrap_or_default()),
            None => (None, text),
        };
        self.host = parse_host(&self.scheme, host, rules)?;
        let Some(user) = user else { return Ok(()) };
        // RFC 3986 §3.2.1, and `@`.
        let allowed =
            |octet: &u8| octet.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(octet);
        if !user.iter().all(allowed) {
            return Err(UrlError::UserInfo);
        }
        let (name, password) = cut(user, b':');
        for part in std::iter::once(name).chain(password) {
            decode(part, Part::User)?;
        }
        self.user = Some(user);
        Ok(())
    }
}

/// Text before the first separator, and what follows it.
pub(crate) fn cut(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|octet| *octet == separator) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// The scheme in lower case, possibly empty, and what follows its colon (`getScheme`).
fn split_scheme(text: &[u8]) -> Result<(String, &[u8]), UrlError> {
    for (index, octet) in text.iter().enumerate() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err(UrlError::MissingScheme),
            b':' => {
                let (scheme, rest) = text.split_at(index);
                let scheme = scheme.to_ascii_lowercase();
                let scheme = scheme.into_iter().map(char::from).collect();
                return Ok((scheme, rest.get(1..).unwrap_or_default()));
            }
            _ => break,
        }
    }
    Ok((String::new(), text))
}
