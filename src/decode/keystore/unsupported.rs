//! What a certgraph without the feature `keystores` says of every store.

use super::{Format, KeyStoreProblem, Opened};
use crate::ground::secret::Secret;

/// Opens nothing.
pub(in crate::decode) struct Opener;

impl Opener {
    pub(in crate::decode) const fn new(_passwords: &[Secret]) -> Self {
        Self
    }

    /// Says that it cannot.
    #[expect(clippy::unused_self, reason = "the other build needs it")]
    pub(in crate::decode) fn open(&mut self, _format: Format, _bytes: &[u8]) -> Opened {
        Opened::closed(KeyStoreProblem::Unsupported)
    }
}
