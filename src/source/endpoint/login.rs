//! A connection on which the client proves who it is, to a server that it accepts, and to no other.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, ResolvesClientCert, WantsClientCert};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, ConfigBuilder, DigitallySignedStruct, Error, SignatureScheme};

use super::http::{self, Answer, Request};
use super::offer;
use super::record::Recorder;
use super::session::{self, Session};
use super::stream::Deadline;
use super::{ClientKey, Route, Target};
use crate::finding::NetworkFault;
use crate::ground::secret::Secret;

/// Decides whether a chain is one that kubectl accepts; Go's text if not.
pub type Accept<'a> = dyn Fn(&[Vec<u8>]) -> Result<(), String> + Send + Sync + 'a;

/// What the client proves itself with.
pub struct Login<'a> {
    /// Its certificate, presented if the server asks for one.
    pub certificate: Option<&'a ClientKey>,
    /// Its bearer token.
    pub token: Option<&'a Secret>,
    /// To whom.
    pub accept: Arc<Accept<'static>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The server is not one that kubectl accepts; Go's text. Nothing was sent.
    Refused(String),
    /// certgraph cannot use the key, and kubectl perhaps can. Nothing was sent.
    Key(String),
    /// The connection did not come about, or broke.
    Network(NetworkFault),
    /// What came is no answer in HTTP.
    Answer(&'static str),
}

/// The whole of [`super::log_in`].
pub(super) fn log_in(
    target: &Target,
    route: &Route<'_>,
    login: &Login<'_>,
    requests: &[Request],
) -> Result<Vec<Answer>, LoginError> {
    let deadline = Deadline::after(route.timeout);
    let provider = offer::for_data();
    let presenter = match login.certificate {
        Some(pair) => Some(Presenter(certified(pair, &provider)?)),
        None => None,
    };
    let (transport, address) =
        session::reach(target, route, deadline).map_err(LoginError::Network)?;
    let guard = Guard::new(Arc::clone(&login.accept));
    let builder = guarded(provider, &guard).map_err(|why| LoginError::Key(why.to_string()))?;
    let mut config = match presenter {
        Some(presenter) => builder.with_client_cert_resolver(Arc::new(presenter)),
        None => builder.with_no_client_auth(),
    };
    session::prepare(&mut config, &[b"http/1.1"], &target.server_name);
    let mut open = Session::open(config, target, transport, &address, deadline).map_err(
        |fault| match guard.refusal() {
            Some(go) => LoginError::Refused(go),
            None => LoginError::Network(fault),
        },
    )?;
    let answers = http::converse(&mut open, target, login.token, requests, &address, deadline);
    open.close();
    answers
}

/// A configuration in which the guard decides.
pub(super) fn guarded(
    provider: Arc<CryptoProvider>,
    guard: &Guard,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(guard.clone())))
}

/// The key as rustls takes it: it has fewer kinds than Go.
fn certified(pair: &ClientKey, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, LoginError> {
    let der = pair.key.expose();
    let forms = [
        PrivateKeyDer::Pkcs8(der.into()),
        PrivateKeyDer::Pkcs1(der.into()),
        PrivateKeyDer::Sec1(der.into()),
    ];
    let key = forms
        .into_iter()
        .find_map(|form| provider.key_provider.load_private_key(form.clone_key()).ok())
        .ok_or_else(|| {
            LoginError::Key(
                "certgraph cannot sign with this kind of key (it takes RSA from 2048 bits, P-256, P-384, P-521 and \
                 Ed25519)"
                    .to_owned(),
            )
        })?;
    let chain = pair
        .chain
        .iter()
        .map(|certificate| CertificateDer::from(certificate.clone()))
        .collect();
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

/// Presents the certificate whatever CAs the server names, as client-go does.
struct Presenter(Arc<CertifiedKey>);

impl fmt::Debug for Presenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presenter")
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Lets a handshake pass only with a chain that is accepted, signed with the key of its leaf.
#[derive(Clone)]
pub(super) struct Guard {
    accept: Arc<Accept<'static>>,
    recorder: Recorder,
    refusal: Arc<Mutex<Option<String>>>,
}

impl Guard {
    pub(super) fn new(accept: Arc<Accept<'static>>) -> Self {
        Self {
            accept,
            recorder: Recorder::default(),
            refusal: Arc::default(),
        }
    }

    /// Why the server was refused.
    pub(super) fn refusal(&self) -> Option<String> {
        self.refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn refuse(&self, go: String) -> Error {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(go);
        Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)
    }

    fn signed(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.recorder
            .signature(message, cert, dss)
            .map(|()| HandshakeSignatureValid::assertion())
            .map_err(|go| self.refuse(go))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl ServerCertVerifier for Guard {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain: Vec<_> = std::iter::once(end_entity)
            .chain(intermediates)
            .map(|certificate| certificate.to_vec())
            .collect();
        (self.accept)(&chain)
            .map(|()| ServerCertVerified::assertion())
            .map_err(|go| self.refuse(go))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        offer::SCHEMES.to_vec()
    }
}
