//! What the two verifying steps share.

use crate::connection::{Generated, ServingPair};
use crate::inventory::Inventory;
use crate::verify::{Policy, SignatureCache};

/// What the verifying steps look at.
pub(crate) struct See<'a> {
    pub(crate) pair: Option<&'a ServingPair>,
    /// Where there is none because the server makes its own.
    pub(crate) generated: Option<&'a Generated>,
    pub(crate) policy: &'a Policy,
    pub(crate) signatures: &'a SignatureCache,
    pub(crate) inventory: &'a Inventory,
}
