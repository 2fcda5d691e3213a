//! A handshake from the first byte to its end, and what its failure means.

use std::io;
use std::sync::Arc;

use rustls::client::{ClientConfig, ClientConnection, Resumption};
use rustls::pki_types::ServerName;
use rustls::{Error, PeerIncompatible, ProtocolVersion};

use super::model::Target;
use super::stream::{Deadline, Transport, Watch};
use crate::finding::{Closing, NetworkFault, NetworkStage, Spoken};

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
}

impl Session {
    /// Shakes hands.
    pub(super) fn open(
        config: ClientConfig,
        target: &Target,
        transport: Box<dyn Transport>,
        address: &str,
        deadline: Deadline,
    ) -> Result<Self, NetworkFault> {
        // Where the name is none, it is not sent; rustls wants one all the same, and the recorder looks at none.
        let name = sni(&target.server_name).unwrap_or_else(|| {
            ServerName::IpAddress(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED).into())
        });
        let mut connection = ClientConnection::new(Arc::new(config), name)
            .map_err(|error| beyond(address, &error))?;
        let mut stream = Watch::new(transport);
        while connection.is_handshaking() {
            if let Err(error) = connection.complete_io(&mut stream) {
                return Err(fault(&error, &stream, address, deadline));
            }
        }
        Ok(Self { connection, stream })
    }

    pub(super) fn version(&self) -> Option<&'static str> {
        match self.connection.protocol_version()? {
            ProtocolVersion::TLSv1_2 => Some("TLS 1.2"),
            ProtocolVersion::TLSv1_3 => Some("TLS 1.3"),
            _ => None,
        }
    }

    pub(super) fn alpn(&self) -> Option<String> {
        let name = self.connection.alpn_protocol()?;
        Some(String::from_utf8_lossy(name).into_owned())
    }

    /// Says goodbye; whether it arrives does not matter.
    pub(super) fn close(&mut self) {
        self.connection.send_close_notify();
        let _ = self.connection.write_tls(&mut self.stream);
    }
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
    const HANDSHAKE: u8 = 22;
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
