//! Bytes that must never leave: private keys, tokens, passwords.

use memchr::memmem;
use zeroize::Zeroizing;

/// A secret read from an input. It has no `Debug`, `Display` or `Serialize`, is wiped when dropped, and is
/// read only to match a key pair or to compare a token.
///
/// What may be one turns out to be certificates more often than not: those are public, and need no wiping.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Drop for Secret {
    fn drop(&mut self) {
        if is_public(&self.0) {
            drop(std::mem::take(&mut *self.0));
        }
    }
}

/// A PEM text of certificates, with nothing about it that looks like a key, be it damaged.
fn is_public(text: &[u8]) -> bool {
    text.starts_with(b"-----BEGIN CERTIFICATE-----") && memmem::find(text, b"PRIVATE").is_none()
}

impl Secret {
    /// Takes the bytes over; the caller keeps no copy.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a computation whose result reveals nothing of them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_of_certificates_are_public() {
        let public = b"-----BEGIN CERTIFICATE-----\nMIIB";
        assert!(is_public(public));
        for secret in [
            &b""[..],
            b"password",
            b"-----BEGIN RSA PRIVATE KEY-----\nMIIB",
            b"\n-----BEGIN CERTIFICATE-----",
            b"-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN PRIVATE KEY-----",
            b"-----BEGIN CERTIFICATE-----\nMIIB\n----BEGIN EC PRIVATE KEY",
        ] {
            assert!(!is_public(secret), "{}", String::from_utf8_lossy(secret));
        }
    }

    #[test]
    fn what_is_taken_over_is_exposed() {
        assert!(Secret::new(Vec::new()).is_empty());
        let secret = Secret::new(b"x".to_vec());
        assert!(!secret.is_empty());
        assert_eq!(secret.expose(), b"x");
    }

    /// Looks at the memory after it is given back. The kernel reads it for us, since a program without `unsafe` cannot.
    #[cfg(target_os = "linux")]
    #[test]
    fn secrets_are_wiped_and_certificates_need_not_be() {
        use std::os::unix::fs::FileExt as _;
        const MARK: &[u8] = b"canary-of-the-wiping-test";
        let memory = std::fs::File::open("/proc/self/mem").unwrap();
        let remains = |start: &[u8]| {
            let mut bytes = start.to_vec();
            bytes.resize(32 << 10, b'.');
            bytes.extend_from_slice(MARK);
            // What lies behind it keeps the memory from going back to the system.
            let secret = Secret::new(bytes);
            let behind = vec![1_u8; 32 << 10];
            let place = secret.expose().as_ptr().addr() + secret.expose().len() - MARK.len();
            drop(secret);
            let mut found = [0; MARK.len()];
            let read = memory.read_exact_at(&mut found, place as u64);
            assert_eq!(behind.len(), 32 << 10);
            read.is_ok() && found == MARK
        };
        // So the test sees what stays.
        assert!(remains(b"-----BEGIN CERTIFICATE-----\n"));
        assert!(!remains(b"-----BEGIN PRIVATE KEY-----\n"));
        assert!(!remains(b"a token"));
        assert!(!remains(
            b"-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----"
        ));
    }
}
