//! What is offered to a server: what Go's crypto/tls offers (`defaultCipherSuites`, `defaultCurvePreferences`).

use std::sync::{Arc, LazyLock};

use rustls::crypto::aws_lc_rs::{cipher_suite, default_provider, kx_group};
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload,
    Tls12AeadAlgorithm, UnsupportedOperationError,
};
use rustls::crypto::{CipherSuiteCommon, CryptoProvider, SupportedKxGroup};
use rustls::{
    CipherSuite, ConnectionTrafficSecrets, Error, NamedGroup, SignatureScheme,
    SupportedCipherSuite, Tls12CipherSuite,
};

use super::p521::P521;

/// The schemes by which a server may sign (crypto/tls `supportedSignatureAlgorithms`), in Go's order.
pub(super) const SCHEMES: [SignatureScheme; 13] = [
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ED25519,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ML_DSA_44,
    SignatureScheme::ML_DSA_65,
    SignatureScheme::ML_DSA_87,
];

/// For a handshake that only records: also the suites of TLS 1.2 in CBC mode, which Go still takes. rustls has none,
/// and none is needed: the server has said everything when the first encrypted message would be due.
pub(super) fn for_recording() -> Arc<CryptoProvider> {
    let mut provider = with_data();
    provider
        .cipher_suites
        .extend(CBC.iter().map(SupportedCipherSuite::Tls12));
    Arc::new(provider)
}

/// Whether a suite is one of those that are only recorded.
pub(super) fn is_mute(suite: CipherSuite) -> bool {
    CBC.iter().any(|mute| mute.common.suite == suite)
}

/// The same without the hybrid key share, whose 1216 bytes bring a ClientHello beyond one TCP segment.
pub(super) fn for_recording_in_one_segment() -> Arc<CryptoProvider> {
    let mut provider = (*for_recording()).clone();
    provider
        .kx_groups
        .retain(|group| group.name() != NamedGroup::X25519MLKEM768);
    Arc::new(provider)
}

/// For a connection that carries data.
pub(super) fn for_data() -> Arc<CryptoProvider> {
    Arc::new(with_data())
}

fn with_data() -> CryptoProvider {
    let kx_groups: Vec<&'static dyn SupportedKxGroup> = vec![
        kx_group::X25519MLKEM768,
        kx_group::X25519,
        kx_group::SECP256R1,
        kx_group::SECP384R1,
        &P521,
    ];
    CryptoProvider {
        kx_groups,
        ..default_provider()
    }
}

static CBC: LazyLock<Vec<Tls12CipherSuite>> = LazyLock::new(|| {
    let suites = [
        (
            CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            &cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        ),
        (
            CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
            &cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ),
        (
            CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
            &cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        ),
        (
            CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
            &cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ),
    ];
    suites
        .into_iter()
        .filter_map(|(suite, like)| {
            let SupportedCipherSuite::Tls12(like) = like else {
                return None;
            };
            // With TLS 1.2 the suites of SHA-1 derive their keys by SHA-256 too (RFC 5246 §5).
            Some(Tls12CipherSuite {
                common: CipherSuiteCommon {
                    suite,
                    hash_provider: like.common.hash_provider,
                    confidentiality_limit: 0,
                },
                prf_provider: like.prf_provider,
                kx: like.kx,
                sign: like.sign,
                aead_alg: &Mute,
            })
        })
        .collect()
});

/// A cipher that says nothing: what it puts out is noise of the right length, and the server ends the connection.
struct Mute;

impl Tls12AeadAlgorithm for Mute {
    fn encrypter(&self, _: AeadKey, _: &[u8], _: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(Self)
    }

    fn decrypter(&self, _: AeadKey, _: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(Self)
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: 16,
            fixed_iv_len: 4,
            explicit_nonce_len: 0,
        }
    }

    fn extract_keys(
        &self,
        _: AeadKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

impl MessageEncrypter for Mute {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        _: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let mut payload = PrefixedPayload::with_capacity(64);
        payload.extend_from_slice(&[0; 64]);
        Ok(OutboundOpaqueMessage::new(
            message.typ,
            message.version,
            payload,
        ))
    }

    fn encrypted_payload_len(&self, _: usize) -> usize {
        64
    }
}

impl MessageDecrypter for Mute {
    fn decrypt<'a>(
        &mut self,
        _: InboundOpaqueMessage<'a>,
        _: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        Err(Error::DecryptError)
    }
}
