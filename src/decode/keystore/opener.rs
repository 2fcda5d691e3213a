//! Opens the key stores of one input, which mostly have one password and share what may be spent on them.

use super::budget::Budget;
use super::password::Password;
use super::{Format, KeyStoreProblem, Opened, java, pkcs12};
use crate::ground::secret::Secret;

/// Opens stores with the passwords that were given.
pub(in crate::decode) struct Opener {
    /// What opened the last store comes first.
    passwords: Vec<Secret>,
    budget: Budget,
}

impl Opener {
    pub(in crate::decode) fn new(passwords: &[Secret]) -> Self {
        Self {
            passwords: passwords.to_vec(),
            budget: Budget::new(!passwords.is_empty()),
        }
    }

    /// The certificates of a store. Those of a Java store need no password; with passwords, its integrity is checked.
    pub(in crate::decode) fn open(&mut self, format: Format, bytes: &[u8]) -> Opened {
        match format {
            Format::Pkcs12 => self.pkcs12(bytes),
            Format::Java => java::jks(bytes, &self.passwords),
            Format::Bks => java::bks(bytes),
            Format::Uber => Opened::closed(KeyStoreProblem::NotRead(
                "Bouncy Castle's key store format UBER",
            )),
            Format::Bcfks => Opened::closed(KeyStoreProblem::NotRead(
                "Bouncy Castle's key store format BCFKS",
            )),
        }
    }

    /// Takes the first password that opens it. The empty one comes last: each that is tried costs a key derivation,
    /// and who gives a password has stores that need one.
    fn pkcs12(&mut self, bytes: &[u8]) -> Opened {
        self.budget.next_store();
        let given = self.passwords.iter();
        let given = given.map(|password| Password::given(password.expose()));
        let empty = [Password::empty(), Password::none()];
        let passwords: Vec<_> = given.chain(empty).collect();
        let (opened, by) = pkcs12::open(bytes, &passwords, &mut self.budget);
        drop(passwords);
        // Of those that follow none is the empty one's.
        if let Some(earlier) = by.and_then(|by| self.passwords.get_mut(..=by)) {
            earlier.rotate_right(1);
        }
        opened
    }
}
