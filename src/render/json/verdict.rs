//! The verdict as JSON spells it.

use crate::verify::Verdict;

/// `accept`, `reject` or `undetermined`.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::Reject => "reject",
        Verdict::Undetermined => "undetermined",
    }
}
