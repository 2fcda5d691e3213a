//! The tree that kubectl sees after it has turned YAML into JSON.

use std::rc::Rc;

use zeroize::Zeroizing;

/// A value and the line it stands on. No `Debug`: any text may be a secret.
pub(crate) struct Node {
    pub(crate) value: Value,
    /// 1-based.
    pub(crate) line: u32,
    /// How many values it holds, itself included: what an alias to it costs.
    pub(crate) size: usize,
}

pub(crate) enum Value {
    Null,
    Bool {
        value: bool,
        /// Whether YAML 1.2 takes the word for a boolean as well: `true`, not `yes`.
        core: bool,
    },
    /// A number, with its value if it is a byte: the only numbers a kubeconfig can hold (in place of base64).
    Number {
        byte: Option<u8>,
        /// As it is written.
        text: String,
    },
    /// A number that JSON does not have, by Go's name: `+Inf`, `-Inf`, `NaN`.
    NotJson(&'static str),
    Text(Zeroizing<String>),
    /// `!!merge <<`, which is a key.
    Merge,
    List(Vec<Rc<Node>>),
    Map(Vec<Entry>),
}

/// A field of a map; names are unique.
pub(crate) struct Entry {
    pub(crate) key: String,
    /// The line of the name.
    pub(crate) line: u32,
    pub(crate) value: Rc<Node>,
    /// Whether it is written in the map itself; it comes out of a `<<` otherwise.
    pub(crate) own: bool,
}

impl Node {
    /// What `encoding/json` calls the kind of this value in its errors.
    pub(crate) fn json_kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool { .. } => "bool",
            Value::Number { .. } | Value::NotJson(_) => "number",
            Value::Text(_) | Value::Merge => "string",
            Value::List(_) => "array",
            Value::Map(_) => "object",
        }
    }

    /// The first number that JSON does not have, in the order in which Go writes fields: sorted by name.
    pub(crate) fn first_not_json(&self) -> Option<(&'static str, u32)> {
        match &self.value {
            Value::NotJson(name) => Some((name, self.line)),
            Value::List(items) => items.iter().find_map(|item| item.first_not_json()),
            Value::Map(entries) => sorted(entries)
                .into_iter()
                .find_map(|entry| entry.value.first_not_json()),
            Value::Null
            | Value::Bool { .. }
            | Value::Number { .. }
            | Value::Text(_)
            | Value::Merge => None,
        }
    }
}

/// The fields in the order in which Go writes a map as JSON, and so decodes it.
pub(crate) fn sorted(entries: &[Entry]) -> Vec<&Entry> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by(|a, b| a.key.as_bytes().cmp(b.key.as_bytes()));
    entries
}
