//! PKCS#12 (RFC 7292). The parts that hold certificates are decrypted, key bags never are: what a store costs is the key
//! derivation of each of its parts and of its MAC, and a [`Budget`] pays for that before any key is derived.

mod chained;
mod derive;
mod mac;
mod named;
mod number;
mod part;
mod pbes2;
mod safe;
mod scheme;

use super::budget::Budget;
use super::password::Password;
use super::{KeyStoreProblem, Opened};
use crate::decode::ber;
use crate::ground::secret::Secret;
use mac::Mac;
use part::{Outside, Part};

/// No store of a server or client has more bytes.
const LARGEST: usize = 4 << 20;

/// Why a store does not open.
enum Refused {
    /// It would not open with any password.
    Problem(KeyStoreProblem),
    /// Not with this one.
    Password,
}

impl From<KeyStoreProblem> for Refused {
    fn from(problem: KeyStoreProblem) -> Self {
        Self::Problem(problem)
    }
}

/// Opens a store with the first of these passwords that does, and says which it was. The last two are the empty
/// password, and none at all.
pub(super) fn open(
    bytes: &[u8],
    passwords: &[Password<'_>],
    budget: &mut Budget,
) -> (Opened, Option<usize>) {
    match try_all(bytes, passwords, budget) {
        Ok((opened, by)) => (opened, Some(by)),
        Err(problem) => (Opened::closed(problem), None),
    }
}

fn try_all(
    bytes: &[u8],
    passwords: &[Password<'_>],
    budget: &mut Budget,
) -> Result<(Opened, usize), KeyStoreProblem> {
    if bytes.len() > LARGEST {
        return Err(KeyStoreProblem::TooCostly("it has more than 4 MiB"));
    }
    let converted;
    let outside = match Outside::read(bytes) {
        Some(outside) => outside,
        None => {
            converted = ber::to_der(bytes).ok_or_else(malformed)?;
            Outside::read(converted.expose()).ok_or_else(malformed)?
        }
    };
    let store = Store {
        parts: part::parts(outside.content).ok_or_else(malformed)?,
        content: outside.content,
        mac: outside.mac,
    };
    for (index, password) in passwords.iter().enumerate() {
        budget.next_password();
        match store.open(password, budget) {
            Ok(opened) => return Ok((opened, index)),
            Err(Refused::Password) => {}
            Err(Refused::Problem(problem)) => return Err(problem),
        }
    }
    // The empty password and none are always tried.
    Err(if passwords.len() <= 2 {
        KeyStoreProblem::PasswordNeeded
    } else {
        KeyStoreProblem::WrongPassword
    })
}

/// A store as it stands in a file.
struct Store<'a> {
    /// What the MAC is over.
    content: &'a [u8],
    mac: Option<Mac<'a>>,
    parts: Vec<Part>,
}

impl Store<'_> {
    /// Its certificates, in order.
    fn open(&self, password: &Password<'_>, budget: &mut Budget) -> Result<Opened, Refused> {
        let mut opened = Opened::default();
        let mut confirmed = false;
        match &self.mac {
            Some(Mac::Unknown(name)) => {
                let problem = KeyStoreProblem::NotChecked(name.clone());
                opened.problems.push(problem);
            }
            Some(mac) => {
                budget.spend(mac.iterations().unwrap_or_default())?;
                if !mac.is_over(self.content, password) {
                    return Err(Refused::Password);
                }
                confirmed = true;
            }
            None => {}
        }
        for part in &self.parts {
            let found = &mut opened.certificates;
            match part {
                Part::Plain(bytes) => {
                    safe::certificates(bytes.expose(), found).ok_or_else(malformed)?;
                }
                Part::Encrypted { scheme, data } => {
                    budget.spend(scheme.iterations())?;
                    let plain = scheme.decrypt(data, password).ok_or(Refused::Password)?;
                    let plain = Secret::new(plain);
                    // Without a MAC only the structure tells that the password is another.
                    let refused = || match confirmed {
                        true => Refused::Problem(malformed()),
                        false => Refused::Password,
                    };
                    safe::certificates(plain.expose(), found).ok_or_else(refused)?;
                }
                Part::Closed(name) => {
                    let problem = KeyStoreProblem::UnknownEncryption(name.clone());
                    opened.problems.push(problem);
                }
            }
        }
        for (certificate, number) in opened.certificates.iter_mut().zip(1..) {
            certificate.number = number;
        }
        Ok(opened)
    }
}

fn malformed() -> KeyStoreProblem {
    KeyStoreProblem::Malformed("it is no DER or BER as RFC 7292 has it".to_owned())
}

#[cfg(test)]
mod tests;
