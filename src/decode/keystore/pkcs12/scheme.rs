//! How a part is encrypted: PBES2 (RFC 8018 §6.2), or the older schemes of RFC 7292 appendix C that are still met.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use pkcs5::der::Decode;
use pkcs5::pbes2::{Kdf, Parameters};

use super::derive::{Digest, PURPOSE_IV, PURPOSE_KEY, derive};
use super::part::number;
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};

const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
/// pbeWithSHAAnd3-KeyTripleDES-CBC and pbeWithSHAAnd40BitRC2-CBC.
const TRIPLE_DES: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03";
const RC2_40: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06";
/// What scrypt may fill.
const MOST_MEMORY: u64 = 32 << 20;

/// An encryption with its parameters.
pub(super) enum Scheme {
    Pbes2(Box<Parameters>),
    Older {
        cipher: Older,
        salt: Vec<u8>,
        iterations: u64,
    },
}

#[derive(Clone, Copy)]
pub(super) enum Older {
    TripleDes,
    Rc2,
}

impl Scheme {
    /// From the content of an AlgorithmIdentifier; none where it is unknown.
    pub(super) fn read(mut algorithm: Reader<'_>) -> Option<Self> {
        let oid = algorithm.content_of(OID)?.bytes();
        if oid == PBES2 {
            return Some(Self::Pbes2(Box::new(
                Parameters::from_der(algorithm.bytes()).ok()?,
            )));
        }
        let cipher = match oid {
            TRIPLE_DES => Older::TripleDes,
            RC2_40 => Older::Rc2,
            _ => return None,
        };
        let mut parameters = algorithm.content_of(SEQUENCE)?;
        Some(Self::Older {
            cipher,
            salt: parameters.content_of(OCTET_STRING)?.bytes().to_vec(),
            iterations: number(parameters.content_of(INTEGER)?.bytes()),
        })
    }

    /// The work of its key derivation, in iterations of a hash.
    pub(super) fn iterations(&self) -> u64 {
        match self {
            Self::Older { iterations, .. } => *iterations,
            Self::Pbes2(parameters) => match &parameters.kdf {
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
            },
        }
    }

    /// What is encrypted; none where the password is another.
    pub(super) fn decrypt(&self, data: &[u8], password: &str) -> Option<Vec<u8>> {
        match self {
            Self::Pbes2(parameters) => parameters.decrypt(password.as_bytes(), data).ok(),
            Self::Older {
                cipher,
                salt,
                iterations,
            } => {
                let input = (password, salt.as_slice(), *iterations);
                let key = |length| derive(Digest::Sha1, PURPOSE_KEY, input, length);
                let iv = derive(Digest::Sha1, PURPOSE_IV, input, 8);
                match cipher {
                    Older::TripleDes => {
                        chained::<des::TdesEde3>(key(24).expose(), iv.expose(), data)
                    }
                    Older::Rc2 => chained::<rc2::Rc2>(key(5).expose(), iv.expose(), data),
                }
            }
        }
    }
}

fn chained<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    cipher.decrypt_padded_vec::<Pkcs7>(data).ok()
}
