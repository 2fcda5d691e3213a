//! What is tried: a connection with edits made to it, whoever the client is.

use super::state::State;
use crate::finding::Finding;
use crate::fix::model::{Edit, Fix};

/// A connection that the search fixes.
pub(crate) trait Trial {
    /// Both sides after `edits`, and what comes of them.
    fn state(&self, edits: &[Edit]) -> State;

    /// What fixes a finding that shows in `now`, which is the state after `edits`.
    fn proposals(&self, now: &State, edits: &[Edit], finding: &Finding) -> Vec<Fix>;
}
