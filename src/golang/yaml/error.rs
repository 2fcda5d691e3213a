//! What is wrong with YAML text, in kubectl's words.

use thiserror::Error;

/// YAML that kubectl cannot read, or that is beyond certgraph's budget. Holds no text of the input: even the name of
/// an anchor may be a password that begins with `*` and has no quotes.
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
    #[error("an alias (`*`) without its anchor; a value that begins with `*` needs quotes")]
    UnknownAnchor {
        /// Where it is.
        line: u32,
    },
    /// `&x [*x]`.
    #[error("an anchor contains itself")]
    AnchorContainsItself {
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
    #[error("nested more than {limit} deep, which is as far as certgraph follows")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More values than certgraph reads.
    #[error("more than {limit} YAML values, which is as many as certgraph reads of one kubeconfig")]
    TooManyValues {
        /// The limit.
        limit: usize,
    },
    /// Aliases repeat more values than certgraph follows.
    #[error("aliases repeat more than {limit} values, which is as far as certgraph follows")]
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
            Self::UnknownAnchor { .. } => "yaml: unknown anchor '[…]' referenced".to_owned(),
            Self::AnchorContainsItself { .. } => {
                "yaml: anchor '[…]' value contains itself".to_owned()
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

    /// Whether a limit of certgraph's own is met: kubectl may read on, so that nothing follows for it.
    pub const fn is_own_limit(&self) -> bool {
        matches!(
            self,
            Self::TooDeep { .. } | Self::TooManyValues { .. } | Self::TooManyAliases { .. }
        )
    }

    /// The line of the fault, where it has one.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Syntax { line, .. }
            | Self::UnknownAnchor { line }
            | Self::AnchorContainsItself { line }
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
