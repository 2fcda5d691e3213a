//! A handshake from the first byte to its end, and what its failure means.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::{ClientConfig, ClientConnection, Resumption};
use rustls::pki_types::ServerName;
use rustls::{Error, PeerIncompatible, ProtocolVersion};

use super::model::Target;
use super::offer;
use super::stream::{Deadline, HANDSHAKE, Transport, Watch};
use crate::source::{Closing, NetworkFault, NetworkStage, Spoken};

/// What holds for every configuration: nothing is resumed, and a name goes out only if it is one.
pub(super) fn prepare(config: &mut ClientConfig, protocols: &[&[u8]], server_name: &str) {
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    config.resumption = Resumption::disabled();
    config.enable_sni = sni(server_name).is_some();
}

/// What goes out as SNI (crypto/tls `hostnameInSNI`): no address, no dot at the end.
fn sni(server_name: &str) -> Option<ServerName<'static>> {
    let name = server_name.trim_end_matches('.');
    match ServerName::try_from(name.to_owned()) {
        Ok(name @ ServerName::DnsName(_)) => Some(name),
        Ok(_) | Err(_) => None,
    }
}

/// An open TLS connection.
pub(super) struct Session {
    pub(super) connection: ClientConnection,
    pub(super) stream: Watch,
    /// Records of handshake messages that it took.
    handshakes: u32,
}

/// A handshake that did not end well, and what had been agreed on by then.
pub(super) struct Broken {
    pub(super) fault: NetworkFault,
    pub(super) agreed: Agreed,
    /// Whether the server sent anything at all.
    pub(super) silent: bool,
}

/// What ServerHello and EncryptedExtensions settle.
#[derive(Clone, Debug, Default)]
pub(super) struct Agreed {
    pub(super) version: Option<&'static str>,
    pub(super) alpn: Option<String>,
    /// A suite that is only recorded (`offer::for_recording`): what the server says of the noise that we send means nothing.
    pub(super) mute: bool,
}

impl Agreed {
    fn of(connection: &ClientConnection) -> Self {
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => Some("TLS 1.2"),
            Some(ProtocolVersion::TLSv1_3) => Some("TLS 1.3"),
            _ => None,
        };
        let alpn = connection.alpn_protocol();
        let suite = connection.negotiated_cipher_suite();
        Self {
            version,
            alpn: alpn.map(|name| String::from_utf8_lossy(name).into_owned()),
            mute: suite.is_some_and(|suite| offer::is_mute(suite.suite())),
        }
    }
}

