//! Nodes with their types: goyaml.v2's decoder and the conversion to JSON's names.

use std::collections::HashMap;
use std::rc::Rc;

use zeroize::Zeroizing;

use super::error::YamlError;
use super::node::{Entry, Node, Value};
use super::scalar::{Integer, Scalar, resolve};
use super::token::Mark;
use crate::golang::base64;

/// A kubeconfig of 1,000 clusters has about 20,000.
const MAX_NODES: usize = 100_000;
/// Values that aliases repeat; kubectl allows 400,000 operations.
const MAX_REPLAYED: usize = 10_000;

const YAML_TAGS: &str = "tag:yaml.org,2002:";

#[derive(Default)]
pub(super) struct Builder {
    /// None while the node itself is being read.
    anchors: HashMap<String, Option<Rc<Node>>>,
    nodes: usize,
    replayed: usize,
    duplicates: Vec<(String, u32)>,
    /// What kubectl meets only after all of the document is parsed.
    decode_error: Option<YamlError>,
    key_error: Option<YamlError>,
}

/// A map key, as `convertToJSONableObject` writes it.
pub(super) enum Key {
    Name(String, u32),
    Merge,
    Unusable,
}

impl Builder {
    /// The fields that stand twice in a map.
    ///
    /// # Errors
    /// What kubectl meets after it has parsed all.
    pub(super) fn end(self) -> Result<Vec<(String, u32)>, YamlError> {
        match self.decode_error.or(self.key_error) {
            Some(error) => Err(error),
            None => Ok(self.duplicates),
        }
    }

    /// A collection begins: until it ends, its anchor refers to itself.
    pub(super) fn open(&mut self, anchor: Option<&str>) {
        if let Some(name) = anchor {
            self.anchors.insert(name.to_owned(), None);
        }
    }

