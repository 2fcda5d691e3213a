//! Fields of known types out of a tree, with the errors of Go's `encoding/json`: it goes on after a value of a
//! wrong type and reports the first, in the order of names.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::note::KubeconfigNote;
use super::problem::{KubeconfigFault, KubeconfigProblem};
use super::schema::GoStruct;
use crate::golang::base64;
use crate::golang::yaml::{Entry, Node, Value, sorted};
use crate::ground::location::Location;

/// A place in the tree.
pub(super) struct At {
    /// Go's name of the struct that holds the field.
    go_struct: &'static str,
    /// Without list positions, as Go prints it: `users.user.token`.
    go_path: String,
    /// With list positions: `users[0].user.token`.
    path: String,
    line: u32,
}

impl At {
    pub(super) fn root() -> Self {
        Self {
            go_struct: "",
            go_path: String::new(),
            path: String::new(),
            line: 1,
        }
    }

    /// A field of a struct. In a map that is no struct, Go names the map instead.
    fn field(&self, go_struct: &'static str, entry: &Entry) -> Self {
        let join = |path: &str| {
            if path.is_empty() {
                entry.key.clone()
            } else {
                format!("{path}.{}", entry.key)
            }
        };
        Self {
            go_struct,
            go_path: join(&self.go_path),
            path: join(&self.path),
            line: entry.line,
        }
    }

    fn item(&self, index: usize, line: u32) -> Self {
        Self {
            go_struct: self.go_struct,
            go_path: self.go_path.clone(),
            path: format!("{}[{index}]", self.path),
            line,
        }
    }
}

pub(super) struct Reader {
    file: Arc<str>,
    pub(super) faults: Vec<KubeconfigFault>,
    pub(super) notes: Vec<KubeconfigNote>,
}

impl Reader {
    pub(super) fn new(file: Arc<str>) -> Self {
        Self {
            file,
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn location(&self, at: &At) -> Location {
        let location = Location::file(Arc::clone(&self.file)).with_line(at.line);
        if at.path.is_empty() {
            location
        } else {
            location.with_field(at.path.as_str())
        }
    }

    pub(super) fn fault(&mut self, problem: KubeconfigProblem, at: &At) {
        let location = self.location(at);
        self.faults.push(KubeconfigFault { problem, location });
    }

    pub(super) fn wrong_type(&mut self, node: &Node, wanted: &'static str, at: &At) {
        self.wrong(node.json_kind(), wanted, at);
    }

    fn wrong(&mut self, found: &'static str, wanted: &'static str, at: &At) {
        self.fault(
            KubeconfigProblem::WrongType {
                found,
                wanted,
                go_struct: at.go_struct,
                field: at.go_path.clone(),
            },
            at,
        );
    }

    /// The fields of a struct, known ones only, in Go's order; names are case-sensitive.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        go: &GoStruct,
        at: &At,
    ) -> Vec<(&'n str, &'n Node, At)> {
        let entries = match &node.value {
            Value::Map(entries) => entries,
            Value::Null => return Vec::new(),
            _ => {
                self.wrong_type(node, go.type_name, at);
                return Vec::new();
            }
        };
        let mut known = Vec::new();
        for entry in sorted(entries) {
            let field_at = at.field(go.name, entry);
            if go.fields.contains(&entry.key.as_str()) {
                known.push((entry.key.as_str(), &*entry.value, field_at));
            } else if let Some(meant) = similar(&entry.key, go.fields) {
                self.notes.push(KubeconfigNote::MisspeltField {
                    location: self.location(&field_at),
                    written: entry.key.clone(),
                    meant,
                });
            }
        }
        known
    }

    /// The entries of a map of free names, whose values Go reads as `wanted`.
    pub(super) fn map<'n>(
        &mut self,
        node: &'n Node,
        wanted: &'static str,
        at: &At,
    ) -> Vec<(&'n str, &'n Node)> {
        match &node.value {
            Value::Map(entries) => sorted(entries)
                .into_iter()
                .map(|entry| (entry.key.as_str(), &*entry.value))
                .collect(),
            Value::Null => Vec::new(),
            _ => {
                self.wrong_type(node, wanted, at);
                Vec::new()
            }
        }
    }

    pub(super) fn list<'n>(
        &mut self,
        node: &'n Node,
        wanted: &'static str,
        at: &At,
    ) -> Vec<(&'n Node, At)> {
        match &node.value {
            Value::List(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (&**item, at.item(index, item.line)))
                .collect(),
            Value::Null => Vec::new(),
            _ => {
                self.wrong_type(node, wanted, at);
                Vec::new()
            }
        }
    }

    /// Text; none if it is null, empty or of another type.
    pub(super) fn text(&mut self, node: &Node, at: &At) -> Option<Zeroizing<String>> {
        match &node.value {
            Value::Text(text) if text.is_empty() => None,
            Value::Text(text) => Some(text.clone()),
            Value::Null => None,
            _ => {
                self.wrong_type(node, "string", at);
                None
            }
        }
    }

    pub(super) fn bool(&mut self, node: &Node, at: &At) -> bool {
        match &node.value {
            Value::Bool { value, .. } => *value,
            Value::Null => false,
            _ => {
                self.wrong_type(node, "bool", at);
                false
            }
        }
    }

    /// A Go `[]byte`: base64 text, or a list of numbers. None if it is empty.
    pub(super) fn bytes(&mut self, node: &Node, at: &At) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = match &node.value {
            Value::Text(text) => match base64::decode(text.as_bytes()) {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.fault(KubeconfigProblem::Base64 { error }, at);
                    Vec::new()
                }
            },
            Value::List(items) => self.byte_list(items, at),
            Value::Null => Vec::new(),
            _ => {
                self.wrong_type(node, "[]uint8", at);
                Vec::new()
            }
        };
        (!bytes.is_empty()).then(|| Zeroizing::new(bytes))
    }

    fn byte_list(&mut self, items: &[std::rc::Rc<Node>], at: &At) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(items.len());
        for item in items {
            bytes.push(match &item.value {
                Value::Number {
                    byte: Some(byte), ..
                } => *byte,
                Value::Null => 0,
                Value::Number { byte: None, .. } => {
                    self.wrong("number […]", "uint8", at);
                    0
                }
                _ => {
                    self.wrong_type(item, "uint8", at);
                    0
                }
            });
        }
        bytes
    }
}

/// The known field that differs only in case, dashes and underscores.
fn similar(key: &str, known: &'static [&'static str]) -> Option<&'static str> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let wanted = plain(key);
    known.iter().copied().find(|field| plain(field) == wanted)
}
