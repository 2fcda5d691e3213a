//! Servers on loopback, in their own threads: honest ones by rustls, and every kind of other.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned,
};

/// A server that is listening.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// Connections that were made.
    pub(crate) connections: Arc<AtomicUsize>,
    /// What each sent, where the play keeps it.
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn heard(&self) -> String {
        self.heard.lock().unwrap().join("\n")
    }
}

type Heard = Arc<Mutex<Vec<String>>>;

/// Each connection is handed to `play`, on a thread of its own.
pub(crate) fn serve(play: impl Fn(TcpStream, &Heard) + Send + Sync + 'static) -> Server {
    serve_at(IpAddr::V4(Ipv4Addr::LOCALHOST), play)
}

pub(crate) fn serve_at(
    address: IpAddr,
    play: impl Fn(TcpStream, &Heard) + Send + Sync + 'static,
) -> Server {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let server = Server {
        address: listener.local_addr().unwrap(),
        connections: Arc::default(),
        heard: Arc::default(),
    };
    let (connections, heard) = (Arc::clone(&server.connections), Arc::clone(&server.heard));
    let play = Arc::new(play);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            connections.fetch_add(1, Ordering::SeqCst);
            let (play, heard) = (Arc::clone(&play), Arc::clone(&heard));
            std::thread::spawn(move || play(stream, &heard));
        }
    });
    server
}

/// A port on which nobody listens.
pub(crate) fn closed_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits for the client's hello, and answers with these bytes.
pub(crate) fn says(bytes: &'static [u8]) -> Server {
    serve(move |mut stream, _| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(bytes);
        std::thread::sleep(Duration::from_millis(200));
    })
}

/// Accepts, and never says a word.
pub(crate) fn silent() -> Server {
    serve(|stream, _| {
        std::thread::sleep(Duration::from_secs(120));
        drop(stream);
    })
}

/// Closes before it has read what was sent: a reset.
pub(crate) fn resets() -> Server {
    serve(|stream, _| {
        let _ = stream.peek(&mut [0]);
    })
}

/// One byte a second.
pub(crate) fn drips() -> Server {
    serve(|mut stream, _| {
        for byte in [22, 3, 3, 0x20, 0, 2, 0, 0x1f, 0xfc].into_iter().cycle() {
            if stream.write_all(&[byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_secs(1));
        }
    })
}

/// Records without end: alerts of no weight.
pub(crate) fn floods() -> Server {
    serve(|mut stream, _| {
        let records = [21, 3, 3, 0, 2, 1, 90].repeat(1000);
        while stream.write_all(&records).is_ok() {}
    })
}

/// How a TLS server behaves.
#[derive(Clone)]
pub(crate) struct Tls {
    /// Certificates with the DER of the key; the second and later are chosen by SNI.
    pub(crate) pairs: Vec<(String, Vec<Vec<u8>>, Vec<u8>)>,
    /// The names of client CAs, in DER; none: no certificate is asked for.
    pub(crate) client_cas: Option<Vec<Vec<u8>>>,
    /// The newest version.
    pub(crate) tls12: bool,
    /// Whether a client without a certificate is turned away in the handshake.
    pub(crate) mandatory: bool,
    /// The status and body to answer `SelfSubjectReview` with, and the status of all else.
    pub(crate) review: Option<(u16, String)>,
    /// Informational answers before each answer.
    pub(crate) informational: usize,
}

impl Tls {
    pub(crate) fn new(chain: Vec<Vec<u8>>, key: Vec<u8>) -> Self {
        Self {
            pairs: vec![(String::new(), chain, key)],
            client_cas: None,
            tls12: false,
            mandatory: false,
            review: None,
            informational: 0,
        }
    }

    pub(crate) fn start(self) -> Server {
        self.start_at(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    pub(crate) fn start_at(self, address: IpAddr) -> Server {
        let config = Arc::new(self.config());
        let before = "HTTP/1.1 100 Continue\r\n\r\n".repeat(self.informational);
        serve_at(address, move |stream, heard| {
            let config = Arc::clone(&config);
            converse(stream, config, self.review.as_ref(), &before, heard);
        })
    }

    fn config(&self) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let versions: &[_] = if self.tls12 {
            &[&rustls::version::TLS12]
        } else {
            &[&rustls::version::TLS13, &rustls::version::TLS12]
        };
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions)
            .unwrap();
        let builder = match &self.client_cas {
            None => builder.with_no_client_auth(),
            Some(names) => builder.with_client_cert_verifier(Arc::new(Asks {
                names: names
                    .iter()
                    .map(|name| DistinguishedName::from(name.clone()))
                    .collect(),
                mandatory: self.mandatory,
            })),
        };
        let pairs = self
            .pairs
            .iter()
            .map(|(name, chain, key)| {
                let key = PrivateKeyDer::try_from(key.clone()).unwrap();
                let key = provider.key_provider.load_private_key(key).unwrap();
                let chain = chain
                    .iter()
                    .map(|der| CertificateDer::from(der.clone()))
                    .collect();
                (name.clone(), Arc::new(CertifiedKey::new(chain, key)))
            })
            .collect();
        let mut config = builder.with_cert_resolver(Arc::new(Pairs(pairs)));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config
    }
}

/// Handshake, then HTTP as kube-apiserver answers it.
fn converse(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    review: Option<&(u16, String)>,
    before: &str,
    heard: &Heard,
) {
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    let mut buffer = Vec::new();
    loop {
        let mut bytes = [0; 4096];
        let count = match tls.read(&mut bytes) {
            Ok(0) | Err(_) => 0,
            Ok(count) => count,
        };
        if let Some(name) = tls.conn.server_name() {
            heard.lock().unwrap().push(format!("sni {name}"));
        }
        let presented = tls.conn.peer_certificates().map_or(0, <[_]>::len);
        heard
            .lock()
            .unwrap()
            .push(format!("certificates {presented}"));
        if count == 0 {
            return;
        }
        buffer.extend_from_slice(&bytes[..count]);
        let text = String::from_utf8_lossy(&buffer).into_owned();
        let complete = match text.split_once("\r\n\r\n") {
            Some((head, body)) => head.starts_with("GET") || body.ends_with('}'),
            None => false,
        };
        if !complete {
            continue;
        }
        heard.lock().unwrap().push(text.clone());
        buffer.clear();
        let (status, body) = match review {
            Some((status, body)) if text.starts_with("POST") || *status == 401 => {
                (*status, body.clone())
            }
            _ => (200, r#"{"gitVersion":"v1.33.0"}"#.to_owned()),
        };
        let answer = format!(
            "{before}HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        if tls.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// Chooses by SNI; the first is the default.
#[derive(Debug)]
struct Pairs(Vec<(String, Arc<CertifiedKey>)>);

impl ResolvesServerCert for Pairs {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let named = self
            .0
            .iter()
            .find(|(name, _)| Some(name.as_str()) == hello.server_name());
        named
            .or_else(|| self.0.first())
            .map(|(_, pair)| Arc::clone(pair))
    }
}

/// Asks for a certificate as kube-apiserver does, and takes any.
#[derive(Debug)]
struct Asks {
    names: Vec<DistinguishedName>,
    mandatory: bool,
}

impl ClientCertVerifier for Asks {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.names
    }

    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::ED25519,
        ]
    }
}
