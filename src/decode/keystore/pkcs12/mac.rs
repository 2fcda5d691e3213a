//! The MAC over a store: by PKCS#12's own key derivation (RFC 7292 §4), or PBMAC1 (RFC 9579).

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

use super::derive::{Digest, Input, PURPOSE_MAC, derive};
use super::named::{algorithm_name, hmac_digest};
use super::number::number;
use super::pbes2::PBKDF2;
use crate::decode::keystore::password::Password;
use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};
use crate::ground::secret::Secret;

/// id-PBMAC1 (RFC 8018 appendix A.5).
const PBMAC1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e";
/// A key of an HMAC is as long as its hash; longer ones only cost.
const LONGEST_KEY: u64 = 64;

/// The MAC of a store.
pub(super) enum Mac<'a> {
    /// By the key derivation of PKCS#12.
    Own(Keyed<'a>),
    /// PBMAC1: the key comes of PBKDF2 with another hash, perhaps.
    Pbmac1 {
        keyed: Keyed<'a>,
        prf: pbkdf2::Algorithm,
        length: usize,
    },
    /// Of an algorithm, by its name, that is not known here.
    Unknown(String),
}

/// What is common to both.
pub(super) struct Keyed<'a> {
    digest: Digest,
    value: &'a [u8],
    salt: &'a [u8],
    iterations: u64,
}

impl<'a> Mac<'a> {
    /// Reads a `MacData`; none where it is not of that shape.
    pub(super) fn read(mut mac: Reader<'a>) -> Option<Self> {
        let mut info = mac.content_of(SEQUENCE)?;
        let mut algorithm = info.content_of(SEQUENCE)?;
        let oid = algorithm.content_of(OID)?.bytes();
        let value = info.content_of(OCTET_STRING)?.bytes();
        if oid == PBMAC1 {
            // Salt and iterations of MacData are not looked at (RFC 9579 §5).
            return Some(Self::pbmac1(algorithm, value).unwrap_or_else(|| {
                Self::Unknown("PBMAC1 with an algorithm of its own".to_owned())
            }));
        }
        let salt = mac.content_of(OCTET_STRING)?.bytes();
        let iterations = match mac.bytes() {
            [] => 1,
            _ => number(mac.content_of(INTEGER)?.bytes()),
        };
        Some(match Digest::of(oid) {
            Some(digest) => Self::Own(Keyed {
                digest,
                value,
                salt,
                iterations,
            }),
            None => Self::Unknown(format!("HMAC with {}", algorithm_name(oid))),
        })
    }

    /// Its parameters (RFC 8018 appendix A.5); the length of the key has to be given (RFC 9579 §5).
    fn pbmac1(mut algorithm: Reader<'a>, value: &'a [u8]) -> Option<Self> {
        let mut parameters = algorithm.content_of(SEQUENCE)?;
        let mut derivation = parameters.content_of(SEQUENCE)?;
        let digest = hmac_digest(parameters.content_of(SEQUENCE)?.content_of(OID)?.bytes())?;
        if derivation.content_of(OID)?.bytes() != PBKDF2 {
            return None;
        }
        let mut derivation = derivation.content_of(SEQUENCE)?;
        let salt = derivation.content_of(OCTET_STRING)?.bytes();
        let iterations = number(derivation.content_of(INTEGER)?.bytes());
        let length = number(derivation.content_of(INTEGER)?.bytes());
        let prf = match derivation.content_of(SEQUENCE) {
            Some(mut prf) => hmac_digest(prf.content_of(OID)?.bytes())?,
            None => Digest::Sha1,
        };
        if !(1..=LONGEST_KEY).contains(&length) {
            return None;
        }
        Some(Self::Pbmac1 {
            keyed: Keyed {
                digest,
                value,
                salt,
                iterations,
            },
            prf: prf.pbkdf2()?,
            length: usize::try_from(length).ok()?,
        })
    }

    /// What it costs to check it.
    pub(super) const fn iterations(&self) -> Option<u64> {
        match self {
            Self::Own(keyed) | Self::Pbmac1 { keyed, .. } => Some(keyed.iterations),
            Self::Unknown(_) => None,
        }
    }

    /// Whether it was made with this password; of one that is unknown, nobody knows.
    pub(super) fn is_over(&self, content: &[u8], password: &Password<'_>) -> bool {
        match self {
            Self::Own(keyed) => {
                let input = Input {
                    password,
                    salt: keyed.salt,
                    iterations: keyed.iterations,
                };
                let length = keyed.digest.length();
                let key = derive(keyed.digest, PURPOSE_MAC, &input, length);
                keyed.verifies(&key, content)
            }
            Self::Pbmac1 { keyed, prf, length } => {
                let iterations = u32::try_from(keyed.iterations).ok();
                let Some(iterations) = iterations.and_then(NonZeroU32::new) else {
                    return false;
                };
                let mut key = vec![0; *length];
                pbkdf2::derive(*prf, iterations, keyed.salt, password.bytes(), &mut key);
                keyed.verifies(&Secret::new(key), content)
            }
            Self::Unknown(_) => true,
        }
    }
}

impl Keyed<'_> {
    fn verifies(&self, key: &Secret, content: &[u8]) -> bool {
        self.digest.verifies(key.expose(), content, self.value)
    }
}
