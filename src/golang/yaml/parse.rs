//! Tokens to a tree: libyaml's parser.

use std::rc::Rc;

use super::build::{Builder, Key};
use super::error::YamlError;
use super::node::{Node, Value};
use super::scan::Scanner;
use super::token::{Mark, TokenKind};

/// serde-saphyr's depth; kubectl's is 10,000.
const MAX_DEPTH: usize = 64;

pub(super) struct Parser {
    tokens: Scanner,
    pub(super) builder: Builder,
    /// `%TAG` directives, and the two tag handles that are always there.
    tags: Vec<(String, String)>,
}

/// Where a node stands: block collections may begin only in a block context, and a list that is the value of a
/// map may do without indentation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    BlockValue,
    Flow,
}

type Kind = TokenKind;

impl Parser {
    pub(super) fn new(text: &str) -> Self {
        Self {
            tokens: Scanner::new(text),
            builder: Builder::default(),
            tags: Vec::new(),
        }
    }

    fn peek(&mut self) -> Result<(&Kind, Mark), YamlError> {
        let token = self.tokens.peek()?;
        Ok((&token.kind, token.mark))
    }

    fn next_is(&mut self, kinds: &[Kind]) -> Result<bool, YamlError> {
        Ok(kinds.contains(self.peek()?.0))
    }

    /// Takes the next token if it is this one.
    fn accept(&mut self, kind: &Kind) -> Result<bool, YamlError> {
        let found = self.peek()?.0 == kind;
        if found {
            self.tokens.take();
        }
        Ok(found)
    }

    fn fail<T>(&mut self, text: &'static str) -> Result<T, YamlError> {
        let (_, mark) = self.peek()?;
        Err(mark.parser_error(text))
    }

    /// The first document, if there is one.
    pub(super) fn document(&mut self) -> Result<Option<Rc<Node>>, YamlError> {
        self.accept(&Kind::StreamStart)?;
        while self.accept(&Kind::DocumentEnd)? {}
        if self.next_is(&[Kind::StreamEnd])? {
            return Ok(None);
        }
        let explicit = self.directives()?;
        if explicit && !self.accept(&Kind::DocumentStart)? {
            return self.fail("did not find expected <document start>");
        }
        let root = if explicit && self.ends_document()? {
            self.empty()?
        } else {
            self.node(Context::Block, 0)?
        };
        // libyaml looks at one token more, to see whether the document ends with `...`.
        self.peek()?;
        Ok(Some(root))
    }

    fn ends_document(&mut self) -> Result<bool, YamlError> {
        Ok(matches!(
            self.peek()?.0,
            Kind::VersionDirective { .. }
                | Kind::TagDirective { .. }
                | Kind::DocumentStart
                | Kind::DocumentEnd
                | Kind::StreamEnd
        ))
    }

