//! Reading subjectPublicKey (parser.go `parsePublicKey`, crypto/ecdsa `ParseUncompressedPublicKey`).

use super::rules::ParseRules;
use crate::golang::der::{Reader, tag};
use crate::x509::crypto::point;
use crate::x509::{Curve, OtherAlgorithm, PublicKey};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// Without the last octet, which tells the parameter set.
pub(in crate::x509) const ML_DSA: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3];

const P224: &[u8] = &[0x2b, 0x81, 4, 0, 33];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const P384: &[u8] = &[0x2b, 0x81, 4, 0, 34];
const P521: &[u8] = &[0x2b, 0x81, 4, 0, 35];

/// The parameter set of an ML-DSA OID (RFC 9881 §2).
pub(in crate::x509) fn ml_dsa_level(oid: &[u8]) -> Option<u8> {
    match oid.strip_prefix(ML_DSA) {
        Some([17]) => Some(44),
        Some([18]) => Some(65),
        Some([19]) => Some(87),
        _ => None,
    }
}

/// Reads a key: the algorithm, its parameters as encoded (possibly none) and the bits, right-aligned.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn parse(
    oid: &[u8],
    parameters: &[u8],
    data: &[u8],
    rules: ParseRules,
) -> Result<PublicKey, &'static str> {
    match oid {
        RSA => rsa(parameters, data),
        ECDSA => ecdsa(parameters, data, rules),
        ED25519 if !parameters.is_empty() => {
            Err("x509: Ed25519 key encoded with illegal parameters")
        }
        ED25519 if data.len() != 32 => Err("x509: wrong Ed25519 public key size"),
        ED25519 => Ok(PublicKey::Ed25519(data.into())),
        DSA => dsa(parameters, data),
        X25519 => Ok(PublicKey::X25519),
        _ => match ml_dsa_level(oid).filter(|_| rules.ml_dsa) {
            Some(level) => ml_dsa(level, parameters, data),
            None => Ok(PublicKey::Unknown(OtherAlgorithm::of(oid))),
        },
    }
}

/// RFC 3279 §2.3.1.
fn rsa(parameters: &[u8], data: &[u8]) -> Result<PublicKey, &'static str> {
    if parameters != [tag::NULL, 0] {
        return Err("x509: RSA key missing NULL parameters");
    }
    let mut fields = Reader::new(data)
        .content_of(tag::SEQUENCE)
        .ok_or("x509: invalid RSA public key")?;
    let modulus = fields.integer().ok_or("x509: invalid RSA modulus")?;
    let exponent = fields.int64().ok_or("x509: invalid RSA public exponent")?;
    if !is_positive(modulus) {
        return Err("x509: RSA modulus is not a positive number");
    }
    match u64::try_from(exponent) {
        Ok(exponent) if exponent > 0 => Ok(PublicKey::Rsa {
            modulus: modulus.strip_prefix(&[0]).unwrap_or(modulus).into(),
            exponent,
        }),
        _ => Err("x509: RSA public exponent is not a positive number"),
    }
}

/// Of a minimal two's complement number.
fn is_positive(content: &[u8]) -> bool {
    content != [0] && content.first().is_some_and(|first| first & 0x80 == 0)
}

/// RFC 5480 §2.1.1: named curves only.
fn ecdsa(parameters: &[u8], data: &[u8], rules: ParseRules) -> Result<PublicKey, &'static str> {
    let curve = match Reader::new(parameters).oid() {
        None => return Err("x509: invalid ECDSA parameters"),
        Some(P224) => Curve::P224,
        Some(P256) => Curve::P256,
        Some(P384) => Curve::P384,
        Some(P521) => Curve::P521,
        Some(_) => return Err("x509: unsupported elliptic curve"),
    };
    match point::check(curve, data) {
        Ok(()) => Ok(PublicKey::Ecdsa {
            curve,
            point: data.into(),
        }),
        Err(detail) if rules.detailed_points => Err(detail),
        Err(_) => Err("x509: failed to unmarshal elliptic curve point"),
    }
}

