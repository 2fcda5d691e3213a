//! A parsed object, whose texts are those of the buffer wherever they stand there as they are: a list of Secrets is
//! megabytes of base64, and each copy of it would have to be wiped.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroize as _;

/// A value of JSON or YAML.
pub(in crate::decode) enum Node<'a> {
    Null,
    Bool(bool),
    /// A number; where it is a natural one, which.
    Number(Option<u64>),
    Text(Text<'a>),
    List(Vec<Self>),
    Map(Map<'a>),
}

/// A text, wiped if it is a copy.
pub(in crate::decode) struct Text<'a>(Cow<'a, str>);

/// Fields in their order, each key once.
#[derive(Default)]
pub(in crate::decode) struct Map<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl Text<'_> {
    pub(in crate::decode) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Text<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(copy) = &mut self.0 {
            copy.zeroize();
        }
    }
}

impl<'a> Map<'a> {
    pub(in crate::decode) fn get(&self, key: &str) -> Option<&Node<'a>> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    pub(in crate::decode) fn iter(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// Of a key that stands several times, the last value counts.
    fn unique(mut self) -> Self {
        let mut last: HashMap<&str, usize> = HashMap::new();
        let is_double = if self.0.len() <= FEW {
            let mut rest = self.0.as_slice();
            std::iter::from_fn(|| {
                let ((key, _), after) = rest.split_first()?;
                rest = after;
                Some(after.iter().any(|(other, _)| other == key))
            })
            .any(|double| double)
        } else {
            last.extend(self.0.iter().enumerate().map(|(at, (key, _))| (&**key, at)));
            last.len() < self.0.len()
        };
        drop(last);
        if is_double {
            let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
            let mut kept: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
            for (key, value) in self.0.drain(..) {
                let place = *places.entry(key.clone()).or_insert(kept.len());
                match kept.get_mut(place) {
                    Some((_, earlier)) => *earlier = value,
                    None => kept.push((key, value)),
                }
            }
            self.0 = kept;
        }
        self
    }
}

/// Below this many, comparing each with each is quicker than hashing.
const FEW: usize = 8;

impl<'a> Node<'a> {
    /// The value below a path of keys.
    pub(in crate::decode) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(in crate::decode) fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    pub(in crate::decode) const fn as_map(&self) -> Option<&Map<'a>> {
        match self {
            Self::Map(map) => Some(map),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    pub(in crate::decode) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Map(_) => None,
        }
    }

    pub(in crate::decode) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(Text(text)) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    pub(in crate::decode) const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Null | Self::Number(_) | Self::Text(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    pub(in crate::decode) const fn as_number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => *number,
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// A list or a map.
    pub(in crate::decode) const fn has_children(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }

    pub(in crate::decode) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Number(Some(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Number(u64::try_from(value).ok()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Node::Number(None))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Node::Text(Text(Cow::Owned(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = Map(Vec::with_capacity(FEW));
        while let Some((Key(key), value)) = access.next_entry()? {
            map.0.push((key, value));
        }
        Ok(Node::Map(map.unique()))
    }
}

/// A key, which is a text in JSON; in YAML whatever can be written as one.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyReader)
    }
}

struct KeyReader;

impl<'de> Visitor<'de> for KeyReader {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn texts_are_borrowed_and_the_last_of_a_key_counts() {
        let node = read(r#"{"a": "x", "b": {"c": [1, null, true, "y\n", 1.5, -1]}, "a": "z"}"#);
        assert!(matches!(
            node.get("a"),
            Some(Node::Text(Text(Cow::Borrowed("z"))))
        ));
        let items = node.at(&["b", "c"]).and_then(Node::as_list).unwrap();
        assert_eq!(items[0].as_number(), Some(1));
        assert!(items[1].is_null());
        assert_eq!(items[2].as_bool(), Some(true));
        assert_eq!(items[3].as_text(), Some("y\n"));
        assert_eq!(items[4].as_number(), None);
        assert_eq!(items[5].as_number(), None);
        let keys: Vec<_> = node.as_map().unwrap().iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "b"]);
        assert!(node.at(&["b", "d"]).is_none());
    }

    #[test]
    fn many_keys_are_told_apart_too() {
        let fields: Vec<_> = (0..40)
            .map(|at| format!("\"k{}\": {at}", at % 20))
            .collect();
        let text = format!("{{{}}}", fields.join(","));
        let node = read(&text);
        assert_eq!(node.as_map().unwrap().iter().count(), 20);
        assert_eq!(node.get("k3").and_then(Node::as_number), Some(23));
    }
}
