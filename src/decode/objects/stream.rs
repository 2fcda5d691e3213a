//! From bytes to objects.

use std::io::{self, Read};

use super::batch::Batches;
use super::fault::ObjectFault;
use super::object::Object;
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// Reads objects to the end of `reader`, and gives each, or what is wrong with it, in its order.
///
/// # Errors
/// The reader's own.
pub fn read(
    reader: &mut (dyn Read + Send),
    base: &Location,
    release: GoRelease,
    give: &mut dyn FnMut(Result<Object, ObjectFault>),
) -> io::Result<()> {
    let mut batches = Batches::new(reader)?;
    for batch in &mut batches {
        batch.read(base, release, give);
    }
    batches.end()
}