    pub(super) fn finish(
        &mut self,
        value: Value,
        anchor: Option<String>,
        mark: Mark,
    ) -> Result<Rc<Node>, YamlError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(YamlError::TooManyValues { limit: MAX_NODES });
        }
        let size = match &value {
            Value::List(items) => items.iter().map(|item| item.size).sum(),
            Value::Map(entries) => entries.iter().map(|entry| entry.value.size).sum(),
            _ => 0_usize,
        };
        let node = Rc::new(Node {
            value,
            line: mark.line + 1,
            size: size.saturating_add(1),
        });
        if let Some(name) = anchor {
            self.anchors.insert(name, Some(Rc::clone(&node)));
        }
        Ok(node)
    }

    pub(super) fn alias(&mut self, name: &str, mark: Mark) -> Result<Rc<Node>, YamlError> {
        let line = mark.line + 1;
        match self.anchors.get(name) {
            None => Err(YamlError::UnknownAnchor { line }),
            Some(None) => {
                self.decode_error
                    .get_or_insert(YamlError::AnchorContainsItself { line });
                self.finish(Value::Null, None, mark)
            }
            Some(Some(node)) => {
                self.replayed = self.replayed.saturating_add(node.size);
                if self.replayed > MAX_REPLAYED {
                    return Err(YamlError::TooManyAliases {
                        limit: MAX_REPLAYED,
                    });
                }
                Ok(Rc::clone(node))
            }
        }
    }

    pub(super) fn map(&self) -> Map {
        Map::default()
    }

    pub(super) fn add(&mut self, map: &mut Map, key: Key, value: &Rc<Node>, alias: bool) {
        match key {
            Key::Name(key, line) => {
                if map.explicit(&key) {
                    self.duplicates.push((key.clone(), line));
                }
                let value = Rc::clone(value);
                map.set(Entry {
                    key,
                    line,
                    value,
                    own: true,
                });
            }
            Key::Merge => self.merge(map, value, alias),
            Key::Unusable => {}
        }
    }

    /// goyaml.v2 merges where `<<` stands: later fields override it, and it overrides earlier ones.
    fn merge(&mut self, map: &mut Map, value: &Rc<Node>, alias: bool) {
        match &value.value {
            Value::Map(entries) => map.merge(entries),
            Value::List(items) if !alias => {
                for item in items.iter().rev() {
                    match &item.value {
                        Value::Map(entries) => map.merge(entries),
                        _ => self.merge_error(item.line),
                    }
                }
            }
            _ => self.merge_error(value.line),
        }
    }

    fn merge_error(&mut self, line: u32) {
        self.decode_error
            .get_or_insert(YamlError::MergeOfNoMap { line });
    }

    /// `plain` is the text of a key that is neither quoted nor tagged.
    pub(super) fn key(&mut self, node: &Node, plain: Option<&str>, mark: Mark) -> Key {
        let line = mark.line + 1;
        let name = match &node.value {
            Value::Merge => return Key::Merge,
            Value::Text(_) if plain == Some("<<") => return Key::Merge,
            Value::Text(text) => text.to_string(),
            Value::Bool { value, .. } => value.to_string(),
            Value::Number { .. } => plain.and_then(key_of_number).unwrap_or_default(),
            Value::NotJson("NaN") => ".nan".to_owned(),
            Value::NotJson("-Inf") => "-.inf".to_owned(),
            Value::NotJson(_) => ".inf".to_owned(),
            Value::Null => {
                self.key_error.get_or_insert(YamlError::NullKey { line });
                return Key::Unusable;
            }
            Value::List(_) | Value::Map(_) => {
                let list = matches!(node.value, Value::List(_));
                self.decode_error
                    .get_or_insert(YamlError::KeyIsNoScalar { list, line });
                return Key::Unusable;
            }
        };
        Key::Name(name, line)
    }

    pub(super) fn scalar(
        &mut self,
        text: &str,
        plain: bool,
        tag: Option<&str>,
        mark: Mark,
    ) -> Value {
        let line = mark.line + 1;
        let as_text = || Value::Text(Zeroizing::new(text.to_owned()));
        let Some(tag) = tag else {
            return if plain {
                value_of(&resolve(text), text)
            } else {
                as_text()
            };
        };
        let wanted = tag.strip_prefix(YAML_TAGS).unwrap_or_default();
        match wanted {
            "bool" | "int" | "float" | "null" | "timestamp" => {}
            "merge" if text == "<<" => return Value::Merge,
            "binary" => {
                return match base64::decode(text.as_bytes()) {
                    Ok(bytes) => {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        Value::Text(Zeroizing::new(text))
                    }
                    Err(_) => {
                        self.decode_error
                            .get_or_insert(YamlError::BinaryTag { line });
                        Value::Null
                    }
                };
            }
            _ => return as_text(),
        }
        let found = resolve(text);
        let (name, fits) = match found {
            Scalar::Null => ("!!null", wanted == "null"),
            Scalar::Bool(_) => ("!!bool", wanted == "bool"),
            Scalar::Integer(_) => ("!!int", matches!(wanted, "int" | "float")),
            Scalar::Float(_) => ("!!float", wanted == "float"),
            Scalar::Timestamp if wanted == "timestamp" => ("!!timestamp", true),
            Scalar::Timestamp | Scalar::Text => ("!!str", false),
        };
        if !fits {
            self.decode_error.get_or_insert_with(|| YamlError::Tag {
                found: name,
                wanted: format!("!!{wanted}"),
                line,
            });
        }
        value_of(&found, text)
    }
}

#[derive(Default)]
pub(super) struct Map {
    entries: Vec<Entry>,
    /// Name to position, and whether it was written in this map itself.
    index: HashMap<String, (usize, bool)>,
}

impl Map {
    pub(super) fn finish(self) -> Value {
        Value::Map(self.entries)
    }

    fn explicit(&self, key: &str) -> bool {
        self.index.get(key).is_some_and(|(_, explicit)| *explicit)
    }

