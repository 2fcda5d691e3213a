//! A stream, cut into batches of whole objects.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::fault::ObjectFault;
use super::json::JsonSplitter;
use super::object::Object;
use super::part::{Part, What};
use super::piece::{Buffer, Format, Piece};
use super::reading::Reading;
use super::yaml::YamlSplitter;
use crate::golang::GoRelease;
use crate::ground::location::Location;

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
        Self::of_size(reader, usize::MAX)
    }

    /// The same of a stream that has no more bytes than `size`: a file of one small object needs no large buffers, and to
    /// wipe them would take longer than to read it.
    pub(super) fn of_size(reader: &'r mut (dyn Read + Send), size: usize) -> io::Result<Self> {
        // One more, so that the end is met.
        let chunk = size.saturating_add(1).min(CHUNK);
        let pool = Pool {
            room: size.min(BATCH + CHUNK),
            ..Pool::default()
        };
        let mut buffer = Buffer::new(vec![0; chunk]);
        let mut filled = 0;
        while filled < HEAD.min(chunk) {
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
            batch: Batch::new(format, &pool),
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

/// What batches that were read leave to others: to make a buffer anew, and wipe it, would take as long as to parse it.
#[derive(Clone, Default)]
struct Pool {
    left: Arc<Mutex<Vec<Remains>>>,
    /// Bytes that a new buffer has room for.
    room: usize,
}

type Remains = (Buffer, Vec<Part>);

impl Pool {
    fn get(&self) -> Remains {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.pop().unwrap_or_else(|| {
            let buffer = Vec::with_capacity(self.room);
            (Buffer::new(buffer), Vec::new())
        })
    }

    fn put(&self, mut buffer: Buffer, mut parts: Vec<Part>) {
        buffer.clear();
        parts.clear();
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
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
        let begin = self.text.len();
        let (text, start, what) = match piece {
            Piece::Item {
                text,
                start,
                context,
                list,
            } => (text, start, What::Item { context, list }),
            Piece::Root {
                text,
                start,
                items,
                gaps,
            } => (text, start, What::Root { items, gaps }),
            Piece::TooLarge { start } => (&[][..], start, What::TooLarge),
        };
        if self.text.capacity() - begin < text.len() {
            // It may hold private keys, and must not leave a copy behind when it grows.
            let mut larger = Buffer::new(Vec::with_capacity(2 * (begin + text.len())));
            larger.extend_from_slice(&self.text);
            self.text = larger;
        }
        self.text.extend_from_slice(text);
        self.parts.push(Part {
            text: begin..self.text.len(),
            start,
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
