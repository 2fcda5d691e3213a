//! A connection that ends: every read and write has a deadline, and there is a limit on what is read.

use std::io::{self, IoSlice, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::StreamOwned;
use rustls::client::ClientConnection;

/// Bytes that a handshake and a few small answers never need. Go takes certificates of 256 KiB.
const MOST: u64 = 4 << 20;

/// The type of a record with handshake messages (RFC 8446 §5.1).
pub(super) const HANDSHAKE: u8 = 22;

/// When everything has to be over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    end: Instant,
    /// What was allowed in all, for messages.
    pub(super) seconds: u64,
}

impl Deadline {
    pub(super) fn after(timeout: Duration) -> Self {
        Self {
            end: Instant::now() + timeout,
            seconds: timeout.as_secs().max(1),
        }
    }

    /// What is left; an error where nothing is.
    pub(super) fn left(&self) -> io::Result<Duration> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

/// Both ways.
pub(super) trait Transport: Read + Write {
    /// Ends every read at `end` at the latest; none: at the deadline alone. What has no clock ignores it.
    fn end_reads(&mut self, _end: Option<Instant>) {}
}

/// A TCP connection with a deadline.
pub(super) struct Timed {
    stream: TcpStream,
    deadline: Deadline,
    /// An end of reads before the deadline.
    sooner: Option<Instant>,
}

impl Timed {
    pub(super) const fn new(stream: TcpStream, deadline: Deadline) -> Self {
        Self {
            stream,
            deadline,
            sooner: None,
        }
    }
}

impl Transport for Timed {
    fn end_reads(&mut self, end: Option<Instant>) {
        self.sooner = end;
    }
}

impl Transport for StreamOwned<ClientConnection, Watch> {
    fn end_reads(&mut self, end: Option<Instant>) {
        self.sock.end_reads(end);
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut deadline = self.deadline;
        if let Some(sooner) = self.sooner {
            deadline.end = deadline.end.min(sooner);
        }
        self.stream.set_read_timeout(Some(deadline.left()?))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.deadline.left()?))?;
        self.stream.write(bytes).map_err(timed_out)
    }

    /// A flight of several records leaves in one piece, as Go's does: a server that refuses the first of them and closes
    /// would answer the rest with a reset, which overtakes its alert.
    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.deadline.left()?))?;
        self.stream.write_vectored(slices).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// A socket's timeout shows as `WouldBlock` on Unix, as `TimedOut` on Windows.
fn timed_out(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock {
        return io::ErrorKind::TimedOut.into();
    }
    error
}

/// Watches what a TLS server sends: its first bytes, whether it stops inside a record, and how much it is.
pub(super) struct Watch {
    transport: Box<dyn Transport>,
    /// The first bytes, enough to tell what is spoken.
    pub(super) first: Vec<u8>,
    header: Vec<u8>,
    body_left: usize,
    read: u64,
    /// Records of handshake messages that have come, as far as their type can be seen: TLS 1.3 hides it.
    pub(super) handshakes: u32,
}

impl Watch {
    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            first: Vec::new(),
            header: Vec::new(),
            body_left: 0,
            read: 0,
            handshakes: 0,
        }
    }

    /// Whether all that came ends with a whole record (or nothing came).
    pub(super) fn at_boundary(&self) -> bool {
        self.header.is_empty() && self.body_left == 0
    }

    /// Whether more came than any server needs to say.
    pub(super) fn is_over(&self) -> bool {
        self.read > MOST
    }

    /// Ends every read at `end` at the latest.
    pub(super) fn end_reads(&mut self, end: Option<Instant>) {
        self.transport.end_reads(end);
    }

    fn follow(&mut self, mut bytes: &[u8]) {
        let room = 16usize.saturating_sub(self.first.len());
        self.first
            .extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
        while !bytes.is_empty() {
            if self.body_left > 0 {
                let here = self.body_left.min(bytes.len());
                self.body_left -= here;
                bytes = bytes.get(here..).unwrap_or_default();
                continue;
            }
            let here = (5 - self.header.len()).min(bytes.len());
            let (now, later) = bytes.split_at(here);
            self.header.extend_from_slice(now);
            bytes = later;
            if let [kind, _, _, high, low] = self.header.as_slice() {
                if *kind == HANDSHAKE {
                    self.handshakes = self.handshakes.saturating_add(1);
                }
                self.body_left = usize::from(u16::from_be_bytes([*high, *low]));
                self.header.clear();
            }
        }
    }
}

impl Read for Watch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.transport.read(buffer)?;
        self.read += u64::try_from(count).unwrap_or(u64::MAX);
        if self.is_over() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.follow(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.transport.write(bytes)
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.transport.write_vectored(slices)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transport.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Transport for io::Cursor<Vec<u8>> {}

    #[test]
    fn tells_the_end_of_a_record_from_its_middle() {
        let mut watch = Watch::new(Box::new(io::Cursor::new(Vec::new())));
        assert!(watch.at_boundary());
        watch.follow(&[22, 3, 3]);
        assert!(!watch.at_boundary());
        watch.follow(&[0, 2, 1]);
        assert!(!watch.at_boundary());
        watch.follow(&[2]);
        assert!(watch.at_boundary());
        watch.follow(&[22, 3, 3, 0, 1, 9, 22, 3, 3, 0, 0]);
        assert!(watch.at_boundary());
        assert_eq!(
            watch.first,
            [22, 3, 3, 0, 2, 1, 2, 22, 3, 3, 0, 1, 9, 22, 3, 3]
        );
    }
}
