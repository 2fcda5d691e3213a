//! Reading a stream that may never end, or never begin.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{Error, ErrorKind, Limit};

/// A stream that is read on a thread of its own, since a blocked read cannot be interrupted without `unsafe`. The thread
/// is left behind when time is up; the process is about to end then.
pub(super) struct Pipe {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: io::Cursor<Vec<u8>>,
    silence: Duration,
}

impl Pipe {
    /// Reads what `open` gives, and waits no longer than `silence` for more.
    pub(super) fn new<R, F>(open: F, silence: Duration) -> Self
    where
        R: Read,
        F: FnOnce() -> io::Result<R> + Send + 'static,
    {
        let (sender, chunks) = sync_channel::<io::Result<Vec<u8>>>(4);
        std::thread::spawn(move || {
            let mut stream = match open() {
                Ok(stream) => stream,
                Err(error) => {
                    // The receiver may have given up; there is nobody else to tell.
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            let mut buffer = vec![0; CHUNK];
            loop {
                let chunk = match stream.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(count) => Ok(buffer.get(..count).unwrap_or_default().to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let failed = chunk.is_err();
                if sender.send(chunk).is_err() || failed {
                    return;
                }
            }
        });
        Self {
            chunks,
            chunk: io::Cursor::default(),
            silence,
        }
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.chunk.read(buffer) {
            Ok(0) => {}
            other => return other,
        }
        match self.chunks.recv_timeout(self.silence) {
            Ok(chunk) => {
                self.chunk = io::Cursor::new(chunk?);
                self.chunk.read(buffer)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(0),
            Err(RecvTimeoutError::Timeout) => Err(silent(self.silence)),
        }
    }
}

/// A named pipe, or one that has a name such as `/dev/fd/63`, that was opened without waiting for a writer.
///
/// A pipe that nobody has open for writing soon ends the run: nothing may ever come.
pub(super) struct Fifo<R> {
    pipe: R,
    since: Instant,
    written_to: bool,
    silence: Duration,
}

impl<R> Fifo<R> {
    /// Reads `pipe`, and waits no longer than `silence` for more.
    pub(super) fn new(pipe: R, silence: Duration) -> Self {
        Self {
            pipe,
            since: Instant::now(),
            written_to: false,
            silence,
        }
    }
}

impl<R: Read> Read for Fifo<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.since = Instant::now();
        loop {
            match self.pipe.read(buffer) {
                // The end; or nobody writes, yet.
                Ok(0) if self.written_to => return Ok(0),
                Ok(0) if self.since.elapsed() >= GRACE => {
                    return Err(io::Error::other(ErrorKind::NoWriter));
                }
                Ok(0) => std::thread::sleep(PAUSE),
                Ok(count) => {
                    self.written_to = true;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.written_to = true;
                    if self.since.elapsed() >= self.silence {
                        return Err(silent(self.silence));
                    }
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn silent(silence: Duration) -> io::Error {
    let seconds = silence.as_secs();
    io::Error::other(ErrorKind::Timeout { seconds })
}

/// Reads a stream to its end, but no more than `limit`.
pub(super) fn collect(path: &Path, stream: &mut dyn Read, limit: Limit) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    stream
        .take(limit.bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Error::from_read(path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit.bytes {
        let size = None;
        return Err(Error::new(path, ErrorKind::TooLarge { limit, size }));
    }
    Ok(bytes)
}

/// How long a named pipe may have no writer. A writer that waits for its reader has opened it within a millisecond of us, and
/// what a shell passes as `/dev/fd/63` has one from the start.
const GRACE: Duration = Duration::from_millis(40);
/// Between two looks at a pipe.
const PAUSE: Duration = Duration::from_millis(2);

/// The capacity of a Linux pipe.
const CHUNK: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    struct Silent;

    impl Read for Silent {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            std::thread::sleep(Duration::from_secs(60));
            Ok(0)
        }
    }

    fn read<R: Read + Send + 'static>(stream: R) -> Result<Vec<u8>, ErrorKind> {
        let limit = Limit::new("a test", 1000);
        let silence = Duration::from_millis(200);
        let mut pipe = Pipe::new(move || Ok(stream), silence);
        collect(Path::new("-"), &mut pipe, limit).map_err(|error| error.kind)
    }

    /// Gives its answers one after the other, and the last one for ever.
    struct Scripted(Vec<io::Result<&'static [u8]>>);

    impl Read for Scripted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let next = match self.0.as_slice() {
                [Ok(last)] => Ok(*last),
                [Err(last)] => Err(last.kind().into()),
                _ => self.0.remove(0),
            };
            let bytes = next?;
            let count = bytes.len().min(buffer.len());
            buffer[..count].copy_from_slice(&bytes[..count]);
            Ok(count)
        }
    }

    #[test]
    fn a_named_pipe_ends_with_its_writer_and_without_one() {
        let limit = Limit::new("a test", 1000);
        let silence = Duration::from_millis(20);
        let read = |script| {
            let mut fifo = Fifo::new(Scripted(script), silence);
            collect(Path::new("pipe"), &mut fifo, limit).map_err(|error| error.kind)
        };
        let not_yet = || Err(io::ErrorKind::WouldBlock.into());
        let written = read(vec![
            Ok(b""),
            not_yet(),
            Ok(b"te"),
            not_yet(),
            Ok(b"xt"),
            Ok(b""),
        ]);
        assert_eq!(written.unwrap(), b"text");
        assert_eq!(read(vec![Ok(b"")]), Err(ErrorKind::NoWriter));
        assert_eq!(read(vec![not_yet(), Ok(b"")]).unwrap(), b"");
        assert_eq!(
            read(vec![not_yet()]),
            Err(ErrorKind::Timeout { seconds: 0 })
        );
        assert!(matches!(
            read(vec![Ok(b"for ever")]),
            Err(ErrorKind::TooLarge { size: None, .. })
        ));
    }

    #[test]
    fn ends_with_the_stream_its_limit_or_its_silence() {
        assert_eq!(read(&b"text"[..]).unwrap(), b"text");
        assert!(matches!(
            read(io::repeat(0)),
            Err(ErrorKind::TooLarge { size: None, .. })
        ));
        assert_eq!(read(Silent), Err(ErrorKind::Timeout { seconds: 0 }));
    }
}
