//! Host and port of a URL (Go `net.SplitHostPort`).

use std::net::IpAddr;

use crate::golang::url::{GoUrl, UrlRules};

/// The host, IPv6 without brackets; none where the text is no URL with a host.
pub(super) fn host(url: &str) -> Option<String> {
    split(url).map(|(host, _)| host)
}

/// The port that is written.
pub(super) fn port(url: &str) -> Option<u16> {
    split(url)?.1
}

/// The host and the port of a URL.
pub(super) fn place(url: &str) -> Option<(String, Option<u16>)> {
    Some((host(url)?.to_lowercase(), port(url)))
}

/// Whether a client of `url` meets the etcd with these URLs. The scheme is not asked: plain HTTP meets it too, and fails.
pub(super) fn is_at(own: &[String], url: &str) -> bool {
    let wanted = place(url);
    wanted.is_some() && own.iter().any(|own| place(own) == wanted)
}

/// Whether a host is the machine itself.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn split(url: &str) -> Option<(String, Option<u16>)> {
    let parsed = GoUrl::parse(url, UrlRules::STRICT).ok()?;
    let (host, port) = match parsed.host.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (parsed.host.as_str(), None),
    };
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_names_addresses_and_brackets() {
        assert_eq!(host("https://10.0.0.10:2379").as_deref(), Some("10.0.0.10"));
        assert_eq!(host("https://[::1]:2379/").as_deref(), Some("::1"));
        assert_eq!(host("https://[fd00::1]").as_deref(), Some("fd00::1"));
        assert_eq!(port("https://[::1]:2379"), Some(2379));
        assert_eq!(port("https://cp.example"), None);
        assert_eq!(host("nonsense"), None);
    }
}
