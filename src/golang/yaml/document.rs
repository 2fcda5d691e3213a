//! The first document of a file as a tree.

use std::rc::Rc;

use super::error::YamlError;
use super::node::Node;
use super::parse::Parser;
use super::text;

/// The first document of a file.
pub(crate) struct Tree {
    /// None when there is no document.
    pub(crate) root: Option<Rc<Node>>,
    /// Field names that stand twice in one map, with the line of the later one, which wins.
    pub(crate) duplicates: Vec<(String, u32)>,
}

/// Parses as `yaml.YAMLToJSON` does.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree, YamlError> {
    let text = text::decode(bytes)?;
    let mut parser = Parser::new(&text);
    let root = parser.document()?;
    let duplicates = parser.builder.end()?;
    if let Some((number, line)) = root.as_ref().and_then(|root| root.first_not_json()) {
        return Err(YamlError::NotJson { number, line });
    }
    Ok(Tree { root, duplicates })
}
