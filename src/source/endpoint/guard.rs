//! A handshake that passes only with a chain that is accepted.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, WantsClientCert};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ConfigBuilder, DigitallySignedStruct, Error, SignatureScheme};

use super::model::Accept;
use super::offer;
use super::record::Recorder;

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

/// Lets a handshake pass only with a chain that is accepted, signed with the key of its leaf.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) accept: Arc<Accept<'static>>,
    pub(super) recorder: Recorder,
    pub(super) refusal: Arc<Mutex<Option<String>>>,
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
            .map_err(|why| self.refuse(why.to_string()))
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
            .map_err(|why| self.refuse(why.to_string()))
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
