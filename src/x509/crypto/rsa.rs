//! RSA signatures with the limits and words of Go's crypto/rsa.

use aws_lc_rs::signature::{self as aws, RsaParameters, RsaPublicKeyComponents};
use rsa::{BoxedUint, PublicKey, hazmat::rsa_encrypt, traits::PublicKeyParts};

use super::digest;
use super::error::{RsaKeyFault, SignatureError, SignatureScheme};
use crate::golang::{Change, GoRelease};
use crate::x509::SignatureHash;
use crate::x509::model::key::modulus_bits;

/// An RSA key, and whose rules it is used by.
#[derive(Clone, Copy)]
pub(in crate::x509) struct Key<'a> {
    pub(in crate::x509) modulus: &'a [u8],
    pub(in crate::x509) exponent: u64,
    pub(in crate::x509) release: GoRelease,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::x509) enum Padding {
    Pkcs1,
    Pss,
}

/// A larger key would take seconds of arithmetic (CVE-2023-29409); crypto/tls refuses keys above 8,192 bits anyway.
const MAX_BITS: usize = 16_384;

/// Checks a signature; the order of the checks is Go's (crypto/rsa fips.go, fips140/rsa `checkPublicKey`).
///
/// # Errors
/// Why it is not good, or was not checked.
pub(in crate::x509) fn check(
    key: Key<'_>,
    padding: Padding,
    hash: SignatureHash,
    signed: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let bits = modulus_bits(key.modulus);
    if let Some(fault) = refusal(key, bits) {
        return Err(SignatureError::RsaKey(fault));
    }
    if bits > MAX_BITS {
        return Err(SignatureError::BeyondLimit);
    }
    let good = signature.len() == bits.div_ceil(8)
        && match parameters(padding, hash, bits, key.exponent) {
            Some(parameters) => quick(key, parameters, signed, signature),
            None => slow(key, padding, hash, signed, signature).is_some(),
        };
    if good {
        Ok(())
    } else {
        Err(SignatureError::Mismatch(SignatureScheme::Rsa))
    }
}

/// Why Go does not use a key at all; none where it does.
fn refusal(key: Key<'_>, bits: usize) -> Option<RsaKeyFault> {
    if !key.release.has(Change::RsaKeysChecked) {
        return None;
    }
    if bits < 1024 {
        return Some(RsaKeyFault::TooShort(bits));
    }
    let even = key.modulus.last().is_none_or(|last| last & 1 == 0);
    match key.exponent {
        _ if even => Some(RsaKeyFault::EvenModulus),
        0 | 1 => Some(RsaKeyFault::SmallExponent),
        exponent if exponent & 1 == 0 => Some(RsaKeyFault::EvenExponent),
        exponent if exponent > (1 << 31) - 1 => Some(RsaKeyFault::LargeExponent),
        _ => None,
    }
}

