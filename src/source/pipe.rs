//! Reading a stream that may never end, or never begin.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{Error, ErrorKind, Limit};

/// Reads what `open` gives to its end, but no more than `limit`, and waits no longer than `silence` for more.
///
/// A blocked read cannot be interrupted without `unsafe`, so it happens on a thread that is left behind when time
/// is up; the process is about to end then.
pub(super) fn read_pipe<R, F>(
    path: &Path,
    open: F,
    limit: Limit,
    silence: Duration,
) -> Result<Vec<u8>, Error>
where
    R: Read,
    F: FnOnce() -> io::Result<R> + Send + 'static,
{
    let (sender, receiver) = sync_channel::<io::Result<Vec<u8>>>(4);
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
    let mut bytes = Vec::new();
    loop {
        match receiver.recv_timeout(silence) {
            Ok(Ok(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(Err(error)) => return Err(Error::from_io(path, "read", &error)),
            Err(RecvTimeoutError::Disconnected) => return Ok(bytes),
            Err(RecvTimeoutError::Timeout) => {
                let seconds = silence.as_secs();
                return Err(Error::new(path, ErrorKind::Timeout { seconds }));
            }
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit.bytes {
            let size = None;
            return Err(Error::new(path, ErrorKind::TooLarge { limit, size }));
        }
    }
}

/// Reads a named pipe, or one that has a name such as `/dev/fd/63`, that was opened without waiting for a writer.
///
/// A pipe that nobody has open for writing soon ends the run: nothing may ever come. As long as somebody has, it is
/// read as [`read_pipe`] reads a stream.
pub(super) fn read_fifo<R: Read>(
    path: &Path,
    mut pipe: R,
    limit: Limit,
    silence: Duration,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; CHUNK];
    let mut since = Instant::now();
    let mut written_to = false;
    loop {
        match pipe.read(&mut buffer) {
            // The end; or nobody writes, yet.
            Ok(0) if written_to => return Ok(bytes),
            Ok(0) if since.elapsed() >= GRACE => {
                return Err(Error::new(path, ErrorKind::NoWriter));
            }
            Ok(0) => std::thread::sleep(PAUSE),
            Ok(count) => {
                bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
                written_to = true;
                since = Instant::now();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                written_to = true;
                if since.elapsed() >= silence {
                    let seconds = silence.as_secs();
                    return Err(Error::new(path, ErrorKind::Timeout { seconds }));
                }
                std::thread::sleep(PAUSE);
            }
            Err(error) => return Err(Error::from_io(path, "read", &error)),
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit.bytes {
            let size = None;
            return Err(Error::new(path, ErrorKind::TooLarge { limit, size }));
        }
    }
}

/// How long a pipe may have no writer: a shell starts both ends of a pipe within milliseconds.
const GRACE: Duration = Duration::from_millis(500);
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
        read_pipe(Path::new("-"), move || Ok(stream), limit, silence).map_err(|error| error.kind)
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
            buffer[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }

    #[test]
    fn a_named_pipe_ends_with_its_writer_and_without_one() {
        let limit = Limit::new("a test", 1000);
        let silence = Duration::from_millis(20);
        let read = |script| {
            read_fifo(Path::new("pipe"), Scripted(script), limit, silence)
                .map_err(|error| error.kind)
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
