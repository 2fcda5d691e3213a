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
    CertificateError, ConnectionTrafficSecrets, DigitallySignedStruct, DistinguishedName, Error,
    OtherError, ServerConfig, ServerConnection, SignatureScheme, StreamOwned,
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
    /// The application protocols, by preference.
    pub(crate) protocols: Vec<&'static str>,
    /// What becomes of a client that shows a certificate.
    pub(crate) certificate: OnCertificate,
    /// The signature schemes that are taken of a client.
    pub(crate) schemes: Vec<SignatureScheme>,
    /// What every request is answered with, in place of what an API server says.
    pub(crate) page: Option<Page>,
}

/// What a server does with a client certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnCertificate {
    /// It takes any.
    Takes,
    /// It ends the handshake with an alert: 42 to 46, 48 or 49.
    Alert(u8),
    /// It closes after the handshake.
    Closes,
}

/// An answer that is not an API server's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Header lines, each with its end.
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Page {
    /// A page of nginx.
    pub(crate) fn nginx(status: u16, title: &str) -> Self {
        Self {
            status,
            headers: "Server: nginx/1.22.1\r\nContent-Type: text/html\r\n".to_owned(),
            body: format!(
                "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
                 <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
            ),
        }
    }
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
            protocols: vec!["h2", "http/1.1"],
            certificate: OnCertificate::Takes,
            schemes: vec![
                SignatureScheme::ECDSA_NISTP256_SHA256,
                SignatureScheme::RSA_PSS_SHA256,
                SignatureScheme::RSA_PKCS1_SHA256,
                SignatureScheme::ED25519,
            ],
            page: None,
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
            let closes = self.certificate == OnCertificate::Closes;
            let answer = |request: &str| self.answer(request, &before);
            converse(stream, config, closes, answer, heard);
        })
    }

    /// What a request is answered with.
    fn answer(&self, request: &str, before: &str) -> String {
        if let Some(Page {
            status,
            headers,
            body,
        }) = &self.page
        {
            return format!(
                "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
        let (status, body) = match &self.review {
            Some((status, body)) if request.starts_with("POST") || *status == 401 => {
                (*status, body.clone())
            }
            _ if request.starts_with("GET /version") => {
                (200, r#"{"gitVersion":"v1.33.0"}"#.to_owned())
            }
            _ => (
                200,
                r#"{"kind":"APIVersions","versions":["v1"]}"#.to_owned(),
            ),
        };
        format!(
            "{before}HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
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
                certificate: self.certificate,
                schemes: self.schemes.clone(),
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
        let protocols = self.protocols.iter();
        config.alpn_protocols = protocols.map(|name| name.as_bytes().to_vec()).collect();
        config
    }
}

/// A server of TLS 1.2 that answers the first request with HelloRequest (RFC 5246 §7.4.1.1), as Apache does where a
/// `<Location>` wants a certificate.
pub(crate) fn renegotiates(tls: &Tls) -> Server {
    let config = tls.config();
    let suite = rustls::CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256;
    let mut provider = (**config.crypto_provider()).clone();
    provider
        .cipher_suites
        .retain(|known| known.suite() == suite);
    let mut named = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::clone(&config.cert_resolver));
    named.enable_secret_extraction = true;
    let config = Arc::new(named);
    serve(move |mut stream, _| {
        let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        while tls.is_handshaking() {
            if tls.complete_io(&mut stream).is_err() {
                return;
            }
        }
        if tls.complete_io(&mut stream).is_err() {
            return;
        }
        let Ok(secrets) = tls.dangerous_extract_secrets() else {
            return;
        };
        let (number, ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv }) = secrets.tx else {
            return;
        };
        let _ = stream.write_all(&hello_request(number, key.as_ref(), iv.as_ref()));
        let _ = stream.read(&mut [0; 64]);
    })
}

/// The record of a HelloRequest (RFC 7905 §2).
fn hello_request(number: u64, key: &[u8], iv: &[u8]) -> Vec<u8> {
    use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
    let message = vec![0, 0, 0, 0];
    let number = number.to_be_bytes();
    let mut nonce: [u8; 12] = iv.try_into().unwrap();
    for (byte, counted) in nonce.iter_mut().skip(4).zip(number) {
        *byte ^= counted;
    }
    let about = [&number[..], &[22, 3, 3, 0, 4]].concat();
    let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key).unwrap());
    let mut sealed = message;
    let nonce = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce, Aad::from(about), &mut sealed)
        .unwrap();
    let length = u8::try_from(sealed.len()).unwrap();
    [&[22, 3, 3, 0, length][..], &sealed].concat()
}

/// Closes on a ClientHello that one TCP segment cannot hold, as a box that reads one segment alone may.
pub(crate) fn behind_a_small_box(tls: Tls) -> Server {
    let config = Arc::new(tls.config());
    serve(move |stream, heard| {
        let mut head = [0; 5];
        let mut whole = false;
        for _ in 0..50 {
            whole = stream
                .peek(&mut head)
                .is_ok_and(|count| count == head.len());
            if whole {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let length = u16::from_be_bytes([head[3], head[4]]);
        if whole && length < 1400 {
            let answer = |request: &str| tls.answer(request, "");
            converse(stream, Arc::clone(&config), false, answer, heard);
        }
    })
}

/// Handshake, then HTTP as kube-apiserver answers it.
fn converse(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    closes: bool,
    answer: impl Fn(&str) -> String,
    heard: &Heard,
) {
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    while closes && tls.conn.is_handshaking() {
        if tls.conn.complete_io(&mut tls.sock).is_err() {
            return;
        }
    }
    if closes && tls.conn.peer_certificates().is_some() {
        return;
    }
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
        let answer = answer(&text);
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
    certificate: OnCertificate,
    schemes: Vec<SignatureScheme>,
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
        let OnCertificate::Alert(alert) = self.certificate else {
            return Ok(ClientCertVerified::assertion());
        };
        // The alert that rustls sends for each (`From<CertificateError> for AlertDescription`).
        Err(Error::InvalidCertificate(match alert {
            42 => CertificateError::BadEncoding,
            43 => CertificateError::InvalidPurpose,
            44 => CertificateError::Revoked,
            45 => CertificateError::Expired,
            46 => CertificateError::Other(OtherError(Arc::new(Error::General(String::new())))),
            48 => CertificateError::UnknownIssuer,
            49 => CertificateError::ApplicationVerificationFailure,
            other => panic!("no certificate leads rustls to the alert {other}"),
        }))
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
        self.schemes.clone()
    }
}
