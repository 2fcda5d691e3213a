//! YAML text to the tree that kubectl sees: first document only, anchors and merge keys resolved, within budgets.
//!
//! kubectl reads JSON with the same parser, so there is one way for both.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};
use zeroize::Zeroizing;

use super::node::{Entry, Node, Value};
use super::scalar::{Integer, Scalar, resolve};
use super::syntax::{YamlError, describe};
use super::text;
use crate::decode::go_base64;

/// serde-saphyr's depth; kubectl's is 10,000.
const MAX_DEPTH: usize = 64;
/// A kubeconfig of 1,000 clusters has about 20,000.
const MAX_NODES: usize = 100_000;
/// Values that aliases repeat; kubectl allows 400,000 operations.
const MAX_REPLAYED: usize = 10_000;

const YAML_TAGS: &str = "tag:yaml.org,2002:";

/// The first document of a file.
pub(super) struct Tree {
    /// None when there is no document, or it is empty.
    pub(super) root: Option<Rc<Node>>,
    /// Field names that stand twice in one map, with the line of the later one, which wins.
    pub(super) duplicates: Vec<(String, u32)>,
}

/// Parses as `yaml.YAMLToJSON` does.
pub(super) fn parse(bytes: &[u8]) -> Result<Tree, YamlError> {
    let text = text::decode(bytes)?;
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_anchor_events = true;
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder = Builder {
        parser: Parser::new_from_str_with_options(&text, options),
        anchors: HashMap::new(),
        open: Vec::new(),
        nodes: 0,
        replayed: 0,
        duplicates: Vec::new(),
        decode_error: None,
        key_error: None,
    };
    let root = builder.document()?;
    if let Some(error) = builder.decode_error.or(builder.key_error) {
        return Err(error);
    }
    if let Some((number, line)) = root.as_ref().and_then(|root| root.first_not_json()) {
        return Err(YamlError::NotJson { number, line });
    }
    Ok(Tree {
        root,
        duplicates: builder.duplicates,
    })
}

struct Anchor {
    name: String,
    /// None while the node itself is being read.
    node: Option<Rc<Node>>,
}

struct Builder<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    anchors: HashMap<usize, Anchor>,
    /// Lines where the collections begin that are being read: libyaml reports them.
    open: Vec<u32>,
    nodes: usize,
    replayed: usize,
    duplicates: Vec<(String, u32)>,
    /// What kubectl meets only after all of the document is parsed.
    decode_error: Option<YamlError>,
    key_error: Option<YamlError>,
}

/// A map key, as `convertToJSONableObject` writes it.
enum Key {
    Name(String),
    Merge,
    Unusable,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Result<(Event<'a>, u32), YamlError> {
        loop {
            let (event, span) = match self.parser.next_event() {
                None => return Ok((Event::StreamEnd, 0)),
                Some(Ok(found)) => found,
                Some(Err(error)) => return Err(describe(&error, self.open.last().copied())),
            };
            if let Event::Anchor(id, name) = &event {
                self.anchor(*id).name = name.to_string();
                continue;
            }
            return Ok((event, u32::try_from(span.start.line()).unwrap_or(u32::MAX)));
        }
    }

    fn anchor(&mut self, id: usize) -> &mut Anchor {
        self.anchors.entry(id).or_insert_with(|| Anchor {
            name: String::new(),
            node: None,
        })
    }

    fn document(&mut self) -> Result<Option<Rc<Node>>, YamlError> {
        loop {
            match self.next()? {
                (Event::StreamStart, _) => {}
                (Event::DocumentStart(..), _) => break,
                _ => return Ok(None),
            }
        }
        let (event, line) = self.next()?;
        let node = self.node(event, line, 0)?;
        // What follows the first document is never looked at.
        Ok(Some(node))
    }

