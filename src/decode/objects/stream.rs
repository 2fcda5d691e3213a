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
    all(Batches::new(reader)?, base, release, give)
}

/// The same of a text.
pub fn read_text(
    mut text: &[u8],
    base: &Location,
    release: GoRelease,
    give: &mut dyn FnMut(Result<Object, ObjectFault>),
) {
    let size = text.len();
    let batches = Batches::of_size(&mut text, size);
    // Memory gives no errors.
    let _ = batches.and_then(|batches| all(batches, base, release, give));
}

fn all(
    mut batches: Batches<'_>,
    base: &Location,
    release: GoRelease,
    give: &mut dyn FnMut(Result<Object, ObjectFault>),
) -> io::Result<()> {
    for batch in &mut batches {
        batch.read(base, release, give);
    }
    batches.end()
}
