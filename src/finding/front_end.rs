//! What shows that the program at an address is not kube-apiserver but something that ends TLS before it.

use std::fmt;

/// By what it is known what a server asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Its files and flags: it is the API server.
    Files,
    /// A handshake: what answers may be something before the API server.
    Handshake,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrontEndSign {
    /// The application protocol that is agreed on, where `h2` was offered; none: the server has no say.
    Protocol(Option<String>),
    /// Whoever shows no certificate is turned away in the handshake.
    DemandsCertificate,
    /// No client certificate is asked for.
    AsksNobody,
    /// The certificate does not name `kubernetes`; this is what it names.
    OtherNames(String),
    /// The client certificate was shown, and whom the API server sees is anonymous.
    Anonymous,
    /// A header `Server`.
    ServerHeader(String),
    /// A page in HTML, with its title.
    Page(Option<String>),
    /// The certificate that a product shows until it is given one.
    DefaultCertificate(&'static str),
    /// The CA of a product that reads what passes through it.
    Inspection(&'static str),
}

impl FrontEndSign {
    /// For programs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Protocol(_) => "protocol",
            Self::DemandsCertificate => "demands-certificate",
            Self::AsksNobody => "asks-nobody",
            Self::OtherNames(_) => "other-names",
            Self::Anonymous => "anonymous",
            Self::ServerHeader(_) => "server-header",
            Self::Page(_) => "page",
            Self::DefaultCertificate(_) => "default-certificate",
            Self::Inspection(_) => "inspection",
        }
    }

    /// What it shows beyond its kind.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Protocol(text) | Self::Page(text) => text.as_deref(),
            Self::OtherNames(text) | Self::ServerHeader(text) => Some(text),
            Self::DefaultCertificate(product) | Self::Inspection(product) => Some(product),
            Self::DemandsCertificate | Self::AsksNobody | Self::Anonymous => None,
        }
    }
}

impl fmt::Display for FrontEndSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(None) => {
                f.write_str("it agrees on no protocol, where kube-apiserver says h2")
            }
            Self::Protocol(Some(protocol)) => {
                write!(f, "it agrees on {protocol}, where kube-apiserver says h2")
            }
            Self::DemandsCertificate => f.write_str(
                "it turns away whoever shows no certificate, which kube-apiserver never does",
            ),
            Self::AsksNobody => f.write_str("it asks for no client certificate"),
            Self::OtherNames(names) => {
                write!(
                    f,
                    "its certificate names {names}, and not kubernetes.default.svc"
                )
            }
            Self::Anonymous => f.write_str(
                "it took the client certificate, and kube-apiserver sees system:anonymous",
            ),
            Self::ServerHeader(server) => {
                write!(
                    f,
                    "it answers as \"{server}\", and kube-apiserver sends no such header"
                )
            }
            Self::Page(None) => f.write_str("it answers with a page in HTML"),
            Self::Page(Some(title)) => write!(f, "it answers with the page \"{title}\""),
            Self::DefaultCertificate(product) => {
                write!(
                    f,
                    "its certificate is the one that {product} shows until it is given another"
                )
            }
            Self::Inspection(product) => {
                write!(
                    f,
                    "its certificate is made by {product}, which reads what passes through it"
                )
            }
        }
    }
}
