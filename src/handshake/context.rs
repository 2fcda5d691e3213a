//! What every certificate check of one direction shares.

use crate::inventory::Inventory;
use crate::verify::{Policy, SignatureCache};

/// Read-only inputs of a verification.
#[derive(Clone, Copy)]
pub(crate) struct VerificationContext<'a> {
    /// Instant, purpose, server name and Go release to verify by.
    pub(crate) policy: &'a Policy,
    /// Signatures that were checked before; each is checked once in a run.
    pub(crate) signatures: &'a SignatureCache,
    /// Every certificate of the connection, for its places and for intermediates that nobody sends.
    pub(crate) inventory: &'a Inventory,
}

impl<'a> VerificationContext<'a> {
    /// The same with another policy.
    pub(crate) const fn with_policy(self, policy: &'a Policy) -> Self {
        Self { policy, ..self }
    }
}
