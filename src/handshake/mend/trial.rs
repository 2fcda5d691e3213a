//! What is tried: a connection with edits made to it, whoever the client is.

use super::Mend;
use super::edit::Edit;
use super::model::State;
use crate::finding::Finding;
use crate::source::Files;
use crate::time::Timestamp;
use crate::verify::{GoRelease, SignatureCache};

/// A connection that the search mends.
pub(super) trait Trial {
    /// Both sides after `edits`, and what comes of them.
    fn state(&self, edits: &[Edit]) -> State;

    /// What mends a finding that shows in `now`, which is the state after `edits`.
    fn proposals(&self, now: &State, edits: &[Edit], finding: &Finding) -> Vec<Mend>;
}

/// By whose rules a connection is judged again, and when.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) files: &'a Files,
    pub(super) at: Timestamp,
    pub(super) release: GoRelease,
    pub(super) words: GoRelease,
    pub(super) signatures: &'a SignatureCache,
}
