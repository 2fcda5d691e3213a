//! Whether the numbers of an RSA key belong together (crypto/rsa `PrivateKey.Validate`): Go refuses a key where they
//! do not, even if its modulus matches the certificate.

use p224::elliptic_curve::bigint::ConcatenatingMul;
use rsa::BoxedUint;
use zeroize::Zeroizing;

use crate::golang::asn1::{Fault, Fields};
use crate::golang::{Change, GoRelease};
use crate::x509::PublicKey;

/// The fields of RFC 8017 A.1.2, in two's complement.
pub(super) struct RsaFields<'a> {
    version: i64,
    modulus: &'a [u8],
    exponent: i64,
    private_exponent: &'a [u8],
    primes: [&'a [u8]; 2],
    /// dP, dQ and qInv.
    crt: [Option<&'a [u8]>; 3],
    additional: Vec<&'a [u8]>,
}

impl<'a> RsaFields<'a> {
    /// What `asn1.Unmarshal` makes of it, and the bytes after it.
    pub(super) fn unmarshal(der: &'a [u8]) -> Result<(Self, &'a [u8]), Fault> {
        let (mut fields, rest) = Fields::of(der, "pkcs1PrivateKey")?;
        let fields = Self {
            version: fields.int()?,
            modulus: fields.big_int()?,
            exponent: fields.int()?,
            private_exponent: fields.big_int()?,
            primes: [fields.big_int()?, fields.big_int()?],
            crt: [
                fields.optional_big_int()?,
                fields.optional_big_int()?,
                fields.optional_big_int()?,
            ],
            additional: fields.optional_primes()?,
        };
        Ok((fields, rest))
    }

    /// The public half, if the key is one that Go takes.
    pub(super) fn check(&self, release: GoRelease) -> Result<PublicKey, &'static str> {
        if self.version > 1 {
            return Err("x509: unsupported private key version");
        }
        // Go 1.23 passes over the CRT values.
        let crt = self.crt.into_iter().flatten();
        let numbers = [self.modulus, self.private_exponent]
            .into_iter()
            .chain(self.primes)
            .chain(crt.filter(|_| release.has(Change::RsaKeysChecked)));
        if !numbers.into_iter().all(is_positive) {
            return Err("x509: private key contains zero or negative value");
        }
        if !self.additional.iter().all(|prime| is_positive(prime)) {
            return Err("x509: private key contains zero or negative prime");
        }
        let modulus = unsigned(self.modulus);
        // No arithmetic above the limit.
        let computed = if modulus.len() > LIMIT {
            None
        } else {
            Some(self.numbers(release)?)
        };
        let exponent = self.check_public()?;
        // A key with more than two primes is checked no further.
        if let Some(numbers) = computed.filter(|_| self.additional.is_empty()) {
            numbers.check(release, exponent)?;
        }
        Ok(PublicKey::Rsa {
            modulus: modulus.into(),
            exponent,
        })
    }

    /// crypto/internal/fips140/rsa `checkPublicKey`: the exponent.
    fn check_public(&self) -> Result<u64, &'static str> {
        if self.modulus.last().is_some_and(|last| last & 1 == 0) {
            return Err("crypto/rsa: public modulus is even");
        }
        match u64::try_from(self.exponent) {
            Ok(0 | 1) | Err(_) => Err("crypto/rsa: public exponent too small or negative"),
            Ok(even) if even & 1 == 0 => Err("crypto/rsa: public exponent is even"),
            Ok(large) if large > 0x7fff_ffff => Err("crypto/rsa: public exponent too large"),
            Ok(exponent) => Ok(exponent),
        }
    }

    /// `NewPrivateKeyWithPrecomputation`: numbers that must be below another are.
    fn numbers(&self, release: GoRelease) -> Result<Numbers, &'static str> {
        let [p, q] = self.primes;
        let moduli = if self.additional.is_empty() {
            [self.modulus, p, q]
        } else {
            [self.modulus; 3]
        };
        if moduli.contains(&&[1][..]) {
            return Err("modulus must be > 1");
        }
        let n = number(self.modulus);
        let short = unsigned(self.private_exponent).len() <= LIMIT;
        let d = if short && !release.has(Change::RsaKeysChecked) {
            number(self.private_exponent)
        } else {
            below(self.private_exponent, &n)?
        };
        // A prime that is too long for any arithmetic is above the modulus too.
        let [p, q] = [p, q].map(|prime| {
            let prime = unsigned(prime);
            number(prime.get(..LIMIT + 1).unwrap_or(prime))
        });
        let given = self.given(release);
        let inverse = given
            .map(|[_, _, inverse]| below(inverse, &p))
            .transpose()?;
        Ok(Numbers {
            n,
            d,
            p,
            q,
            exponents: given
                .map(|[d_p, d_q, _]| [d_p, d_q].map(|one| Zeroizing::new(one.to_vec()))),
            inverse,
        })
    }

    /// The CRT values, if all three are given; Go 1.23 computed them itself.
    fn given(&self, release: GoRelease) -> Option<[&'a [u8]; 3]> {
        let [d_p, d_q, inverse] = self.crt;
        let given = [d_p?, d_q?, inverse?];
        release.has(Change::RsaKeysChecked).then_some(given)
    }
}

