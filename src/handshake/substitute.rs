//! Files that are still to be written.

use super::client::{Bundle, Chain};
use crate::location::Location;

/// What stands in the place of files that are still to be written: a mend is tried before it is made.
#[derive(Clone, Default)]
pub(super) struct Substitute {
    /// What the cluster trusts.
    pub(super) trust: Option<Bundle>,
    /// What the user presents.
    pub(super) chain: Option<Chain>,
    /// Where a fault of loading is mended.
    pub(super) repaired: Vec<Location>,
}
