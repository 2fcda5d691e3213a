//! JSON that never ends: the items of a List, or of a bare array, are cut out by strings and brackets alone, and each is
//! parsed by itself.
//!
//! What is left of the root, with `null` for items, is parsed too, so nothing that is no JSON goes unnoticed. One item
//! that is none costs that item alone, as long as its strings end and its brackets pair.

use std::sync::Arc;

use memchr::memchr3;

use super::piece::{Buffer, Format, Gaps, LARGEST, Piece, Stop, parse};

/// Takes chunks, gives pieces.
#[derive(Default)]
pub(super) struct JsonSplitter {
    depth: u32,
    string: Option<Escape>,
    /// Whether an item is being read; it began in the chunk at `from`, or in `begun`.
    in_item: bool,
    begun: Buffer,
    from: usize,
    /// The root without its items.
    root: Buffer,
    gaps: Gaps,
    /// Where the `null` of the last item starts in `root`.
    cut: Option<usize>,
    /// Where the last string at depth one starts in `root`, and whether a colon follows it.
    key: Option<usize>,
    /// The depth within the items' brackets, where the root has items and they have not ended.
    within_items: Option<u32>,
    /// How many `null` in `root` stand for items.
    items: u64,
    list: Option<Arc<str>>,
    /// The last byte of the item, or of the root, that is no white space, and whether a line ended behind it.
    last: u8,
    begins_line: bool,
    /// The line, and the byte of the stream at which it starts; the byte at which the chunk starts.
    line: u64,
    line_start: u64,
    chunk_start: u64,
    item_start: Stop,
    root_start: Stop,
    too_large: bool,
}

/// Whether the next byte of a string is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    No,
    Yes,
}

