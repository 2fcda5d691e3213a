//! The two places where rustls asks for a decision. In a recording handshake the answer is never a trust.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use super::model::CertificateRequest;
use super::offer::SCHEMES;
use crate::x509::{
    Certificate, PublicKey, SignatureAlgorithm, SignatureError, SignatureHash, check_signature,
};

/// What a handshake has shown so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) request: Option<CertificateRequest>,
    /// Whether the handshake is signed with the leaf's key.
    pub(super) signature: Option<Result<(), HandshakeSignatureError>>,
}

/// Writes down what it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder(Arc<Mutex<Seen>>);

impl Recorder {
    pub(super) fn seen(&self) -> Seen {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn chain(&self, end_entity: &CertificateDer<'_>, others: &[CertificateDer<'_>]) {
        self.lock().chain = std::iter::once(end_entity)
            .chain(others)
            .map(|certificate| certificate.to_vec())
            .collect();
    }

    pub(super) fn request(&self, authorities: &[&[u8]], schemes: &[SignatureScheme]) {
        self.lock().request = Some(CertificateRequest {
            authorities: authorities.iter().map(|name| name.to_vec()).collect(),
            schemes: schemes.iter().map(|scheme| scheme_name(*scheme)).collect(),
        });
    }

    pub(super) fn signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<(), HandshakeSignatureError> {
        let outcome = check(message, certificate, signed);
        self.lock().signature = Some(outcome.clone());
        outcome
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.chain(end_entity, intermediates);
        // No data is ever sent on this connection; who the server is, is judged afterwards.
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let _ = self.signature(message, cert, dss);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let _ = self.signature(message, cert, dss);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SCHEMES.to_vec()
    }
}

