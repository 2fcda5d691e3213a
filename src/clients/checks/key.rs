//! Keys and signatures: what is strong enough, and what a stack can verify.

use super::super::fault::Fault;
use super::super::stack::Signatures;
use super::Spot;
use crate::golang::GoRelease;
use crate::x509::{Certificate, Curve, KeyKind, PublicKey, SignatureAlgorithm, SignatureHash};

/// No RSA signature of a shorter key is verified, and it is called a bad one (webpki `RSA_PKCS1_2048_8192_SHA256`).
const WEBPKI_RSA_BITS: usize = 2048;

pub(super) fn rsa_bits(spot: &Spot<'_>, least: usize) -> Option<Fault> {
    match spot.certificate.public_key.kind() {
        KeyKind::Rsa(bits) if bits < least => Some(Fault::ShortKey {
            bits,
            of_ca: !spot.is_leaf(),
        }),
        _ => None,
    }
}

pub(super) fn strong_digest(certificate: &Certificate) -> Option<Fault> {
    matches!(
        certificate.signature_algorithm.hash(),
        Some(SignatureHash::Md5 | SignatureHash::Sha1)
    )
    .then_some(Fault::WeakDigest)
}

/// The signature of the certificate, by the next of the path; that of a trust anchor is looked at by nobody.
pub(super) fn signature(spot: &Spot<'_>, signatures: Signatures) -> Option<Fault> {
    let issuer = spot.path.certificates.get(spot.index + 1)?;
    let algorithm = spot.certificate.signature_algorithm;
    if signatures != Signatures::Common
        && let Some(fault) = by_webpki(algorithm, issuer.public_key.kind(), signatures)
    {
        return Some(match fault {
            WebpkiFault::Unsupported => Fault::UnsupportedSignature {
                algorithm,
                key: issuer.public_key.kind(),
            },
            WebpkiFault::ShortKey => Fault::BadSignature,
        });
    }
    if matches!(
        algorithm,
        SignatureAlgorithm::Unknown(_) | SignatureAlgorithm::Dsa(_)
    ) {
        return Some(Fault::UncheckedSignature(algorithm));
    }
    // The arithmetic is Go's, with its oldest rules: those of 1.27 on the form of keys are its own.
    spot.request
        .signatures
        .check(spot.certificate, issuer, GoRelease::GO_1_23)
        .err()
        .map(|_| Fault::BadSignature)
}

/// Why webpki verifies a signature with none of its algorithms.
enum WebpkiFault {
    Unsupported,
    ShortKey,
}

/// What webpki's tables of algorithms lack (webpki ring_algs.rs and aws_lc_rs_algs.rs).
fn by_webpki(
    algorithm: SignatureAlgorithm,
    key: KeyKind,
    signatures: Signatures,
) -> Option<WebpkiFault> {
    let more = signatures == Signatures::AwsLc;
    let known = match (algorithm, key) {
        (SignatureAlgorithm::Ecdsa(hash), KeyKind::Ecdsa(curve)) => {
            let curve_known = match curve {
                Curve::P256 | Curve::P384 => true,
                Curve::P521 => more,
                Curve::P224 => false,
            };
            let hash_known = match hash {
                SignatureHash::Sha256 | SignatureHash::Sha384 => true,
                SignatureHash::Sha512 => more,
                SignatureHash::Md5 | SignatureHash::Sha1 => false,
            };
            curve_known && hash_known
        }
        (SignatureAlgorithm::Ed25519, KeyKind::Ed25519) => true,
        (SignatureAlgorithm::Rsa(hash) | SignatureAlgorithm::RsaPss(hash), KeyKind::Rsa(bits)) => {
            if matches!(hash, SignatureHash::Md5 | SignatureHash::Sha1) {
                false
            } else if bits < WEBPKI_RSA_BITS {
                return Some(WebpkiFault::ShortKey);
            } else {
                true
            }
        }
        _ => false,
    };
    (!known).then_some(WebpkiFault::Unsupported)
}

/// A server proves its key by a signature, so that the client must offer one of that kind.
pub(super) fn handshake(certificate: &Certificate, signatures: Signatures) -> Option<Fault> {
    let fits = match (&certificate.public_key, signatures) {
        (_, Signatures::Common)
        | (PublicKey::Rsa { .. } | PublicKey::Ed25519(_), Signatures::Ring | Signatures::AwsLc) => {
            true
        }
        (PublicKey::Ecdsa { curve, .. }, Signatures::Ring) => {
            matches!(curve, Curve::P256 | Curve::P384)
        }
        (PublicKey::Ecdsa { curve, .. }, Signatures::AwsLc) => *curve != Curve::P224,
        (_, Signatures::Ring | Signatures::AwsLc) => false,
    };
    (!fits).then(|| Fault::UnsupportedKey(certificate.public_key.kind()))
}
