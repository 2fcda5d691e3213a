//! Whether a point is on P-256, asked of each certificate of a fleet: a fifth of its audit went to aws-lc's way of asking.

use fiat_crypto::p256_64::{
    fiat_p256_add, fiat_p256_from_montgomery, fiat_p256_montgomery_domain_field_element as Element,
    fiat_p256_mul, fiat_p256_non_montgomery_domain_field_element as Number,
};

/// Whether y² = x³ + ax + b (SP 800-186 §3.2.1.3), of big-endian coordinates below the prime.
///
/// A product of this field lacks a factor R, the Montgomery radix, so with plain coordinates both sides are computed
/// without R²: that saves bringing them into the form in which nothing is lacking.
pub(in crate::x509) fn is_on_curve(x: &[u8], y: &[u8]) -> bool {
    const A: Element = without_radix(Element([
        0xffff_ffff_ffff_fffc,
        0x0000_0000_ffff_ffff,
        0,
        0xffff_ffff_0000_0001,
    ]));
    const B: Element = without_radix(without_radix(Element([
        0x3bce_3c3e_27d2_604b,
        0x651d_06b0_cc53_b0f6,
        0xb3eb_bd55_7698_86bc,
        0x5ac6_35d8_aa3a_93e7,
    ])));
    let (x, y) = (limbs(x), limbs(y));
    let left = without_radix(product(&y, &y));
    let right = sum(&product(&sum(&product(&x, &x), &A), &x), &B);
    left.0 == right.0
}

/// From the least one on.
fn limbs(octets: &[u8]) -> Element {
    let mut limbs = [0; 4];
    let (chunks, _) = octets.as_chunks();
    for (limb, chunk) in limbs.iter_mut().rev().zip(chunks) {
        *limb = u64::from_be_bytes(*chunk);
    }
    Element(limbs)
}

fn product(one: &Element, other: &Element) -> Element {
    let mut out = Element([0; 4]);
    fiat_p256_mul(&mut out, one, other);
    out
}

fn sum(one: &Element, other: &Element) -> Element {
    let mut out = Element([0; 4]);
    fiat_p256_add(&mut out, one, other);
    out
}

const fn without_radix(element: Element) -> Element {
    let mut out = Number([0; 4]);
    fiat_p256_from_montgomery(&mut out, &element);
    Element(out.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};

    #[test]
    fn keys_are_on_the_curve_and_their_neighbours_are_not() {
        for _ in 0..50 {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
            let point = pair.public_key().as_ref();
            let (x, y) = point[1..].split_at(32);
            assert!(is_on_curve(x, y));
            for bit in [0, 1, 77, 128, 255] {
                let mut other = x.to_vec();
                other[31 - bit / 8] ^= 1 << (bit % 8);
                assert!(!is_on_curve(&other, y), "{point:x?}");
                let mut other = y.to_vec();
                other[31 - bit / 8] ^= 1 << (bit % 8);
                assert!(!is_on_curve(x, &other), "{point:x?}");
            }
        }
    }
}
