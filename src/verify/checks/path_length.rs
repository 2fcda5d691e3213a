//! Path length: RFC 5280 §4.2.1.9, as Go's `isValid` (crypto/x509 verify.go).
//!
//! Unlike in the RFC, self-issued certificates count, and the anchor's own constraint binds.

use crate::finding::Problem;
use crate::x509::Certificate;

/// `below` is the number of certificates under `ca`, leaf included.
pub(crate) fn check(ca: &Certificate, below: usize) -> Result<(), Problem> {
    let limit = ca
        .basic_constraints
        .and_then(|constraints| constraints.path_len);
    let found = below.saturating_sub(1);
    match limit {
        Some(limit) if found as u64 > limit => Err(Problem::PathTooLong { limit, found }),
        _ => Ok(()),
    }
}
