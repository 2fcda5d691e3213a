//! From bytes to objects.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::json::JsonSplitter;
use super::node::Node;
use super::object::Object;
use super::piece::{Buffer, Context, Format, Gaps, LARGEST, Piece, Stop, parse};
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
    reader: &mut (dyn Read + Send),
    base: &Location,
    release: GoRelease,
    give: &mut dyn FnMut(Result<Object, ObjectFault>),
) -> io::Result<()> {
    let mut batches = Batches::new(reader)?;
    for batch in &mut batches {
        batch.read(base, release, give);
    }
    batches.end()
}

/// A stream cut into batches of whole objects, which can be read by themselves and in any order.
pub struct Batches<'r> {
    reader: &'r mut (dyn Read + Send),
    buffer: Buffer,
    splitter: Splitter,
    batch: Batch,
    ended: bool,
    error: Option<io::Error>,
}

enum Splitter {
    Json(Box<JsonSplitter>),
    Yaml(Box<YamlSplitter>),
}

/// As much as a pipe gives at once.
const CHUNK: usize = 64 << 10;
/// Enough to see how a stream begins.
const HEAD: usize = 4 << 10;
/// Bytes of a batch: some dozen Secrets, which a core's cache holds.
const BATCH: usize = 256 << 10;

impl<'r> Batches<'r> {
    /// Reads the beginning of a stream.
    ///
    /// # Errors
    /// The reader's own.
    pub fn new(reader: &'r mut (dyn Read + Send)) -> io::Result<Self> {
        let mut buffer = Buffer::new(vec![0; CHUNK]);
        let mut filled = 0;
        while filled < HEAD {
            match next(reader, buffer.get_mut(filled..).unwrap_or_default())? {
                0 => break,
                count => filled += count,
            }
        }
        let head = buffer.get(..filled).unwrap_or_default();
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let (splitter, format) = if matches!(head.trim_ascii_start(), [b'{' | b'[', ..]) {
            (Splitter::Json(Box::new(JsonSplitter::new())), Format::Json)
        } else {
            (Splitter::Yaml(Box::new(YamlSplitter::new())), Format::Yaml)
        };
        let mut batches = Self {
            reader,
            buffer: Buffer::default(),
            splitter,
            batch: Batch::new(format, &Pool::default()),
            ended: false,
            error: None,
        };
        batches.feed(head);
        batches.buffer = buffer;
        Ok(batches)
    }

    fn feed(&mut self, chunk: &[u8]) {
        let mut give = |piece: Piece<'_>| self.batch.push(piece);
        match &mut self.splitter {
            Splitter::Json(splitter) => splitter.feed(chunk, &mut give),
            Splitter::Yaml(splitter) => splitter.feed(chunk, &mut give),
        }
    }

    fn read_on(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        match next(self.reader, &mut buffer) {
            Ok(0) => {
                self.ended = true;
                let mut give = |piece: Piece<'_>| self.batch.push(piece);
                match &mut self.splitter {
                    Splitter::Json(splitter) => splitter.end(&mut give),
                    Splitter::Yaml(splitter) => splitter.end(&mut give),
                }
            }
            Ok(count) => self.feed(buffer.get(..count).unwrap_or_default()),
            Err(error) => {
                self.ended = true;
                self.error = Some(error);
            }
        }
        self.buffer = buffer;
    }

    /// What kept the stream from being read to its end.
    ///
    /// # Errors
    /// The reader's own.
    pub fn end(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        while !self.ended && self.batch.text.len() < BATCH {
            self.read_on();
        }
        if self.batch.parts.is_empty() {
            return None;
        }
        let next = Batch::new(self.batch.format, &self.batch.pool);
        Some(std::mem::replace(&mut self.batch, next))
    }
}

