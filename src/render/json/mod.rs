//! Machine formats. Each has its own frozen structs with a `schema` version; internals are never dumped.

pub mod code;
mod evidence;
pub mod explain;
pub mod inspect;
pub mod verify;

use serde::Serialize;

/// A document, pretty-printed and ended with a newline.
fn pretty(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
