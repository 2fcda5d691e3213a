//! PEM as Go's `encoding/pem` reads it, and what Go does not say about the text it skips.

mod base64;
mod block;
mod body;
mod encode;
mod line;
mod marker;
mod reason;
mod rules;
mod scan;
mod skipped;

pub use block::{Block, Span};
pub use encode::encode;
pub use reason::{Base64Fault, SkipReason, Skipped};
pub use rules::Rules;
pub use scan::Blocks;
pub(super) use skipped::is_utf16;
pub use skipped::skipped;

/// All blocks of a text, in order.
pub fn blocks(text: &[u8], rules: Rules) -> Blocks<'_> {
    Blocks::new(text, rules)
}
