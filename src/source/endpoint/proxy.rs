//! Through a proxy, as net/http goes: CONNECT over http and https, or SOCKS5.

use std::sync::Arc;

use rustls::StreamOwned;
use zeroize::Zeroizing;

use super::dial::dial;
use super::guard::{Guard, guarded};
use super::model::Accept;
use super::model::Target;
use super::model::{Proxy, ProxyKind};
use super::offer;
use super::session::{self, Session};
use super::socks;
use super::stream::{Deadline, Transport};
use crate::source::{NetworkFault, ProxyFault};

/// A tunnel to the target.
pub(super) fn connect(
    proxy: &Proxy,
    target: &Target,
    accept: &Arc<Accept<'static>>,
    deadline: Deadline,
) -> Result<Box<dyn Transport>, NetworkFault> {
    let failed = |fault: ProxyFault| NetworkFault::Proxy {
        proxy: proxy.shown.clone(),
        fault,
    };
    let network = |fault: NetworkFault| failed(ProxyFault::Network(Box::new(fault)));
    let (stream, address) = dial(&proxy.host, proxy.port, deadline).map_err(network)?;
    let mut transport: Box<dyn Transport> = Box::new(stream);
    if proxy.kind == ProxyKind::Https {
        let guard = Guard::new(Arc::clone(accept));
        let name = proxy.server_name.as_ref().unwrap_or(&proxy.host);
        let named = Target {
            host: proxy.host.clone(),
            port: proxy.port,
            server_name: name.clone(),
        };
        let builder = guarded(offer::for_data(), &guard)
            .map_err(|_| failed(ProxyFault::Protocol("no TLS with it is possible")))?;
        let mut config = builder.with_no_client_auth();
        session::prepare(&mut config, &[b"http/1.1"], name);
        let Session {
            connection, stream, ..
        } = Session::open(config, &named, transport, &address, deadline).map_err(|broken| {
            match guard.refusal() {
                Some(go) => failed(ProxyFault::Untrusted(go)),
                None => network(broken.fault),
            }
        })?;
        transport = Box::new(StreamOwned::new(connection, stream));
    }
    match proxy.kind {
        ProxyKind::Http | ProxyKind::Https => tunnel(&mut *transport, proxy, target),
        ProxyKind::Socks5 => socks::connect(&mut *transport, proxy, target),
    }
    .map_err(failed)?;
    Ok(transport)
}

/// CONNECT (RFC 9110 §9.3.6).
pub(super) fn tunnel(
    transport: &mut dyn Transport,
    proxy: &Proxy,
    target: &Target,
) -> Result<(), ProxyFault> {
    const HEADERS: usize = 64;
    const MOST: usize = 16 << 10;
    let authority = target.authority();
    let mut text = Zeroizing::new(Vec::new());
    text.extend_from_slice(
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: certgraph\r\n")
            .as_bytes(),
    );
    if let Some((_, _, basic)) = &proxy.user {
        text.extend_from_slice(b"Proxy-Authorization: Basic ");
        text.extend_from_slice(basic.expose());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    let lost = |_| ProxyFault::Protocol("it closes the connection, or does not answer in time");
    transport.write_all(&text).map_err(lost)?;
    // Byte by byte: what follows the answer belongs to the server.
    let mut answer = Vec::new();
    loop {
        let mut byte = [0];
        transport.read_exact(&mut byte).map_err(lost)?;
        answer.extend_from_slice(&byte);
        if answer.ends_with(b"\r\n\r\n") || answer.ends_with(b"\n\n") {
            break;
        }
        if answer.len() > MOST {
            return Err(ProxyFault::Protocol("its answer is longer than 16 KiB"));
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let status = match response.parse(&answer) {
        Ok(_) => response.code,
        Err(_) => None,
    };
    match status {
        Some(200) => Ok(()),
        Some(status) => {
            let reason: String = response
                .reason
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect();
            Err(ProxyFault::Status(
                format!("{status} {reason}").trim_end().to_owned(),
            ))
        }
        None => Err(ProxyFault::Protocol("its answer is not HTTP")),
    }
}
