//! What is wrong with YAML text, in kubectl's words.
//!
//! kubectl's parser is libyaml in Go; granit-parser finds the same faults and names them differently.

use granit_parser::{ErrorKind, ScanError};
use thiserror::Error;

/// YAML that kubectl cannot read, or that is beyond certgraph's budget. Holds no text of the input but names of
/// anchors.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum YamlError {
    /// The bytes are no text.
    #[error("{text}")]
    Encoding {
        /// libyaml's words.
        text: &'static str,
    },
    /// The text is no YAML.
    #[error("{text}")]
    Syntax {
        /// libyaml's words.
        text: &'static str,
        /// The line that kubectl prints, which may be another than the faulty one; none on the first line.
        printed_line: Option<u32>,
        /// Where it is.
        line: u32,
    },
    /// `*x` without `&x`.
    #[error("unknown anchor `{name}`")]
    UnknownAnchor {
        /// The name.
        name: String,
        /// Where it is.
        line: u32,
    },
    /// `&x [*x]`.
    #[error("anchor `{name}` contains itself")]
    AnchorContainsItself {
        /// The name.
        name: String,
        /// Where it is.
        line: u32,
    },
    /// `<<` needs a map, or a list of maps.
    #[error("`<<` needs a map or a list of maps")]
    MergeOfNoMap {
        /// Where it is.
        line: u32,
    },
    /// A list or a map as the name of a field.
    #[error("a list or a map cannot be the name of a field")]
    KeyIsNoScalar {
        /// A list, else a map.
        list: bool,
        /// Where it is.
        line: u32,
    },
    /// Null as the name of a field.
    #[error("null cannot be the name of a field")]
    NullKey {
        /// Where it is.
        line: u32,
    },
    /// `!!int x`.
    #[error("a {found} is not a {wanted}")]
    Tag {
        /// What it is.
        found: &'static str,
        /// What its tag says.
        wanted: String,
        /// Where it is.
        line: u32,
    },
    /// `!!binary` of what is not base64.
    #[error("a !!binary value is not base64")]
    BinaryTag {
        /// Where it is.
        line: u32,
    },
    /// Infinity, or not a number.
    #[error("the number {number} has no JSON form")]
    NotJson {
        /// Go's name of the number.
        number: &'static str,
        /// Where it is.
        line: u32,
    },
    /// Nested more deeply than certgraph follows.
    #[error("nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More values than certgraph reads.
    #[error("more than {limit} values")]
    TooManyValues {
        /// The limit.
        limit: usize,
    },
    /// Aliases repeat more values than certgraph follows.
    #[error("aliases repeat more than {limit} values")]
    TooManyAliases {
        /// The limit.
        limit: usize,
    },
}

impl YamlError {
    /// The reason that kubectl prints; none where the limit is certgraph's own and kubectl may still read it.
    /// `[…]` stands for what is elided, since it may be a secret.
    pub fn kubectl_message(&self) -> Option<String> {
        Some(match self {
            Self::Encoding { text } => format!("yaml: {text}"),
            Self::Syntax {
                text, printed_line, ..
            } => match printed_line {
                Some(line) => format!("yaml: line {line}: {text}"),
                None => format!("yaml: {text}"),
            },
            Self::UnknownAnchor { name, .. } => format!("yaml: unknown anchor '{name}' referenced"),
            Self::AnchorContainsItself { name, .. } => {
                format!("yaml: anchor '{name}' value contains itself")
            }
            Self::MergeOfNoMap { .. } => {
                "yaml: map merge requires map or sequence of maps as the value".to_owned()
            }
            Self::KeyIsNoScalar { list: true, .. } => {
                "yaml: invalid map key: []interface {}{[…]}".to_owned()
            }
            Self::KeyIsNoScalar { list: false, .. } => {
                "yaml: invalid map key: map[interface {}]interface {}{[…]}".to_owned()
            }
            Self::NullKey { .. } => {
                "unsupported map key of type: %!s(<nil>), key: <nil>, value: […]".to_owned()
            }
            Self::Tag { found, wanted, .. } => {
                format!("yaml: cannot decode {found} `[…]` as a {wanted}")
            }
            Self::BinaryTag { .. } => {
                "yaml: !!binary value contains invalid base64 data".to_owned()
            }
            Self::NotJson { number, .. } => format!("json: unsupported value: {number}"),
            Self::TooDeep { .. } | Self::TooManyValues { .. } | Self::TooManyAliases { .. } => {
                return None;
            }
        })
    }

    /// The line of the fault, where it has one.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Syntax { line, .. }
            | Self::UnknownAnchor { line, .. }
            | Self::AnchorContainsItself { line, .. }
            | Self::MergeOfNoMap { line }
            | Self::KeyIsNoScalar { line, .. }
            | Self::NullKey { line }
            | Self::Tag { line, .. }
            | Self::BinaryTag { line }
            | Self::NotJson { line, .. } => Some(*line),
            Self::Encoding { .. }
            | Self::TooDeep { .. }
            | Self::TooManyValues { .. }
            | Self::TooManyAliases { .. } => None,
        }
    }
}