/// What aws-lc-rs can check; it has no SHA-384 and no PSS below 2,048 bits, and nothing above 8,192.
fn parameters(
    padding: Padding,
    hash: SignatureHash,
    bits: usize,
    exponent: u64,
) -> Option<&'static RsaParameters> {
    use SignatureHash::{Sha256, Sha384, Sha512};
    if exponent < 3 || exponent & 1 == 0 || exponent > (1 << 31) - 1 {
        return None;
    }
    Some(match (padding, hash, bits) {
        (Padding::Pkcs1, Sha256, 2048..=8192) => &aws::RSA_PKCS1_2048_8192_SHA256,
        (Padding::Pkcs1, Sha384, 2048..=8192) => &aws::RSA_PKCS1_2048_8192_SHA384,
        (Padding::Pkcs1, Sha512, 2048..=8192) => &aws::RSA_PKCS1_2048_8192_SHA512,
        (Padding::Pkcs1, Sha256, 1024..2048) => {
            &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (Padding::Pkcs1, Sha512, 1024..2048) => {
            &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (Padding::Pss, Sha256, 2048..=8192) => &aws::RSA_PSS_2048_8192_SHA256,
        (Padding::Pss, Sha384, 2048..=8192) => &aws::RSA_PSS_2048_8192_SHA384,
        (Padding::Pss, Sha512, 2048..=8192) => &aws::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn quick(key: Key<'_>, parameters: &RsaParameters, signed: &[u8], signature: &[u8]) -> bool {
    let exponent = key.exponent.to_be_bytes();
    let zeros = key.exponent.leading_zeros() as usize / 8;
    let components = RsaPublicKeyComponents {
        n: key.modulus,
        e: exponent.get(zeros..).unwrap_or_default(),
    };
    components.verify(parameters, signed, signature).is_ok()
}

/// The arithmetic by the `rsa` crate, the padding here.
fn slow(
    key: Key<'_>,
    padding: Padding,
    hash: SignatureHash,
    signed: &[u8],
    signature: &[u8],
) -> Option<()> {
    let bits = modulus_bits(key.modulus);
    let precision = u32::try_from(bits.next_multiple_of(64)).ok()?;
    let modulus = BoxedUint::from_be_slice(key.modulus, precision).ok()?;
    let message = BoxedUint::from_be_slice(signature, precision).ok()?;
    // The Montgomery form needs an odd modulus above one, as Go's does.
    if bits < 2 || message >= modulus || key.modulus.last()? & 1 == 0 || key.exponent == 0 {
        return None;
    }
    let key = PublicKey::new_unchecked(modulus, BoxedUint::from(key.exponent));
    let encoded = rsa_encrypt(&key, &message).ok()?.to_be_bytes();
    let size = key.size();
    let encoded = encoded.get(encoded.len().checked_sub(size)?..)?;
    let hashed = digest::of(hash, &[signed]);
    let good = match padding {
        Padding::Pkcs1 => is_pkcs1(encoded, hash, hashed.as_ref()),
        Padding::Pss => is_pss(encoded, bits - 1, hash, hashed.as_ref()),
    };
    good.then_some(())
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2): at least eight octets of padding.
fn is_pkcs1(encoded: &[u8], hash: SignatureHash, hashed: &[u8]) -> bool {
    // DigestInfo of a SHA-2 hash, but for two octets.
    let (kind, size) = match hash {
        SignatureHash::Sha384 => (2, 48),
        SignatureHash::Sha512 => (3, 64),
        SignatureHash::Sha256 | SignatureHash::Sha1 | SignatureHash::Md5 => (1, 32),
    };
    let prefix = [
        0x30,
        17 + size,
        0x30,
        13,
        6,
        9,
        0x60,
        0x86,
        0x48,
        1,
        0x65,
        3,
        4,
        2,
        kind,
        5,
        0,
        4,
        size,
    ];
    let Some(room) = encoded.len().checked_sub(prefix.len() + hashed.len() + 3) else {
        return false;
    };
    let expected = [&[0, 1][..], &vec![0xff; room], &[0], &prefix, hashed].concat();
    room >= 8 && encoded == expected
}

/// EMSA-PSS (RFC 8017 §9.1.2), the salt as long as the hash. `bits` is one less than the modulus has.
fn is_pss(encoded: &[u8], bits: usize, hash: SignatureHash, hashed: &[u8]) -> bool {
    // A modulus of 8k+1 bits has an octet more than the encoded message.
    let encoded = if bits.is_multiple_of(8) {
        match encoded.split_first() {
            Some((0, rest)) => rest,
            _ => return false,
        }
    } else {
        encoded
    };
    let size = hashed.len();
    let Some((&0xbc, encoded)) = encoded.split_last() else {
        return false;
    };
    let Some(split) = encoded.len().checked_sub(size) else {
        return false;
    };
    let (masked, check) = encoded.split_at(split);
    let unused = 8 * (bits.div_ceil(8)) - bits;
    let clear = 0xff_u8 >> unused;
    if masked.first().is_none_or(|first| first & !clear != 0) {
        return false;
    }
    let mut data: Vec<u8> = mask(hash, check, masked.len())
        .zip(masked)
        .map(|(mask, octet)| mask ^ octet)
        .collect();
    if let Some(first) = data.first_mut() {
        *first &= clear;
    }
    let Some(split) = data.len().checked_sub(size) else {
        return false;
    };
    let (zeros, salt) = data.split_at(split);
    let Some((&1, zeros)) = zeros.split_last() else {
        return false;
    };
    zeros.iter().all(|octet| *octet == 0)
        && digest::of(hash, &[&[0; 8], hashed, salt]).as_ref() == check
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mask(hash: SignatureHash, seed: &[u8], length: usize) -> impl Iterator<Item = u8> {
    (0_u32..)
        .flat_map(move |counter| {
            let block = digest::of(hash, &[seed, &counter.to_be_bytes()]);
            block.as_ref().to_vec()
        })
        .take(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(modulus: &[u8], exponent: u64, release: GoRelease) -> Option<RsaKeyFault> {
        let key = Key {
            modulus,
            exponent,
            release,
        };
        refusal(key, modulus_bits(modulus))
    }

    #[test]
    fn weak_and_odd_keys_are_refused() {
        let odd = [0x81; 128];
        let mut even = odd;
        even[127] = 2;
        let newest = GoRelease::default();
        let message =
            |modulus: &[u8], exponent| refused(modulus, exponent, newest).unwrap().to_string();
        assert!(message(&odd[1..], 3).starts_with("crypto/rsa: 1016-bit keys are insecure"));
        assert_eq!(message(&even, 2), "crypto/rsa: public modulus is even");
        assert_eq!(
            message(&odd, 1),
            "crypto/rsa: public exponent too small or negative"
        );
        assert_eq!(message(&odd, 2), "crypto/rsa: public exponent is even");
        assert_eq!(
            message(&odd, 1 << 31 | 1),
            "crypto/rsa: public exponent too large"
        );
        assert_eq!(refused(&odd, 65537, newest), None);
        assert_eq!(refused(&odd[..1], 2, GoRelease::GO_1_23), None);
    }

    #[test]
    fn tiny_keys_of_old_releases_do_no_harm() {
        let release = GoRelease::GO_1_23;
        for modulus in 1..=u8::MAX {
            for exponent in [1, 2, 3, 1 << 62] {
                for signature in [0, 1, 2, 254] {
                    let key = Key {
                        modulus: &[modulus],
                        exponent,
                        release,
                    };
                    for padding in [Padding::Pkcs1, Padding::Pss] {
                        let good = check(key, padding, SignatureHash::Sha256, b"", &[signature]);
                        assert!(good.is_err());
                    }
                }
            }
        }
    }

    #[test]
    fn huge_keys_are_not_used() {
        let key = Key {
            modulus: &[0x81; 2049],
            exponent: 3,
            release: GoRelease::default(),
        };
        let error = check(key, Padding::Pkcs1, SignatureHash::Sha256, b"", &[1; 2049]);
        assert_eq!(error.unwrap_err(), SignatureError::BeyondLimit);
    }

    /// What aws-lc-rs signs, the slow way must accept too.
    #[test]
    fn both_ways_agree() {
        let pair = aws::RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let modulus = pair.public_modulus_len();
        let public = aws_lc_rs::signature::KeyPair::public_key(&pair);
        let modulus_bytes = public.modulus().big_endian_without_leading_zero();
        let key = Key {
            modulus: modulus_bytes,
            exponent: 65537,
            release: GoRelease::default(),
        };
        let random = aws_lc_rs::rand::SystemRandom::new();
        for (padding, hash, encoding) in [
            (
                Padding::Pkcs1,
                SignatureHash::Sha256,
                &aws::RSA_PKCS1_SHA256,
            ),
            (
                Padding::Pkcs1,
                SignatureHash::Sha384,
                &aws::RSA_PKCS1_SHA384,
            ),
            (
                Padding::Pkcs1,
                SignatureHash::Sha512,
                &aws::RSA_PKCS1_SHA512,
            ),
            (Padding::Pss, SignatureHash::Sha256, &aws::RSA_PSS_SHA256),
            (Padding::Pss, SignatureHash::Sha384, &aws::RSA_PSS_SHA384),
            (Padding::Pss, SignatureHash::Sha512, &aws::RSA_PSS_SHA512),
        ] {
            let mut signature = vec![0; modulus];
            pair.sign(encoding, &random, b"signed", &mut signature)
                .unwrap();
            assert!(check(key, padding, hash, b"signed", &signature).is_ok());
            assert!(slow(key, padding, hash, b"signed", &signature).is_some());
            assert!(slow(key, padding, hash, b"other", &signature).is_none());
            signature[100] ^= 1;
            assert!(check(key, padding, hash, b"signed", &signature).is_err());
            assert!(slow(key, padding, hash, b"signed", &signature).is_none());
        }
    }
}
