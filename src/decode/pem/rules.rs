//! Which encoding/pem a text is read as.

use crate::golang::{Change, GoRelease};

/// Whose `encoding/pem`. The decoder was rewritten in Go 1.24.8 and 1.25.2 (CVE-2025-61723); the two differ in
/// which block they take where `BEGIN` and `END` lines do not pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rules {
    /// Up to Go 1.24.7 and 1.25.1: each `BEGIN` looks for its `END`.
    Go1_24,
    /// Since Go 1.24.8 and 1.25.2: each `END` looks back for its `BEGIN`.
    #[default]
    Go1_27,
}

impl From<GoRelease> for Rules {
    fn from(release: GoRelease) -> Self {
        if release.has(Change::PemEndLooksBack) {
            Self::Go1_27
        } else {
            Self::Go1_24
        }
    }
}
