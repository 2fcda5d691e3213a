//! The secret key of a JCEKS store: a `SealedObject` as `ObjectOutputStream` writes it
//! (`com.sun.crypto.provider.JceKeyStore`). It stays closed; all that is wanted is where it ends.
//!
//! Of Java's serialization (Object Serialization Specification §6.4) this is what such an object needs: its four fields are
//! two arrays of bytes and two texts, after descriptions of its classes.

use super::Input;

const NULL: u8 = 0x70;
const REFERENCE: u8 = 0x71;
const CLASS: u8 = 0x72;
const OBJECT: u8 = 0x73;
const STRING: u8 = 0x74;
const ARRAY: u8 = 0x75;
const END_OF_ANNOTATIONS: u8 = 0x78;
/// Classes that extend each other; a sealed object has two.
const MOST_CLASSES: usize = 8;

/// Passes over it; none where it is of another shape.
pub(super) fn skip(input: &mut Input<'_>) -> Option<()> {
    // Magic and version.
    input.skip(b"\xac\xed\x00\x05")?;
    input.skip(&[OBJECT])?;
    // Field values stand in the order of the classes, the uppermost first.
    let mut classes = descriptions(input)?;
    classes.reverse();
    for kind in classes.concat() {
        value(input, kind)?;
    }
    Some(())
}

/// The fields of a class and of those that it extends, each by its type: `[` an array, `L` an object.
fn descriptions(input: &mut Input<'_>) -> Option<Vec<Vec<u8>>> {
    let mut classes = Vec::new();
    loop {
        match input.u8()? {
            NULL => return Some(classes),
            // Known from before; its fields were counted there.
            REFERENCE => {
                input.take(4)?;
                return Some(classes);
            }
            CLASS if classes.len() < MOST_CLASSES => {
                // Name, serialVersionUID, flags.
                input.text()?;
                input.take(8 + 1)?;
                classes.push(fields(input)?);
                input.skip(&[END_OF_ANNOTATIONS])?;
            }
            _ => return None,
        }
    }
}

fn fields(input: &mut Input<'_>) -> Option<Vec<u8>> {
    let count = input.take(2)?.try_into().ok().map(u16::from_be_bytes)?;
    let mut kinds = Vec::new();
    for _ in 0..count {
        let kind = input.u8()?;
        input.text()?;
        // The class of the field's value, as a text.
        if !matches!(kind, b'[' | b'L') {
            return None;
        }
        value(input, b'L')?;
        kinds.push(kind);
    }
    Some(kinds)
}

fn value(input: &mut Input<'_>, kind: u8) -> Option<()> {
    match (input.u8()?, kind) {
        (NULL, _) => {}
        (REFERENCE, _) => {
            input.take(4)?;
        }
        (STRING, b'L') => {
            input.text()?;
        }
        (ARRAY, b'[') => {
            // An array of bytes has a class without fields.
            let classes = descriptions(input)?;
            if classes.iter().any(|fields| !fields.is_empty()) {
                return None;
            }
            input.block()?;
        }
        _ => return None,
    }
    Some(())
}
