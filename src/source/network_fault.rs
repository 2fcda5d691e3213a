//! Why no TLS session with a live endpoint came about, as facts.

use std::fmt;

/// What stands between certgraph and a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkFault {
    /// The host's name leads to no address.
    NotResolved {
        /// The name.
        host: String,
        /// The resolver says that there is no such name; otherwise it could not tell.
        absent: bool,
    },
    /// Nothing listens there.
    Refused {
        /// `IP:PORT`.
        address: String,
    },
    /// No packet gets there.
    Unreachable {
        /// `IP:PORT`.
        address: String,
        /// The system's word for it, `no route to host`.
        reason: String,
    },
    /// No answer in time.
    Silent {
        /// Host or address, and port.
        address: String,
        /// What was waited for.
        stage: NetworkStage,
        /// How long, in seconds.
        waited: u64,
    },
    /// The connection ended in the middle of the handshake.
    Closed {
        /// `IP:PORT`.
        address: String,
        /// How.
        manner: Closing,
    },
    /// What answers does not speak TLS.
    NotTls {
        /// `IP:PORT`.
        address: String,
        /// What it speaks.
        protocol: Spoken,
    },
    /// The server ends the handshake with an alert (RFC 8446 §6).
    Alert {
        /// `IP:PORT`.
        address: String,
        /// Its number.
        alert: u8,
    },
    /// The server speaks only TLS 1.1 or older.
    OldVersion {
        /// `IP:PORT`.
        address: String,
    },
    /// certgraph cannot complete the handshake, and kubectl perhaps can.
    BeyondUs {
        /// `IP:PORT`.
        address: String,
        /// Why.
        reason: String,
    },
    /// The ClientHello that kubectl sends is not answered, and a smaller one is.
    LargeHello {
        /// `IP:PORT`.
        address: String,
        /// What became of the large one.
        fault: Box<Self>,
    },
    /// The server wants a second handshake on the connection, to see a certificate: Go never gives it.
    Renegotiation {
        /// `IP:PORT`.
        address: String,
    },
    /// The handshake is not signed with the key of the certificate that is presented.
    BadSignature {
        /// Go's text.
        go: String,
    },
    /// A proxy does not let the connection through.
    Proxy {
        /// Its URL, without user information.
        proxy: String,
        /// Why not.
        fault: ProxyFault,
    },
}

/// What was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkStage {
    /// The resolver's answer.
    Resolve,
    /// The TCP connection.
    Connect,
    /// The TLS handshake.
    Handshake,
    /// The answer to a request.
    Answer,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// At the end of a record, or before the first.
    Eof,
    /// Inside a record.
    Torn,
    /// By a reset.
    Reset,
}

/// What a server speaks that does not speak TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// Plain HTTP.
    Http,
    /// SSH.
    Ssh,
    /// Something else.
    Other,
}

/// Why a proxy does not let a connection through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyFault {
    /// The proxy itself is not to be reached.
    Network(Box<NetworkFault>),
    /// It answers CONNECT with another status than 200: `407 Proxy Authentication Required`.
    Status(String),
    /// It answers in SOCKS5 with an error, in the words of Go's client.
    Socks(String),
    /// An `https` proxy presents a certificate that kubectl refuses; Go's text.
    Untrusted(String),
    /// Its answer breaks the protocol.
    Protocol(&'static str),
}

impl NetworkFault {
    /// The clause for the first line, which has 78 columns.
    pub fn headline(&self) -> String {
        match self {
            Self::NotResolved { host, .. } => format!("the name {host} leads nowhere"),
            Self::Refused { address } => format!("nothing listens at {address}"),
            Self::Unreachable { address, .. } => format!("no way leads to {address}"),
            Self::Silent { waited, .. } => format!("no answer in {waited} s"),
            Self::Closed { .. } => "the connection is cut in the handshake".to_owned(),
            Self::NotTls { protocol, .. } => {
                format!("what answers is {}, not TLS", protocol.name())
            }
            Self::Alert { alert, .. } => format!("alert \"{}\"", alert_text(*alert)),
            Self::OldVersion { .. } => "it speaks only TLS 1.1 or older".to_owned(),
            Self::BeyondUs { .. } => "certgraph cannot complete the handshake".to_owned(),
            Self::LargeHello { .. } => "only a smaller ClientHello is answered".to_owned(),
            Self::Renegotiation { .. } => "it asks for a second handshake".to_owned(),
            Self::BadSignature { .. } => "its key is not that of its certificate".to_owned(),
            Self::Proxy { fault, .. } => match fault {
                ProxyFault::Network(fault) => format!("the proxy: {}", fault.headline()),
                ProxyFault::Status(status) => format!("the proxy answers {status}"),
                ProxyFault::Socks(_) => "the proxy does not get there".to_owned(),
                ProxyFault::Untrusted(_) => "the proxy's certificate is refused".to_owned(),
                ProxyFault::Protocol(_) => "what answers is no such proxy".to_owned(),
            },
        }
    }

