//! What Go passes over, and why. Go itself says nothing about it.

use std::ops::Range;

/// Text that was meant to be a PEM block, and that Go passes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Why.
    pub reason: SkipReason,
    /// The label of its `BEGIN` line (or of `END` where there is no other), cut at 64 characters.
    pub label: Option<String>,
    /// 1-based line where it starts.
    pub line: u32,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// Why Go passes over a text that was meant to be a PEM block. The rules are those of pem.go `Decode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// The body is not base64.
    BadBase64 {
        /// 1-based line of the fault in the text.
        line: u32,
        /// What the fault is.
        fault: Base64Fault,
    },
    /// Base64 of DER with no `BEGIN` and no `END` line.
    BareBase64,
    /// A body and an `END` line without a `BEGIN` line.
    BeginMissing,
    /// A UTF-8 byte order mark stands before `BEGIN`, which thus does not start its line.
    ByteOrderMark,
    /// White space stands before `END`.
    EndIndented {
        /// 1-based line of `END`.
        line: u32,
    },
    /// `END` has another label than `BEGIN`.
    EndLabelMismatch {
        /// 1-based line of `END`.
        line: u32,
    },
    /// No `END` line before the next `BEGIN` or the end of the text: the block was cut off.
    EndMissing,
    /// `END` shares its line with the body, with a comment, or with the next `BEGIN`.
    EndNotAlone {
        /// 1-based line of `END`.
        line: u32,
    },
    /// `BEGIN` follows on the line of the previous block's `END`.
    GluedToEnd,
    /// White space stands before `BEGIN`.
    Indented,
    /// The two characters `\n` stand where line ends should be.
    LiteralNewlines,
    /// Text stands after `-----BEGIN X-----` on its line.
    TextAfterBegin,
    /// Text, such as `#`, stands before `-----BEGIN X-----` on its line.
    TextBeforeBegin,
    /// The text is base64 of PEM: it was encoded once too often.
    TwiceEncoded,
    /// Dashes of another kind, as word processors make them.
    UnicodeDashes,
    /// The block has no fault of its own, but Go does not come to it past a fault near it.
    Unreached,
    /// The whole text is UTF-16.
    Utf16,
    /// Not five dashes on each side of the label.
    WrongDashes,
}

/// Why a text is not base64 for Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base64Fault {
    /// A byte that base64 does not have.
    Character,
    /// Characters are missing: the last group has not four.
    Length,
    /// `=` elsewhere than at the end.
    Padding,
    /// `-` or `_`: the URL-safe alphabet.
    UrlSafe,
}
