//! Keys and signatures: what is strong enough, and what a stack can verify.

use super::super::fault::Fault;
use super::super::stack::Signatures;
use super::Spot;
use crate::golang::GoRelease;
use crate::x509::{Certificate, Curve, KeyKind, PublicKey, SignatureAlgorithm, SignatureHash};

/// ring verifies no RSA signature of a shorter key, and calls it a bad signature (webpki `RSA_PKCS1_2048_8192_SHA256`).
const RING_RSA_BITS: usize = 2048;

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
    let unsupported = Fault::UnsupportedSignature {
        algorithm,
        key: issuer.public_key.kind(),
    };
    if signatures == Signatures::Ring {
        match (algorithm, issuer.public_key.kind()) {
            (
                SignatureAlgorithm::Ecdsa(SignatureHash::Sha256 | SignatureHash::Sha384),
                KeyKind::Ecdsa(Curve::P256 | Curve::P384),
            )
            | (SignatureAlgorithm::Ed25519, KeyKind::Ed25519) => {}
            (
                SignatureAlgorithm::Rsa(hash) | SignatureAlgorithm::RsaPss(hash),
                KeyKind::Rsa(bits),
            ) => {
                if matches!(hash, SignatureHash::Md5 | SignatureHash::Sha1) {
                    return Some(unsupported);
                }
                if bits < RING_RSA_BITS {
                    return Some(Fault::BadSignature);
                }
            }
            _ => return Some(unsupported),
        }
    }
    // The arithmetic is Go's, with its oldest rules: those of 1.27 on the form of keys are its own.
    spot.request
        .signatures
        .check(spot.certificate, issuer, GoRelease::GO_1_23)
        .err()
        .map(|_| Fault::BadSignature)
}

/// A server proves its key by a signature, so that the client must offer one of that kind.
pub(super) fn handshake(certificate: &Certificate, signatures: Signatures) -> Option<Fault> {
    let fits = match (signatures, &certificate.public_key) {
        (Signatures::Ring, PublicKey::Ecdsa { curve, .. }) => {
            matches!(curve, Curve::P256 | Curve::P384)
        }
        (Signatures::Ring, PublicKey::Rsa { .. } | PublicKey::Ed25519(_))
        | (Signatures::Common, _) => true,
        (Signatures::Ring, _) => false,
    };
    (!fits).then(|| Fault::UnsupportedKey(certificate.public_key.kind()))
}