/// The numbers of a key with two primes.
struct Numbers {
    n: Zeroizing<BoxedUint>,
    d: Zeroizing<BoxedUint>,
    p: Zeroizing<BoxedUint>,
    q: Zeroizing<BoxedUint>,
    exponents: Option<[Zeroizing<Vec<u8>>; 2]>,
    inverse: Option<Zeroizing<BoxedUint>>,
}

impl Numbers {
    /// crypto/internal/fips140/rsa `checkPrivateKey`, in its order.
    fn check(&self, release: GoRelease, exponent: u64) -> Result<(), &'static str> {
        let Self { n, d, p, q, .. } = self;
        if p.cmp_vartime(&**n).is_ge() || q.cmp_vartime(&**n).is_ge() {
            return Err("crypto/rsa: invalid prime");
        }
        if !divides(n, &product(p, q)) {
            return Err("crypto/rsa: p * q != n");
        }
        let e = BoxedUint::from(exponent);
        let [d_p, d_q] = match &self.exponents {
            Some([d_p, d_q]) => [Some(d_p.as_slice()), Some(d_q.as_slice())],
            None => [None, None],
        };
        let d_p = minus_one_exponent(p, d, d_p, &e)?;
        let d_q = minus_one_exponent(q, d, d_q, &e)?;
        if let Some(inverse) = &self.inverse
            && !divides(p, &less_one(&product(inverse, q)))
        {
            return Err("crypto/rsa: invalid CRT coefficient");
        }
        if release.has(Change::CheckedExponents) {
            if !d_p {
                return Err("crypto/rsa: d does not match dP");
            }
            if !d_q {
                return Err("crypto/rsa: d does not match dQ");
            }
        }
        if !release.has(Change::RsaKeysChecked) {
            return Ok(());
        }
        let difference = Zeroizing::new(if p.cmp_vartime(&**q).is_gt() {
            p.wrapping_sub(&**q)
        } else {
            q.wrapping_sub(&**p)
        });
        let half = n.bit_width_vartime() / 2;
        if difference.bit_width_vartime() <= half.saturating_sub(100) {
            return Err("crypto/rsa: |p - q| too small");
        }
        if d.bit_width_vartime() <= half {
            return Err("crypto/rsa: d too small");
        }
        Ok(())
    }
}

/// bigmod `SetBytes`: a number below a modulus; one with more 64-bit limbs is told apart.
fn below(content: &[u8], modulus: &BoxedUint) -> Result<Zeroizing<BoxedUint>, &'static str> {
    let limbs = u64::from(modulus.bit_width_vartime()).div_ceil(64);
    if u64::try_from(unsigned(content).len()).is_ok_and(|length| length > 8 * limbs) {
        return Err("input overflows the modulus size");
    }
    let found = number(content);
    if found.cmp_vartime(modulus).is_ge() {
        return Err("input overflows the modulus");
    }
    Ok(found)
}

/// Checks `e * exponent = 1 mod (prime - 1)`, where the exponent is the given one or comes from `d`; says whether it
/// is `d mod (prime - 1)`.
fn minus_one_exponent(
    prime: &BoxedUint,
    d: &BoxedUint,
    given: Option<&[u8]>,
    e: &BoxedUint,
) -> Result<bool, &'static str> {
    let invalid = "crypto/rsa: invalid CRT exponent";
    let order = less_one(prime);
    match order.bit_width_vartime() {
        0 => return Err("crypto/rsa: invalid prime"),
        1 => return Err(invalid),
        _ => {}
    }
    let inverts = |exponent| divides(&order, &less_one(&product(exponent, e)));
    let Some(given) = given else {
        return if inverts(d) { Ok(true) } else { Err(invalid) };
    };
    let exponent = below(given, &order).map_err(|_| invalid)?;
    if !inverts(&exponent) {
        return Err(invalid);
    }
    let difference = Zeroizing::new(d.wrapping_sub(&*exponent));
    Ok(d.cmp_vartime(&*exponent).is_ge() && divides(&order, &difference))
}

