//! Why Go refuses a URL.

use std::fmt;

use crate::golang::go_quote;
use crate::golang::netip::AddrError;

/// Why Go refuses a URL; displays the inner text of its `url.Error`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlError {
    /// A control character.
    ControlCharacter,
    /// It begins with a colon.
    MissingScheme,
    /// `a:b` without a scheme.
    ColonInFirstSegment,
    /// A character that no user name or password has.
    UserInfo,
    /// `[` without `]`.
    MissingBracket,
    /// `[` after the first character, or an IPv4 address in brackets.
    IpLiteral,
    /// An IPv4 address in the brackets, as IPv6 writes it.
    MappedAddress,
    /// No IPv6 address in the brackets.
    BracketedHost(AddrError),
    /// No number after the colon.
    Port(String),
    /// `%` without two hexadecimal digits, or an escape that hosts may not hold.
    Escape(String),
    /// The same in a user name or password.
    UserEscape(String),
    /// A character that no host has.
    HostCharacter(String),
}

impl UrlError {
    /// The same without a word of the URL, part of which may be a password.
    #[must_use]
    pub fn without_text(self) -> Self {
        let elided = || "[…]".to_owned();
        match self {
            Self::BracketedHost(_) => Self::BracketedHost(AddrError::unable(elided().as_bytes())),
            Self::Port(_) => Self::Port(elided()),
            Self::Escape(_) | Self::UserEscape(_) => Self::Escape(elided()),
            other => other,
        }
    }

    /// The same without an escape of a user name or password, which is part of a secret.
    #[must_use]
    pub(super) fn without_user(self) -> Self {
        match self {
            Self::UserEscape(_) => Self::Escape("%…".to_owned()),
            other => other,
        }
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &String| go_quote(text.as_bytes());
        f.write_str(match self {
            Self::ControlCharacter => "net/url: invalid control character in URL",
            Self::MissingScheme => "missing protocol scheme",
            Self::ColonInFirstSegment => "first path segment in URL cannot contain colon",
            Self::UserInfo => "net/url: invalid userinfo",
            Self::MissingBracket => "missing ']' in host",
            Self::IpLiteral => "invalid IP-literal",
            Self::MappedAddress => "invalid IPv6 host",
            Self::BracketedHost(error) => return write!(f, "invalid host: {error}"),
            Self::Port(port) => return write!(f, "invalid port {} after host", quoted(port)),
            Self::Escape(escape) | Self::UserEscape(escape) => {
                return write!(f, "invalid URL escape {}", quoted(escape));
            }
            Self::HostCharacter(character) => {
                return write!(f, "invalid character {} in host name", quoted(character));
            }
        })
    }
}

impl std::error::Error for UrlError {}
