//! What fuzz targets call: the readers of what servers and proxies send, over bytes at hand.

use std::io::{self, Read, Write};
use std::time::Duration;

use super::model::{Proxy, ProxyKind};
use super::proxy;
use super::stream::{Deadline, Transport};
use super::{Observed, Target, http, observe, socks};
use crate::ground::secret::Secret;

/// The length of an answer's body, where `bytes` hold a whole answer; `ended`: nothing follows.
pub fn answer(bytes: &[u8], ended: bool) -> Option<usize> {
    let (answer, _) = http::parse(bytes, ended).ok()??;
    Some(answer.body.len())
}

/// What is wrong with what a proxy answers; none where it connects.
pub fn proxy(speaks_socks: bool, answer: &[u8]) -> Option<String> {
    let proxy = Proxy {
        kind: if speaks_socks {
            ProxyKind::Socks5
        } else {
            ProxyKind::Http
        },
        host: "proxy.invalid".to_owned(),
        port: 3128,
        shown: "http://proxy.invalid:3128".to_owned(),
        user: Some(("user", "password", "basic")).map(|(user, password, basic)| {
            let secret = |text: &str| Secret::new(text.as_bytes().to_vec());
            (secret(user), secret(password), secret(basic))
        }),
        server_name: None,
    };
    let mut transport = Scripted(answer.to_vec(), 0);
    let outcome = if speaks_socks {
        socks::connect(&mut transport, &proxy, &target())
    } else {
        proxy::tunnel(&mut transport, &proxy, &target())
    };
    outcome.err().map(|fault| format!("{fault:?}"))
}

/// What a handshake comes to with a server that sends these bytes.
pub fn handshake(bytes: &[u8]) -> Observed {
    let transport = Box::new(Scripted(bytes.to_vec(), 0));
    let deadline = Deadline::after(Duration::from_secs(60));
    observe::observe_over(
        &target(),
        transport,
        "server.invalid:6443".to_owned(),
        deadline,
    )
}

fn target() -> Target {
    Target {
        host: "server.invalid".to_owned(),
        port: 6443,
        server_name: "server.invalid".to_owned(),
    }
}

/// Says what it was given, whatever it is told, and then closes.
struct Scripted(Vec<u8>, usize);

impl Transport for Scripted {}

impl Read for Scripted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut left = self.0.get(self.1..).unwrap_or_default();
        let count = left.read(buffer)?;
        self.1 += count;
        Ok(count)
    }
}

impl Write for Scripted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
