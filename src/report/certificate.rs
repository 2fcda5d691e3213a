//! One certificate in one row.

use crate::ground::location::Location;
use crate::ground::time::{Remaining, Timestamp};
use crate::verify::Verdict;
use crate::x509::{Certificate, Fingerprint};

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It holds, but someone must act.
    Warning,
    /// It cannot be told.
    Unknown,
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => Self::Passed,
            Verdict::Reject => Self::Failed,
            Verdict::Undetermined => Self::Unknown,
        }
    }
}

/// One certificate as a listing shows it.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// Common name, else organization, else serial number.
    pub name: String,
    /// `root CA`, `CA`, `server`, `client`, `both` or `any`.
    pub kind: &'static str,
    /// Begin of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Time left.
    pub left: Remaining,
    /// Whether the validity has not begun.
    pub early: bool,
    /// The start of the key's identifier.
    pub key: String,
    /// Its primary place.
    pub place: Option<Location>,
    /// How it stands here.
    pub mark: Option<Mark>,
}

impl CertificateRow {
    /// The row of `certificate` at `at`.
    pub fn new(certificate: &Certificate, place: Option<&Location>, at: Timestamp) -> Self {
        Self {
            fingerprint: certificate.fingerprint,
            name: certificate.display_name(),
            kind: certificate.role().as_str(),
            not_before: certificate.not_before.at,
            not_after: certificate.not_after.at,
            left: Remaining::between(at, certificate.not_after.at),
            early: at < certificate.not_before.at,
            key: certificate.key_id().short(),
            place: place.cloned(),
            mark: None,
        }
    }

    /// Time left in words: `212d`, `expired`, `not yet`.
    pub fn left_text(&self) -> String {
        if self.early {
            "not yet".to_owned()
        } else if self.left.0 < 0 {
            "expired".to_owned()
        } else {
            self.left.to_string()
        }
    }
}