    fn node(&mut self, event: Event<'a>, line: u32, depth: usize) -> Result<Rc<Node>, YamlError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(YamlError::TooManyValues { limit: MAX_NODES });
        }
        if depth > MAX_DEPTH {
            return Err(YamlError::TooDeep { limit: MAX_DEPTH });
        }
        let (value, id) = match event {
            Event::Alias(id) => return self.alias(id, line),
            Event::UnresolvedAlias(name) => {
                return Err(YamlError::UnknownAnchor {
                    name: name.into_owned(),
                    line,
                });
            }
            Event::Scalar(text, style, id, tag) => {
                (self.scalar(&text, style, tag.as_deref(), line), id)
            }
            Event::SequenceStart(_, id, _) => (self.list(id, line, depth)?, id),
            Event::MappingStart(_, id, _) => (self.map(id, line, depth)?, id),
            _ => (Value::Null, 0),
        };
        let size = match &value {
            Value::List(items) => items.iter().map(|item| item.size).sum(),
            Value::Map(entries) => entries.iter().map(|entry| entry.value.size).sum(),
            _ => 0_usize,
        };
        let node = Rc::new(Node {
            value,
            line,
            size: size.saturating_add(1),
        });
        if id != 0 {
            self.anchor(id).node = Some(Rc::clone(&node));
        }
        Ok(node)
    }

    fn alias(&mut self, id: usize, line: u32) -> Result<Rc<Node>, YamlError> {
        let anchor = self.anchor(id);
        let Some(node) = anchor.node.clone() else {
            let name = anchor.name.clone();
            self.decode_error
                .get_or_insert(YamlError::AnchorContainsItself { name, line });
            return Ok(null(line));
        };
        self.replayed = self.replayed.saturating_add(node.size);
        if self.replayed > MAX_REPLAYED {
            return Err(YamlError::TooManyAliases {
                limit: MAX_REPLAYED,
            });
        }
        Ok(node)
    }

    fn list(&mut self, id: usize, line: u32, depth: usize) -> Result<Value, YamlError> {
        if id != 0 {
            self.anchor(id).node = None;
        }
        self.open.push(line);
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd | Event::StreamEnd, _) => break,
                (event, line) => items.push(self.node(event, line, depth + 1)?),
            }
        }
        self.open.pop();
        Ok(Value::List(items))
    }

    fn map(&mut self, id: usize, line: u32, depth: usize) -> Result<Value, YamlError> {
        if id != 0 {
            self.anchor(id).node = None;
        }
        self.open.push(line);
        let mut map = Map::default();
        loop {
            let (key, line) = match self.next()? {
                (Event::MappingEnd | Event::StreamEnd, _) => break,
                (event, line) => (self.key(event, line, depth + 1)?, line),
            };
            let (event, value_line) = self.next()?;
            let is_alias = matches!(event, Event::Alias(_));
            let value = self.node(event, value_line, depth + 1)?;
            match key {
                Key::Name(key) => {
                    if map.explicit(&key) {
                        self.duplicates.push((key.clone(), line));
                    }
                    map.set(Entry { key, line, value }, true);
                }
                Key::Merge => self.merge(&mut map, &value, is_alias),
                Key::Unusable => {}
            }
        }
        self.open.pop();
        Ok(Value::Map(map.entries))
    }

    /// goyaml.v2 merges where `<<` stands: later fields override it, and it overrides earlier ones.
    fn merge(&mut self, map: &mut Map, value: &Rc<Node>, is_alias: bool) {
        match &value.value {
            Value::Map(entries) => map.merge(entries),
            Value::List(items) if !is_alias => {
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

    fn key(&mut self, event: Event<'a>, line: u32, depth: usize) -> Result<Key, YamlError> {
        if let Event::Scalar(text, style, _, tag) = &event {
            let merge_tag = tag
                .as_ref()
                .is_some_and(|tag| suffix(tag).is_some_and(|suffix| suffix == "merge"));
            if text == "<<" && ((*style == ScalarStyle::Plain && tag.is_none()) || merge_tag) {
                return Ok(Key::Merge);
            }
        }
        let number = match &event {
            Event::Scalar(text, ScalarStyle::Plain, _, None) => key_of_number(text),
            _ => None,
        };
        let node = self.node(event, line, depth)?;
        let key = match &node.value {
            Value::Text(text) => text.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Number(_) => number.unwrap_or_default(),
            Value::NotJson("NaN") => ".nan".to_owned(),
            Value::NotJson("-Inf") => "-.inf".to_owned(),
            Value::NotJson(_) => ".inf".to_owned(),
            Value::Null => {
                self.key_error.get_or_insert(YamlError::NullKey { line });
                return Ok(Key::Unusable);
            }
            Value::List(_) | Value::Map(_) => {
                let list = matches!(node.value, Value::List(_));
                self.decode_error
                    .get_or_insert(YamlError::KeyIsNoScalar { list, line });
                return Ok(Key::Unusable);
            }
        };
        Ok(Key::Name(key))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, line: u32) -> Value {
        let Some(tag) = tag else {
            return if style == ScalarStyle::Plain {
                value_of(resolve(text), text)
            } else {
                Value::Text(Zeroizing::new(text.to_owned()))
            };
        };
        let wanted = suffix(tag);
        let found = match wanted.as_deref() {
            Some("bool" | "int" | "float" | "null" | "timestamp") => resolve(text),
            Some("binary") => {
                return match go_base64::decode(text.as_bytes()) {
                    Ok(bytes) => {
                        Value::Text(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
                    }
                    Err(_) => {
                        self.decode_error
                            .get_or_insert(YamlError::BinaryTag { line });
                        Value::Null
                    }
                };
            }
            _ => return Value::Text(Zeroizing::new(text.to_owned())),
        };
        let (name, fits) = match (&found, wanted.as_deref()) {
            (Scalar::Null, wanted) => ("!!null", wanted == Some("null")),
            (Scalar::Bool(_), wanted) => ("!!bool", wanted == Some("bool")),
            (Scalar::Integer(_), wanted) => ("!!int", matches!(wanted, Some("int" | "float"))),
            (Scalar::Float(_), wanted) => ("!!float", wanted == Some("float")),
            (Scalar::Timestamp, Some("timestamp")) => ("!!timestamp", true),
            (Scalar::Timestamp | Scalar::Text, _) => ("!!str", false),
        };
        if !fits {
            self.decode_error.get_or_insert_with(|| YamlError::Tag {
                found: name,
                wanted: format!("!!{}", wanted.unwrap_or_default()),
                line,
            });
        }
        value_of(found, text)
    }
}

#[derive(Default)]
struct Map {
    entries: Vec<Entry>,
    /// Name to position, and whether it was written in this map itself.
    index: HashMap<String, (usize, bool)>,
}

impl Map {
    fn explicit(&self, key: &str) -> bool {
        self.index.get(key).is_some_and(|(_, explicit)| *explicit)
    }

    fn set(&mut self, entry: Entry, explicit: bool) {
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
        for Entry { key, line, value } in entries {
            let entry = Entry {
                key: key.clone(),
                line: *line,
                value: Rc::clone(value),
            };
            self.set(entry, false);
        }
    }
}

fn value_of(scalar: Scalar, text: &str) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Integer(Integer::Signed(value)) => Value::Number(u8::try_from(value).ok()),
        Scalar::Integer(_) => Value::Number(None),
        Scalar::Float(value) if value.is_nan() => Value::NotJson("NaN"),
        Scalar::Float(f64::INFINITY) => Value::NotJson("+Inf"),
        Scalar::Float(f64::NEG_INFINITY) => Value::NotJson("-Inf"),
        // Go writes a float that is whole without a point.
        Scalar::Float(value) if value.fract() == 0.0 && (0.0..=255.0).contains(&value) => {
            Value::Number((0..=u8::MAX).find(|byte| f64::from(*byte) == value))
        }
        Scalar::Float(_) => Value::Number(None),
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

/// The short name of a tag of the YAML namespace.
fn suffix(tag: &Tag) -> Option<String> {
    let uri = format!("{}{}", tag.handle(), tag.suffix());
    uri.strip_prefix(YAML_TAGS).map(str::to_owned)
}

fn null(line: u32) -> Rc<Node> {
    Rc::new(Node {
        value: Value::Null,
        line,
        size: 1,
    })
}
