//! From bytes to objects.

use std::io::{self, Read};

use serde_json::Value;

use super::json::JsonSplitter;
use super::object::Object;
use super::piece::{Buffer, Format, LARGEST, Parsed, Piece, Stop, parse};
use super::yaml::YamlSplitter;
use crate::location::Location;
use crate::x509::GoRelease;

/// Something in an object, or instead of one, that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectFault {
    /// Where.
    pub location: Location,
    /// What.
    pub problem: ObjectProblem,
}

/// What cannot be read. It names a place and never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectProblem {
    /// A field that holds bytes is no base64.
    #[error("not base64: {go}")]
    Base64 {
        /// Go's text.
        go: String,
    },
    /// The text stops being YAML or JSON.
    #[error("line {line}, column {column}: not {format} that can be read")]
    Malformed {
        /// `YAML` or `JSON`.
        format: &'static str,
        /// 1-based, in the whole stream.
        line: u64,
        /// 1-based.
        column: u64,
    },
    /// A list of names is no JSON list of texts.
    #[error("not a JSON list of names")]
    NoNames,
    /// Neither a map nor a list of maps.
    #[error("not a Kubernetes object")]
    NoObject,
    /// More bytes than an object may have.
    #[error("has more than {limit} bytes, which no object has")]
    TooLarge {
        /// The greatest size that is read.
        limit: usize,
    },
}

/// Reads objects to the end of `reader`, and gives each, or what is wrong with it, in its order.
///
/// # Errors
/// The reader's own.
pub fn read(
    reader: &mut dyn Read,
    base: &Location,
    release: GoRelease,
    give: &mut dyn FnMut(Result<Object, ObjectFault>),
) -> io::Result<()> {
    let mut buffer = Buffer::new(vec![0; CHUNK]);
    let mut filled = 0;
    // Enough to see how it begins.
    while filled < HEAD {
        match next(reader, buffer.get_mut(filled..).unwrap_or_default())? {
            0 => break,
            count => filled += count,
        }
    }
    let head = buffer.get(..filled).unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let reading = Reading {
        base,
        release,
        format: Format::Json,
    };
    if matches!(head.trim_ascii_start(), [b'{' | b'[', ..]) {
        let mut splitter = JsonSplitter::new();
        let mut piece = |piece: Piece<'_>| reading.piece(piece, give);
        splitter.feed(head, &mut piece);
        loop {
            match next(reader, &mut buffer)? {
                0 => break,
                count => splitter.feed(buffer.get(..count).unwrap_or_default(), &mut piece),
            }
        }
        splitter.end(&mut piece);
    } else {
        let reading = Reading {
            format: Format::Yaml,
            ..reading
        };
        let mut splitter = YamlSplitter::new();
        let mut piece = |piece: Piece<'_>| reading.piece(piece, give);
        splitter.feed(head, &mut piece);
        loop {
            match next(reader, &mut buffer)? {
                0 => break,
                count => splitter.feed(buffer.get(..count).unwrap_or_default(), &mut piece),
            }
        }
        splitter.end(&mut piece);
    }
    Ok(())
}

/// As much as a pipe gives at once.
const CHUNK: usize = 64 << 10;
const HEAD: usize = 4 << 10;

fn next(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// By whose rules, and from where.
struct Reading<'a> {
    base: &'a Location,
    release: GoRelease,
    format: Format,
}

type Give<'a> = &'a mut dyn FnMut(Result<Object, ObjectFault>);

impl Reading<'_> {
    fn piece(&self, piece: Piece<'_>, give: Give<'_>) {
        match piece {
            Piece::Item {
                text,
                line,
                context,
                list,
            } => match self.item(text, context) {
                Ok(parsed) => self.object(&parsed.0, line, list, give),
                Err(stop) => give(Err(self.malformed(line, stop))),
            },
            Piece::Root { text, line, items } => match parse(self.format, text) {
                Ok(documents) => {
                    for document in &documents {
                        self.root(&document.0, line, items, give);
                    }
                }
                Err(stop) => give(Err(self.malformed(line, stop))),
            },
            Piece::TooLarge { line } => {
                let problem = ObjectProblem::TooLarge { limit: LARGEST };
                give(Err(self.fault(line, problem)));
            }
        }
    }

    /// An item of a list; of YAML, which comes as a sequence of one.
    fn item(&self, text: &[u8], context: &[u8]) -> Result<Parsed, Stop> {
        let single = match (parse(self.format, text), self.format) {
            (Ok(mut documents), Format::Json) => documents.pop(),
            (Ok(mut documents), Format::Yaml) => documents.pop().and_then(|mut list| {
                let items = list.0.as_array_mut()?;
                (items.len() == 1)
                    .then(|| items.pop())
                    .flatten()
                    .map(Parsed)
            }),
            (Err(stop), _) if context.is_empty() || !text.contains(&b'*') => return Err(stop),
            // It may use an anchor of what stands before.
            (Err(stop), _) => {
                let whole = Buffer::new([context, text].concat());
                let mut documents = parse(self.format, &whole).map_err(|_| stop)?;
                documents
                    .pop()
                    .and_then(|mut root| root.0.get_mut("items")?.as_array_mut()?.pop().map(Parsed))
            }
        };
        single.ok_or(Stop { line: 1, column: 1 })
    }

    fn root(&self, root: &Value, line: u64, items: u64, give: Give<'_>) {
        // `jq .items` leaves a bare array.
        let listed = root.get("items").unwrap_or(root).as_array();
        let kind = root.get("kind").and_then(Value::as_str);
        let is_list = root.is_array() || kind.is_some_and(|kind| kind.ends_with("List"));
        if items > 0 || (is_list && listed.is_some()) {
            let mut left = items;
            for item in listed.into_iter().flatten() {
                // An item that was cut out, or, in YAML, nothing.
                if item.is_null() && left > 0 {
                    left -= 1;
                    continue;
                }
                self.object(item, line, kind, give);
            }
        } else if !root.is_null() {
            self.object(root, line, None, give);
        }
    }

    fn object(&self, value: &Value, line: u64, list: Option<&str>, give: Give<'_>) {
        let base = self.at(line);
        give(match value {
            Value::Object(_) => Ok(Object::read(value, list, &base, self.release)),
            _ => Err(self.fault(line, ObjectProblem::NoObject)),
        });
    }

    fn at(&self, line: u64) -> Location {
        self.base
            .clone()
            .with_line(u32::try_from(line).unwrap_or(u32::MAX))
    }

    fn fault(&self, line: u64, problem: ObjectProblem) -> ObjectFault {
        let location = self.at(line);
        ObjectFault { location, problem }
    }

    fn malformed(&self, start: u64, stop: Stop) -> ObjectFault {
        let line = start + stop.line.saturating_sub(1);
        let problem = ObjectProblem::Malformed {
            format: self.format.name(),
            line,
            column: stop.column,
        };
        self.fault(line, problem)
    }
}