fn product(one: &BoxedUint, other: &BoxedUint) -> Zeroizing<BoxedUint> {
    Zeroizing::new(one.concatenating_mul(other))
}

/// Of a number that is not zero.
fn less_one(number: &BoxedUint) -> Zeroizing<BoxedUint> {
    Zeroizing::new(number.wrapping_sub(BoxedUint::one()))
}

/// Asked so, and not by a remainder, since to divide what is known to be a multiple takes a fraction of the time.
fn divides(divisor: &BoxedUint, number: &BoxedUint) -> bool {
    let Some(divisor) = divisor.as_nz_vartime() else {
        return false;
    };
    let quotient = number.div_exact_vartime(divisor).into_option();
    quotient.map(Zeroizing::new).is_some()
}

fn number(content: &[u8]) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(unsigned(content)))
}

fn unsigned(content: &[u8]) -> &[u8] {
    content.strip_prefix(&[0]).unwrap_or(content)
}

fn is_positive(content: &[u8]) -> bool {
    content != [0] && content.first().is_some_and(|first| first & 0x80 == 0)
}

/// No arithmetic is done above 16,384 bits; crypto/tls refuses more than 8,192 in any case.
const LIMIT: usize = 16_384 / 8;

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the same arithmetic in 64 bits, for every `d` and `dP` of small primes.
    #[test]
    fn exponents_are_inverses_of_e() {
        let number = |value: u64| BoxedUint::from(value);
        for prime in [3, 5, 7, 13, 61] {
            let order = prime - 1;
            for e in [3, 5, 7, 17] {
                for d in 1..4 * prime {
                    let inverts = e * d % order == 1 % order;
                    let from_d = minus_one_exponent(&number(prime), &number(d), None, &number(e));
                    assert_eq!(from_d.is_ok(), inverts, "{prime} {e} {d}");
                    for given in 1..prime + 2 {
                        let octet = [u8::try_from(given).unwrap()];
                        let found = minus_one_exponent(
                            &number(prime),
                            &number(d),
                            Some(&octet),
                            &number(e),
                        );
                        let wanted =
                            (given < order && e * given % order == 1).then_some(d % order == given);
                        assert_eq!(found.ok(), wanted, "{prime} {e} {d} {given}");
                    }
                }
            }
        }
    }

    #[test]
    fn divides_what_is_a_multiple() {
        for divisor in 1..70_u64 {
            for number in 0..400_u64 {
                let found = divides(&BoxedUint::from(divisor), &BoxedUint::from(number));
                assert_eq!(found, number % divisor == 0, "{number} {divisor}");
            }
        }
        assert!(!divides(&BoxedUint::zero(), &BoxedUint::one()));
    }

    /// Recorded from `x509.ParsePKCS1PrivateKey` of Go 1.23.9 and 1.24.3, with longer numbers.
    #[test]
    fn go_1_23_minds_neither_crt_values_nor_a_long_exponent() {
        // 5 * 11 with e = 3 and d = 3^-1 mod 20, or that and 60.
        let key = |private_exponent, crt| RsaFields {
            version: 0,
            modulus: &[55],
            exponent: 3,
            private_exponent,
            primes: [&[11], &[5]],
            crt,
            additional: Vec::new(),
        };
        let since = |key: &RsaFields<'_>| key.check(GoRelease::GO_1_24).err();
        let whole = key(&[7], [None; 3]);
        assert!(whole.check(GoRelease::GO_1_23).is_ok());
        // So short a key is refused for that alone.
        assert_eq!(since(&whole), Some("crypto/rsa: d too small"));
        let long = key(&[67], [None; 3]);
        assert!(long.check(GoRelease::GO_1_23).is_ok());
        assert_eq!(since(&long), Some("input overflows the modulus"));
        let zeros = key(&[7], [Some(&[0][..]); 3]);
        assert!(zeros.check(GoRelease::GO_1_23).is_ok());
        let text = "x509: private key contains zero or negative value";
        assert_eq!(since(&zeros), Some(text));
    }
}
