//! Elliptic curve keys: the public point from the private scalar.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use p224::elliptic_curve::sec1::ToSec1Point;
use zeroize::Zeroizing;

use super::asn1::{Fault, Fields};
use crate::x509::{Curve, PublicKey};

/// The fields of RFC 5915 §3.
pub(super) struct EcFields<'a> {
    version: i64,
    scalar: &'a [u8],
    curve: Option<&'a [u8]>,
}

impl<'a> EcFields<'a> {
    /// What `asn1.Unmarshal` makes of it.
    pub(super) fn unmarshal(der: &'a [u8]) -> Result<Self, Fault> {
        let (mut fields, _) = Fields::of(der, "ecPrivateKey")?;
        let read = Self {
            version: fields.int()?,
            scalar: fields.octets()?,
            curve: fields.optional_explicit_oid(0)?,
        };
        // The public key in it is not looked at: Go computes its own.
        fields.optional_explicit_bits(1)?;
        Ok(read)
    }

    /// The public half (sec1.go `parseECPrivateKey`); a curve of the PKCS#8 wrapping comes first.
    pub(super) fn check(&self, wrapping: Option<&[u8]>) -> Result<PublicKey, Fault> {
        if self.version != 1 {
            return Err(format!(
                "x509: unknown EC private key version {}",
                self.version
            ));
        }
        let (curve, oid, size) = wrapping
            .or(self.curve)
            .and_then(|oid| CURVES.iter().find(|known| known.1 == oid))
            .ok_or("x509: unknown elliptic curve")?;
        // Zeros in front may be missing or too many: OpenSSL wrote both.
        let start = self.scalar.len().saturating_sub(*size);
        let (extra, scalar) = self.scalar.split_at_checked(start).unwrap_or_default();
        if extra.iter().any(|byte| *byte != 0) {
            return Err("x509: invalid private key length".to_owned());
        }
        let mut padded = Zeroizing::new(vec![0; size - scalar.len()]);
        padded.extend_from_slice(scalar);
        let point =
            public_point(*curve, oid, &padded).ok_or_else(|| scalar_fault(&padded).to_owned())?;
        Ok(PublicKey::Ecdsa {
            curve: *curve,
            point,
        })
    }
}

/// Zero or not below the order of the curve.
fn scalar_fault(scalar: &[u8]) -> &'static str {
    if scalar.iter().all(|byte| *byte == 0) {
        "ecdsa: public key point is the infinity"
    } else {
        "input overflows the modulus"
    }
}

/// `04 || X || Y`; none for a scalar out of range.
fn public_point(curve: Curve, oid: &[u8], scalar: &[u8]) -> Option<Box<[u8]>> {
    let algorithm: &'static EcdsaSigningAlgorithm = match curve {
        Curve::P224 => {
            let key = p224::SecretKey::from_slice(scalar).ok()?;
            return Some(key.public_key().to_sec1_point(false).as_bytes().into());
        }
        Curve::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
    };
    let der = sec1(oid, scalar)?;
    let key = EcdsaKeyPair::from_private_key_der(algorithm, &der).ok()?;
    Some(key.public_key().as_ref().into())
}

/// An ECPrivateKey without a public key, so that it is computed and not believed. All lengths are below 128.
fn sec1(oid: &[u8], scalar: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).ok();
    let mut body = Zeroizing::new(Vec::with_capacity(128));
    body.extend_from_slice(&[2, 1, 1, 4, length(scalar)?]);
    body.extend_from_slice(scalar);
    body.extend_from_slice(&[0xa0, length(oid)? + 2, 6, length(oid)?]);
    body.extend_from_slice(oid);
    let mut der = Zeroizing::new(Vec::with_capacity(128));
    der.extend_from_slice(&[0x30, length(&body)?]);
    der.extend_from_slice(&body);
    Some(der)
}

/// Curves with their OIDs (RFC 5480 §2.1.1.1) and the octets of a scalar.
const CURVES: [(Curve, &[u8], usize); 4] = [
    (Curve::P224, &[0x2b, 0x81, 4, 0, 33], 28),
    (Curve::P256, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], 32),
    (Curve::P384, &[0x2b, 0x81, 4, 0, 34], 48),
    (Curve::P521, &[0x2b, 0x81, 4, 0, 35], 66),
];
