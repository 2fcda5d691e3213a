//! Files that are still to be written.

use crate::connection::{Bundle, Chain};
use crate::ground::location::Location;

/// What stands in the place of files that are still to be written: a fix is tried before it is made.
#[derive(Clone, Default)]
pub(crate) struct PlannedFiles {
    /// What the cluster trusts.
    pub(crate) trust: Option<Bundle>,
    /// What the user presents.
    pub(crate) chain: Option<Chain>,
    /// Where a fault of loading is fixed.
    pub(crate) repaired: Vec<Location>,
}
