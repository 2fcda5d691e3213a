//! Machine formats. Each has its own frozen structs with a `schema` version; internals are never dumped.

pub mod code;
mod evidence;
pub mod explain;
pub mod inspect;
mod mend;
pub mod message;
pub mod verify;

use serde::Serialize;

use super::escape::is_unprintable;

/// A document, pretty-printed and ended with a newline. Characters that act on a terminal are escaped there too: they
/// stand in strings only, where JSON means the same by their escape.
fn pretty(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c == '\n' || !is_unprintable(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out.push('\n');
    out
}
