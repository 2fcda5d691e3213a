//! How a part is encrypted: PBES2 (RFC 8018 §6.2), or the older schemes of RFC 7292 appendix C that are still met.

use super::chained::chained;
use super::derive::{Digest, Input, PURPOSE_IV, PURPOSE_KEY, derive};
use super::named::{UnknownAlgorithm, algorithm_name};
use super::number::number;
use super::pbes2::Pbes2;
use crate::decode::keystore::password::Password;
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};

const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
/// Those of PKCS#12 itself stand below pkcs-12PbeIds.
const OF_PKCS12: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01";
/// An encryption with its parameters.
pub(super) enum Scheme {
    Pbes2(Pbes2),
    Older {
        cipher: Older,
        salt: Vec<u8>,
        iterations: u64,
    },
}

#[derive(Clone, Copy)]
pub(super) enum Older {
    TripleDes,
    TripleDesOfTwoKeys,
    Rc2Of128Bits,
    Rc2Of40Bits,
}

impl Older {
    fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid.strip_prefix(OF_PKCS12)? {
            [3] => Self::TripleDes,
            [4] => Self::TripleDesOfTwoKeys,
            [5] => Self::Rc2Of128Bits,
            [6] => Self::Rc2Of40Bits,
            _ => return None,
        })
    }

    /// Bytes of its key.
    const fn key_length(self) -> usize {
        match self {
            Self::TripleDes => 24,
            Self::TripleDesOfTwoKeys | Self::Rc2Of128Bits => 16,
            Self::Rc2Of40Bits => 5,
        }
    }

    fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => chained::<des::TdesEde3>(key, iv, data),
            Self::TripleDesOfTwoKeys => chained::<des::TdesEde2>(key, iv, data),
            // Its effective bits are those of the key.
            Self::Rc2Of128Bits | Self::Rc2Of40Bits => chained::<rc2::Rc2>(key, iv, data),
        }
    }
}

impl Scheme {
    /// From the content of an AlgorithmIdentifier; none where it is not of that shape, or the name of an algorithm that
    /// is not known here.
    pub(super) fn read(mut algorithm: Reader<'_>) -> Option<Result<Self, UnknownAlgorithm>> {
        let oid = algorithm.content_of(OID)?.bytes();
        if oid == PBES2 {
            return Some(Pbes2::read(algorithm)?.map(Self::Pbes2));
        }
        let Some(cipher) = Older::of(oid) else {
            return Some(Err(UnknownAlgorithm(algorithm_name(oid))));
        };
        let mut parameters = algorithm.content_of(SEQUENCE)?;
        Some(Ok(Self::Older {
            cipher,
            salt: parameters.content_of(OCTET_STRING)?.bytes().to_vec(),
            iterations: number(parameters.content_of(INTEGER)?.bytes()),
        }))
    }

    /// The work of its key derivation, in iterations of a hash.
    pub(super) fn iterations(&self) -> u64 {
        match self {
            Self::Older { iterations, .. } => *iterations,
            Self::Pbes2(scheme) => scheme.iterations(),
        }
    }

    /// What is encrypted; none where the password is another.
    pub(super) fn decrypt(&self, data: &[u8], password: &Password<'_>) -> Option<Vec<u8>> {
        match self {
            Self::Pbes2(scheme) => scheme.decrypt(data, password.bytes()),
            Self::Older {
                cipher,
                salt,
                iterations,
            } => {
                let input = Input {
                    password,
                    salt,
                    iterations: *iterations,
                };
                let length = cipher.key_length();
                let key = derive(Digest::Sha1, PURPOSE_KEY, &input, length);
                let iv = derive(Digest::Sha1, PURPOSE_IV, &input, 8);
                cipher.decrypt(key.expose(), iv.expose(), data)
            }
        }
    }
}
