//! Counts in key stores.

/// A count. What is negative or huge is more than any limit.
pub(super) fn number(digits: &[u8]) -> u64 {
    match digits {
        [first, ..] if first & 0x80 != 0 => u64::MAX,
        [0, rest @ ..] | rest if rest.len() <= 8 => {
            rest.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        }
        _ => u64::MAX,
    }
}
