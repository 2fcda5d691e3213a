//! What the proposals for a connection between components look at.

use std::ops::Deref;

use crate::fix::model::Node;
use crate::fix::simulation::Sides;
use crate::inventory::Inventory;

/// What the proposals look at.
pub(crate) struct ComponentScene<'a> {
    pub(crate) node: &'a Node,
    pub(crate) inventory: &'a Inventory,
    pub(crate) sides: Sides<'a>,
}

impl<'a> Deref for ComponentScene<'a> {
    type Target = Sides<'a>;

    fn deref(&self) -> &Sides<'a> {
        &self.sides
    }
}
