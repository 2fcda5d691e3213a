//! Finding blocks, in one pass. Go's own decoder was quadratic until CVE-2025-61723.

use memchr::{memchr, memrchr};

use super::base64::Decoder;
use super::line::{line_at, trim_space};
use super::{Block, Rules};

/// The blocks of a text, in order.
pub struct Blocks<'a> {
    text: &'a [u8],
    rules: Rules,
    /// Where Go's `rest` starts.
    position: usize,
    decoder: Decoder,
    number: u32,
    /// The line of the byte before which all line ends are counted.
    line: u32,
    counted: usize,
    /// Go 1.24 looks for the same `END` from many places; past its end when there is none.
    next_end: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a [u8], rules: Rules) -> Self {
        Self {
            text,
            rules,
            position: 0,
            decoder: Decoder::default(),
            number: 0,
            line: 1,
            counted: 0,
            next_end: 0,
        }
    }

    /// What Go's `Decode` gives back as the rest, after the blocks that were taken so far.
    pub fn rest(&self) -> &'a [u8] {
        self.from(self.position)
    }

    fn from(&self, start: usize) -> &'a [u8] {
        self.text.get(start..).unwrap_or_default()
    }

    fn between(&self, start: usize, end: usize) -> &'a [u8] {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Go 1.24.8 and 1.24.9: the same, but what does not pair is looked at again from behind its `BEGIN`, where its `END` is found
    /// to have none.
    fn next_by_end_once(&mut self) -> Option<Block<'a>> {
        let mut start = self.position;
        loop {
            let end = self.find_end(start)?;
            let begin = self.find_begin_back(start, end)?;
            let (line, next) = line_at(self.text, begin + BEGIN.len());
            start = next;
            let Some(label) = line.strip_suffix(DASHES) else {
                continue;
            };
            let (headers, body) = self.headers_at(next)?;
            start = body;
            let is_past = !headers.is_empty() && end < body;
            let trailer = end + END.len();
            if is_past || !self.closes(trailer, label) {
                continue;
            }
            if let Some(bytes) = self.decoder.decode(label, self.between(body, end)) {
                return Some(self.block(begin, trailer, label, headers, bytes));
            }
        }
    }

    /// Since Go 1.24.10: the first `END`, and the last `BEGIN` before it.
    fn next_by_end(&mut self) -> Option<Block<'a>> {
        let mut start = self.position;
        loop {
            let end = self.find_end(start)?;
            let trailer = end + END.len();
            let begin = self.find_begin_back(start, end);
            start = trailer;
            let Some(begin) = begin else { continue };
            let Some((label, next)) = self.label_at(begin) else {
                continue;
            };
            let (headers, body) = self.headers_at(next)?;
            if !headers.is_empty() && end < body {
                // A header line is all that stands before `END`; or `END` itself has a colon and was taken for a
                // header, and then Go gives up on the whole rest.
                if trailer < body {
                    return None;
                }
                continue;
            }
            if !self.closes(trailer, label) {
                continue;
            }
            let Some(bytes) = self.decoder.decode(label, self.between(body, end)) else {
                continue;
            };
            return Some(self.block(begin, trailer, label, headers, bytes));
        }
    }

    /// Up to Go 1.24.7: the first `BEGIN`, and the first `END` after it.
    fn next_by_begin(&mut self) -> Option<Block<'a>> {
        let mut start = self.position;
        loop {
            let begin = self.find_begin(start)?;
            let label = self.label_at(begin);
            let (_, next) = line_at(self.text, begin + BEGIN.len());
            start = next;
            let Some((label, _)) = label else { continue };
            let (headers, body) = self.headers_at(next)?;
            start = body;
            // Without headers, `END` may follow at once.
            let end = if headers.is_empty() && self.from(body).starts_with(b"-----END ") {
                body - 1
            } else {
                if self.next_end < body {
                    self.next_end = self.find_end(body).unwrap_or(self.text.len());
                }
                if self.next_end == self.text.len() {
                    // No `END` is left for any `BEGIN`.
                    return None;
                }
                self.next_end
            };
            let trailer = end + END.len();
            if !self.closes(trailer, label) {
                continue;
            }
            let body = self.between(body, end);
            // Also keeps many `BEGIN` before one `END` from being decoded again and again.
            if memchr(b'-', body).is_some() {
                continue;
            }
            let Some(bytes) = self.decoder.decode(label, body) else {
                continue;
            };
            return Some(self.block(begin, trailer, label, headers, bytes));
        }
    }

    /// The next line end that `-----END ` follows.
    fn find_end(&self, start: usize) -> Option<usize> {
        let mut from = start;
        loop {
            // Base64 has no dash.
            let dash = from + memchr(b'-', self.from(from))?;
            if dash > start && self.from(dash - 1).starts_with(END) {
                return Some(dash - 1);
            }
            from = dash + dashes(self.from(dash).iter());
        }
    }

    /// `-----BEGIN ` at `start` or after a line end.
    fn find_begin(&self, start: usize) -> Option<usize> {
        let mut from = start;
        loop {
            let dash = from + memchr(b'-', self.from(from))?;
            if self.from(dash).starts_with(BEGIN)
                && (dash == start || self.between(dash - 1, dash) == b"\n")
            {
                return Some(dash);
            }
            from = dash + 1;
        }
    }

    /// The last `-----BEGIN ` of a range, if it starts the range or follows a line end; Go looks at no other.
    fn find_begin_back(&self, start: usize, end: usize) -> Option<usize> {
        let mut to = end;
        loop {
            let behind = start + memrchr(b'-', self.between(start, to))? + 1;
            let dash = behind.saturating_sub(DASHES.len());
            if dash >= start && self.between(dash, end).starts_with(BEGIN) {
                let starts_line = dash == start || self.between(dash - 1, dash) == b"\n";
                return starts_line.then_some(dash);
            }
            to = behind - dashes(self.between(start, behind).iter().rev());
        }
    }

    /// The label of a `BEGIN` line that ends in five dashes, and where the next line starts.
    fn label_at(&self, begin: usize) -> Option<(&'a [u8], usize)> {
        let (line, next) = line_at(self.text, begin + BEGIN.len());
        Some((line.strip_suffix(DASHES)?, next))
    }

    /// Lines with a colon, and where the body starts; none where the text ends with them.
    fn headers_at(&self, start: usize) -> Option<(Headers<'a>, usize)> {
        let mut headers = Headers::new();
        let mut position = start;
        loop {
            if position >= self.text.len() {
                return None;
            }
            let (line, next) = line_at(self.text, position);
            let Some(colon) = memchr(b':', line) else {
                return Some((headers, position));
            };
            let (key, value) = line.split_at(colon);
            let value = value.get(1..).unwrap_or_default();
            headers.push((trim_space(key), trim_space(value)));
            position = next;
        }
    }

    /// Whether what follows `-----END ` is the label, five dashes and nothing else on the line.
    fn closes(&self, trailer: usize, label: &[u8]) -> bool {
        self.from(trailer)
            .strip_prefix(label)
            .and_then(|rest| rest.strip_prefix(DASHES))
            .is_some_and(|rest| line_at(rest, 0).0.is_empty())
    }

    /// How many lines the whole text has, once all blocks are taken; what follows the last line end is none.
    pub fn lines(&self) -> u32 {
        self.line
            .saturating_sub(1)
            .saturating_add(line_ends(self.from(self.counted)))
    }

    fn block(
        &mut self,
        begin: usize,
        trailer: usize,
        label: &'a [u8],
        headers: Headers<'a>,
        bytes: Vec<u8>,
    ) -> Block<'a> {
        let more = line_ends(self.between(self.counted, begin));
        self.line = self.line.saturating_add(more);
        self.counted = begin;
        self.number = self.number.saturating_add(1);
        (_, self.position) = line_at(self.text, trailer - 1);
        Block {
            label,
            headers,
            bytes,
            line: self.line,
            number: self.number,
            range: begin..self.position,
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rules {
            Rules::BeginFirst => self.next_by_begin(),
            Rules::EndFirstOnce => self.next_by_end_once(),
            Rules::EndFirst => self.next_by_end(),
        }
    }
}

/// How many there are before anything else.
fn dashes<'a>(octets: impl Iterator<Item = &'a u8>) -> usize {
    octets.take_while(|octet| **octet == b'-').count()
}

fn line_ends(text: &[u8]) -> u32 {
    let count = memchr::memchr_iter(b'\n', text).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

type Headers<'a> = Vec<(&'a [u8], &'a [u8])>;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"\n-----END ";
const DASHES: &[u8] = b"-----";
