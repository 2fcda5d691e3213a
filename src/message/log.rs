//! A whole log, line by line: each distinct complaint once.
//!
//! Nothing is kept but the complaints, a hundred at most, and a few lines for where none is found, so that a log of any
//! size needs the memory of a small one.

use std::collections::HashMap;
use std::io::{self, BufRead};

use super::known::Known;
use super::nearest::nearest;
use super::needles;
use super::read::known;
use super::redact::{Redactor, shape};
use super::stamp::stamp;
use crate::message::entry::Entry;

/// A complaint, and how often it was made.
#[derive(Clone, Debug)]
pub struct Message {
    /// The first line that makes it, as it was given, without secrets.
    pub line: String,
    /// The message in it.
    pub known: Option<Known>,
    /// Where none is known: the one that is most like it.
    pub nearest: Option<&'static Entry>,
    /// How many lines say the same.
    pub count: usize,
    /// The time of the first line, as the log writes it.
    pub first: Option<String>,
    /// The time of the last line.
    pub last: Option<String>,
}

/// All lines of a text.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In order, those that say the same joined. Where none is recognised, the lines that are not.
    pub messages: Vec<Message>,
    /// Different messages beyond the first hundred.
    pub left_out: usize,
    /// Lines that were read, blank ones aside.
    pub lines: usize,
}

/// Different messages that are kept: each is looked for in the inputs.
const MESSAGES: usize = 100;
/// Lines that are shown where nothing is recognised.
const UNKNOWN: usize = 5;
/// Bytes of a line that are looked at.
const LINE: usize = 16 << 10;
/// Bytes of lines whose answer is remembered: many logs repeat the same line.
const REMEMBERED: usize = 1 << 20;

/// Reads lines one after the other.
#[derive(Debug, Default)]
pub struct Log {
    known: Vec<Message>,
    unknown: Vec<Message>,
    index: HashMap<String, usize>,
    /// Lines that were seen, with the message that they are; none where they are none.
    seen: HashMap<Box<[u8]>, Option<usize>>,
    seen_bytes: usize,
    redactor: Redactor,
    left_out: usize,
    lines: usize,
}

/// Reads a line, or several.
pub fn read(text: &str) -> Reading {
    let mut log = Log::default();
    for line in text.lines() {
        log.line(line.as_bytes());
    }
    log.finish()
}

impl Log {
    /// Takes the next line, without its end.
    pub fn line(&mut self, bytes: &[u8]) {
        let bytes = bytes.trim_ascii_end();
        if bytes.is_empty() {
            return;
        }
        self.lines += 1;
        // Within a secret of several lines the same line may be one here and none there.
        let plain = !self.redactor.is_inside();
        if plain && let Some(same) = self.seen.get(bytes).copied() {
            if let Some(message) = same.and_then(|same| self.known.get_mut(same)) {
                message.count += 1;
            }
            return;
        }
        let slot = self.read_line(&String::from_utf8_lossy(cut(bytes)));
        let plain = plain && !self.redactor.is_inside();
        if plain && self.seen_bytes + bytes.len() <= REMEMBERED {
            self.seen_bytes += bytes.len();
            self.seen.insert(bytes.into(), slot);
        }
    }

    /// Takes every line of a stream. Of a line longer than what is looked at the rest is passed over.
    ///
    /// # Errors
    /// What reading gives; the lines before it were taken.
    pub fn read(&mut self, mut input: impl BufRead) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            let buffer = match input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                self.line(&line);
                return Ok(());
            }
            let end = memchr::memchr(b'\n', buffer);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
            let room = LINE.saturating_sub(line.len());
            line.extend_from_slice(part.get(..room).unwrap_or(part));
            let taken = part.len() + usize::from(end.is_some());
            input.consume(taken);
            if end.is_some() {
                self.line(&line);
                line.clear();
            }
        }
    }

    /// The place of the line's message among those that are kept.
    fn read_line(&mut self, written: &str) -> Option<usize> {
        let marks = needles::scan(written);
        let wanted = !marks.entries.is_empty() || self.unknown.len() < UNKNOWN;
        if !wanted {
            self.redactor.pass(written);
            return None;
        }
        let line = self.redactor.line(written);
        let found = known(&line, written, &marks);
        let time = stamp(written).map(str::to_owned);
        let Some(known) = found else {
            if self.unknown.len() < UNKNOWN {
                self.unknown.push(Message {
                    nearest: None,
                    line: shape(&line),
                    known: None,
                    count: 1,
                    first: time.clone(),
                    last: time,
                });
            }
            return None;
        };
        let key = known.identity();
        if let Some(&slot) = self.index.get(&key) {
            if let Some(same) = self.known.get_mut(slot) {
                same.count += 1;
                same.last = time.or_else(|| same.last.take());
            }
            return Some(slot);
        }
        if self.known.len() >= MESSAGES {
            self.left_out += 1;
            return None;
        }
        let slot = self.known.len();
        self.index.insert(key, slot);
        self.known.push(Message {
            line,
            known: Some(known),
            nearest: None,
            count: 1,
            first: time.clone(),
            last: time,
        });
        Some(slot)
    }

    /// All that was found.
    pub fn finish(self) -> Reading {
        let mut messages = self.known;
        // A headline over other errors says nothing of its own.
        if messages.len() > 1 {
            messages.retain(|message| {
                message
                    .known
                    .as_ref()
                    .is_none_or(|known| known.entry.id != "several-errors")
            });
        }
        if messages.is_empty() {
            messages = self.unknown;
            for message in &mut messages {
                message.nearest = nearest(&message.line);
            }
        }
        Reading {
            messages,
            left_out: self.left_out,
            lines: self.lines,
        }
    }
}

fn cut(line: &[u8]) -> &[u8] {
    line.get(..LINE).unwrap_or(line)
}
