//! Java key stores (java.base `sun.security.provider.JavaKeyStore` and `com.sun.crypto.provider.JceKeyStore`).

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use super::{CUT, Entry, Input, KeyStoreProblem, Opened, Stop, sealed};
use crate::ground::secret::Secret;

/// At the end stands the SHA-1 of the password, these words and all before.
const WORDS: &[u8] = b"Mighty Aphrodite";
const DIGEST: usize = 20;

pub(in crate::decode::keystore) fn open(bytes: &[u8], passwords: &[Secret]) -> Opened {
    let mut opened = Opened::default();
    let (body, digest) = bytes.split_at(bytes.len().saturating_sub(DIGEST));
    let mut input = Input(body);
    if let Err(text) = entries(&mut input, &mut opened) {
        let problem = KeyStoreProblem::Malformed(text.to_owned());
        opened.problems.push(problem);
    } else if !passwords.is_empty()
        && !passwords
            .iter()
            .any(|password| confirms(password, body, digest))
    {
        opened.problems.push(KeyStoreProblem::NotConfirmed);
    }
    opened
}

fn entries(input: &mut Input<'_>, opened: &mut Opened) -> Result<(), Stop> {
    input.take(4).ok_or(CUT)?;
    let version = input.u32().ok_or(CUT)?;
    if !matches!(version, 1 | 2) {
        return Err("its version is unknown");
    }
    for _ in 0..input.u32().ok_or(CUT)? {
        let tag = input.u32().ok_or(CUT)?;
        let mut entry = Entry::new(input.text().ok_or(CUT)?);
        // The date of the entry.
        input.take(8).ok_or(CUT)?;
        let count = match tag {
            1 => {
                input.block().ok_or(CUT)?;
                input.u32().ok_or(CUT)?
            }
            2 => 1,
            3 => {
                sealed::skip(input).ok_or(
                    "it holds a secret key whose end is not found; what follows is not read",
                )?;
                0
            }
            _ => return Err("an entry has an unknown type"),
        };
        for _ in 0..count {
            entry.certificate(input, version == 2, opened)?;
        }
    }
    if input.0.is_empty() {
        Ok(())
    } else {
        Err("something follows its entries")
    }
}

/// `getPreKeyedHash`: the password as UTF-16.
fn confirms(password: &Secret, body: &[u8], digest: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(password.expose()) else {
        return false;
    };
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for unit in text.encode_utf16() {
        context.update(&unit.to_be_bytes());
    }
    context.update(WORDS);
    context.update(body);
    context.finish().as_ref() == digest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &[u8]) -> Vec<u8> {
        [&u16::try_from(text.len()).unwrap().to_be_bytes(), text].concat()
    }

    fn block(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }

    /// As `engineStore` writes it: a key with two certificates, and a trusted one.
    fn store(password: &str) -> Vec<u8> {
        let number = |number: u32| number.to_be_bytes().to_vec();
        let x509 = |der: &[u8]| [text(b"X.509"), block(der)].concat();
        // As cert-manager and trust-manager write it.
        let other_spelling = |der: &[u8]| [text(b"X509"), block(der)].concat();
        let body = [
            number(0xfeed_feed),
            number(2),
            number(2),
            number(1),
            text(b"web"),
            vec![0; 8],
            block(b"an encrypted key"),
            number(2),
            x509(b"leaf"),
            other_spelling(b"ca"),
            number(2),
            text(b"root"),
            vec![0; 8],
            x509(b"root"),
        ]
        .concat();
        let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        let units = password.encode_utf16().flat_map(u16::to_be_bytes);
        context.update(&units.collect::<Vec<_>>());
        context.update(WORDS);
        context.update(&body);
        [&body, context.finish().as_ref()].concat()
    }

    fn found(opened: &Opened) -> Vec<(&str, u32, &[u8])> {
        let certificates = opened.certificates.iter();
        certificates
            .map(|found| {
                (
                    found.alias.as_deref().unwrap(),
                    found.number,
                    &found.der[..],
                )
            })
            .collect()
    }

    fn password(text: &str) -> Vec<Secret> {
        vec![Secret::new(text.as_bytes().to_vec())]
    }

    #[test]
    fn shows_certificates_to_everyone_and_confirms_them_with_the_password() {
        let store = store("changeit");
        let wanted = [
            ("web", 1, &b"leaf"[..]),
            ("web", 2, b"ca"),
            ("root", 1, b"root"),
        ];
        for (passwords, problem) in [
            (Vec::new(), &[][..]),
            (password("changeit"), &[]),
            (password("geheim"), &[KeyStoreProblem::NotConfirmed]),
        ] {
            let opened = open(&store, &passwords);
            assert_eq!(found(&opened), wanted);
            assert_eq!(opened.problems, problem);
        }
    }

    #[test]
    fn a_damaged_store_gives_what_stands_before_the_damage() {
        let mut store = store("changeit");
        let at = memchr::memmem::find(&store, b"root").unwrap();
        store[at - 3] = 9;
        let opened = open(&store, &[]);
        assert_eq!(found(&opened).len(), 2);
        assert!(matches!(
            opened.problems.as_slice(),
            [KeyStoreProblem::Malformed(_)]
        ));
        for length in 0..store.len() {
            assert!(!open(&store[..length], &[]).problems.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, at in 0usize..120, byte: u8) {
            open(&bytes, &[]);
            let mut store = store("x");
            if let Some(place) = store.get_mut(at) {
                *place = byte;
            }
            open(&store, &password("x"));
        }
    }
}
