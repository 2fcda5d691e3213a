//! PKCS#12 (RFC 7292). The parts that hold certificates are decrypted, key bags never are: what a store costs is the key
//! derivation of each of its parts and of its MAC, and a [`Budget`] pays for that before any key is derived.

mod derive;
mod part;
mod safe;
mod scheme;

use super::{Budget, KeyStoreProblem, Opened, StoredCertificate};
use crate::ground::secret::Secret;
use part::Store;

/// No store of a server or client has more bytes.
const LARGEST: usize = 4 << 20;
/// Why a store does not open.
enum Refused {
    /// It would not open with any password.
    Problem(KeyStoreProblem),
    /// Not with this one.
    Password,
}

pub(super) fn open(bytes: &[u8], passwords: &[Secret], budget: &mut Budget) -> Opened {
    let mut opened = Opened::default();
    match certificates(bytes, passwords, budget) {
        Ok(certificates) => opened.certificates = certificates,
        Err(problem) => opened.problem = Some(problem),
    }
    opened
}

fn certificates(
    bytes: &[u8],
    passwords: &[Secret],
    budget: &mut Budget,
) -> Result<Vec<StoredCertificate>, KeyStoreProblem> {
    if bytes.len() > LARGEST {
        return Err(KeyStoreProblem::TooCostly("it has more than 4 MiB"));
    }
    let store = Store::read(bytes)
        .map_err(malformed)?
        .ok_or_else(|| malformed("it is no DER as RFC 7292 has it"))?;
    let given = passwords
        .iter()
        .filter_map(|password| std::str::from_utf8(password.expose()).ok());
    for password in std::iter::once("").chain(given) {
        match store.open(password, budget) {
            Ok(certificates) => return Ok(certificates),
            Err(Refused::Password) => {}
            Err(Refused::Problem(problem)) => return Err(problem),
        }
    }
    Err(if passwords.is_empty() {
        KeyStoreProblem::PasswordNeeded
    } else {
        KeyStoreProblem::WrongPassword
    })
}

impl From<KeyStoreProblem> for Refused {
    fn from(problem: KeyStoreProblem) -> Self {
        Self::Problem(problem)
    }
}

fn malformed(text: &str) -> KeyStoreProblem {
    KeyStoreProblem::Malformed(text.to_owned())
}

#[cfg(test)]
mod tests;
