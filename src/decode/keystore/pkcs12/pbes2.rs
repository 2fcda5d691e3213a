//! PBES2 (RFC 8018 §6.2): a key by PBKDF2, or by scrypt, and a cipher of its own.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use pkcs5::der::Decode;
use pkcs5::pbes2::{Kdf, Parameters};

use super::chained::chained;
use super::derive::Digest;
use super::named::{UnknownAlgorithm, algorithm_name, hmac_digest};
use super::number::number;
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};
use crate::ground::secret::Secret;

/// id-PBKDF2.
pub(super) const PBKDF2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
/// des-EDE3-CBC, and NIST's aes, below which stand AES-128, -192 and -256 in CBC.
const TRIPLE_DES: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x03\x07";
const AES: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01";
/// What scrypt may fill.
const MOST_MEMORY: u64 = 32 << 20;

/// The scheme with its parameters.
pub(super) enum Pbes2 {
    /// By PBKDF2, with a salt of any length: pkijs takes 64 bytes, and pkcs5 no more than 32.
    Pbkdf2 {
        derivation: Pbkdf2,
        cipher: Cipher,
        iv: Vec<u8>,
    },
    /// What pkcs5 knows beside that: scrypt, and SHA-224.
    Other(Box<Parameters>),
}

/// A key derivation (RFC 8018 §5.2).
pub(super) struct Pbkdf2 {
    prf: pbkdf2::Algorithm,
    salt: Vec<u8>,
    iterations: u64,
}

#[derive(Clone, Copy)]
pub(super) enum Cipher {
    TripleDes,
    Aes128,
    Aes192,
    Aes256,
}

impl Pbes2 {
    /// From the parameters; none where they are not of that shape, or the name of what is not known here.
    pub(super) fn read(mut algorithm: Reader<'_>) -> Option<Result<Self, UnknownAlgorithm>> {
        let whole = algorithm.bytes();
        let mut parameters = algorithm.content_of(SEQUENCE)?;
        let derivation = parameters.content_of(SEQUENCE)?;
        let mut encryption = parameters.content_of(SEQUENCE)?;
        let oid = encryption.content_of(OID)?.bytes();
        if let Some(cipher) = Cipher::of(oid)
            && let Some(derivation) = Pbkdf2::read(derivation)
        {
            let iv = encryption.content_of(OCTET_STRING)?.bytes().to_vec();
            return Some(Ok(Self::Pbkdf2 {
                derivation,
                cipher,
                iv,
            }));
        }
        Some(match Parameters::from_der(whole) {
            Ok(parameters) => Ok(Self::Other(Box::new(parameters))),
            Err(_) => Err(UnknownAlgorithm(format!(
                "PBES2 with {}",
                algorithm_name(oid)
            ))),
        })
    }

    /// The work of its key derivation, in iterations of a hash.
    pub(super) fn iterations(&self) -> u64 {
        let parameters = match self {
            Self::Pbkdf2 { derivation, .. } => return derivation.iterations,
            Self::Other(parameters) => parameters,
        };
        match &parameters.kdf {
            Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count.into(),
            Kdf::Scrypt(scrypt) => {
                let blocks = scrypt
                    .cost_parameter
                    .saturating_mul(scrypt.block_size.into());
                if blocks.saturating_mul(128) > MOST_MEMORY {
                    return u64::MAX;
                }
                // Each block is mixed twice over, both times two halves of it.
                blocks
                    .saturating_mul(scrypt.parallelization.into())
                    .saturating_mul(4)
            }
            _ => u64::MAX,
        }
    }

    /// What is encrypted; none where the password is another.
    pub(super) fn decrypt(&self, data: &[u8], password: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Pbkdf2 {
                derivation,
                cipher,
                iv,
            } => {
                let key = derivation.derive(password, cipher.key_length())?;
                cipher.decrypt(key.expose(), iv, data)
            }
            Self::Other(parameters) => parameters.decrypt(password, data).ok(),
        }
    }
}

impl Pbkdf2 {
    /// From an AlgorithmIdentifier; none where it is another derivation, or has a hash that the library has not. The
    /// length of the key is the cipher's: RFC 8018 §6.2.1 lets it be given, and it may not differ.
    fn read(mut algorithm: Reader<'_>) -> Option<Self> {
        if algorithm.content_of(OID)?.bytes() != PBKDF2 {
            return None;
        }
        let mut parameters = algorithm.content_of(SEQUENCE)?;
        let salt = parameters.content_of(OCTET_STRING)?.bytes().to_vec();
        let iterations = number(parameters.content_of(INTEGER)?.bytes());
        if parameters.next_is(INTEGER) {
            parameters.element();
        }
        let prf = match parameters.content_of(SEQUENCE) {
            Some(mut prf) => hmac_digest(prf.content_of(OID)?.bytes())?,
            None => Digest::Sha1,
        };
        Some(Self {
            prf: prf.pbkdf2()?,
            salt,
            iterations,
        })
    }

    fn derive(&self, password: &[u8], length: usize) -> Option<Secret> {
        let iterations = u32::try_from(self.iterations).ok()?;
        let mut key = vec![0; length];
        let iterations = NonZeroU32::new(iterations)?;
        pbkdf2::derive(self.prf, iterations, &self.salt, password, &mut key);
        Some(Secret::new(key))
    }
}

impl Cipher {
    fn of(oid: &[u8]) -> Option<Self> {
        if oid == TRIPLE_DES {
            return Some(Self::TripleDes);
        }
        Some(match oid.strip_prefix(AES)? {
            [2] => Self::Aes128,
            [22] => Self::Aes192,
            [42] => Self::Aes256,
            _ => return None,
        })
    }

    /// Bytes of its key.
    const fn key_length(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => chained::<des::TdesEde3>(key, iv, data),
            Self::Aes128 => chained::<aes::Aes128>(key, iv, data),
            Self::Aes192 => chained::<aes::Aes192>(key, iv, data),
            Self::Aes256 => chained::<aes::Aes256>(key, iv, data),
        }
    }
}
