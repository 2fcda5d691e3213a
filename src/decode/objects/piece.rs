//! A part of a stream of objects that is read by itself: an item of a List, or an object outside of one.

use serde_json::Value;
use zeroize::{Zeroize as _, Zeroizing};

/// How a stream is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
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

/// Where a text stops being JSON or YAML; both 1-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// What a splitter gives.
pub(super) enum Piece<'a> {
    /// An item of a List.
    Item {
        text: &'a [u8],
        /// The line of the stream at which it starts, 1-based.
        line: u64,
        /// Texts before it that define anchors which it may use, up to where it belongs; YAML only.
        context: &'a [u8],
        /// The `kind` that stands before the items, such as `SecretList`: its items may have none of their own.
        list: Option<&'a str>,
    },
    /// A root with its items left out, if it has any.
    Root {
        text: &'a [u8],
        line: u64,
        /// How many items were left out; each left its line ends behind.
        items: u64,
    },
    /// A part that has more bytes than an object may have.
    TooLarge { line: u64 },
}

/// No object has more: etcd takes requests of 1.5 MiB, and base64 in indented JSON makes at most twice of it.
pub(super) const LARGEST: usize = 32 << 20;

/// A buffer for what may be a private key.
pub(super) type Buffer = Zeroizing<Vec<u8>>;

/// A parsed part; its texts are wiped when it goes.
pub(super) struct Parsed(pub(super) Value);

impl Drop for Parsed {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Reads the documents of a text.
pub(super) fn parse(format: Format, text: &[u8]) -> Result<Vec<Parsed>, Stop> {
    match format {
        Format::Json => serde_json::from_slice(text)
            .map(|value| vec![Parsed(value)])
            .map_err(|error| Stop {
                line: u64::try_from(error.line()).unwrap_or(u64::MAX),
                column: u64::try_from(error.column()).unwrap_or(u64::MAX),
            }),
        Format::Yaml => yaml(text),
    }
}

fn yaml(text: &[u8]) -> Result<Vec<Parsed>, Stop> {
    // An object is flat; a bomb is small and deep. The budget grows with the text.
    let size = text.len().max(100_000);
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_events: size, max_nodes: size, max_depth: 64, max_total_scalar_bytes: size * 2 },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_yaml::from_slice_multiple_with_options::<Value>(text, options)
        .map(|values| values.into_iter().map(Parsed).collect())
        .map_err(|error| {
            let place = error.location();
            Stop {
                line: place.map_or(1, |place| place.line()),
                column: place.map_or(1, |place| place.column()),
            }
        })
}
