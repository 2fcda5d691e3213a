//! Which hosts `NO_PROXY` exempts (golang.org/x/net/http/httpproxy `useProxy`).

use std::net::IpAddr;

/// Whether a variable's proxy is passed by for `host`. A machine's own addresses never go through one.
pub fn bypasses_proxy(no_proxy: &str, host: &str, port: u16) -> bool {
    let host = host.to_lowercase();
    let address = host.parse::<IpAddr>().ok();
    if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
        return true;
    }
    no_proxy.split(',').any(|entry| {
        let entry = entry.trim().to_lowercase();
        if entry.is_empty() {
            return false;
        }
        entry == "*" || in_network(&entry, address) || is_named(&entry, &host, address, port)
    })
}

/// `10.0.0.0/8`
fn in_network(entry: &str, address: Option<IpAddr>) -> bool {
    let parts = entry
        .split_once('/')
        .and_then(|(network, bits)| Some((network.parse().ok()?, bits.parse::<u32>().ok()?)));
    match (parts, address) {
        (Some((IpAddr::V4(network), bits @ 0..=32)), Some(IpAddr::V4(address))) => {
            let shift = 32 - bits;
            let high = |address: u32| address.checked_shr(shift).unwrap_or(0);
            high(network.into()) == high(address.into())
        }
        (Some((IpAddr::V6(network), bits @ 0..=128)), Some(IpAddr::V6(address))) => {
            let shift = 128 - bits;
            let high = |address: u128| address.checked_shr(shift).unwrap_or(0);
            high(network.into()) == high(address.into())
        }
        _ => false,
    }
}

/// `example.com` with all below it, `.example.com` with what is below it alone, an address; each with a port or not.
fn is_named(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    let (name, wanted) = match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
        _ => (entry, None),
    };
    if wanted.is_some_and(|wanted| wanted.parse() != Ok(port)) {
        return false;
    }
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    if let Ok(named) = bare.parse::<IpAddr>() {
        return address == Some(named);
    }
    let name = name.strip_prefix('*').unwrap_or(name);
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.ends_with(&format!(".{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exempts_what_go_exempts() {
        for (no_proxy, host, bypassed) in [
            ("", "127.0.0.1", true),
            ("", "localhost", true),
            ("", "10.0.0.1", false),
            ("*", "10.0.0.1", true),
            ("10.0.0.0/8", "10.9.9.9", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "11.0.0.1", true),
            ("fd00::/8", "fd12::1", true),
            ("10.0.0.1:6443", "10.0.0.1", true),
            ("10.0.0.1:443", "10.0.0.1", false),
            ("example.com", "api.Example.com", true),
            ("example.com", "example.com", true),
            (".example.com", "example.com", false),
            ("*.example.com, x", "api.example.com", true),
            ("ample.com", "example.com", false),
        ] {
            assert_eq!(
                bypasses_proxy(no_proxy, host, 6443),
                bypassed,
                "{no_proxy} {host}"
            );
        }
    }
}
