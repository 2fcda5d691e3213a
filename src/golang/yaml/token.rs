//! What the scanner hands to the parser.

use super::error::YamlError;

/// A token and where it begins.
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) mark: Mark,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    /// In characters.
    pub(super) index: usize,
    /// From 0.
    pub(super) line: u32,
    /// From 0, in characters.
    pub(super) column: isize,
}

impl Mark {
    /// A fault that the scanner finds: libyaml counts its lines from 1 and does not print the first.
    pub(super) fn scanner_error(self, text: &'static str) -> YamlError {
        YamlError::Syntax {
            text,
            printed_line: (self.line > 0).then_some(self.line + 1),
            line: self.line + 1,
        }
    }

    /// A fault that the parser finds: libyaml counts its lines from 0.
    pub(super) fn parser_error(self, text: &'static str) -> YamlError {
        YamlError::Syntax {
            text,
            printed_line: (self.line > 0).then_some(self.line),
            line: self.line + 1,
        }
    }
}

#[derive(Clone, PartialEq)]
pub(super) enum TokenKind {
    StreamStart,
    StreamEnd,
    VersionDirective {
        supported: bool,
    },
    TagDirective {
        handle: String,
        prefix: String,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    Tag {
        handle: String,
        suffix: String,
    },
    Scalar {
        text: zeroize::Zeroizing<String>,
        plain: bool,
    },
}