/// Who in libyaml finds a fault: the scanner prints lines from 1, the parser from 0, neither prints the first.
#[derive(PartialEq)]
enum Finder {
    Scanner,
    Parser,
}

/// `open` is the line where the innermost unfinished collection begins.
pub(super) fn describe(error: &ScanError, open: Option<u32>) -> YamlError {
    let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX);
    let (finder, text) = match classify(error.kind()) {
        Ok(found) => found,
        Err(limit) => return limit,
    };
    let printed_line = match finder {
        Finder::Scanner => Some(line).filter(|line| *line > 1),
        // The parser names the line where the collection began, unless that is the first.
        Finder::Parser => open
            .map(|open| open.saturating_sub(1))
            .filter(|open| *open > 0)
            .or_else(|| Some(line.saturating_sub(1)).filter(|line| *line > 0)),
    };
    YamlError::Syntax {
        text,
        printed_line,
        line,
    }
}

fn classify(kind: &ErrorKind) -> Result<(Finder, &'static str), YamlError> {
    use ErrorKind as Kind;
    Ok(match kind {
        Kind::RecursionLimitExceeded => return Err(YamlError::TooDeep { limit: 64 }),
        Kind::ExpectedBlockMappingKey | Kind::UnexpectedEofBlockMapping => {
            (Finder::Parser, "did not find expected key")
        }
        Kind::ExpectedBlockSequenceEntry | Kind::UnexpectedEofBlockSequence => {
            (Finder::Parser, "did not find expected '-' indicator")
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping => {
            (Finder::Parser, "did not find expected ',' or '}'")
        }
        Kind::ExpectedFlowSequenceSeparator | Kind::UnexpectedEofFlowSequence => {
            (Finder::Parser, "did not find expected ',' or ']'")
        }
        Kind::UnclosedFlowCollection { open: '{' } => {
            (Finder::Parser, "did not find expected ',' or '}'")
        }
        Kind::UnclosedFlowCollection { .. } => (Finder::Parser, "did not find expected ',' or ']'"),
        Kind::ExpectedDocumentStart => (Finder::Parser, "did not find expected <document start>"),
        Kind::ExpectedNodeContent => (Finder::Parser, "did not find expected node content"),
        Kind::UndeclaredTagHandle => (Finder::Parser, "found undefined tag handle"),
        Kind::DuplicateVersionDirective => (Finder::Parser, "found duplicate %YAML directive"),
        Kind::UnsupportedYamlMajorVersion => (Finder::Parser, "found incompatible YAML document"),
        Kind::DuplicateTagDirective => (Finder::Parser, "found duplicate %TAG directive"),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey | Kind::InvalidIndentation => {
            (Finder::Scanner, "could not find expected ':'")
        }
        Kind::UnclosedQuotedScalar | Kind::UnexpectedEof => {
            (Finder::Scanner, "found unexpected end of stream")
        }
        Kind::DocumentIndicatorInQuotedScalar => {
            (Finder::Scanner, "found unexpected document indicator")
        }
        Kind::UnknownQuotedScalarEscape => (Finder::Scanner, "found unknown escape character"),
        Kind::InvalidQuotedScalarHexEscape => {
            (Finder::Scanner, "did not find expected hexdecimal number")
        }
        Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => (
            Finder::Scanner,
            "found invalid Unicode character escape code",
        ),
        Kind::TabInPlainScalar => (
            Finder::Scanner,
            "found a tab character that violates indentation",
        ),
        Kind::TabAtBlockScalarStart | Kind::TabInBlockIndentation => (
            Finder::Scanner,
            "found a tab character where an indentation space is expected",
        ),
        Kind::ZeroBlockScalarIndent => {
            (Finder::Scanner, "found an indentation indicator equal to 0")
        }
        Kind::InvalidBlockScalarHeader => (
            Finder::Scanner,
            "did not find expected comment or line break",
        ),
        Kind::MissingAnchorOrAliasName => (
            Finder::Scanner,
            "did not find expected alphabetic or numeric character",
        ),
        Kind::BlockEntryInFlowCollection | Kind::BlockSequenceEntryNotAllowed => (
            Finder::Scanner,
            "block sequence entries are not allowed in this context",
        ),
        Kind::MappingKeyNotAllowed => (
            Finder::Scanner,
            "mapping keys are not allowed in this context",
        ),
        Kind::MappingValueNotAllowed
        | Kind::InvalidColonPlacement
        | Kind::InvalidMappingValueWhitespace => (
            Finder::Scanner,
            "mapping values are not allowed in this context",
        ),
        _ => (
            Finder::Scanner,
            "found character that cannot start any token",
        ),
    })
}
