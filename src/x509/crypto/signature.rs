//! Checking a signature with Go's rules and words (x509.go `checkSignature`, as `CheckSignatureFrom` calls it).

use aws_lc_rs::signature::{self as aws, UnparsedPublicKey, VerificationAlgorithm};
use p224::ecdsa::signature::hazmat::PrehashVerifier;

use super::error::{MlDsaFault, SignatureError, SignatureScheme};
use super::{digest, rsa};
use crate::golang::der::{Reader, tag};
use crate::golang::{Change, GoRelease};
use crate::x509::{Curve, PublicKey, SignatureAlgorithm, SignatureHash};

/// Checks `signature` over `signed` with `key`, as the newest Go.
///
/// # Errors
/// Why it is not good, or was not checked; displays Go's own text.
pub fn check_signature(
    algorithm: SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<(), SignatureError> {
    check_signature_as(GoRelease::default(), algorithm, signed, signature, key)
}

/// The same with the rules of `release`: Go 1.23 takes RSA keys of any size and says how to allow SHA-1.
///
/// # Errors
/// Why it is not good, or was not checked; displays Go's own text.
pub fn check_signature_as(
    release: GoRelease,
    algorithm: SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<(), SignatureError> {
    let mismatch = |scheme| Err(SignatureError::Mismatch(scheme));
    if !key.is_known() || matches!(algorithm, SignatureAlgorithm::Unknown(_)) {
        return Err(SignatureError::Unimplemented);
    }
    if let Some(hash @ (SignatureHash::Md5 | SignatureHash::Sha1)) = algorithm.hash() {
        // The override never allowed DSA.
        let allowable =
            hash == SignatureHash::Sha1 && !matches!(algorithm, SignatureAlgorithm::Dsa(_));
        return Err(SignatureError::InsecureAlgorithm {
            algorithm,
            can_be_allowed: allowable && !release.has(Change::Sha1OverrideGone),
        });
    }
    match (key, algorithm) {
        (PublicKey::Dsa, _) => Err(SignatureError::Unimplemented),
        (PublicKey::Rsa { modulus, exponent }, SignatureAlgorithm::Rsa(hash)) => {
            let key = rsa::Key {
                modulus,
                exponent: *exponent,
                release,
            };
            rsa::check(key, rsa::Padding::Pkcs1, hash, signed, signature)
        }
        (PublicKey::Rsa { modulus, exponent }, SignatureAlgorithm::RsaPss(hash)) => {
            let key = rsa::Key {
                modulus,
                exponent: *exponent,
                release,
            };
            rsa::check(key, rsa::Padding::Pss, hash, signed, signature)
        }
        (PublicKey::Ecdsa { curve, point }, SignatureAlgorithm::Ecdsa(hash)) => {
            if ecdsa(*curve, point, hash, signed, signature) {
                return Ok(());
            }
            mismatch(SignatureScheme::Ecdsa)
        }
        // Go also takes the six encodings of points of small order that are not canonical. aws-lc does not, and no
        // key generator makes such a key.
        (PublicKey::Ed25519(key), SignatureAlgorithm::Ed25519) => {
            if verifies(&aws::ED25519, key, signed, signature) {
                return Ok(());
            }
            mismatch(SignatureScheme::Ed25519)
        }
        (PublicKey::MlDsa { level, key }, SignatureAlgorithm::MlDsa(wanted)) => {
            if *level != wanted {
                return Err(SignatureError::WrongParameters {
                    wanted,
                    found: *level,
                });
            }
            ml_dsa(*level, key, signed, signature)
                .or_else(|fault| mismatch(SignatureScheme::MlDsa(fault)))
        }
        _ => Err(SignatureError::WrongKey {
            wanted: algorithm.key_name(),
            found: key.go_type(),
        }),
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

/// FIPS 204 algorithm 3 without context.
fn ml_dsa(level: u8, key: &[u8], signed: &[u8], signature: &[u8]) -> Result<(), MlDsaFault> {
    // FIPS 204 tables 1 and 2: size of a signature, ω and k.
    let (algorithm, size, hints, rows) = match level {
        44 => (&aws::ML_DSA_44, 2420, 80, 4),
        65 => (&aws::ML_DSA_65, 3309, 55, 6),
        _ => (&aws::ML_DSA_87, 4627, 75, 8),
    };
    if signature.len() != size {
        return Err(MlDsaFault::Length);
    }
    if verifies(algorithm, key, signed, signature) {
        return Ok(());
    }
    let hint = signature.get(size - hints - rows..).unwrap_or_default();
    if is_hint(hint, hints) {
        Err(MlDsaFault::Signature)
    } else {
        Err(MlDsaFault::Encoding)
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

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::KeyPair;

    use super::*;
    use crate::x509::OtherAlgorithm;

    const ANY: &[u8] = b"signed";

    fn text(algorithm: SignatureAlgorithm, signature: &[u8], key: &PublicKey) -> String {
        match check_signature(algorithm, ANY, signature, key) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    fn rsa() -> PublicKey {
        PublicKey::Rsa {
            modulus: [0x81; 256].into(),
            exponent: 65537,
        }
    }

    #[test]
    fn weak_hashes_and_unknown_keys_come_first() {
        let md5 = SignatureAlgorithm::Rsa(SignatureHash::Md5);
        let sha1 = SignatureAlgorithm::Ecdsa(SignatureHash::Sha1);
        assert_eq!(
            text(md5, &[], &rsa()),
            "x509: cannot verify signature: insecure algorithm MD5-RSA"
        );
        assert_eq!(
            text(sha1, &[], &PublicKey::Dsa),
            "x509: cannot verify signature: insecure algorithm ECDSA-SHA1"
        );
        assert_eq!(
            text(md5, &[], &PublicKey::Unknown(OtherAlgorithm::Unnamed)),
            SignatureError::Unimplemented.to_string()
        );
        assert_eq!(
            text(
                SignatureAlgorithm::Unknown(OtherAlgorithm::Unnamed),
                &[],
                &rsa()
            ),
            SignatureError::Unimplemented.to_string()
        );
        let old = check_signature_as(GoRelease::GO_1_23, sha1, ANY, &[], &rsa());
        assert!(
            old.unwrap_err()
                .to_string()
                .ends_with("(temporarily override with GODEBUG=x509sha1=1)")
        );
    }

    #[test]
    fn the_key_must_be_of_the_algorithm() {
        assert_eq!(
            text(
                SignatureAlgorithm::Ecdsa(SignatureHash::Sha256),
                &[],
                &rsa()
            ),
            "x509: signature algorithm specifies an ECDSA public key, but have public key of type *rsa.PublicKey"
        );
        let key = PublicKey::MlDsa {
            level: 44,
            key: [0; 1312].into(),
        };
        assert_eq!(
            text(SignatureAlgorithm::MlDsa(65), &[], &key),
            "x509: signature algorithm specifies an ML-DSA public key with ML-DSA-65 parameters, \
             but have a public key with ML-DSA-44 parameters"
        );
        assert_eq!(
            text(SignatureAlgorithm::MlDsa(44), &[], &key),
            "x509: ML-DSA verification failure: mldsa: invalid signature length"
        );
        assert_eq!(
            text(SignatureAlgorithm::MlDsa(44), &[0; 2420], &key),
            "x509: ML-DSA verification failure: mldsa: invalid signature"
        );
        assert_eq!(
            text(SignatureAlgorithm::MlDsa(44), &[1; 2420], &key),
            "x509: ML-DSA verification failure: mldsa: invalid signature encoding"
        );
    }

    #[test]
    fn signatures_are_checked() {
        let random = aws_lc_rs::rand::SystemRandom::new();
        let pair = aws::EcdsaKeyPair::generate(&aws::ECDSA_P384_SHA384_ASN1_SIGNING).unwrap();
        let key = PublicKey::Ecdsa {
            curve: Curve::P384,
            point: pair.public_key().as_ref().into(),
        };
        let good = pair.sign(&random, ANY).unwrap();
        let algorithm = SignatureAlgorithm::Ecdsa(SignatureHash::Sha384);
        assert_eq!(text(algorithm, good.as_ref(), &key), "");
        let longer = [good.as_ref(), &[0]].concat();
        assert_eq!(
            text(algorithm, &longer, &key),
            "x509: ECDSA verification failure"
        );

        let pair = aws::Ed25519KeyPair::generate().unwrap();
        let key = PublicKey::Ed25519(pair.public_key().as_ref().into());
        let good = pair.sign(ANY);
        assert_eq!(text(SignatureAlgorithm::Ed25519, good.as_ref(), &key), "");
        assert_eq!(
            text(SignatureAlgorithm::Ed25519, &[0; 64], &key),
            "x509: Ed25519 verification failure"
        );
    }

    #[test]
    fn p224_signatures_are_checked() {
        use p224::ecdsa::signature::hazmat::PrehashSigner;
        let secret = p224::ecdsa::SigningKey::from_slice(&[7; 28]).unwrap();
        let point = secret.verifying_key().to_sec1_point(false);
        for hash in [
            SignatureHash::Sha256,
            SignatureHash::Sha384,
            SignatureHash::Sha512,
        ] {
            let good: p224::ecdsa::Signature = secret
                .sign_prehash(digest::of(hash, &[ANY]).as_ref())
                .unwrap();
            let der = good.to_der();
            assert!(ecdsa(
                Curve::P224,
                point.as_bytes(),
                hash,
                ANY,
                der.as_bytes()
            ));
            assert!(!ecdsa(
                Curve::P224,
                point.as_bytes(),
                hash,
                b"other",
                der.as_bytes()
            ));
        }
    }

    #[test]
    fn hints_ascend_and_end_in_zeros() {
        assert!(is_hint(&[1, 2, 0, 2, 2], 3));
        assert!(!is_hint(&[2, 1, 0, 2, 2], 3));
        assert!(!is_hint(&[1, 2, 3, 2, 2], 3));
        assert!(!is_hint(&[1, 2, 3, 2, 1], 3));
        assert!(!is_hint(&[1, 2, 3, 2, 4], 3));
    }
}