    /// Whether the document begins explicitly, and so with `---`.
    fn directives(&mut self) -> Result<bool, YamlError> {
        let explicit = self.ends_document()?;
        let mut has_version = false;
        loop {
            let (kind, mark) = self.peek()?;
            match kind {
                Kind::VersionDirective { supported } => {
                    if has_version {
                        return Err(mark.parser_error("found duplicate %YAML directive"));
                    }
                    if !supported {
                        return Err(mark.parser_error("found incompatible YAML document"));
                    }
                    has_version = true;
                }
                Kind::TagDirective { handle, prefix } => {
                    let tag = (handle.clone(), prefix.clone());
                    if self.tags.iter().any(|(handle, _)| *handle == tag.0) {
                        return Err(mark.parser_error("found duplicate %TAG directive"));
                    }
                    self.tags.push(tag);
                }
                _ => break,
            }
            self.tokens.take();
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.tags.iter().any(|(known, _)| known == handle) {
                self.tags.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(explicit)
    }

    fn node(&mut self, context: Context, depth: usize) -> Result<Rc<Node>, YamlError> {
        if depth > MAX_DEPTH {
            return Err(YamlError::TooDeep { limit: MAX_DEPTH });
        }
        let (kind, mark) = self.peek()?;
        if let Kind::Alias(name) = kind {
            let name = name.clone();
            self.tokens.take();
            return self.builder.alias(&name, mark);
        }
        let start = mark;
        let (mut anchor, mut tag) = (None, None);
        loop {
            match self.peek()?.0 {
                Kind::Anchor(name) if anchor.is_none() => anchor = Some(name.clone()),
                Kind::Tag { handle, suffix } if tag.is_none() => {
                    tag = Some((handle.clone(), suffix.clone()));
                }
                _ => break,
            }
            self.tokens.take();
        }
        let tag = match tag {
            Some((handle, suffix)) => Some(self.resolve_tag(&handle, suffix, start)?),
            None => None,
        };
        let (kind, mark) = self.peek()?;
        let block = context != Context::Flow;
        let opens = match kind {
            Kind::Scalar { .. } | Kind::FlowSequenceStart | Kind::FlowMappingStart => true,
            Kind::BlockSequenceStart | Kind::BlockMappingStart => block,
            Kind::BlockEntry => context == Context::BlockValue,
            _ => false,
        };
        if !opens {
            if anchor.is_none() && tag.is_none() {
                return Err(mark.parser_error("did not find expected node content"));
            }
            let value = self
                .builder
                .scalar("", tag.is_none(), tag.as_deref(), start);
            return self.builder.finish(value, anchor, start);
        }
        if let Kind::Scalar { text, plain } = kind {
            let (text, plain) = (text.clone(), *plain);
            self.tokens.take();
            let value = self.builder.scalar(&text, plain, tag.as_deref(), start);
            return self.builder.finish(value, anchor, start);
        }
        let kind = kind.clone();
        self.builder.open(anchor.as_deref());
        let value = match kind {
            Kind::FlowSequenceStart => self.flow_list(depth)?,
            Kind::FlowMappingStart => self.flow_map(depth)?,
            Kind::BlockSequenceStart => self.block_list(depth)?,
            Kind::BlockMappingStart => self.block_map(depth)?,
            _ => self.unindented_list(depth)?,
        };
        self.builder.finish(value, anchor, start)
    }

    fn resolve_tag(&self, handle: &str, suffix: String, start: Mark) -> Result<String, YamlError> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.tags.iter().find(|(known, _)| known == handle) {
            Some((_, prefix)) => Ok(format!("{prefix}{suffix}")),
            None => Err(start.parser_error("found undefined tag handle")),
        }
    }

    /// A node that is not written.
    fn empty(&mut self) -> Result<Rc<Node>, YamlError> {
        let (_, mark) = self.peek()?;
        self.builder.finish(Value::Null, None, mark)
    }

    fn node_unless(
        &mut self,
        ends: &[Kind],
        context: Context,
        depth: usize,
    ) -> Result<Rc<Node>, YamlError> {
        if self.next_is(ends)? {
            self.empty()
        } else {
            self.node(context, depth + 1)
        }
    }

    fn block_list(&mut self, depth: usize) -> Result<Value, YamlError> {
        self.tokens.take();
        let mut items = Vec::new();
        loop {
            if self.accept(&Kind::BlockEntry)? {
                let ends = [Kind::BlockEntry, Kind::BlockEnd];
                items.push(self.node_unless(&ends, Context::Block, depth)?);
            } else if self.accept(&Kind::BlockEnd)? {
                return Ok(Value::List(items));
            } else {
                return self.fail("did not find expected '-' indicator");
            }
        }
    }

    fn unindented_list(&mut self, depth: usize) -> Result<Value, YamlError> {
        let mut items = Vec::new();
        while self.accept(&Kind::BlockEntry)? {
            let ends = [Kind::BlockEntry, Kind::Key, Kind::Value, Kind::BlockEnd];
            items.push(self.node_unless(&ends, Context::Block, depth)?);
        }
        Ok(Value::List(items))
    }

    fn block_map(&mut self, depth: usize) -> Result<Value, YamlError> {
        self.tokens.take();
        let mut map = self.builder.map();
        loop {
            if self.accept(&Kind::BlockEnd)? {
                return Ok(map.finish());
            }
            if !self.accept(&Kind::Key)? {
                return self.fail("did not find expected key");
            }
            let ends = [Kind::Key, Kind::Value, Kind::BlockEnd];
            let key = self.key(&ends, Context::BlockValue, depth)?;
            let (value, alias) = if self.accept(&Kind::Value)? {
                self.value(&ends, Context::BlockValue, depth)?
            } else {
                (self.empty()?, false)
            };
            self.builder.add(&mut map, key, &value, alias);
        }
    }

    fn flow_list(&mut self, depth: usize) -> Result<Value, YamlError> {
        self.tokens.take();
        let mut items = Vec::new();
        while !self.next_is(&[Kind::FlowSequenceEnd])? {
            if !items.is_empty() && !self.accept(&Kind::FlowEntry)? {
                return self.fail("did not find expected ',' or ']'");
            }
            let (kind, mark) = self.peek()?;
            match kind {
                Kind::Key => items.push(self.pair(mark, depth)?),
                Kind::FlowSequenceEnd => {}
                _ => items.push(self.node(Context::Flow, depth + 1)?),
            }
        }
        self.tokens.take();
        Ok(Value::List(items))
    }

    /// `[a: b]`: a map of one field.
    fn pair(&mut self, mark: Mark, depth: usize) -> Result<Rc<Node>, YamlError> {
        self.tokens.take();
        let mut map = self.builder.map();
        let ends = [Kind::Value, Kind::FlowEntry, Kind::FlowSequenceEnd];
        let absent = self.next_is(&ends)?;
        let key = self.key(&ends, Context::Flow, depth + 1)?;
        if absent {
            // libyaml drops the token that follows a `?` without a key.
            self.tokens.take();
        }
        let ends = [Kind::FlowEntry, Kind::FlowSequenceEnd];
        let (value, alias) = if self.accept(&Kind::Value)? {
            self.value(&ends, Context::Flow, depth + 1)?
        } else {
            (self.empty()?, false)
        };
        self.builder.add(&mut map, key, &value, alias);
        self.builder.finish(map.finish(), None, mark)
    }

    fn flow_map(&mut self, depth: usize) -> Result<Value, YamlError> {
        self.tokens.take();
        let mut map = self.builder.map();
        let mut first = true;
        while !self.next_is(&[Kind::FlowMappingEnd])? {
            if !first && !self.accept(&Kind::FlowEntry)? {
                return self.fail("did not find expected ',' or '}'");
            }
            first = false;
            if self.next_is(&[Kind::FlowMappingEnd])? {
                break;
            }
            let ends = [Kind::Value, Kind::FlowEntry, Kind::FlowMappingEnd];
            let has_key = self.accept(&Kind::Key)?;
            let key = if has_key {
                self.key(&ends, Context::Flow, depth)?
            } else {
                self.key(&[], Context::Flow, depth)?
            };
            let (value, alias) = if has_key && self.accept(&Kind::Value)? {
                let ends = [Kind::FlowEntry, Kind::FlowMappingEnd];
                self.value(&ends, Context::Flow, depth)?
            } else {
                (self.empty()?, false)
            };
            self.builder.add(&mut map, key, &value, alias);
        }
        self.tokens.take();
        Ok(map.finish())
    }

    fn key(&mut self, ends: &[Kind], context: Context, depth: usize) -> Result<Key, YamlError> {
        let (kind, mark) = self.peek()?;
        let scalar = match kind {
            Kind::Scalar { text, plain: true } => Some(text.clone()),
            _ => None,
        };
        let node = self.node_unless(ends, context, depth)?;
        let plain = scalar.as_ref().map(|text| text.as_str());
        Ok(self.builder.key(&node, plain, mark))
    }

    /// A value, and whether it is an alias.
    fn value(
        &mut self,
        ends: &[Kind],
        context: Context,
        depth: usize,
    ) -> Result<(Rc<Node>, bool), YamlError> {
        let alias = matches!(self.peek()?.0, Kind::Alias(_));
        Ok((self.node_unless(ends, context, depth)?, alias))
    }
}
