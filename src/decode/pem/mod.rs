//! PEM as Go's `encoding/pem` reads it, and what Go does not say about the text it skips.

mod base64;
mod body;
mod encode;
mod line;
mod marker;
mod reason;
mod scan;
mod skipped;

use std::ops::Range;

pub use encode::encode;
pub use reason::{Base64Fault, SkipReason, Skipped};
pub use scan::Blocks;
pub(super) use skipped::is_utf16;
pub use skipped::skipped;

use crate::golang::{Change, GoRelease};

/// A PEM block that Go finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The label, `CERTIFICATE`, as the bytes that stand there.
    pub label: &'a [u8],
    /// `Key: value` lines, in their order. Go keeps them in a map: the last of a key counts.
    pub headers: Vec<(&'a [u8], &'a [u8])>,
    /// The decoded body.
    pub bytes: Vec<u8>,
    /// 1-based line of `BEGIN`.
    pub line: u32,
    /// 1-based number among the blocks of the text.
    pub number: u32,
    /// From `BEGIN` to the end of the line of `END`.
    pub range: Range<usize>,
}

/// Where a block stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// 1-based line of `BEGIN`.
    pub line: u32,
    /// From `BEGIN` to the end of the line of `END`.
    pub range: Range<usize>,
}

impl Block<'_> {
    /// Where it stands.
    pub fn span(&self) -> Span {
        Span {
            line: self.line,
            range: self.range.clone(),
        }
    }

    /// The label as text.
    pub fn label_text(&self) -> String {
        String::from_utf8_lossy(self.label).into_owned()
    }

    /// The value of a header.
    pub fn header(&self, key: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .rev()
            .find(|(name, _)| *name == key.as_bytes())
            .map(|(_, value)| *value)
    }
}

/// Whose `encoding/pem`. The decoder was rewritten in Go 1.24.8 and 1.25.2 (CVE-2025-61723); the two differ in
/// which block they take where `BEGIN` and `END` lines do not pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rules {
    /// Up to Go 1.24.7 and 1.25.1: each `BEGIN` looks for its `END`.
    Go1_24,
    /// Since Go 1.24.8 and 1.25.2: each `END` looks back for its `BEGIN`.
    #[default]
    Go1_27,
}

impl From<GoRelease> for Rules {
    fn from(release: GoRelease) -> Self {
        if release.has(Change::PemEndLooksBack) {
            Self::Go1_27
        } else {
            Self::Go1_24
        }
    }
}

/// All blocks of a text, in order.
pub fn blocks(text: &[u8], rules: Rules) -> Blocks<'_> {
    Blocks::new(text, rules)
}
