//! A proxy as a URL names it: `proxy-url`, or a variable of the environment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::model::UrlText;
use crate::golang::url::{GoUrl, UrlRules, user_part};
use crate::ground::secret::Secret;
use crate::source::endpoint::{Proxy, ProxyKind};

/// The proxy; none where the URL is not one of a proxy. A variable may leave out `http://` (httpproxy `parseProxy`).
pub fn proxy(url: &UrlText) -> Option<Proxy> {
    let text = url.expose();
    let parse = |text: &str| {
        let parsed = GoUrl::parse(text, UrlRules::LENIENT).ok()?;
        let (kind, port) = match parsed.scheme.as_str() {
            "http" => (ProxyKind::Http, 80),
            "https" => (ProxyKind::Https, 443),
            "socks5" | "socks5h" => (ProxyKind::Socks5, 1080),
            _ => return None,
        };
        Some((parsed, kind, port))
    };
    let with_scheme = Zeroizing::new(format!("http://{text}"));
    let (parsed, kind, port) = if text.contains("://") {
        parse(text)?
    } else {
        parse(&with_scheme)?
    };
    let port = match parsed.port() {
        "" => port,
        written => written.parse().ok()?,
    };
    let host = parsed.hostname().to_owned();
    if host.is_empty() {
        return None;
    }
    Some(Proxy {
        kind,
        host,
        port,
        shown: url.shown(),
        user: parsed.has_user.then(|| user(text)).flatten(),
        server_name: None,
    })
}

/// User name, password, and both as `Basic` wants them.
fn user(text: &str) -> Option<(Secret, Secret, Secret)> {
    let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let name = Zeroizing::new(user_part(name)?);
    let password = Zeroizing::new(user_part(password)?);
    let both = Zeroizing::new(format!("{}:{}", *name, *password));
    Some((
        Secret::new(name.as_bytes().to_vec()),
        Secret::new(password.as_bytes().to_vec()),
        Secret::new(STANDARD.encode(both.as_bytes()).into_bytes()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_proxy_apart_and_shows_no_secret() {
        let found = proxy(&UrlText::new("socks5://u%40x:p@[::1]".to_owned())).unwrap();
        assert_eq!(
            (found.kind, found.host.as_str(), found.port),
            (ProxyKind::Socks5, "::1", 1080)
        );
        let (user, password, basic) = found.user.unwrap();
        assert_eq!((user.expose(), password.expose()), (&b"u@x"[..], &b"p"[..]));
        assert_eq!(basic.expose(), b"dUB4OnA=");
        assert!(!found.shown.contains('p') || !found.shown.contains("u%40x"));
        let plain = proxy(&UrlText::new("proxy.corp:3128".to_owned())).unwrap();
        assert_eq!((plain.kind, plain.port), (ProxyKind::Http, 3128));
        assert!(proxy(&UrlText::new("ftp://x".to_owned())).is_none());
    }
}
