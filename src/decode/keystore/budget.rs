//! What opening key stores may cost. Every key derivation is paid for before it is made.

use super::KeyStoreProblem;

/// Of one key derivation. Java takes 10,000 iterations, OpenSSL 2,048.
const MOST_OF_ONE: u64 = 1_000_000;
/// Of all of one store, with every password that is tried.
const MOST_OF_STORE: u64 = 4_000_000;
/// Of all stores of one input, such as a List of Secrets.
const MOST_OF_INPUT: u64 = 40_000_000;

/// The iterations that are left.
#[derive(Clone, Debug)]
pub(in crate::decode) struct Budget {
    store: u64,
    input: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            store: MOST_OF_STORE,
            input: MOST_OF_INPUT,
        }
    }
}

impl Budget {
    /// The next store begins.
    pub(super) fn next_store(&mut self) {
        self.store = MOST_OF_STORE;
    }

    /// Pays for a key derivation.
    pub(super) fn spend(&mut self, iterations: u64) -> Result<(), KeyStoreProblem> {
        if !(1..=MOST_OF_ONE).contains(&iterations) {
            return Err(KeyStoreProblem::TooCostly(
                "a key derivation has too many iterations, more than 1,000,000, or none",
            ));
        }
        self.store = self.store.checked_sub(iterations).ok_or(KeyStoreProblem::TooCostly(
            "its key derivations have too many iterations, more than 4,000,000 with every password that is tried",
        ))?;
        self.input = self.input.checked_sub(iterations).ok_or(KeyStoreProblem::TooCostly(
            "the key stores of this input have too many iterations together, more than 40,000,000",
        ))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_held_and_named() {
        let says = |spent: Result<(), KeyStoreProblem>| spent.unwrap_err().to_string();
        let mut budget = Budget::default();
        assert!(says(budget.spend(0)).contains("1,000,000"));
        assert!(says(budget.spend(MOST_OF_ONE + 1)).contains("1,000,000"));
        for _ in 0..4 {
            budget.spend(MOST_OF_ONE).unwrap();
        }
        assert!(says(budget.spend(1)).contains("4,000,000"));
        for _ in 1..10 {
            budget.next_store();
            for _ in 0..4 {
                budget.spend(MOST_OF_ONE).unwrap();
            }
        }
        budget.next_store();
        assert!(says(budget.spend(1)).contains("40,000,000"));
    }
}
