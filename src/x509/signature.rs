//! Checking a signature with Go's rules and words (x509.go `checkSignature`, as `CheckSignatureFrom` calls it).

use aws_lc_rs::signature::{self as aws, UnparsedPublicKey, VerificationAlgorithm};
use p224::ecdsa::signature::hazmat::PrehashVerifier;

use super::der::{Reader, tag};
use super::{Curve, GoRelease, PublicKey, SignatureAlgorithm, SignatureHash, digest, rsa_check};

/// Why a signature does not verify; displays Go's exact text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignatureError(pub String);

impl SignatureError {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether the signature was not checked at all because the key is beyond our limit, not Go's.
    pub fn is_beyond_limit(&self) -> bool {
        self.0 == rsa_check::BEYOND_LIMIT
    }
}

const UNIMPLEMENTED: &str = "x509: cannot verify signature: algorithm unimplemented";

/// Checks `signature` over `signed` with `key`, as the newest Go.
///
/// # Errors
/// Go's own text.
pub fn check_signature(
    algorithm: SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<(), SignatureError> {
    check_signature_as(GoRelease::default(), algorithm, signed, signature, key)
}

/// The same with the rules of `release`: Go 1.23 takes RSA keys of any size.
///
/// # Errors
/// Go's own text.
pub fn check_signature_as(
    release: GoRelease,
    algorithm: SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<(), SignatureError> {
    let error = |text: &str| Err(SignatureError::new(text));
    if !key.is_known() || algorithm == SignatureAlgorithm::Unknown {
        return error(UNIMPLEMENTED);
    }
    if let Some(SignatureHash::Md5 | SignatureHash::Sha1) = algorithm.hash() {
        return Err(SignatureError(format!(
            "x509: cannot verify signature: insecure algorithm {algorithm}"
        )));
    }
    match (key, algorithm) {
        (PublicKey::Dsa, _) => error(UNIMPLEMENTED),
        (PublicKey::Rsa { modulus, exponent }, SignatureAlgorithm::Rsa(hash)) => {
            let key = rsa_check::Key {
                modulus,
                exponent: *exponent,
                release,
            };
            rsa_check::check(key, rsa_check::Padding::Pkcs1, hash, signed, signature)
        }
        (PublicKey::Rsa { modulus, exponent }, SignatureAlgorithm::RsaPss(hash)) => {
            let key = rsa_check::Key {
                modulus,
                exponent: *exponent,
                release,
            };
            rsa_check::check(key, rsa_check::Padding::Pss, hash, signed, signature)
        }
        (PublicKey::Ecdsa { curve, point }, SignatureAlgorithm::Ecdsa(hash)) => {
            if ecdsa(*curve, point, hash, signed, signature) {
                return Ok(());
            }
            error("x509: ECDSA verification failure")
        }
        (PublicKey::Ed25519(key), SignatureAlgorithm::Ed25519) => {
            if verifies(&aws::ED25519, key, signed, signature) {
                return Ok(());
            }
            error("x509: Ed25519 verification failure")
        }
        (PublicKey::MlDsa { level, key }, SignatureAlgorithm::MlDsa(wanted)) => {
            if *level != wanted {
                return Err(SignatureError(format!(
                    "x509: signature algorithm specifies an ML-DSA public key with ML-DSA-{wanted} parameters, \
                     but have a public key with ML-DSA-{level} parameters"
                )));
            }
            ml_dsa(*level, key, signed, signature).map_err(|reason| {
                SignatureError(format!("x509: ML-DSA verification failure: {reason}"))
            })
        }
        _ => Err(SignatureError(format!(
            "x509: signature algorithm specifies an {} public key, but have public key of type {}",
            algorithm.key_name(),
            key.go_type()
        ))),
    }
}

fn verifies(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> bool {
    UnparsedPublicKey::new(algorithm, key)
        .verify(signed, signature)
        .is_ok()
}

/// Any hash with any curve; a longer hash is cut to the curve's size (FIPS 186-5 §6.4.2).
fn ecdsa(curve: Curve, point: &[u8], hash: SignatureHash, signed: &[u8], signature: &[u8]) -> bool {
    use SignatureHash::{Sha256, Sha384, Sha512};
    let algorithm = match (curve, hash) {
        (Curve::P224, _) => return p224(point, hash, signed, signature),
        (Curve::P256, Sha256) => &aws::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Sha384) => &aws::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Sha512) => &aws::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Sha256) => &aws::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Sha384) => &aws::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Sha512) => &aws::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Sha256) => &aws::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Sha384) => &aws::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Sha512) => &aws::ECDSA_P521_SHA512_ASN1,
        (_, SignatureHash::Md5 | SignatureHash::Sha1) => return false,
    };
    verifies(algorithm, point, signed, signature)
}

/// P-224, which aws-lc-rs does not have.
fn p224(point: &[u8], hash: SignatureHash, signed: &[u8], signature: &[u8]) -> bool {
    let checked = || {
        let key = p224::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
        let (r, s) = scalars(signature)?;
        let signature = p224::ecdsa::Signature::from_scalars(r, s).ok()?;
        key.verify_prehash(digest::of(hash, &[signed]).as_ref(), &signature)
            .ok()
    };
    checked().is_some()
}

/// RFC 3279 §2.2.3, strict as crypto/ecdsa `parseSignature`.
fn scalars(signature: &[u8]) -> Option<([u8; 28], [u8; 28])> {
    let mut outer = Reader::new(signature);
    let mut fields = outer.content_of(tag::SEQUENCE)?;
    let r = scalar(fields.integer()?)?;
    let s = scalar(fields.integer()?)?;
    (outer.is_empty() && fields.is_empty()).then_some((r, s))
}

fn scalar(content: &[u8]) -> Option<[u8; 28]> {
    if content.first()? & 0x80 != 0 {
        return None;
    }
    let magnitude = content.strip_prefix(&[0]).unwrap_or(content);
    let mut out = [0; 28];
    let start = out.len().checked_sub(magnitude.len())?;
    out.get_mut(start..)?.copy_from_slice(magnitude);
    Some(out)
}

/// FIPS 204 algorithm 3 without context. The texts are those of Go's crypto/internal/fips140/mldsa.
fn ml_dsa(level: u8, key: &[u8], signed: &[u8], signature: &[u8]) -> Result<(), &'static str> {
    // FIPS 204 tables 1 and 2: size of a signature, ω and k.
    let (algorithm, size, hints, rows) = match level {
        44 => (&aws::ML_DSA_44, 2420, 80, 4),
        65 => (&aws::ML_DSA_65, 3309, 55, 6),
        _ => (&aws::ML_DSA_87, 4627, 75, 8),
    };
    if signature.len() != size {
        return Err("mldsa: invalid signature length");
    }
    if verifies(algorithm, key, signed, signature) {
        return Ok(());
    }
    let hint = signature.get(size - hints - rows..).unwrap_or_default();
    if is_hint(hint, hints) {
        Err("mldsa: invalid signature")
    } else {
        Err("mldsa: invalid signature encoding")
    }
}

/// FIPS 204 algorithm 21: the positions of ones by rows, ascending, then zeros; and where each row ends.
fn is_hint(hint: &[u8], most: usize) -> bool {
    let (positions, ends) = hint.split_at(most.min(hint.len()));
    let mut start = 0;
    for end in ends {
        let end = usize::from(*end);
        let Some(row) = positions.get(start..end) else {
            return false;
        };
        if !row.is_sorted_by(|before, after| before < after) {
            return false;
        }
        start = end;
    }
    let rest = positions.get(start..).unwrap_or_default();
    rest.iter().all(|position| *position == 0)
}