impl Session {
    /// Shakes hands.
    pub(super) fn open(
        config: ClientConfig,
        target: &Target,
        transport: Box<dyn Transport>,
        address: &str,
        deadline: Deadline,
    ) -> Result<Self, Broken> {
        // Where the name is none, it is not sent; rustls wants one all the same, and the recorder looks at none.
        let name = sni(&target.server_name).unwrap_or_else(|| {
            ServerName::IpAddress(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED).into())
        });
        let mut connection =
            ClientConnection::new(Arc::new(config), name).map_err(|error| Broken {
                fault: beyond(address, &error),
                agreed: Agreed::default(),
                silent: false,
            })?;
        let mut stream = Watch::new(transport);
        while connection.is_handshaking() {
            if let Err(error) = connection.complete_io(&mut stream) {
                let error = last_words(&mut connection, &mut stream).unwrap_or(error);
                return Err(Broken {
                    fault: fault(&error, &stream, address, deadline),
                    agreed: Agreed::of(&connection),
                    silent: stream.first.is_empty(),
                });
            }
        }
        let handshakes = stream.handshakes;
        Ok(Self {
            connection,
            stream,
            handshakes,
        })
    }

    pub(super) fn agreed(&self) -> Agreed {
        Agreed::of(&self.connection)
    }

    /// Whether the server has asked for another handshake since (RFC 5246 §7.4.1.1); only TLS 1.2 knows that.
    pub(super) fn is_renegotiated(&self) -> bool {
        self.connection.protocol_version() == Some(ProtocolVersion::TLSv1_2)
            && self.stream.handshakes > self.handshakes
    }

    /// Whether the server turns the client away once it has seen the client's second flight. With TLS 1.3 the client is done
    /// before the server has looked at it (RFC 8446 §4.4.2.4), and nginx as a stream closes after a handshake of either
    /// version: what the server thinks of the client comes a round trip later, or never. Waits for data, for the end of the
    /// connection, or for `patience`.
    pub(super) fn turned_away(
        &mut self,
        patience: Duration,
        address: &str,
        deadline: Deadline,
    ) -> Option<NetworkFault> {
        self.stream.end_reads(Some(Instant::now() + patience));
        let refusal = self.refusal();
        self.stream.end_reads(None);
        refusal.map(|error| fault(&error, &self.stream, address, deadline))
    }

    /// An error, where the server ends the connection before it says anything to the client.
    fn refusal(&mut self) -> Option<io::Error> {
        loop {
            match self.connection.read_tls(&mut self.stream) {
                Ok(0) => return Some(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return None,
                Err(error) => return Some(error),
            }
            match self.connection.process_new_packets() {
                Err(error) => return Some(io::Error::new(io::ErrorKind::InvalidData, error)),
                // Data in h2 (SETTINGS) is only sent to a client that has been let in.
                Ok(state) if state.plaintext_bytes_to_read() > 0 => return None,
                Ok(state) if state.peer_has_closed() => {
                    return Some(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(_) => {}
            }
        }
    }

    /// Says goodbye; whether it arrives does not matter.
    pub(super) fn close(&mut self) {
        self.connection.send_close_notify();
        let _ = self.connection.write_tls(&mut self.stream);
    }
}

/// What the server said before a write failed: its alert is in the way in when it closes what it has not read to the end.
fn last_words(connection: &mut ClientConnection, stream: &mut Watch) -> Option<io::Error> {
    while connection.wants_read() {
        match connection.read_tls(stream) {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
        if let Err(error) = connection.process_new_packets() {
            return Some(io::Error::new(io::ErrorKind::InvalidData, error));
        }
    }
    None
}

/// What a failed handshake means.
pub(super) fn fault(
    error: &io::Error,
    stream: &Watch,
    address: &str,
    deadline: Deadline,
) -> NetworkFault {
    let address = address.to_owned();
    if let Some(protocol) = not_tls(&stream.first) {
        return NetworkFault::NotTls { address, protocol };
    }
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>());
    match (tls, error.kind()) {
        (Some(Error::AlertReceived(alert)), _) => NetworkFault::Alert {
            address,
            alert: u8::from(*alert),
        },
        (Some(Error::PeerIncompatible(why)), _) if is_old(why, &stream.first) => {
            NetworkFault::OldVersion { address }
        }
        (Some(error), _) => beyond(&address, error),
        (None, io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => NetworkFault::Silent {
            address,
            stage: NetworkStage::Handshake,
            waited: deadline.seconds,
        },
        (None, io::ErrorKind::UnexpectedEof) => NetworkFault::Closed {
            address,
            manner: if stream.at_boundary() {
                Closing::Eof
            } else {
                Closing::Torn
            },
        },
        (None, io::ErrorKind::FileTooLarge) => NetworkFault::BeyondUs {
            address,
            reason: "it sends more than 4 MiB and is not done".to_owned(),
        },
        (None, _) => NetworkFault::Closed {
            address,
            manner: Closing::Reset,
        },
    }
}

pub(super) fn beyond(address: &str, error: &Error) -> NetworkFault {
    let reason = match error {
        Error::InvalidMessage(
            rustls::InvalidMessage::HandshakePayloadTooLarge
            | rustls::InvalidMessage::CertificatePayloadTooLarge,
        ) => "a message is longer than 64 KiB; kubectl takes certificates up to 256 KiB".to_owned(),
        Error::InvalidMessage(_) => "a message does not follow the protocol".to_owned(),
        other => other.to_string(),
    };
    NetworkFault::BeyondUs {
        address: address.to_owned(),
        reason,
    }
}

/// Go calls that TLS in whose first record type and version are those of TLS (crypto/tls `readRecordOrCCS`).
fn not_tls(first: &[u8]) -> Option<Spoken> {
    const ALERT: u8 = 21;
    let [kind, major, _, _, _, ..] = first else {
        return None;
    };
    if matches!(*kind, ALERT | HANDSHAKE) && *major < 0x10 {
        return None;
    }
    Some(if first.starts_with(b"HTTP/") {
        Spoken::Http
    } else if first.starts_with(b"SSH-") {
        Spoken::Ssh
    } else {
        Spoken::Other
    })
}

/// A ServerHello of TLS 1.0 or 1.1: the version of its first record tells, too.
fn is_old(why: &PeerIncompatible, first: &[u8]) -> bool {
    matches!(
        why,
        PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
    ) || matches!(first, [22, 3, 0..=2, _, _, 2, _, _, _, 3, 0..=2, ..])
}
