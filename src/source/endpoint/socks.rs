//! SOCKS5 (RFC 1928, RFC 1929), with the words of Go's client (net/http `socks_bundle.go`).

use std::net::IpAddr;

use zeroize::Zeroizing;

use super::model::Proxy;
use super::model::Target;
use super::stream::Transport;
use crate::source::ProxyFault;

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;

/// Asks the proxy for a connection; it resolves the name.
pub(super) fn connect(
    transport: &mut dyn Transport,
    proxy: &Proxy,
    target: &Target,
) -> Result<(), ProxyFault> {
    let methods: &[u8] = match proxy.user {
        Some(_) => &[NO_AUTHENTICATION, USER_AND_PASSWORD],
        None => &[NO_AUTHENTICATION],
    };
    let count = u8::try_from(methods.len()).unwrap_or_default();
    send(transport, &[&[VERSION, count], methods].concat())?;
    let [version, method] = receive(transport)?;
    if version != VERSION {
        return Err(socks(format!("unexpected protocol version {version}")));
    }
    match (method, &proxy.user) {
        (NO_AUTHENTICATION, _) => {}
        (USER_AND_PASSWORD, Some((user, password, _))) => {
            authenticate(transport, user.expose(), password.expose())?;
        }
        (0xff, _) => return Err(socks("no acceptable authentication methods".to_owned())),
        (other, _) => return Err(socks(format!("unsupported authentication method {other}"))),
    }
    let mut request = vec![VERSION, 1, 0];
    match target.host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            request.push(1);
            request.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            request.push(4);
            request.extend_from_slice(&address.octets());
        }
        Err(_) => {
            let length =
                u8::try_from(target.host.len()).map_err(|_| socks("FQDN too long".to_owned()))?;
            request.extend_from_slice(&[3, length]);
            request.extend_from_slice(target.host.as_bytes());
        }
    }
    request.extend_from_slice(&target.port.to_be_bytes());
    send(transport, &request)?;
    let [version, reply, _, kind] = receive(transport)?;
    if version != VERSION {
        return Err(socks(format!("unexpected protocol version {version}")));
    }
    if reply != 0 {
        return Err(socks(format!("unknown error {}", reply_text(reply))));
    }
    let length = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(receive::<1>(transport)?[0]),
        other => return Err(socks(format!("unknown address type {other}"))),
    };
    let mut bound = vec![0; length + 2];
    transport.read_exact(&mut bound).map_err(lost)
}

fn authenticate(
    transport: &mut dyn Transport,
    user: &[u8],
    password: &[u8],
) -> Result<(), ProxyFault> {
    let invalid = || socks("invalid username/password".to_owned());
    let length = |text: &[u8]| u8::try_from(text.len()).map_err(|_| invalid());
    let mut request = Zeroizing::new(vec![1, length(user)?]);
    request.extend_from_slice(user);
    request.push(length(password)?);
    request.extend_from_slice(password);
    send(transport, &request)?;
    match receive(transport)? {
        [1, 0] => Ok(()),
        [1, status] => Err(socks(format!(
            "username/password authentication failed: {status}"
        ))),
        [version, _] => Err(socks(format!(
            "invalid username/password version {version}"
        ))),
    }
}

fn send(transport: &mut dyn Transport, bytes: &[u8]) -> Result<(), ProxyFault> {
    transport.write_all(bytes).map_err(lost)
}

fn receive<const N: usize>(transport: &mut dyn Transport) -> Result<[u8; N], ProxyFault> {
    let mut bytes = [0; N];
    transport.read_exact(&mut bytes).map_err(lost)?;
    Ok(bytes)
}

fn lost(_: std::io::Error) -> ProxyFault {
    ProxyFault::Protocol("it closes the connection, or does not answer in time")
}

fn socks(text: String) -> ProxyFault {
    ProxyFault::Socks(text)
}

fn reply_text(reply: u8) -> String {
    let text = match reply {
        1 => "general SOCKS server failure",
        2 => "connection not allowed by ruleset",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        other => return format!("unknown code: {other}"),
    };
    text.to_owned()
}
