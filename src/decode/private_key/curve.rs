//! Elliptic curve keys: the public point from the private scalar.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use p224::elliptic_curve::sec1::ToSec1Point;
use zeroize::Zeroizing;

use crate::golang::asn1::{Fault, Fields};
use crate::golang::{Change, GoRelease};
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
    pub(super) fn check(
        &self,
        wrapping: Option<&[u8]>,
        release: GoRelease,
    ) -> Result<PublicKey, Fault> {
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
        let point = match public_point(*curve, oid, &padded) {
            Some(point) => point,
            // Its point is that at infinity, which matches no certificate.
            None if !release.has(Change::ZeroScalarRefused) && is_zero(&padded) => Box::default(),
            None => return Err(scalar_fault(*curve, &padded).to_owned()),
        };
        Ok(PublicKey::Ecdsa {
            curve: *curve,
            point,
        })
    }
}

fn is_zero(scalar: &[u8]) -> bool {
    scalar.iter().all(|byte| *byte == 0)
}

/// Why Go 1.27 refuses a scalar that is not from 1 to the order of the curve less 1: a multiple of the order gives
/// the point at infinity, and that is noticed first.
fn scalar_fault(curve: Curve, scalar: &[u8]) -> &'static str {
    let order: &[u8] = match curve {
        Curve::P224 => &ORDER_P224,
        Curve::P256 => &ORDER_P256,
        Curve::P384 => &ORDER_P384,
        Curve::P521 => &ORDER_P521,
    };
    if is_zero(scalar) || scalar == order {
        "ecdsa: invalid public key encoding"
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

// The orders of the base points (SEC 2 §2.4 to §2.6; FIPS 186-4 D.1.2).
const ORDER_P224: [u8; 28] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x16, 0xa2,
    0xe0, 0xb8, 0xf0, 0x3e, 0x13, 0xdd, 0x29, 0x45, 0x5c, 0x5c, 0x2a, 0x3d,
];
const ORDER_P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
const ORDER_P384: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];
const ORDER_P521: [u8; 66] = [
    0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xfa, 0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09,
    0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38,
    0x64, 0x09,
];
