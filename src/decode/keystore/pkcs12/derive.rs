//! The key derivation of PKCS#12 itself (RFC 7292 appendix B).

use aws_lc_rs::digest::{
    Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA224, SHA256, SHA384, SHA512,
};
use aws_lc_rs::{hmac, pbkdf2};

use crate::decode::keystore::password::Password;
use crate::ground::secret::Secret;

/// What a key is for (appendix B.3).
pub(super) const PURPOSE_KEY: u8 = 1;
pub(super) const PURPOSE_IV: u8 = 2;
pub(super) const PURPOSE_MAC: u8 = 3;

/// A hash that such keys are derived with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    /// By its object identifier (NIST's 2.16.840.1.101.3.4.2 and 1.3.14.3.2.26).
    pub(super) fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            b"\x2b\x0e\x03\x02\x1a" => Self::Sha1,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x04" => Self::Sha224,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x01" => Self::Sha256,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x02" => Self::Sha384,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x03" => Self::Sha512,
            _ => return None,
        })
    }

    fn algorithm(self) -> &'static Algorithm {
        match self {
            Self::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &SHA224,
            Self::Sha256 => &SHA256,
            Self::Sha384 => &SHA384,
            Self::Sha512 => &SHA512,
        }
    }

    /// The same for PBKDF2; none where the library has none.
    pub(super) const fn pbkdf2(self) -> Option<pbkdf2::Algorithm> {
        match self {
            Self::Sha1 => Some(pbkdf2::PBKDF2_HMAC_SHA1),
            Self::Sha224 => None,
            Self::Sha256 => Some(pbkdf2::PBKDF2_HMAC_SHA256),
            Self::Sha384 => Some(pbkdf2::PBKDF2_HMAC_SHA384),
            Self::Sha512 => Some(pbkdf2::PBKDF2_HMAC_SHA512),
        }
    }

    /// Of its value, in bytes.
    pub(super) fn length(self) -> usize {
        self.algorithm().output_len()
    }

    /// Whether `tag` is the HMAC of the data.
    pub(super) fn verifies(self, key: &[u8], data: &[u8], tag: &[u8]) -> bool {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => hmac::HMAC_SHA224,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
        };
        hmac::verify(&hmac::Key::new(algorithm, key), data, tag).is_ok()
    }
}

/// What a key is derived from.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) password: &'a Password<'a>,
    pub(super) salt: &'a [u8],
    pub(super) iterations: u64,
}

/// `length` bytes for a purpose.
pub(super) fn derive(digest: Digest, purpose: u8, input: &Input<'_>, length: usize) -> Secret {
    let block = digest.algorithm().block_len();
    let (password, salt, iterations) = (input.password.units(), input.salt, input.iterations);
    let filled = |text: &[u8]| {
        let length = text.len().div_ceil(block) * block;
        text.iter()
            .copied()
            .cycle()
            .take(length)
            .collect::<Vec<_>>()
    };
    let mut input = zeroize::Zeroizing::new(filled(salt));
    input.extend(zeroize::Zeroizing::new(filled(password)).iter());
    let mut derived = Vec::with_capacity(length + block);
    loop {
        let mut context = Context::new(digest.algorithm());
        context.update(&vec![purpose; block]);
        context.update(&input);
        let mut value = context.finish();
        for _ in 1..iterations {
            value = aws_lc_rs::digest::digest(digest.algorithm(), value.as_ref());
        }
        derived.extend_from_slice(value.as_ref());
        if derived.len() >= length {
            derived.truncate(length);
            return Secret::new(derived);
        }
        let added = value.as_ref().iter().copied().cycle().take(block);
        let added: Vec<u8> = added.collect();
        for part in input.chunks_mut(block) {
            add_one_more(part, &added);
        }
    }
}

/// `part + added + 1`, of big-endian numbers, without what does not fit.
fn add_one_more(part: &mut [u8], added: &[u8]) {
    let mut carry = 1_u16;
    for (digit, added) in part.iter_mut().zip(added).rev() {
        carry += u16::from(*digit) + u16::from(*added);
        *digit = carry.to_be_bytes()[1];
        carry >>= 8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of Bouncy Castle's and OpenSSL's tests ("smeg", "queeg").
    #[test]
    fn derives_what_others_derive() {
        let hex = |secret: Secret| {
            let bytes = secret.expose().iter();
            bytes.map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
        let (smeg, queeg) = (Password::given(b"smeg"), Password::given(b"queeg"));
        let input = Input {
            password: &smeg,
            salt: &salt,
            iterations: 1,
        };
        let key = derive(Digest::Sha1, PURPOSE_KEY, &input, 24);
        assert_eq!(hex(key), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
        let iv = derive(Digest::Sha1, PURPOSE_IV, &input, 8);
        assert_eq!(hex(iv), "79993dfe048d3b76");
        let salt = [0x05, 0xde, 0xc9, 0x59, 0xac, 0xff, 0x72, 0xf7];
        let input = Input {
            password: &queeg,
            salt: &salt,
            iterations: 1000,
        };
        let key = derive(Digest::Sha1, PURPOSE_KEY, &input, 24);
        assert_eq!(hex(key), "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4");
    }
}
