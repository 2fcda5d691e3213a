//! `certgraph verify --batch`: one case a line in, one answer a line out, in the same order, streaming.
//!
//! Lines are handed to the workers in groups, and a group is never held back to fill up: a program that waits for an answer
//! before it writes its next line gets one. Memory is bounded by the groups under way and the caches.

mod case;
mod memo;
mod model;
mod worker;

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use certgraph::verify::SignatureCache;

pub(crate) use model::{Options, Summary};

use self::worker::Worker;
use model::Answers;

/// A longer line is no case: 10,000 CAs take a quarter of this.
const LINE_OCTETS: u64 = 64 << 20;
/// Lines a group; small, so that the workers end together.
const GROUP_LINES: usize = 16;
/// Octets after which a group is closed.
const GROUP_OCTETS: usize = 1 << 20;

struct Group {
    lines: Vec<Vec<u8>>,
    reply: SyncSender<Answers>,
}

/// Answers every line of `input` on `output`.
///
/// # Errors
/// Reading or writing failed.
pub(crate) fn run(
    input: BufReader<impl Read + Send>,
    mut output: impl Write,
    options: Options<'_>,
) -> io::Result<Summary> {
    let workers = options.workers.max(1);
    let signatures = SignatureCache::default();
    // What is under way is bounded by the second queue: the reader waits when it is full.
    let (work, queue) = sync_channel::<Group>(workers);
    let queue = Mutex::new(queue);
    let (order, replies) = sync_channel::<Receiver<Answers>>(4 * workers);

    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut worker = Worker::new(options, &signatures);
                loop {
                    let group = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(Group { lines, reply }) = group else {
                        return;
                    };
                    // The writer may have gone after an error; then nobody waits for the answers.
                    let _ = reply.send(worker.answer(&lines));
                }
            });
        }
        let reader = scope.spawn(move || read(input, &work, &order));
        let written = write(&replies, &mut output);
        drop(replies);
        let read = reader
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        let summary = written?;
        read.map(|()| summary)
    })
}

fn read(
    mut input: BufReader<impl Read>,
    work: &SyncSender<Group>,
    order: &SyncSender<Receiver<Answers>>,
) -> io::Result<()> {
    let mut lines = Vec::new();
    let mut octets = 0;
    loop {
        let line = match read_line(&mut input) {
            Ok(line) => line,
            Err(error) => {
                send(&mut lines, work, order);
                return Err(error);
            }
        };
        let Some(line) = line else {
            send(&mut lines, work, order);
            return Ok(());
        };
        octets += line.len();
        lines.push(line);
        let full = lines.len() >= GROUP_LINES || octets >= GROUP_OCTETS;
        // An empty buffer means that the next line may be long in coming.
        if full || !input.buffer().contains(&b'\n') {
            octets = 0;
            if !send(&mut lines, work, order) {
                return Ok(());
            }
        }
    }
}

/// False when nobody writes answers any more.
fn send(
    lines: &mut Vec<Vec<u8>>,
    work: &SyncSender<Group>,
    order: &SyncSender<Receiver<Answers>>,
) -> bool {
    if lines.is_empty() {
        return true;
    }
    let (reply, answers) = sync_channel(1);
    let lines = std::mem::take(lines);
    order.send(answers).is_ok() && work.send(Group { lines, reply }).is_ok()
}

/// A line without its end; longer than the limit, cut there; none at the end of input.
fn read_line(input: &mut BufReader<impl Read>) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input
        .by_ref()
        .take(LINE_OCTETS)
        .read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if read as u64 == LINE_OCTETS {
        skip_line(input)?;
        // What is left is no JSON, and is answered so.
        line.truncate(0);
        line.push(b'[');
    }
    Ok(Some(line))
}

fn skip_line(input: &mut BufReader<impl Read>) -> io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok(());
        }
        let (used, end) = match available.iter().position(|octet| *octet == b'\n') {
            Some(at) => (at + 1, true),
            None => (available.len(), false),
        };
        input.consume(used);
        if end {
            return Ok(());
        }
    }
}

fn write(replies: &Receiver<Receiver<Answers>>, output: &mut impl Write) -> io::Result<Summary> {
    let mut summary = Summary::default();
    for reply in replies {
        // A worker that is gone has nothing to say: the thread's panic surfaces when the scope ends.
        let Ok(answers) = reply.recv() else {
            return Err(io::Error::other("a worker failed"));
        };
        output.write_all(&answers.text)?;
        output.flush()?;
        summary.lines += answers.summary.lines;
        summary.not_understood += answers.summary.not_understood;
    }
    Ok(summary)
}
