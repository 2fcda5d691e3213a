//! PKCS#12 through the crate `p12-keystore`, which caps the iterations of each key derivation at a million; here their
//! sum is capped too.

use memchr::memmem;
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;

use super::{KeyStoreProblem, Opened, StoredCertificate};
use crate::decode::der::{INTEGER, Reader};
use crate::secret::Secret;

/// No store of a server or client has more bytes.
const LARGEST: usize = 4 << 20;
/// Each encrypted part derives a key of its own. Java takes 10,000 iterations for one, OpenSSL 2,048.
const MOST_ITERATIONS: u64 = 4_000_000;
/// Prefixes of pkcs-12PbeIds (RFC 7292 appendix C) and of PBES2 (RFC 8018 appendix A.4).
const ENCRYPTED: [&[u8]; 2] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d",
];

pub(super) fn open(bytes: &[u8], passwords: &[Secret]) -> Opened {
    let fail = |problem| Opened {
        certificates: Vec::new(),
        problem: Some(problem),
    };
    let malformed = |text: &str| fail(KeyStoreProblem::Malformed(text.to_owned()));
    if bytes.len() > LARGEST {
        return malformed("it has more than 4 MiB");
    }
    if iterations(bytes) > MOST_ITERATIONS {
        return malformed("its key derivations have too many iterations");
    }
    let given = passwords
        .iter()
        .filter_map(|password| std::str::from_utf8(password.expose()).ok());
    for password in std::iter::once("").chain(given) {
        match Pkcs12Archive::from_pkcs12(bytes, password) {
            Ok(archive) => {
                return Opened {
                    certificates: certificates(archive),
                    problem: None,
                };
            }
            // What a wrong password leads to, with a MAC and without.
            Err(
                Error::MacError(_)
                | Error::UnpadError
                | Error::Pkcs5Error(_)
                | Error::InvalidLength
                | Error::InvalidData,
            ) => {}
            // Garbage in place of what is decrypted; without a MAC only the structure tells.
            Err(Error::DerError(_)) if decodes(bytes) => {}
            Err(Error::InvalidParameters) => {
                return malformed("its key derivation has too many iterations, or none");
            }
            Err(Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm) => {
                return malformed("its encryption is unknown");
            }
            Err(_) => return malformed("it is no DER as RFC 7292 has it"),
        }
    }
    fail(if passwords.is_empty() {
        KeyStoreProblem::PasswordNeeded
    } else {
        KeyStoreProblem::WrongPassword
    })
}

/// The iterations of every key derivation that can be seen from outside.
fn iterations(bytes: &[u8]) -> u64 {
    let parts = ENCRYPTED
        .iter()
        .flat_map(|oid| memmem::find_iter(bytes, oid).map(|at| at.saturating_add(oid.len())));
    parts
        .filter_map(|at| {
            let mut rest = bytes.get(at..)?;
            // The last arc of a PKCS#12 algorithm stands before its parameters.
            if rest.first() != Some(&0x30) {
                rest = rest.get(1..)?;
            }
            first_integer(Reader(rest))
        })
        .fold(0, u64::saturating_add)
}

/// Parameters are a salt and the count, in PBES2 two levels further in.
fn first_integer(mut reader: Reader<'_>) -> Option<u64> {
    for _ in 0..8 {
        let element = reader.next()?;
        if element.tag == INTEGER {
            let digits = element.content.iter();
            return Some(digits.fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte)));
        }
        if element.tag & 0x20 != 0 {
            reader = Reader(element.content);
        }
    }
    None
}

/// Whether the outside is one whole element.
fn decodes(bytes: &[u8]) -> bool {
    let mut reader = Reader(bytes);
    reader.next().is_some() && reader.next().is_none()
}

fn certificates(archive: Pkcs12Archive) -> Vec<StoredCertificate> {
    let numbers = 1_u32..;
    archive
        .certs
        .into_iter()
        .zip(numbers)
        .map(|(bag, number)| StoredCertificate {
            alias: bag.friendly_name,
            number,
            der: bag.cert.as_der().to_vec(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &[u8] = include_bytes!("../../../fixtures/keystores/web.p12");
    const LEGACY: &[u8] = include_bytes!("../../../fixtures/keystores/legacy.p12");
    const MANY: &[u8] = include_bytes!("../../../fixtures/keystores/iterations.p12");

    #[test]
    fn counts_iterations_before_any_key_is_derived() {
        // PBES2 for certificates and key; in the older one pkcs-12PbeIds.
        assert_eq!(iterations(WEB), 2 * 2048);
        assert_eq!(iterations(LEGACY), 2 * 2048);
        assert_eq!(iterations(MANY), 2 * 2_000_000);
        let opened = open(&WEB.repeat(1000), &[]);
        assert!(matches!(
            opened.problem,
            Some(KeyStoreProblem::Malformed(text)) if text.contains("iterations")
        ));
    }
}
