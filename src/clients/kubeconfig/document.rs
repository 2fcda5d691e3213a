//! A kubeconfig as a tree, before any client's types are put on it.

use std::rc::Rc;

use memchr::memmem;

use super::fault::{ConfigFault, EntryKind, YamlFault};
use super::rules::YamlRules;
use crate::golang::yaml::{self, Node, Value};

/// One file, parsed once for all clients.
pub struct Document {
    /// How it was named.
    pub path: String,
    root: Option<Rc<Node>>,
    fault: Option<YamlFault>,
    repeated: bool,
    several: bool,
    tagged: bool,
    blank: bool,
}

/// A mapping of a kubeconfig, as one client reads it.
#[derive(Clone, Copy)]
pub(super) struct Mapping<'a> {
    node: Option<&'a Node>,
    rules: YamlRules,
}

/// The value of a field.
pub(super) enum Scalar<'a> {
    /// It is not there, or null.
    Absent,
    Bool(bool),
    /// `yes`, `on` and their like, which are booleans in YAML 1.1 alone.
    Word(bool),
    Number(&'a str),
    Text(&'a str),
    /// A list or a mapping.
    Other,
}

impl Document {
    /// Parses a file. A budget of the parser counts as a fault: kubectl reads on, and no other client is known to stop.
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let parsed = yaml::parse(bytes);
        let blank = bytes.trim_ascii().is_empty();
        let (root, repeated, fault) = match parsed {
            Ok(tree) => (tree.root, !tree.duplicates.is_empty(), None),
            Err(_) => (None, false, Some(YamlFault::Malformed)),
        };
        Self {
            path: path.to_owned(),
            root,
            fault,
            repeated,
            several: has_second_document(bytes),
            tagged: memmem::find(bytes, b": !!binary ").is_some(),
            blank,
        }
    }

    /// Whether there is nothing in it.
    pub(super) const fn is_blank(&self) -> bool {
        self.blank
    }

    /// The root, unless the client's reader refuses the text.
    pub(super) fn root(&self, rules: YamlRules) -> Result<Mapping<'_>, ConfigFault> {
        if let Some(fault) = self.fault {
            return Err(ConfigFault::Yaml(fault));
        }
        if rules.unique_keys && self.repeated {
            return Err(ConfigFault::Yaml(YamlFault::DuplicateKey));
        }
        if rules.one_document && self.several {
            return Err(ConfigFault::Yaml(YamlFault::SecondDocument));
        }
        if rules.untagged && self.tagged {
            return Err(ConfigFault::Yaml(YamlFault::Tag));
        }
        Ok(Mapping {
            node: self.root.as_deref(),
            rules,
        })
    }
}

/// A line that begins with `---` divides documents wherever it stands (YAML 1.1 §9.1), so that no parser is needed. The
/// first begins the only document if nothing but comments and directives stands before it.
fn has_second_document(bytes: &[u8]) -> bool {
    let mut content = false;
    for line in bytes.split(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"---");
        let divides = rest.is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace));
        if divides && content {
            return true;
        }
        let text = if divides {
            rest.unwrap_or_default()
        } else {
            line
        };
        let text = text.trim_ascii();
        content |= !text.is_empty() && !text.starts_with(b"#") && !text.starts_with(b"%");
    }
    false
}

impl<'a> Mapping<'a> {
    /// The node of a field that the client sees.
    fn node(&self, field: &str) -> Option<&'a Node> {
        let Value::Map(entries) = &self.node?.value else {
            return None;
        };
        entries
            .iter()
            .find(|entry| entry.key == field && (self.rules.merge || entry.own))
            .map(|entry| &*entry.value)
    }

    pub(super) fn mapping(&self, field: &str) -> Self {
        Self {
            node: self.node(field),
            rules: self.rules,
        }
    }

    /// Whether the field is there and is a mapping.
    pub(super) fn has_mapping(&self, field: &str) -> bool {
        matches!(
            self.node(field).map(|node| &node.value),
            Some(Value::Map(_))
        )
    }

    /// Whether the field is there and holds anything.
    pub(super) fn has(&self, field: &str) -> bool {
        !matches!(
            self.node(field).map(|node| &node.value),
            None | Some(Value::Null)
        )
    }

    pub(super) fn scalar(&self, field: &str) -> Scalar<'a> {
        match self.node(field).map(|node| &node.value) {
            None | Some(Value::Null) => Scalar::Absent,
            Some(Value::Bool { value, core: true }) => Scalar::Bool(*value),
            Some(Value::Bool { value, core: false }) => Scalar::Word(*value),
            Some(Value::Number { text, .. }) => Scalar::Number(text),
            Some(Value::NotJson(text)) => Scalar::Number(text),
            Some(Value::Text(text)) => Scalar::Text(text),
            Some(Value::Merge | Value::List(_) | Value::Map(_)) => Scalar::Other,
        }
    }

    /// A text; a number only where the client is not typed.
    pub(super) fn text(&self, field: &'static str) -> Result<Option<&'a str>, ConfigFault> {
        let wrong = Err(ConfigFault::WrongType { field });
        match self.scalar(field) {
            Scalar::Absent => Ok(None),
            Scalar::Text(text) => Ok(Some(text)),
            Scalar::Number(text) if !self.rules.typed => Ok(Some(text)),
            Scalar::Bool(value) | Scalar::Word(value) if !self.rules.typed => {
                Ok(Some(if value { "true" } else { "false" }))
            }
            _ => wrong,
        }
    }

    /// A text that is not empty.
    pub(super) fn filled(&self, field: &'static str) -> Result<Option<&'a str>, ConfigFault> {
        Ok(self.text(field)?.filter(|text| !text.is_empty()))
    }

    /// The entries of a list, each a mapping with a `name`.
    pub(super) fn entries(&self, kind: EntryKind) -> Vec<Self> {
        let field = match kind {
            EntryKind::Cluster => "clusters",
            EntryKind::User => "users",
            EntryKind::Context => "contexts",
        };
        let Some(Value::List(items)) = self.node(field).map(|node| &node.value) else {
            return Vec::new();
        };
        items
            .iter()
            .map(|item| Self {
                node: Some(&**item),
                rules: self.rules,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_divided_by_lines() {
        for (text, several) in [
            ("a: 1\n", false),
            ("---\na: 1\n", false),
            ("# c\n%YAML 1.1\n---\na: 1\n", false),
            ("--- {a: 1}\n", false),
            ("a: 1\n---\n", true),
            ("a: 1\n--- \r\nb: 2\n", true),
            ("a: 1\n---b\n", false),
            ("a: |\n  ---\n", false),
        ] {
            assert_eq!(has_second_document(text.as_bytes()), several, "{text:?}");
        }
    }
}