    /// Go's alert text, where this is an alert.
    pub fn alert(&self) -> Option<String> {
        match self {
            Self::Alert { alert, .. } => Some(alert_text(*alert)),
            _ => None,
        }
    }
}

impl fmt::Display for NetworkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotResolved { host, absent: true } => write!(f, "no such host: {host}"),
            Self::NotResolved {
                host,
                absent: false,
            } => {
                write!(f, "the resolver has no answer for {host}")
            }
            Self::Refused { address } => {
                write!(f, "{address} refuses the connection: nothing listens there")
            }
            Self::Unreachable { address, reason } => {
                write!(f, "{address} cannot be reached: {reason}")
            }
            Self::Silent {
                address,
                stage,
                waited,
            } => write!(
                f,
                "{address} {} within {waited} s",
                match stage {
                    NetworkStage::Resolve => "is not resolved",
                    NetworkStage::Connect => "takes no connection",
                    NetworkStage::Handshake => "completes no TLS handshake",
                    NetworkStage::Answer => "does not answer the request",
                }
            ),
            Self::Closed { address, manner } => write!(
                f,
                "{address} {} before the TLS handshake is complete",
                match manner {
                    Closing::Eof => "closes the connection",
                    Closing::Torn => "closes the connection inside a record",
                    Closing::Reset => "resets the connection",
                }
            ),
            Self::NotTls { address, protocol } => {
                write!(f, "{address} speaks {}, not TLS", protocol.name())
            }
            Self::Alert { address, alert } => {
                write!(
                    f,
                    "{address} ends the handshake with the alert \"{}\"",
                    alert_text(*alert)
                )
            }
            Self::OldVersion { address } => {
                write!(
                    f,
                    "{address} speaks only TLS 1.1 or older, and kubectl needs 1.2"
                )
            }
            Self::BeyondUs { address, reason } => write!(
                f,
                "certgraph cannot complete the handshake with {address}, which does not say that kubectl cannot: {reason}"
            ),
            Self::LargeHello { address, fault } => write!(
                f,
                "{fault}, and {address} answers a ClientHello of one segment, without the hybrid group X25519MLKEM768"
            ),
            Self::Renegotiation { address } => write!(
                f,
                "{address} asks for a second handshake on the connection, to see a client certificate, and kubectl gives none"
            ),
            Self::BadSignature { go } => write!(
                f,
                "the server does not prove that it has the key of its certificate: {go}"
            ),
            Self::Proxy { proxy, fault } => match fault {
                ProxyFault::Network(fault) => {
                    write!(f, "the proxy {proxy} is out of reach: {fault}")
                }
                ProxyFault::Status(status) => {
                    write!(f, "the proxy {proxy} answers CONNECT with {status}")
                }
                ProxyFault::Socks(text) => write!(f, "the proxy {proxy} does not connect: {text}"),
                ProxyFault::Untrusted(go) => write!(
                    f,
                    "kubectl holds the proxy {proxy} to the cluster's CA and name, and refuses its certificate: {go}"
                ),
                ProxyFault::Protocol(why) => write!(f, "{proxy} does not answer as a proxy: {why}"),
            },
        }
    }
}

impl Spoken {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "plain HTTP",
            Self::Ssh => "SSH",
            Self::Other => "another protocol",
        }
    }
}

/// crypto/tls `alertText`.
pub(crate) fn alert_text(alert: u8) -> String {
    let text = match alert {
        0 => "close notify",
        10 => "unexpected message",
        20 => "bad record MAC",
        21 => "decryption failed",
        22 => "record overflow",
        30 => "decompression failure",
        40 => "handshake failure",
        42 => "bad certificate",
        43 => "unsupported certificate",
        44 => "revoked certificate",
        45 => "expired certificate",
        46 => "unknown certificate",
        47 => "illegal parameter",
        48 => "unknown certificate authority",
        49 => "access denied",
        50 => "error decoding message",
        51 => "error decrypting message",
        60 => "export restriction",
        70 => "protocol version not supported",
        71 => "insufficient security level",
        80 => "internal error",
        86 => "inappropriate fallback",
        90 => "user canceled",
        100 => "no renegotiation",
        109 => "missing extension",
        110 => "unsupported extension",
        111 => "certificate unobtainable",
        112 => "unrecognized name",
        113 => "bad certificate status response",
        114 => "bad certificate hash value",
        115 => "unknown PSK identity",
        116 => "certificate required",
        120 => "no application protocol",
        121 => "encrypted client hello required",
        other => return format!("alert({other})"),
    };
    text.to_owned()
}