/// RFC 3279 §2.3.2. Nothing is kept: Go verifies no DSA signature.
fn dsa(parameters: &[u8], data: &[u8]) -> Result<PublicKey, &'static str> {
    let y = Reader::new(data)
        .integer()
        .ok_or("x509: invalid DSA public key")?;
    let mut reader = Reader::new(parameters);
    let numbers = reader
        .content_of(tag::SEQUENCE)
        .and_then(|mut fields| Some([fields.integer()?, fields.integer()?, fields.integer()?]));
    let numbers = numbers.ok_or("x509: invalid DSA parameters")?;
    if !is_positive(y) || !numbers.into_iter().all(is_positive) {
        return Err("x509: zero or negative DSA parameter");
    }
    Ok(PublicKey::Dsa)
}

/// RFC 9881 §2 and §4.
fn ml_dsa(level: u8, parameters: &[u8], data: &[u8]) -> Result<PublicKey, &'static str> {
    if !parameters.is_empty() {
        return Err("x509: ML-DSA key encoded with illegal parameters");
    }
    // FIPS 204 table 2.
    let size = match level {
        44 => 1312,
        65 => 1952,
        _ => 2592,
    };
    if data.len() != size {
        return Err("mldsa: invalid public key length");
    }
    Ok(PublicKey::MlDsa {
        level,
        key: data.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    fn newest(oid: &[u8], parameters: &[u8], data: &[u8]) -> Result<PublicKey, &'static str> {
        parse(oid, parameters, data, ParseRules::of(GoRelease::GO_1_27))
    }

    #[test]
    fn rsa_keys_are_positive() {
        let null = [5, 0];
        let key = newest(RSA, &null, &[0x30, 7, 2, 2, 0, 0x81, 2, 1, 3]);
        assert_eq!(
            key,
            Ok(PublicKey::Rsa {
                modulus: [0x81].into(),
                exponent: 3
            })
        );
        for (parameters, data, message) in [
            (&[][..], &[][..], "x509: RSA key missing NULL parameters"),
            (&null, &[0x31, 0], "x509: invalid RSA public key"),
            (&null, &[0x30, 0], "x509: invalid RSA modulus"),
            (
                &null,
                &[0x30, 3, 2, 1, 3],
                "x509: invalid RSA public exponent",
            ),
            (
                &null,
                &[0x30, 6, 2, 1, 0, 2, 1, 3],
                "x509: RSA modulus is not a positive number",
            ),
            (
                &null,
                &[0x30, 6, 2, 1, 3, 2, 1, 0],
                "x509: RSA public exponent is not a positive number",
            ),
        ] {
            assert_eq!(newest(RSA, parameters, data), Err(message));
        }
    }

    #[test]
    fn other_keys_have_their_parameters() {
        assert_eq!(
            newest(ED25519, &[5, 0], &[0; 32]),
            Err("x509: Ed25519 key encoded with illegal parameters")
        );
        assert_eq!(
            newest(ED25519, &[], &[0; 31]),
            Err("x509: wrong Ed25519 public key size")
        );
        assert_eq!(
            newest(ECDSA, &[5, 0], &[]),
            Err("x509: invalid ECDSA parameters")
        );
        assert_eq!(
            newest(ECDSA, &[6, 1, 0x2a], &[]),
            Err("x509: unsupported elliptic curve")
        );
        assert_eq!(newest(DSA, &[], &[]), Err("x509: invalid DSA public key"));
        assert_eq!(
            newest(DSA, &[], &[2, 1, 1]),
            Err("x509: invalid DSA parameters")
        );
        let ml_dsa = [ML_DSA, &[17]].concat();
        assert_eq!(
            newest(&ml_dsa, &[], &[]),
            Err("mldsa: invalid public key length")
        );
        assert_eq!(
            newest(&[0x2a, 3], &[], &[]),
            Ok(PublicKey::Unknown(OtherAlgorithm::Unnamed))
        );
        let old = ParseRules::of(GoRelease::GO_1_24);
        assert_eq!(
            parse(&ml_dsa, &[], &[], old),
            Ok(PublicKey::Unknown(OtherAlgorithm::MlDsa44))
        );
    }
}
