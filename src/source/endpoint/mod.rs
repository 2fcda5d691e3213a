//! A live TLS server: one handshake that records everything and trusts nobody.
//!
//! What is offered is what Go's crypto/tls offers on kubectl's behalf, so that the server answers as it would answer
//! kubectl. Nothing of the user's is sent, unless a [`Login`] is given, and then only to a server that it accepts.

mod dial;
#[cfg(fuzzing)]
pub mod fuzzing;
mod http;
mod login;
mod offer;
mod p521;
mod proxy;
mod record;
mod session;
mod socks;
mod stream;

use std::sync::Arc;
use std::time::Duration;

use crate::finding::NetworkFault;
use crate::ground::secret::Secret;

pub use http::{Answer, Request};
pub use login::{Accept, Login, LoginError};
pub use proxy::{Proxy, ProxyKind};

/// Whom to call, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What crypto/tls takes for the server's name: sent as SNI unless it is an address.
    pub server_name: String,
}

impl Target {
    /// `HOST:PORT`, with brackets around IPv6.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// How to get there.
pub struct Route<'a> {
    /// Through a proxy; it has been allowed.
    pub proxy: Option<&'a Proxy>,
    /// Who decides whether the certificate of an `https` proxy is good; kubectl applies what it applies to the server.
    pub accept: &'a Arc<Accept<'static>>,
    /// For everything together: resolving, connecting, the handshake, every request.
    pub timeout: Duration,
}

/// What one handshake tells.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// `IP:PORT` that was connected to.
    pub address: Option<String>,
    /// `TLS 1.3`.
    pub version: Option<&'static str>,
    /// The application protocol that was agreed on.
    pub alpn: Option<String>,
    /// The certificates that were presented, in DER, leaf first; empty if the handshake did not get that far.
    pub chain: Vec<Vec<u8>>,
    /// What the server asks of the client; none where it asks for no certificate.
    pub request: Option<CertificateRequest>,
    /// Why there is no chain, or why it proves nothing.
    pub fault: Option<NetworkFault>,
}

/// The server's request for a client certificate (RFC 8446 §4.3.2, RFC 5246 §7.4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The distinguished names of the CAs that it accepts, in DER. None: it does not say.
    pub authorities: Vec<Vec<u8>>,
    /// The signature schemes that it takes.
    pub schemes: Vec<String>,
}

/// A handshake without any credentials.
pub fn observe(target: &Target, route: &Route<'_>) -> Observed {
    session::observe(target, route)
}

/// A second connection, on which the client proves who it is and sends `requests`; each answer in its order.
///
/// # Errors
/// Why nothing was sent, or no answer came.
pub fn log_in(
    target: &Target,
    route: &Route<'_>,
    login: &Login<'_>,
    requests: &[Request],
) -> Result<Vec<Answer>, LoginError> {
    login::log_in(target, route, login, requests)
}

/// A client certificate with its key, for one connection.
pub struct ClientKey {
    /// Leaf first, in DER.
    pub chain: Vec<Vec<u8>>,
    /// PKCS#8, PKCS#1 or SEC 1, in DER.
    pub key: Secret,
}