impl ResolvesClientCert for Recorder {
    fn resolve(
        &self,
        authorities: &[&[u8]],
        schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.request(authorities, schemes);
        None
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// crypto/tls `verifyHandshakeSignature`.
fn check(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<(), HandshakeSignatureError> {
    let Ok(leaf) = Certificate::parse(certificate) else {
        // That it does not parse ends the handshake before this.
        return Ok(());
    };
    let Some((algorithm, kind)) = algorithm(signed.scheme) else {
        return Err(HandshakeSignatureError::Algorithm);
    };
    let key = &leaf.public_key;
    if !fits(algorithm, key) {
        return Err(HandshakeSignatureError::Key {
            wanted: kind,
            found: key.go_type(),
        });
    }
    check_signature(algorithm, message, signed.signature(), key)
        .map_err(HandshakeSignatureError::Signature)
}

/// Why a handshake is not signed with the key of the server's certificate; displays crypto/tls's words
/// (`verifyHandshakeSignature`).
#[derive(Clone, Debug)]
pub(super) enum HandshakeSignatureError {
    /// The algorithm is none that a handshake is signed with.
    Algorithm,
    /// The algorithm is not one of the certificate's key.
    Key {
        /// The kind of key that the algorithm needs.
        wanted: &'static str,
        /// Go's type of the key.
        found: &'static str,
    },
    /// The signature is not one of the key.
    Signature(SignatureError),
}

impl fmt::Display for HandshakeSignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const INVALID: &str = "tls: invalid signature by the server certificate:";
        match self {
            Self::Algorithm => {
                f.write_str("tls: certificate used with invalid signature algorithm")
            }
            Self::Key { wanted, found } => {
                write!(f, "{INVALID} expected an {wanted} public key, got {found}")
            }
            // crypto/tls checks by itself, without the words of crypto/x509 in front.
            Self::Signature(error) => {
                let text = error.to_string();
                write!(
                    f,
                    "{INVALID} {}",
                    text.strip_prefix("x509: ").unwrap_or(&text)
                )
            }
        }
    }
}

fn fits(algorithm: SignatureAlgorithm, key: &PublicKey) -> bool {
    use SignatureAlgorithm as Alg;
    matches!(
        (algorithm, key),
        (Alg::Rsa(_) | Alg::RsaPss(_), PublicKey::Rsa { .. })
            | (Alg::Ecdsa(_), PublicKey::Ecdsa { .. })
            | (Alg::Ed25519, PublicKey::Ed25519(_))
            | (Alg::MlDsa(_), PublicKey::MlDsa { .. })
    )
}

fn algorithm(scheme: SignatureScheme) -> Option<(SignatureAlgorithm, &'static str)> {
    use SignatureAlgorithm::{Ecdsa, Ed25519, MlDsa, Rsa, RsaPss};
    use SignatureHash::{Sha256, Sha384, Sha512};
    Some(match scheme {
        SignatureScheme::RSA_PKCS1_SHA256 => (Rsa(Sha256), "RSA"),
        SignatureScheme::RSA_PKCS1_SHA384 => (Rsa(Sha384), "RSA"),
        SignatureScheme::RSA_PKCS1_SHA512 => (Rsa(Sha512), "RSA"),
        SignatureScheme::RSA_PSS_SHA256 => (RsaPss(Sha256), "RSA"),
        SignatureScheme::RSA_PSS_SHA384 => (RsaPss(Sha384), "RSA"),
        SignatureScheme::RSA_PSS_SHA512 => (RsaPss(Sha512), "RSA"),
        SignatureScheme::ECDSA_NISTP256_SHA256 => (Ecdsa(Sha256), "ECDSA"),
        SignatureScheme::ECDSA_NISTP384_SHA384 => (Ecdsa(Sha384), "ECDSA"),
        SignatureScheme::ECDSA_NISTP521_SHA512 => (Ecdsa(Sha512), "ECDSA"),
        SignatureScheme::ED25519 => (Ed25519, "Ed25519"),
        SignatureScheme::ML_DSA_44 => (MlDsa(44), "ML-DSA"),
        SignatureScheme::ML_DSA_65 => (MlDsa(65), "ML-DSA"),
        SignatureScheme::ML_DSA_87 => (MlDsa(87), "ML-DSA"),
        _ => return None,
    })
}

/// The registered name (RFC 8446 §4.2.3), or the number.
fn scheme_name(scheme: SignatureScheme) -> String {
    struct Name(SignatureScheme);
    impl fmt::Display for Name {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let name = match self.0 {
                SignatureScheme::RSA_PKCS1_SHA1 => "rsa_pkcs1_sha1",
                SignatureScheme::ECDSA_SHA1_Legacy => "ecdsa_sha1",
                SignatureScheme::RSA_PKCS1_SHA256 => "rsa_pkcs1_sha256",
                SignatureScheme::RSA_PKCS1_SHA384 => "rsa_pkcs1_sha384",
                SignatureScheme::RSA_PKCS1_SHA512 => "rsa_pkcs1_sha512",
                SignatureScheme::RSA_PSS_SHA256 => "rsa_pss_rsae_sha256",
                SignatureScheme::RSA_PSS_SHA384 => "rsa_pss_rsae_sha384",
                SignatureScheme::RSA_PSS_SHA512 => "rsa_pss_rsae_sha512",
                SignatureScheme::ECDSA_NISTP256_SHA256 => "ecdsa_secp256r1_sha256",
                SignatureScheme::ECDSA_NISTP384_SHA384 => "ecdsa_secp384r1_sha384",
                SignatureScheme::ECDSA_NISTP521_SHA512 => "ecdsa_secp521r1_sha512",
                SignatureScheme::ED25519 => "ed25519",
                SignatureScheme::ED448 => "ed448",
                SignatureScheme::ML_DSA_44 => "mldsa44",
                SignatureScheme::ML_DSA_65 => "mldsa65",
                SignatureScheme::ML_DSA_87 => "mldsa87",
                other => return write!(f, "0x{:04x}", u16::from(other)),
            };
            f.write_str(name)
        }
    }
    Name(scheme).to_string()
}
