//! YAML that never ends: documents, and the items of a List, are cut out by lines, and each is parsed by itself.
//!
//! The cut is where YAML 1.2 has it. `---` and `...` at the start of a line end a document whatever stands before
//! (§9.1.2 c-forbidden). In a block mapping at column 0, the entries of the block sequence below `items:` start with a
//! dash at one column, and every line of an entry but blank lines and comments is indented deeper: block scalars,
//! quoted and plain scalars and flow collections of several lines alike (§6.3 s-flow-line-prefix, §8.1, §8.2.1). A
//! document whose root is anything else stays whole.

use super::piece::{Buffer, Context, Gaps, LARGEST, Piece, Stop};

/// Takes chunks, gives pieces.
pub(super) struct YamlSplitter {
    partial: Buffer,
    line: u64,
    place: Place,
    /// The document without its items.
    root: Buffer,
    root_line: u64,
    gaps: Gaps,
    items: u64,
    item: Buffer,
    item_line: u64,
    /// Items that may define anchors, behind what stands before them.
    context: Option<Context>,
    too_large: bool,
}

/// Where in a document the next line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first line that is no comment.
    Start,
    /// In a root that is no block mapping, or not surely one.
    Whole,
    /// In the block mapping that is the root.
    Root,
    /// Behind `items:`.
    Items,
    /// In an entry of the items, whose dash stands at this column.
    Entry(usize),
}

impl YamlSplitter {
    pub(super) fn new() -> Self {
        Self {
            partial: Buffer::default(),
            line: 1,
            place: Place::Start,
            root: Buffer::default(),
            root_line: 1,
            gaps: Gaps::default(),
            items: 0,
            item: Buffer::default(),
            item_line: 1,
            context: None,
            too_large: false,
        }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, chunk: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        let Some(last) = memchr::memrchr(b'\n', chunk) else {
            if self.partial.len() + chunk.len() > LARGEST {
                self.too_large = true;
            } else {
                self.partial.extend_from_slice(chunk);
            }
            return;
        };
        let (whole, partial) = chunk.split_at(last + 1);
        let mut lines = whole.split_inclusive(|byte| *byte == b'\n');
        if !self.partial.is_empty()
            && let Some(rest) = lines.next()
        {
            let mut line = std::mem::take(&mut self.partial);
            line.extend_from_slice(rest);
            self.line(&line, give);
        }
        for line in lines {
            self.line(line, give);
        }
        self.partial.extend_from_slice(partial);
    }

    /// Takes the rest of the last document.
    pub(super) fn end(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        let line = std::mem::take(&mut self.partial);
        if !line.is_empty() {
            self.line(&line, give);
        }
        self.give_root(give);
    }

    fn line(&mut self, line: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        if is_marker(line) {
            self.give_root(give);
            self.root_line = self.line;
            // Something on the line of the marker may be a scalar whose lines start anywhere.
            let rest = line.get(3..).unwrap_or_default().trim_ascii();
            if line.starts_with(b"---") && !rest.is_empty() && !rest.starts_with(b"#") {
                self.place = Place::Whole;
            }
            self.root.extend_from_slice(line);
        } else {
            self.within_document(line, give);
        }
        self.line += 1;
    }

    fn within_document(&mut self, line: &[u8], give: &mut dyn FnMut(Piece<'_>)) {
        let column = line.iter().take_while(|byte| **byte == b' ').count();
        let text = line.get(column..).unwrap_or_default().trim_ascii_end();
        let is_content = !text.is_empty() && !text.starts_with(b"#");
        if is_content {
            self.place = match self.place {
                Place::Start
                    if column == 0 && text.first().is_some_and(u8::is_ascii_alphabetic) =>
                {
                    root(text)
                }
                Place::Start | Place::Whole => Place::Whole,
                Place::Root if column == 0 => root(text),
                Place::Root => Place::Root,
                Place::Items if is_dash(text) => self.open(column),
                Place::Items if column == 0 => root(text),
                Place::Items => Place::Root,
                Place::Entry(dash) if column > dash => Place::Entry(dash),
                Place::Entry(dash) => {
                    self.give_item(give);
                    if column == dash && is_dash(text) {
                        self.open(dash)
                    } else {
                        root(text)
                    }
                }
            };
        }
        let buffer = match self.place {
            Place::Entry(_) => {
                // The lines of errors behind it stay the stream's.
                self.gaps.go_on(self.root.len(), whole_line(self.line + 1));
                &mut self.item
            }
            _ => &mut self.root,
        };
        if buffer.len() + line.len() > LARGEST {
            self.too_large = true;
        } else {
            buffer.extend_from_slice(line);
        }
    }

    fn open(&mut self, dash: usize) -> Place {
        if self.items == 0 && self.context.is_none() && may_hold_anchor(&self.root) {
            self.context = Some(Context::new(self.root.clone()));
        }
        self.item_line = self.line;
        Place::Entry(dash)
    }

    fn give_item(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        let start = whole_line(self.item_line);
        self.items += 1;
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge { start });
        } else {
            give(Piece::Item {
                text: &self.item,
                start,
                context: self.context.clone(),
                list: None,
            });
            let before = self.context.as_ref().map_or(0, Context::len);
            if may_hold_anchor(&self.item) && before + self.item.len() <= MOST_CONTEXT {
                self.context
                    .get_or_insert_with(|| Context::new(Buffer::new(b"items:\n".to_vec())))
                    .push(&self.item);
            }
        }
        self.item.clear();
    }

    fn give_root(&mut self, give: &mut dyn FnMut(Piece<'_>)) {
        if matches!(self.place, Place::Entry(_)) {
            self.give_item(give);
        }
        let root = std::mem::take(&mut self.root);
        let line = std::mem::replace(&mut self.root_line, self.line);
        let items = std::mem::take(&mut self.items);
        let gaps = std::mem::take(&mut self.gaps);
        let was = std::mem::replace(&mut self.place, Place::Start);
        self.context = None;
        if std::mem::take(&mut self.too_large) {
            give(Piece::TooLarge {
                start: whole_line(line),
            });
        } else if was != Place::Start {
            give(Piece::Root {
                text: &root,
                start: whole_line(line),
                items,
                gaps,
            });
        } else {
            // Directives and comments belong to the document that follows.
            self.root = root;
            self.root_line = line;
        }
    }
}

/// The start of a line.
const fn whole_line(line: u64) -> Stop {
    Stop { line, column: 0 }
}

/// As much text as may stand before an item that uses its anchors.
const MOST_CONTEXT: usize = 1 << 20;

fn root(text: &[u8]) -> Place {
    let value = text.strip_prefix(b"items:").map(<[u8]>::trim_ascii);
    if value.is_some_and(|value| value.is_empty() || value.starts_with(b"#")) {
        Place::Items
    } else {
        Place::Root
    }
}

fn is_dash(text: &[u8]) -> bool {
    matches!(text, [b'-'] | [b'-', b' ' | b'\t', ..])
}

fn is_marker(line: &[u8]) -> bool {
    let rest = line
        .strip_prefix(b"---")
        .or_else(|| line.strip_prefix(b"..."));
    rest.is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
}

/// `&name` behind a blank: an anchor, or part of a text.
fn may_hold_anchor(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b" &").any(|at| {
        text.get(at + 2)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    })
}
