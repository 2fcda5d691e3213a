//! A PEM bundle of any size, in pieces and on all cores.
//!
//! A piece ends behind an `END` line, where Go's decoder too starts anew. Of a piece nothing is kept but rows.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memmem;
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::row::Condenser;
use super::stock::{Lot, Stock, shift};
use super::{Progress, room};
use crate::assemble::bundle_findings;
use crate::decode::certificates::each_in_pem;
use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::Error;
use crate::survey::{Rules, Unreadable};

/// Bytes of a piece: some hundred certificates, which a core's cache holds.
const PIECE: usize = 512 << 10;

/// Bytes of a small certificate, P-256 with short names, as PEM.
const LEAST: usize = 600;

/// Takes a bundle in.
pub(super) fn bundle(
    path: &Path,
    rules: &Rules<'_>,
    progress: &dyn Progress,
) -> Result<Stock, Error> {
    let stream = rules.files.stream(path)?;
    let name = path.shown().to_string();
    let spare = Spare::default();
    room::prepare();
    let mut pieces = Pieces::of(stream, &spare);
    let mut taken: Vec<Piece> = (&mut pieces)
        .par_bridge()
        .map_init(Condenser::default, |condenser, (index, text)| {
            progress.advance(u64::try_from(text.len()).unwrap_or(u64::MAX));
            room::make();
            let piece = Piece::of(index, &text, &name, rules.release, condenser);
            spare.put(text);
            piece
        })
        .collect();
    taken.sort_unstable_by_key(|piece| piece.index);
    let mut stock = Stock::default();
    let (mut lines, mut blocks) = (0, 0);
    for mut piece in taken {
        piece.lot.stands_behind(lines, blocks);
        stock.lots.push(piece.lot);
        stock
            .findings
            .extend(piece.findings.into_iter().map(|mut finding| {
                let places = finding.locations.iter_mut();
                places.for_each(|place| shift(place, lines, blocks));
                finding
            }));
        lines += piece.lines;
        blocks += piece.blocks;
    }
    if let Some(error) = pieces.error {
        let text = format!("{name}: {error}; what was read before is taken");
        stock.unreadable.push(Unreadable::Fault(text));
    }
    Ok(stock)
}

/// What stands in a piece, by its own lines and blocks.
struct Piece {
    index: usize,
    lot: Lot,
    findings: Vec<Finding>,
    lines: u32,
    blocks: u32,
}

impl Piece {
    fn of(
        index: usize,
        text: &[u8],
        name: &str,
        release: GoRelease,
        condenser: &mut Condenser,
    ) -> Self {
        // A name of its own: one counter for all would be fought over by the cores.
        let base = Location::file(name);
        let mut lot = Lot::with_capacity(text.len() / LEAST);
        let beside = each_in_pem(text, &base, release, &mut |certificate, place| {
            lot.push(condenser.row(Cow::Owned(certificate), place));
        });
        for (outline, place) in beside.outlines {
            lot.push(condenser.outline(outline, place));
        }
        Self {
            index,
            lot,
            findings: bundle_findings(&beside.problems, None, false),
            lines: beside.lines,
            blocks: beside.blocks,
        }
    }
}

/// Buffers to be filled again: memory that is new costs as much as what is done with it.
#[derive(Default)]
struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        self.buffers().pop().unwrap_or_default()
    }

    fn put(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.buffers().push(buffer);
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pieces of a text, in order.
struct Pieces<'a, R> {
    reader: R,
    spare: &'a Spare,
    rest: Vec<u8>,
    index: usize,
    error: Option<std::io::Error>,
    ended: bool,
}

impl<'a, R> Pieces<'a, R> {
    const fn of(reader: R, spare: &'a Spare) -> Self {
        Self {
            reader,
            spare,
            rest: Vec::new(),
            index: 0,
            error: None,
            ended: false,
        }
    }
}

impl<R: Read> Iterator for Pieces<'_, R> {
    type Item = (usize, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = self.spare.take();
        text.append(&mut self.rest);
        while !self.ended {
            let wanted = u64::try_from(PIECE).unwrap_or(u64::MAX);
            text.reserve(PIECE);
            match self.reader.by_ref().take(wanted).read_to_end(&mut text) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.error = Some(error);
                    self.ended = true;
                }
            }
            if let Some(end) = last_end(&text).filter(|_| !self.ended) {
                self.rest.extend(text.drain(end..));
                break;
            }
        }
        if text.is_empty() {
            return None;
        }
        let index = self.index;
        self.index += 1;
        Some((index, text))
    }
}

/// Behind the last whole `END` line.
fn last_end(text: &[u8]) -> Option<usize> {
    let complete = memchr::memrchr(b'\n', text)? + 1;
    let head = text.get(..complete)?;
    let end = memmem::rfind(head, b"\n-----END ")? + 1;
    let line = memchr::memchr(b'\n', head.get(end..)?)?;
    Some(end + line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_behind_blocks_and_nothing_is_lost() {
        let block = "-----BEGIN X-----\nQUJD\n-----END X-----\n";
        let text = format!("words\n{}tail", block.repeat(40_000));
        let spare = Spare::default();
        let pieces = Pieces::of(text.as_bytes(), &spare);
        let pieces: Vec<_> = pieces.map(|(_, text)| text).collect();
        assert!(pieces.len() > 2);
        assert_eq!(pieces.concat(), text.as_bytes());
        for piece in pieces.iter().take(pieces.len() - 1) {
            assert!(piece.ends_with(b"-----END X-----\n"));
        }
    }
}
