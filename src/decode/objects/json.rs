//! JSON that never ends: the items of a List, or of a bare array, are cut out by strings and brackets alone, and each is
//! parsed by itself.
//!
//! What is left of the root, with `null` for each item, is parsed too, so nothing that is no JSON goes unnoticed. One
//! item that is none costs that item alone, as long as its strings end and its brackets pair.

use memchr::memchr2;

use super::piece::{Buffer, Format, LARGEST, Piece, parse};

/// Takes chunks, gives pieces.
#[derive(Default)]
pub(super) struct JsonSplitter {
    depth: u32,
    string: Option<Escape>,
    /// The item that is being read.
    item: Option<Buffer>,
    /// The root without its items.
    root: Buffer,
    /// Where the last string at depth one starts in `root`, and whether a colon follows it.
    key: Option<usize>,
    /// The depth within the items' brackets, where the root has items and they have not ended.
    within_items: Option<u32>,
    items: u64,
    list: Option<String>,
    line: u64,
    item_line: u64,
    root_line: u64,
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
            root_line: 1,
            ..Self::default()
        }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, chunk: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        let mut rest = chunk;
        while let Some((&byte, after)) = rest.split_first() {
            if let Some(escape) = self.string {
                rest = self.string(escape, rest);
                continue;
            }
            rest = after;
            self.structure(byte, give);
        }
    }

    /// Takes the rest of the root.
    pub(super) fn end(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        if let Some(item) = self.item.take() {
            self.keep(&item);
        }
        self.give_root(give);
    }

    /// Goes on in a string, and gives what follows it.
    fn string<'a>(&mut self, escape: Escape, text: &'a [u8]) -> &'a [u8] {
        let (end, next) = match escape {
            Escape::Yes => (1, Some(Escape::No)),
            Escape::No => match memchr2(b'"', b'\\', text) {
                None => (text.len(), Some(Escape::No)),
                Some(at) if text.get(at) == Some(&b'"') => (at + 1, None),
                Some(at) => (at + 1, Some(Escape::Yes)),
            },
        };
        self.string = next;
        let (within, rest) = text.split_at(end.min(text.len()));
        self.keep(within);
        rest
    }

    fn structure(&mut self, byte: u8, give: &mut dyn FnMut(Piece<'_>)) {
        match byte {
            b'\n' => {
                self.line += 1;
                if self.item.is_none() && self.root.is_empty() {
                    self.root_line = self.line;
                } else {
                    self.keep(b"\n");
                }
                return;
            }
            b' ' | b'\t' | b'\r' if self.item.is_none() => return,
            b'"' => {
                if self.depth == 1 && self.item.is_none() {
                    self.key = Some(self.root.len());
                }
                self.string = Some(Escape::No);
            }
            b'{' | b'[' => {
                if byte == b'{' && self.was_cut_off() {
                    self.end(give);
                }
                let opens_items = byte == b'['
                    && (self.depth == 0 || self.depth == 1 && self.follows_items_key());
                let outside = self.depth;
                self.depth = self.depth.saturating_add(1);
                if opens_items {
                    self.open_items();
                } else if byte == b'{' && self.within_items == Some(outside) {
                    self.item = Some(Buffer::default());
                    self.item_line = self.line;
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.within_items == Some(self.depth) && self.item.is_some() {
                    self.keep(&[byte]);
                    self.give_item(give);
                    return;
                }
                if self.within_items > Some(self.depth) {
                    self.within_items = None;
                }
            }
            _ => {}
        }
        self.keep(&[byte]);
        if self.depth == 0 && matches!(byte, b'}' | b']') {
            self.give_root(give);
        }
    }

    /// Whether an object that begins a line follows a value, as nowhere in JSON: of JSON Lines, one was cut off.
    fn was_cut_off(&self) -> bool {
        let so_far = self.item.as_ref().unwrap_or(&self.root);
        let last = so_far.trim_ascii_end().last();
        self.depth > 0
            && so_far.last() == Some(&b'\n')
            && last.is_some_and(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'}' | b']')
            })
    }

    fn follows_items_key(&self) -> bool {
        let key = self.key.and_then(|start| self.root.get(start..));
        key.is_some_and(|text| {
            let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\n').collect();
            text == b"\"items\":"
        })
    }

    /// A typed list has its kind before the items, and the items have none.
    fn open_items(&mut self) {
        self.within_items = Some(self.depth);
        let mut so_far = self.root.clone();
        so_far.extend_from_slice(b"[]}");
        let parsed = parse(Format::Json, &so_far).ok();
        self.list = parsed
            .as_ref()
            .and_then(|parsed| parsed.first()?.0.get("kind")?.as_str())
            .map(str::to_owned);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let buffer = match &mut self.item {
            Some(item) => item,
            None => &mut self.root,
        };
        if buffer.len() + bytes.len() > LARGEST {
            self.too_large = true;
        } else {
            buffer.extend_from_slice(bytes);
        }
    }

    fn give_item(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        let Some(item) = self.item.take() else { return };
        let line = self.item_line;
        self.items += 1;
        self.keep(b"null");
        // The lines of errors behind it stay the stream's.
        for _ in line..self.line {
            self.keep(b"\n");
        }
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge { line });
            return;
        }
        give(Piece::Item {
            text: &item,
            line,
            context: &[],
            list: self.list.as_deref(),
        });
    }

    fn give_root(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        let root = std::mem::take(&mut self.root);
        let line = std::mem::replace(&mut self.root_line, self.line);
        let items = std::mem::take(&mut self.items);
        self.list = None;
        self.key = None;
        self.within_items = None;
        self.depth = 0;
        self.string = None;
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge { line });
        } else if !root.iter().all(u8::is_ascii_whitespace) {
            give(Piece::Root {
                text: root.trim_ascii_end(),
                line,
                items,
            });
        }
    }
}