impl JsonSplitter {
    pub(super) fn new() -> Self {
        Self {
            line: 1,
            ..Self::default()
        }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, chunk: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        self.from = 0;
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            if let Some(escape) = self.string {
                at = self.string(escape, chunk, at);
                continue;
            }
            at += 1;
            if byte == b' ' {
                let rest = chunk.get(at..).unwrap_or_default();
                let start = at - 1;
                at += rest.iter().take_while(|byte| **byte == b' ').count();
                self.blanks(chunk.get(start..at).unwrap_or_default());
                continue;
            }
            self.structure(byte, chunk, at, give);
        }
        if self.in_item {
            self.begin(chunk.get(self.from..).unwrap_or_default());
        }
        self.chunk_start += bytes(chunk.len());
    }

    /// Takes the rest of the root.
    pub(super) fn end(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        if std::mem::take(&mut self.in_item) {
            let begun = std::mem::take(&mut self.begun);
            self.keep(&begun);
        }
        self.give_root(give);
    }

    /// Goes on in a string from `at`, and gives where to go on behind it.
    fn string(&mut self, escape: Escape, chunk: &[u8], at: usize) -> usize {
        let text = chunk.get(at..).unwrap_or_default();
        let (length, next) = match escape {
            Escape::Yes => (1, Some(Escape::No)),
            // A line does not end in a string of JSON; if it does all the same, what follows still has its line.
            Escape::No => match memchr3(b'"', b'\\', b'\n', text) {
                None => (text.len(), Some(Escape::No)),
                Some(end) => match text.get(end) {
                    Some(b'"') => (end + 1, None),
                    Some(b'\\') => (end + 1, Some(Escape::Yes)),
                    _ => (end + 1, Some(Escape::No)),
                },
            },
        };
        self.string = next;
        let end = (at + length).min(chunk.len());
        if chunk.get(end - 1) == Some(&b'\n') {
            self.ends_line(end);
        }
        if !self.in_item {
            self.keep(chunk.get(at..end).unwrap_or_default());
        }
        end
    }

    /// Takes a byte outside of strings, which stands before `next`.
    fn structure(&mut self, byte: u8, chunk: &[u8], next: usize, give: &mut dyn FnMut(Piece<'_>)) {
        match byte {
            b'\n' => {
                self.ends_line(next);
                self.blanks(b"\n");
                self.begins_line = true;
                return;
            }
            b'\t' | b'\r' => return self.blanks(&[byte]),
            b'"' => {
                if self.depth == 1 && !self.in_item {
                    self.key = Some(self.root.len());
                }
                self.string = Some(Escape::No);
            }
            b'{' | b'[' => {
                if byte == b'{' && self.was_cut_off() {
                    let unkept = chunk.get(self.from..next - 1).unwrap_or_default();
                    if self.in_item {
                        self.begin(unkept);
                    }
                    self.end(give);
                }
                let opens_items = byte == b'['
                    && (self.depth == 0 || self.depth == 1 && self.follows_items_key());
                let outside = self.depth;
                self.depth = self.depth.saturating_add(1);
                if opens_items {
                    self.open_items();
                } else if byte == b'{' && self.within_items == Some(outside) {
                    self.in_item = true;
                    self.from = next - 1;
                    self.item_start = self.place(next - 1);
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.within_items == Some(self.depth) && self.in_item {
                    self.give_item(chunk.get(self.from..next).unwrap_or_default(), give);
                    self.leave_null(self.place(next - 1));
                    return;
                }
                if self.within_items > Some(self.depth) {
                    self.within_items = None;
                }
            }
            _ => {}
        }
        (self.last, self.begins_line) = (byte, false);
        if !self.in_item {
            if self.root.is_empty() {
                self.root_start = self.place(next - 1);
            }
            self.keep(&[byte]);
        }
        if self.depth == 0 && matches!(byte, b'}' | b']') {
            self.give_root(give);
        }
    }

    /// Takes white space outside of strings. Errors behind it in the root have its columns and lines.
    fn blanks(&mut self, blanks: &[u8]) {
        self.begins_line &= !self.in_item;
        if !self.in_item && !self.root.is_empty() {
            self.keep(blanks);
        }
    }

    /// A line ends before `next` of the chunk.
    fn ends_line(&mut self, next: usize) {
        self.line += 1;
        self.line_start = self.chunk_start + bytes(next);
    }

    /// Where a byte of the chunk stands.
    fn place(&self, at: usize) -> Stop {
        Stop {
            line: self.line,
            column: (self.chunk_start + bytes(at)).saturating_sub(self.line_start),
        }
    }

    /// Whether an object that begins a line follows a value, as nowhere in JSON: of JSON Lines, one was cut off.
    const fn was_cut_off(&self) -> bool {
        self.depth > 0
            && self.begins_line
            && (self.last.is_ascii_alphanumeric() || matches!(self.last, b'"' | b'}' | b']'))
    }

    fn follows_items_key(&self) -> bool {
        let key = self.key.and_then(|start| self.root.get(start..));
        let behind = key.and_then(|text| text.strip_prefix(b"\"items\""));
        behind.is_some_and(|text| text.trim_ascii() == b":")
    }

    /// A typed list has its kind before the items, and the items have none.
    fn open_items(&mut self) {
        self.within_items = Some(self.depth);
        let mut so_far = self.root.clone();
        so_far.extend_from_slice(b"[]}");
        self.list = parse(Format::Json, &so_far)
            .ok()
            .and_then(|parsed| Some(parsed.first()?.get("kind")?.as_text()?.into()));
    }

    /// Of an item, what stands in this chunk.
    fn begin(&mut self, bytes: &[u8]) {
        if self.begun.len() + bytes.len() > LARGEST {
            self.too_large = true;
        } else {
            self.begun.extend_from_slice(bytes);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.root.len() + bytes.len() > LARGEST {
            self.too_large = true;
        } else {
            self.root.extend_from_slice(bytes);
        }
    }

    fn give_item(&mut self, end: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        self.in_item = false;
        let start = self.item_start;
        let is_whole = self.begun.is_empty();
        if !is_whole {
            self.begin(end);
        }
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge { start });
        } else {
            give(Piece::Item {
                text: if is_whole { end } else { &self.begun },
                start,
                context: None,
                list: self.list.clone(),
            });
        }
        self.begun.clear();
    }

    /// One `null` stands for all items with nothing but commas between them: a list may have more than a root has room for.
    /// Its last letter stands for the bracket that ends the last of them.
    fn leave_null(&mut self, bracket: Stop) {
        let before = self.cut.and_then(|cut| Some((cut, self.root.get(cut..)?)));
        if let Some((cut, between)) = before
            && let Some(comma) = between.strip_prefix(b"null")
            && comma.trim_ascii() == b","
        {
            self.root.truncate(cut);
        } else {
            self.cut = Some(self.root.len());
            self.items += 1;
        }
        self.keep(b"null");
        self.gaps.go_on(self.root.len().saturating_sub(1), bracket);
        (self.last, self.begins_line) = (b'l', false);
    }

    fn give_root(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        let root = std::mem::take(&mut self.root);
        let start = self.root_start;
        let items = std::mem::take(&mut self.items);
        let gaps = std::mem::take(&mut self.gaps);
        self.list = None;
        self.cut = None;
        self.key = None;
        self.within_items = None;
        self.depth = 0;
        self.string = None;
        (self.last, self.begins_line) = (0, false);
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge { start });
        } else if !root.iter().all(u8::is_ascii_whitespace) {
            give(Piece::Root {
                text: root.trim_ascii_end(),
                start,
                items,
                gaps,
            });
        }
    }
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
