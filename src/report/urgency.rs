//! How soon someone must act on a certificate.

use super::certificate::Mark;
use crate::ground::time::{DAY, Remaining, Timestamp};
use crate::x509::Certificate;

/// Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Its validity is over.
    Expired,
    /// Its validity has not begun.
    Early,
    /// It ends within 7 days.
    Week,
    /// It ends within 30 days.
    Month,
    /// It has longer.
    Fine,
}

impl Urgency {
    /// Of a certificate at `at`.
    pub fn of(certificate: &Certificate, at: Timestamp) -> Self {
        if at > certificate.not_after.at {
            return Self::Expired;
        }
        if at < certificate.not_before.at {
            return Self::Early;
        }
        match Remaining::between(at, certificate.not_after.at).0 {
            left if left <= 7 * DAY => Self::Week,
            left if left <= 30 * DAY => Self::Month,
            _ => Self::Fine,
        }
    }

    /// Whether someone must act. What does is never folded.
    pub fn needs_attention(self) -> bool {
        self != Self::Fine
    }

    /// Its mark; none where nobody has to act.
    pub const fn mark(self) -> Option<Mark> {
        match self {
            Self::Expired | Self::Early => Some(Mark::Failed),
            Self::Week | Self::Month => Some(Mark::Warning),
            Self::Fine => None,
        }
    }

    /// Time left in words: `212d`, `9d left`, `expired 2d ago`, `not yet valid`.
    pub fn left(self, not_after: Timestamp, at: Timestamp) -> String {
        match self {
            Self::Expired => format!("expired {} ago", Remaining::between(not_after, at)),
            Self::Early => "not yet valid".to_owned(),
            Self::Week | Self::Month => format!("{} left", Remaining::between(at, not_after)),
            Self::Fine => Remaining::between(at, not_after).to_string(),
        }
    }
}
