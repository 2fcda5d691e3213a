//! A part of a stream of objects that is read by itself: an item of a List, or an object outside of one.

use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::node::Node;

/// How a stream is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) enum Format {
    Json,
    Yaml,
}

impl Format {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }
}

/// Where a text stops being JSON or YAML, or where a part of it starts: the line, 1-based, and how many of its columns come
/// before, or are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::decode) struct Stop {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl Stop {
    /// The same in a stream in which the text starts at `start`.
    pub(super) const fn behind(self, start: Self) -> Self {
        Self {
            line: start.line + self.line.saturating_sub(1),
            column: match self.line {
                0 | 1 => start.column + self.column,
                _ => self.column,
            },
        }
    }
}

/// What a splitter gives.
pub(super) enum Piece<'a> {
    /// An item of a List.
    Item {
        text: &'a [u8],
        /// Where it starts in the stream.
        start: Stop,
        /// Texts before it that define anchors which it may use; YAML only.
        context: Option<Context>,
        /// The `kind` that stands before the items, such as `SecretList`: its items may have none of their own.
        list: Option<Arc<str>>,
    },
    /// A root with its items left out, if it has any.
    Root {
        text: &'a [u8],
        start: Stop,
        /// How many values of `null` stand in place of items.
        items: u64,
        /// Where it goes on behind items that are left out.
        gaps: Gaps,
    },
    /// A part that has more bytes than an object may have.
    TooLarge { start: Stop },
}

/// What a root's text leaves out: from which byte on it stands elsewhere in the stream, and where.
#[derive(Default)]
pub(super) struct Gaps(Vec<(usize, Stop)>);

impl Gaps {
    /// From `byte` on, behind which nothing is known yet, the text stands at `place`.
    pub(super) fn go_on(&mut self, byte: usize, place: Stop) {
        while self.0.last().is_some_and(|(known, _)| *known >= byte) {
            self.0.pop();
        }
        self.0.push((byte, place));
    }

    /// A place in the text, as one in the stream in which it starts at `start`.
    pub(super) fn place(&self, start: Stop, text: &[u8], stop: Stop) -> Stop {
        let nth = usize::try_from(stop.line.saturating_sub(2)).unwrap_or(usize::MAX);
        let line = match stop.line {
            0 | 1 => 0,
            _ => memchr::memchr_iter(b'\n', text)
                .nth(nth)
                .map_or(text.len(), |end| end + 1),
        };
        let read = line.saturating_add(usize::try_from(stop.column).unwrap_or(usize::MAX));
        let before = self.0.partition_point(|(byte, _)| *byte < read);
        let gap = before.checked_sub(1).and_then(|last| self.0.get(last));
        let Some((byte, place)) = gap else {
            return stop.behind(start);
        };
        let lines = text.get(*byte..line).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', lines).count();
        let column = match lines {
            0 => read - byte,
            _ => read - line,
        };
        Stop {
            line: u64::try_from(lines + 1).unwrap_or(u64::MAX),
            column: u64::try_from(column).unwrap_or(u64::MAX),
        }
        .behind(*place)
    }
}

/// Texts that define anchors, up to where an item stands. They grow, and whoever comes later sees more of them.
#[derive(Clone)]
pub(super) struct Context {
    texts: Arc<Mutex<Buffer>>,
    length: usize,
}

impl Context {
    pub(super) fn new(texts: Buffer) -> Self {
        Self {
            length: texts.len(),
            texts: Arc::new(Mutex::new(texts)),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn push(&mut self, text: &[u8]) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.extend_from_slice(text);
        self.length = texts.len();
    }

    /// The texts, and `text` behind them.
    pub(super) fn before(&self, text: &[u8]) -> Buffer {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let own = texts.get(..self.length).unwrap_or_default();
        Buffer::new([own, text].concat())
    }
}

/// No object has more: etcd takes requests of 1.5 MiB, and base64 in indented JSON makes at most twice of it.
pub(super) const LARGEST: usize = 32 << 20;

/// A buffer for what may be a private key.
pub(super) type Buffer = Zeroizing<Vec<u8>>;

/// Reads the documents of a text.
pub(in crate::decode) fn parse(format: Format, text: &[u8]) -> Result<Vec<Node<'_>>, Stop> {
    match format {
        Format::Json => serde_json::from_slice(text)
            .map(|value| vec![value])
            .map_err(|error| Stop {
                line: u64::try_from(error.line()).unwrap_or(u64::MAX),
                column: u64::try_from(error.column()).unwrap_or(u64::MAX),
            }),
        Format::Yaml => yaml(text),
    }
}

fn yaml(text: &[u8]) -> Result<Vec<Node<'_>>, Stop> {
    // An object is flat; a bomb is small and deep. The budget grows with the text.
    let size = text.len().max(100_000);
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_events: size, max_nodes: size, max_depth: 64, max_total_scalar_bytes: size * 2 },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_yaml::from_slice_multiple_with_options(text, options).map_err(|error| {
        let place = error.location();
        Stop {
            line: place.map_or(1, |place| place.line()),
            column: place.map_or(1, |place| place.column()),
        }
    })
}
