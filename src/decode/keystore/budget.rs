//! What opening key stores may cost. Every key derivation is paid for before it is made.

use super::KeyStoreProblem;

/// Of one key derivation. NSS and GnuTLS take 600,000 iterations, Java 10,000, OpenSSL 2,048.
const MOST_OF_ONE: u64 = 1_000_000;
/// Of one store with one password: its MAC and each part of it.
const MOST_OF_PASSWORD: u64 = 4_000_000;
/// Of one store, with every password that is tried.
const MOST_OF_STORE: u64 = 40_000_000;
/// Of all stores of one input, such as a List of Secrets.
const MOST_OF_INPUT: u64 = 400_000_000;
/// The same where no password was given: then nobody waits for a store that he has the password of.
const MOST_UNASKED: u64 = 40_000_000;

/// The iterations that are left.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    password: u64,
    store: u64,
    input: u64,
}

impl Budget {
    /// For one input; `given` says whether passwords were.
    pub(super) const fn new(given: bool) -> Self {
        Self {
            password: MOST_OF_PASSWORD,
            store: MOST_OF_STORE,
            input: if given { MOST_OF_INPUT } else { MOST_UNASKED },
        }
    }

    /// The next store begins.
    pub(super) const fn next_store(&mut self) {
        self.store = MOST_OF_STORE;
    }

    /// The next password is tried.
    pub(super) const fn next_password(&mut self) {
        self.password = MOST_OF_PASSWORD;
    }

    /// Pays for a key derivation.
    pub(super) fn spend(&mut self, iterations: u64) -> Result<(), KeyStoreProblem> {
        if !(1..=MOST_OF_ONE).contains(&iterations) {
            return Err(KeyStoreProblem::TooCostly(
                "a key derivation has too many iterations, more than 1,000,000, or none",
            ));
        }
        let spent = |left: u64, text: &'static str| {
            let rest = left.checked_sub(iterations);
            rest.ok_or(KeyStoreProblem::TooCostly(text))
        };
        self.password = spent(
            self.password,
            "its key derivations have too many iterations, more than 4,000,000",
        )?;
        self.store = spent(
            self.store,
            "its key derivations have too many iterations, more than 40,000,000 with every password that is tried",
        )?;
        self.input = spent(
            self.input,
            "the key stores of this input have too many iterations together",
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_held_and_named() {
        let says = |spent: Result<(), KeyStoreProblem>| spent.unwrap_err().to_string();
        let mut budget = Budget::new(false);
        assert!(says(budget.spend(0)).contains("1,000,000"));
        assert!(says(budget.spend(MOST_OF_ONE + 1)).contains("1,000,000"));
        let four = |budget: &mut Budget| {
            budget.next_password();
            (0..4).all(|_| budget.spend(MOST_OF_ONE).is_ok())
        };
        assert!(four(&mut budget));
        assert!(says(budget.spend(1)).contains("4,000,000"));
        assert!((1..10).all(|_| four(&mut budget)));
        budget.next_password();
        assert!(says(budget.spend(1)).contains("40,000,000"));
        budget.next_store();
        assert!(says(budget.spend(1)).contains("together"));
        let mut asked = Budget::new(true);
        for _ in 0..100 {
            asked.next_store();
            assert!(four(&mut asked));
        }
        asked.next_store();
        asked.next_password();
        assert!(says(asked.spend(1)).contains("together"));
    }
}
