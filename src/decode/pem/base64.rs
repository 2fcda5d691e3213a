//! The body of a block: base64 as Go's `base64.StdEncoding` takes it.

use memchr::memchr;
use zeroize::Zeroizing;

use crate::golang::base64;

/// Decodes bodies; it keeps a buffer, which is wiped at the end if one of them may have been a private key.
#[derive(Default)]
pub(super) struct Decoder {
    compact: Zeroizing<Vec<u8>>,
    secret: bool,
}

impl Drop for Decoder {
    fn drop(&mut self) {
        if !self.secret {
            drop(std::mem::take(&mut *self.compact));
        }
    }
}

impl Decoder {
    /// The bytes of a body under a label; none where Go refuses it. Line ends, blanks and tabs may stand anywhere.
    pub(super) fn decode(&mut self, label: &[u8], body: &[u8]) -> Option<Vec<u8>> {
        self.secret |= label != b"CERTIFICATE";
        self.clear(body.len());
        self.join_lines(body);
        if let Ok(bytes) = base64::decode(&self.compact) {
            return Some(bytes);
        }
        // Unusual white space, or an error: look at every byte.
        self.compact.clear();
        self.compact.extend(
            body.iter()
                .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')),
        );
        base64::decode(&self.compact).ok()
    }

    /// Room for a whole body, so that the buffer never moves and leaves a copy behind.
    fn clear(&mut self, length: usize) {
        self.compact.clear();
        if self.compact.capacity() < length {
            let larger = Zeroizing::new(Vec::with_capacity(length));
            let outgrown = std::mem::replace(&mut self.compact, larger);
            drop(Self {
                compact: outgrown,
                secret: self.secret,
            });
        }
    }

    /// Copies the lines without their ends. Lines of one length, as RFC 7468 wants them, are cut blindly: if there
    /// is another line end within, decoding fails and the slow way follows.
    fn join_lines(&mut self, body: &[u8]) {
        let mut rest = body;
        let first = memchr(b'\n', body).map_or(0, |end| end + 1);
        if first > 1 {
            let returns = body.get(first - 2) == Some(&b'\r');
            let lines = body.chunks_exact(first);
            rest = lines.remainder();
            for line in lines {
                let line = match line {
                    [line @ .., b'\r', b'\n'] if returns => line,
                    [line @ .., b'\n'] if !returns => line,
                    _ => {
                        // Not base64, so that decoding fails.
                        self.compact.push(b'-');
                        return;
                    }
                };
                self.compact.extend_from_slice(line);
            }
        }
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let (line, next) = rest.split_at(end);
            self.compact
                .extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            rest = next.get(1..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(body: &str) -> Option<Vec<u8>> {
        Decoder::default().decode(b"X", body.as_bytes())
    }

    #[test]
    fn takes_what_go_takes() {
        for body in [
            "QUJD",
            "QUJD\n",
            "QU\nJD",
            "\nQUJD",
            "QU JD",
            "Q\tUJD\r\n",
            "QUJ\r\nD\r\n",
            "QU\r\nJD\n",
            "Q\rUJD",
        ] {
            assert_eq!(decoded(body).as_deref(), Some(&b"ABC"[..]), "{body:?}");
        }
        // Bits beyond the last byte are not looked at; white space may part the padding.
        for body in ["QUI=", "QUJ=", "QU\nI\n="] {
            assert_eq!(decoded(body).as_deref(), Some(&b"AB"[..]), "{body:?}");
        }
        assert_eq!(decoded("QR=\n=").as_deref(), Some(&b"A"[..]));
        assert_eq!(decoded("").as_deref(), Some(&b""[..]));
    }

    #[test]
    fn refuses_what_go_refuses() {
        for body in [
            "QUI",
            "QU=",
            "Q===",
            "====",
            "QUI=QUJD",
            "QUJD=",
            "QU-_",
            "QU\x0bJD",
            "QUJD\u{a0}",
        ] {
            assert_eq!(decoded(body), None, "{body:?}");
        }
    }
}
