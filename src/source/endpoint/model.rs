//! What is dialled, how, and what it shows.

use std::sync::Arc;
use std::time::Duration;

use crate::ground::secret::Secret;
use crate::source::NetworkFault;

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
    /// Whether silence is worth a second try, with a smaller ClientHello.
    pub insist: bool,
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
    /// How the server ends the connection of a client that has shown no certificate, after it has shown its own.
    pub turned_away: Option<NetworkFault>,
}

/// The server's request for a client certificate (RFC 8446 §4.3.2, RFC 5246 §7.4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The distinguished names of the CAs that it accepts, in DER. None: it does not say.
    pub authorities: Vec<Vec<u8>>,
    /// The signature schemes that it takes.
    pub schemes: Vec<String>,
}

/// A client certificate with its key, for one connection.
pub struct ClientKey {
    /// Leaf first, in DER.
    pub chain: Vec<Vec<u8>>,
    /// PKCS#8, PKCS#1 or SEC 1, in DER.
    pub key: Secret,
}

/// A proxy as a URL names it.
#[derive(Clone)]
pub struct Proxy {
    /// How to speak to it.
    pub kind: ProxyKind,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The URL without user information.
    pub shown: String,
    /// User name, password, and both as `Basic` wants them (RFC 7617 §2); never shown.
    pub user: Option<(Secret, Secret, Secret)>,
    /// `tls-server-name`, which kubectl asks an `https` proxy for as well.
    pub server_name: Option<String>,
}

/// How to speak to a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// CONNECT in the clear.
    Http,
    /// CONNECT inside TLS.
    Https,
    /// RFC 1928.
    Socks5,
}

/// Decides whether a chain is one that kubectl accepts.
pub type Accept<'a> = dyn Fn(&[Vec<u8>]) -> Result<(), Unaccepted> + Send + Sync + 'a;

/// Why a chain is not accepted: the words of whoever decides.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unaccepted(pub String);
