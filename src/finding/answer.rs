//! The sentences about what a live server answers.

use std::fmt;

use super::FrontEndSign;
use crate::source::alert_text;

/// How a server says that it does not take a client certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateRefusal {
    /// By an alert (RFC 8446 §6.2), which is its number.
    Alert(u8),
    /// It closes the connection without a word.
    Closed,
    /// By a page in HTML.
    Page {
        /// The HTTP status.
        status: u16,
        /// The title.
        title: String,
    },
}

impl CertificateRefusal {
    /// For the first line.
    pub(super) fn headline(&self) -> String {
        match self {
            Self::Alert(alert) => format!("alert \"{}\"", alert_text(*alert)),
            Self::Closed => "it hangs up on the certificate".to_owned(),
            Self::Page { status, .. } => format!("{status} for the certificate"),
        }
    }

    /// The sentence; `listed` is the issuer's name, where the server had it on its list.
    pub(super) fn write(&self, listed: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(alert) => {
                let text = alert_text(*alert);
                write!(f, "the server refuses the client certificate with the alert \"{text}\"")?;
                match (means(*alert), listed) {
                    (Means::UnknownCa, Some(name)) => {
                        write!(f, ": it lists a CA named {name}, which has another key than the issuer")
                    }
                    (Means::UnknownCa, None) => f.write_str(": no CA that it has issued it"),
                    (Means::Expired, _) => f.write_str(": it has ended, by the server's clock"),
                    (Means::Unsuitable, _) => f.write_str(
                        ": its purpose, kind or name does not suit the server, or it has another one pinned; \
                         servers of older Go say so of every fault",
                    ),
                    (Means::Revoked, _) => f.write_str(": it is revoked"),
                    (Means::Any, _) => {
                        f.write_str(": servers that say so, such as Java's and GnuTLS's, do it whatever is wrong")
                    }
                }
            }
            Self::Closed => f.write_str(
                "the server closes the connection once it has seen the client certificate, and says nothing of it",
            ),
            Self::Page { status, title } => {
                write!(f, "the server answers {status} \"{title}\": it does not take the client certificate")
            }
        }
    }
}

/// What the alerts of servers tell of a client certificate: measured with OpenSSL's, Go's, Java's and GnuTLS's.
enum Means {
    UnknownCa,
    Expired,
    Unsuitable,
    Revoked,
    Any,
}

const fn means(alert: u8) -> Means {
    match alert {
        48 => Means::UnknownCa,
        45 => Means::Expired,
        42 | 43 => Means::Unsuitable,
        44 => Means::Revoked,
        _ => Means::Any,
    }
}

/// That something ends TLS, and what shows it.
pub(super) fn tls_terminated(f: &mut fmt::Formatter<'_>, signs: &[FrontEndSign]) -> fmt::Result {
    f.write_str("something before kube-apiserver ends TLS")?;
    for (number, sign) in signs.iter().enumerate() {
        let mark = if number == 0 { ": " } else { "; " };
        write!(f, "{mark}{sign}")?;
    }
    Ok(())
}

/// That what answers is no API server.
pub(super) fn not_an_api_server(
    f: &mut fmt::Formatter<'_>,
    status: u16,
    title: Option<&str>,
    location: Option<&str>,
) -> fmt::Result {
    write!(f, "what answers is no API server: {status}")?;
    if let Some(title) = title {
        write!(f, ", the page \"{title}\"")?;
    }
    match location {
        Some(location) if status < 400 => write!(
            f,
            ", and leads to {location}; kubectl follows it, and shows its certificate and token there"
        ),
        Some(location) => write!(f, ", and leads to {location}"),
        None => Ok(()),
    }
}

/// That a status ends the request.
pub(super) fn request_failed(f: &mut fmt::Formatter<'_>, status: u16, says: &str) -> fmt::Result {
    write!(f, "the server answers {status}")?;
    if !says.is_empty() {
        write!(f, " \"{says}\"")?;
    }
    f.write_str(match status {
        421 => ": a front end takes the connection for another host, as SNI and Host differ",
        502..=504 => ": a front end does not get through to kube-apiserver",
        429 => ": there are too many requests",
        500.. => ": it fails by itself",
        _ => ": it does not take the request",
    })
}
