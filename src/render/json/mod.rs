//! Machine formats. Each has its own frozen structs with a `schema` version; internals are never dumped.

pub mod audit;
pub mod audit_line;
mod clients;
pub mod code;
pub mod diff;
mod evidence;
pub mod explain;
mod fix;
pub mod graph;
pub mod inspect;
mod live;
pub mod message;
mod network;
mod predicted;
#[cfg(feature = "live")]
pub mod probe;
pub mod rotation;
pub mod rotation_status;
pub mod sarif;
mod verdict;
pub mod verify;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::escape::is_unprintable;

/// A document, pretty-printed and ended with a newline.
fn pretty(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Only maps with keys that are no strings fail, and there are none.
    let _ = write_pretty(&mut out, document);
    String::from_utf8(out).unwrap_or_default()
}

/// The same, to where it is wanted: it may be too long to be kept.
fn write_pretty(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    write(out, document, Pretty::default())
}

/// A document on one line.
fn write_line(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    write(out, document, CompactFormatter)
}

fn write(
    out: &mut dyn Write,
    document: &impl Serialize,
    formatter: impl Formatter,
) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(
        &mut *out,
        Printable(formatter),
    ))?;
    out.write_all(b"\n")
}

/// Characters that act on a terminal are escaped too: they stand in strings only, where JSON means the same by their
/// escape.
struct Printable<F>(F);

impl<F: Formatter> Formatter for Printable<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        // Without a way out, so that many are looked at in one step.
        let printable = |all, byte| all & matches!(byte, b' '..=b'~');
        if text.bytes().fold(true, printable) {
            return writer.write_all(text.as_bytes());
        }
        let mut rest = text;
        while let Some((start, c)) = rest.char_indices().find(|(_, c)| is_unprintable(*c)) {
            let (plain, from) = rest.split_at(start);
            writer.write_all(plain.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = from.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// As serde_json's `PrettyFormatter` prints; but the beginning of a line is one write, and not one for each level.
#[derive(Default)]
struct Pretty {
    level: usize,
    /// Whether the array or object that ends next has something in it.
    filled: bool,
}

/// A line's end, and the indentation of as many levels as any of our documents has.
const BREAK: &[u8] = b",\n                                        ";

impl Pretty {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level = self.level.saturating_sub(1);
        if self.filled {
            self.break_line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    fn break_line<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        let start = usize::from(first);
        let end = 2 + 2 * self.level;
        writer.write_all(BREAK.get(start..end.min(BREAK.len())).unwrap_or_default())?;
        (BREAK.len()..end).try_for_each(|_| writer.write_all(b" "))
    }
}

impl Formatter for Pretty {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.break_line(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.break_line(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_serde_json_does() {
        let mut deep = serde_json::json!([]);
        for level in 0..40 {
            deep =
                serde_json::json!({"level": level, "empty": {}, "none": [], "in": [1, deep, "x"]});
        }
        let wanted = serde_json::to_string_pretty(&deep).unwrap() + "\n";
        assert_eq!(pretty(&deep), wanted);
    }
}
