//! Which encoding/pem a text is read as.

use crate::golang::{Change, GoRelease};

/// Whose `encoding/pem`. They differ in which block they take where `BEGIN` and `END` lines do not pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rules {
    /// Up to Go 1.24.7 and 1.25.1: each `BEGIN` looks for its `END`.
    BeginFirst,
    /// Go 1.24.8, 1.24.9, 1.25.2 and 1.25.3, the first rewrite (CVE-2025-61723): each `END` looks back for its `BEGIN`, and an
    /// `END` without one ends the search.
    EndFirstOnce,
    /// Since Go 1.24.10 and 1.25.4: such an `END` is passed over.
    #[default]
    EndFirst,
}

impl From<GoRelease> for Rules {
    fn from(release: GoRelease) -> Self {
        if release.has(Change::PemEndAloneIsPassedOver) {
            Self::EndFirst
        } else if release.has(Change::PemEndLooksBack) {
            Self::EndFirstOnce
        } else {
            Self::BeginFirst
        }
    }
}
