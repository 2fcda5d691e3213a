//! A URL as Go's `net/url.Parse` takes it apart, with Go's error texts.
//!
//! [`GoUrl`] has what a connection needs of it; [`UrlParts`] all that printing it again needs.

mod error;
mod host;
mod parts;
mod rules;

pub use error::UrlError;
pub(crate) use parts::{UrlParts, cut};
pub use rules::UrlRules;

use super::percent::{Part, decode};

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

impl GoUrl {
    /// `url.Parse`.
    ///
    /// # Errors
    /// What Go says, without what may be a secret.
    pub fn parse(text: &str, rules: UrlRules) -> Result<Self, UrlError> {
        let (main, fragment) = cut(text.as_bytes(), b'#');
        let parts = UrlParts::of(main, rules).map_err(UrlError::without_user)?;
        decode(fragment.unwrap_or_default(), Part::Fragment)?;
        let is_some = |part: Option<&[u8]>| part.is_some_and(|part| !part.is_empty());
        Ok(Self {
            scheme: parts.scheme,
            opaque: lossy(parts.opaque.unwrap_or_default()),
            host: lossy(&parts.host),
            path: lossy(&decode(parts.path, Part::Path)?),
            has_user: parts.user.is_some(),
            has_query_or_fragment: is_some(parts.query) || is_some(fragment),
        })
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

/// User information without its escapes.
pub fn user_part(text: &str) -> Option<String> {
    let decoded = decode(text.as_bytes(), Part::User).ok()?;
    Some(lossy(&decoded))
}

fn lossy(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
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
