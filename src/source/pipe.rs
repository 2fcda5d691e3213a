//! Reading a stream that may never end, or never begin.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

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
