//! What a live server showed: one handshake, and its answers to the credentials.

use super::answers::Attempt;
use super::identity::Identity;
use crate::finding::NetworkFault;
use crate::x509::DistinguishedName;

/// What a live server showed.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Whom it was asked of: `HOST:PORT`.
    pub endpoint: String,
    /// The proxy in between, without user information.
    pub proxy: Option<String>,
    /// `IP:PORT` that was connected to.
    pub address: Option<String>,
    /// `TLS 1.3`.
    pub version: Option<&'static str>,
    /// The application protocol.
    pub alpn: Option<String>,
    /// What it asks of the client; none where it asks for no certificate, or said nothing at all.
    pub request: Option<Requested>,
    /// Why there is no chain, or why it proves nothing.
    pub fault: Option<NetworkFault>,
    /// How the server ends the connection of whoever shows no certificate, after it has shown its own.
    pub turned_away: Option<NetworkFault>,
    /// How long was waited at most, in seconds.
    pub waited: u64,
    /// What became of the credentials, where they were to be tried.
    pub login: Option<Attempt>,
    /// The same request by curl.
    pub curl: Option<Vec<String>>,
}

/// The server asks for a client certificate.
#[derive(Clone, Debug, Default)]
pub struct Requested {
    /// The names of the client CAs that it accepts; empty where it names none.
    pub authorities: Vec<DistinguishedName>,
    /// Names that cannot be read as such.
    pub unreadable: usize,
    /// The signature schemes that it takes.
    pub schemes: Vec<String>,
}

impl Observation {
    /// `TLS 1.3 with 127.0.0.1:6443`, for the place of a chain.
    pub fn label(&self) -> String {
        match self.version {
            Some(version) => format!("a {version} handshake now"),
            None => "a handshake now".to_owned(),
        }
    }

    /// Whether the handshake got as far as the server's certificate.
    pub fn is_answered(&self) -> bool {
        matches!(self.fault, None | Some(NetworkFault::BadSignature { .. }))
    }

    /// Whether what answers speaks the protocol that Go's server does with whoever offers it, kube-apiserver among them.
    pub fn speaks_h2(&self) -> bool {
        self.alpn.as_deref() == Some("h2")
    }

    /// Whom the server took the client for, where it was asked.
    pub fn identity(&self) -> Option<&Identity> {
        match &self.login {
            Some(Attempt::Answered(answers)) => answers.identity.as_ref(),
            _ => None,
        }
    }
}
