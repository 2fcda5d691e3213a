//! Whether an encoded elliptic curve point is one (SEC 1 §2.3.4), with the words of Go's `nistec` on amd64.

use aws_lc_rs::signature::{
    ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ParsedPublicKey, VerificationAlgorithm,
};

use super::point_p256;
use crate::x509::Curve;

/// Checks an uncompressed point.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn check(curve: Curve, data: &[u8]) -> Result<(), &'static str> {
    let Some((4, coordinates)) = data.split_first() else {
        return Err("ecdsa: invalid uncompressed public key");
    };
    let [length, coordinate, off_curve] = texts(curve);
    let prime = prime(curve);
    if coordinates.len() != 2 * prime.len() {
        return Err(length);
    }
    let (x, y) = coordinates.split_at(prime.len());
    if x >= prime || y >= prime {
        return Err(coordinate);
    }
    let on_curve = match curve {
        Curve::P224 => p224::PublicKey::from_sec1_bytes(data).is_ok(),
        Curve::P256 => point_p256::is_on_curve(x, y),
        Curve::P384 => parses(&ECDSA_P384_SHA384_ASN1, data),
        Curve::P521 => parses(&ECDSA_P521_SHA512_ASN1, data),
    };
    if on_curve { Ok(()) } else { Err(off_curve) }
}

fn parses(algorithm: &'static dyn VerificationAlgorithm, data: &[u8]) -> bool {
    ParsedPublicKey::new(algorithm, data).is_ok()
}

/// What is said of a wrong length, a coordinate out of range, and a point off the curve.
const fn texts(curve: Curve) -> [&'static str; 3] {
    match curve {
        Curve::P224 => [
            "invalid P224 point encoding",
            "invalid P224Element encoding",
            "P224 point not on curve",
        ],
        Curve::P256 => [
            "invalid P256 point encoding",
            "invalid P256 element encoding",
            "P256 point not on curve",
        ],
        Curve::P384 => [
            "invalid P384 point encoding",
            "invalid P384Element encoding",
            "P384 point not on curve",
        ],
        Curve::P521 => [
            "invalid P521 point encoding",
            "invalid P521Element encoding",
            "P521 point not on curve",
        ],
    }
}

/// The prime of the field, big-endian (SP 800-186 §3.2.1).
const fn prime(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P224 => &P224,
        Curve::P256 => &P256,
        Curve::P384 => &P384,
        Curve::P521 => &P521,
    }
}

/// 2^224 - 2^96 + 1.
static P224: [u8; 28] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
];

/// 2^256 - 2^224 + 2^192 + 2^96 - 1.
static P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// 2^384 - 2^128 - 2^96 + 2^32 - 1.
static P384: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
];

/// 2^521 - 1.
static P521: [u8; 66] = {
    let mut prime = [0xff; 66];
    prime[0] = 1;
    prime
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_why_a_point_is_none() {
        for curve in [Curve::P224, Curve::P256, Curve::P384, Curve::P521] {
            let size = prime(curve).len();
            let [length, coordinate, off_curve] = texts(curve);
            let point = |octet| [&[4][..], &vec![octet; 2 * size]].concat();
            assert_eq!(
                check(curve, &[]),
                Err("ecdsa: invalid uncompressed public key")
            );
            assert_eq!(
                check(curve, &[2, 3]),
                Err("ecdsa: invalid uncompressed public key")
            );
            assert_eq!(check(curve, &[4, 3]), Err(length));
            assert_eq!(check(curve, &point(0xff)), Err(coordinate));
            assert_eq!(check(curve, &point(0)), Err(off_curve));
        }
    }

    #[test]
    fn the_base_point_of_p256_is_on_it() {
        let base: Vec<u8> = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                             4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        assert_eq!(check(Curve::P256, &base), Ok(()));
    }
}