fn next(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Some objects of a stream, still to be parsed.
pub struct Batch {
    format: Format,
    text: Buffer,
    parts: Vec<Part>,
    pool: Pool,
}

/// A piece, whose text stands in the batch's.
struct Part {
    text: Range<usize>,
    line: u64,
    what: What,
}

enum What {
    Item {
        context: Option<Context>,
        list: Option<Arc<str>>,
    },
    Root {
        items: u64,
        gaps: Gaps,
    },
    TooLarge,
}

/// What batches that were read leave to others: to make a buffer anew, and wipe it, would take as long as to parse it.
#[derive(Clone, Default)]
struct Pool(Arc<Mutex<Vec<Remains>>>);

type Remains = (Buffer, Vec<Part>);

impl Pool {
    fn get(&self) -> Remains {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.pop().unwrap_or_else(|| {
            let buffer = Vec::with_capacity(BATCH + CHUNK);
            (Buffer::new(buffer), Vec::new())
        })
    }

    fn put(&self, mut buffer: Buffer, mut parts: Vec<Part>) {
        buffer.clear();
        parts.clear();
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.push((buffer, parts));
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        let (text, parts) = (&mut self.text, &mut self.parts);
        self.pool.put(std::mem::take(text), std::mem::take(parts));
    }
}

impl Batch {
    fn new(format: Format, pool: &Pool) -> Self {
        let (text, parts) = pool.get();
        Self {
            format,
            text,
            parts,
            pool: pool.clone(),
        }
    }

    fn push(&mut self, piece: Piece<'_>) {
        let start = self.text.len();
        let (text, line, what) = match piece {
            Piece::Item {
                text,
                line,
                context,
                list,
            } => (text, line, What::Item { context, list }),
            Piece::Root {
                text,
                line,
                items,
                gaps,
            } => (text, line, What::Root { items, gaps }),
            Piece::TooLarge { line } => (&[][..], line, What::TooLarge),
        };
        if self.text.capacity() - start < text.len() {
            // It may hold private keys, and must not leave a copy behind when it grows.
            let mut larger = Buffer::new(Vec::with_capacity(2 * (start + text.len())));
            larger.extend_from_slice(&self.text);
            self.text = larger;
        }
        self.text.extend_from_slice(text);
        self.parts.push(Part {
            text: start..self.text.len(),
            line,
            what,
        });
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// Gives each object, or what is wrong with it, in its order.
    pub fn read(
        &self,
        base: &Location,
        release: GoRelease,
        give: &mut dyn FnMut(Result<Object, ObjectFault>),
    ) {
        let reading = Reading {
            base,
            release,
            format: self.format,
        };
        for part in &self.parts {
            let text = self.text.get(part.text.clone()).unwrap_or_default();
            reading.part(text, part, give);
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
    fn part(&self, text: &[u8], part: &Part, give: Give<'_>) {
        let line = part.line;
        match &part.what {
            What::Item { context, list } => {
                let list = list.as_deref();
                let mut give_item = |item: &Node<'_>| self.object(item, line, list, give);
                if let Err(stop) = self.item(text, context.as_ref(), &mut give_item) {
                    give(Err(self.malformed(line, stop)));
                }
            }
            What::Root { items, gaps } => match parse(self.format, text) {
                Ok(documents) => {
                    for document in &documents {
                        self.root(document, line, *items, give);
                    }
                }
                Err(stop) => {
                    let within = gaps.line(text, stop);
                    let stop = Stop {
                        line: within,
                        ..stop
                    };
                    give(Err(self.malformed(line, stop)));
                }
            },
            What::TooLarge => {
                let problem = ObjectProblem::TooLarge { limit: LARGEST };
                give(Err(self.fault(line, problem)));
            }
        }
    }

    /// An item of a list; of YAML, which comes as a sequence of one.
    fn item(
        &self,
        text: &[u8],
        context: Option<&Context>,
        give: &mut dyn FnMut(&Node<'_>),
    ) -> Result<(), Stop> {
        let nothing = Stop { line: 1, column: 1 };
        match (parse(self.format, text), context) {
            (Ok(documents), _) => {
                let last = documents.last();
                let single = match self.format {
                    Format::Json => last,
                    Format::Yaml => last.and_then(|list| match list.as_list()? {
                        [only] => Some(only),
                        _ => None,
                    }),
                };
                give(single.ok_or(nothing)?);
            }
            // It may use an anchor of what stands before.
            (Err(stop), Some(context)) if text.contains(&b'*') => {
                let whole = context.before(text);
                let documents = parse(self.format, &whole).map_err(|_| stop)?;
                let last = documents.last();
                let last = last.and_then(|root| root.get("items")?.as_list()?.last());
                give(last.ok_or(nothing)?);
            }
            (Err(stop), _) => return Err(stop),
        }
        Ok(())
    }

    fn root(&self, root: &Node<'_>, line: u64, items: u64, give: Give<'_>) {
        // `jq .items` leaves a bare array.
        let listed = root.get("items").unwrap_or(root).as_list();
        let kind = root.get("kind").and_then(Node::as_text);
        let is_list = root.as_list().is_some() || kind.is_some_and(|kind| kind.ends_with("List"));
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

    fn object(&self, value: &Node<'_>, line: u64, list: Option<&str>, give: Give<'_>) {
        let base = self.at(line);
        give(match value {
            Node::Map(_) => Ok(Object::read(value, list, &base, self.release)),
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
