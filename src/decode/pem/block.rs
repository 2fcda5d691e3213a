//! A block of PEM in its text.

use std::ops::Range;

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