    fn set(&mut self, entry: Entry) {
        let explicit = entry.own;
        match self.index.get_mut(&entry.key) {
            Some((at, was_explicit)) => {
                *was_explicit |= explicit;
                if let Some(slot) = self.entries.get_mut(*at) {
                    *slot = entry;
                }
            }
            None => {
                self.index
                    .insert(entry.key.clone(), (self.entries.len(), explicit));
                self.entries.push(entry);
            }
        }
    }

    fn merge(&mut self, entries: &[Entry]) {
        for Entry {
            key, line, value, ..
        } in entries
        {
            let entry = Entry {
                key: key.clone(),
                line: *line,
                value: Rc::clone(value),
                own: false,
            };
            self.set(entry);
        }
    }
}

fn value_of(scalar: &Scalar, text: &str) -> Value {
    let number = |byte| Value::Number {
        byte,
        text: text.to_owned(),
    };
    match *scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool {
            value,
            core: text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        },
        Scalar::Integer(Integer::Signed(value)) => number(u8::try_from(value).ok()),
        Scalar::Integer(_) => number(None),
        Scalar::Float(value) if value.is_nan() => Value::NotJson("NaN"),
        Scalar::Float(f64::INFINITY) => Value::NotJson("+Inf"),
        Scalar::Float(f64::NEG_INFINITY) => Value::NotJson("-Inf"),
        // Go writes a float that is whole without a point.
        Scalar::Float(value) => number((0..=u8::MAX).find(|byte| f64::from(*byte) == value)),
        Scalar::Timestamp | Scalar::Text => Value::Text(Zeroizing::new(text.to_owned())),
    }
}

fn key_of_number(text: &str) -> Option<String> {
    match resolve(text) {
        Scalar::Integer(Integer::Signed(value)) => Some(value.to_string()),
        Scalar::Integer(Integer::Unsigned(value)) => Some(value.to_string()),
        Scalar::Float(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    /// What would take go-yaml seconds, or certgraph memory, ends at a budget.
    #[test]
    fn hostile_documents_end_at_a_budget() {
        let bomb: String = ('b'..='i')
            .zip('a'..)
            .map(|(name, of)| format!("{name}: &{name} [{}]\n", format!("*{of},").repeat(9)))
            .collect();
        let bomb = format!("a: &a [{}]\n{bomb}", "x,".repeat(9));
        for (text, wanted) in [
            ("[".repeat(200_000), YamlError::TooDeep { limit: 64 }),
            ("{a: ".repeat(100_000), YamlError::TooDeep { limit: 64 }),
            ("- ".repeat(200_000), YamlError::TooDeep { limit: 64 }),
            (bomb, YamlError::TooManyAliases { limit: 10_000 }),
            (
                "- a\n".repeat(200_000),
                YamlError::TooManyValues { limit: 100_000 },
            ),
        ] {
            assert!(parse(text.as_bytes()).err() == Some(wanted));
        }
        for text in [
            "!".repeat(500_000),
            "a\n\n".repeat(300_000),
            "&a ".repeat(300_000),
        ] {
            drop(parse(text.as_bytes()));
        }
    }

    #[test]
    fn folds_and_escapes_scalars() {
        for (text, wanted) in [
            ("a: |\n  x\n   y\n\n", "x\n y\n"),
            ("a: >-\n  x\n  y\n\n  z\n", "x y\nz"),
            ("a: |2+\n   x\n\n", " x\n\n"),
            ("a: 'it''s\n\n  b'", "it's\nb"),
            ("a: \"x\\\n  y\\tz\\u00e9\"", "xy\tz\u{e9}"),
            ("a: x\n  y # c", "x y"),
        ] {
            let tree = parse(text.as_bytes())
                .map_err(|error| error.to_string())
                .unwrap();
            let Some(Value::Map(entries)) = tree.root.as_ref().map(|root| &root.value) else {
                panic!("a map")
            };
            let Value::Text(found) = &entries[0].value.value else {
                panic!("text")
            };
            assert_eq!(found.as_str(), wanted, "{text:?}");
        }
    }
}
