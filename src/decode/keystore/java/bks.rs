//! Bouncy Castle's BKS (`org.bouncycastle.jcajce.provider.keystore.bc.BcKeyStoreSpi`): after salt and iterations of the
//! integrity check come the entries, in the clear but for the keys.

use super::{CUT, Entry, Input, Opened, Stop};
use crate::decode::keystore::KeyStoreProblem;

/// The HMAC-SHA1 at the end, which is checked by nobody without the password.
const MAC: usize = 20;

pub(in crate::decode::keystore) fn open(bytes: &[u8]) -> Opened {
    let mut opened = Opened::default();
    let body = bytes
        .len()
        .checked_sub(MAC)
        .and_then(|end| bytes.get(..end));
    let mut input = Input(body.unwrap_or_default());
    if let Err(text) = entries(&mut input, &mut opened) {
        let problem = KeyStoreProblem::Malformed(text.to_owned());
        opened.problems.push(problem);
    }
    opened
}

fn entries(input: &mut Input<'_>, opened: &mut Opened) -> Result<(), Stop> {
    // Version, salt, iterations.
    input.u32().ok_or(CUT)?;
    input.block().ok_or(CUT)?;
    input.u32().ok_or(CUT)?;
    loop {
        let kind = input.u8().ok_or(CUT)?;
        if kind == 0 {
            break;
        }
        let mut entry = Entry::new(input.text().ok_or(CUT)?);
        // The date of the entry.
        input.take(8).ok_or(CUT)?;
        for _ in 0..input.u32().ok_or(CUT)? {
            entry.certificate(input, true, opened)?;
        }
        match kind {
            1 => entry.certificate(input, true, opened)?,
            2 => plain_key(input).ok_or(CUT)?,
            // A secret, or a sealed key.
            3 | 4 => {
                input.block().ok_or(CUT)?;
            }
            _ => return Err("an entry has an unknown type"),
        }
    }
    if input.0.is_empty() {
        Ok(())
    } else {
        Err("something follows its entries")
    }
}

/// Passes over a key that was put in without a password: its kind, format, algorithm and bytes.
fn plain_key(input: &mut Input<'_>) -> Option<()> {
    input.u8()?;
    input.text()?;
    input.text()?;
    input.block()?;
    Some(())
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

    /// A trusted certificate, a key with its chain, and one of another type.
    fn store() -> Vec<u8> {
        let number = |number: u32| number.to_be_bytes().to_vec();
        let certificate = |kind: &[u8], der: &[u8]| [text(kind), block(der)].concat();
        let start = |kind: u8, alias: &[u8], chain: u32| {
            [vec![kind], text(alias), vec![0; 8], number(chain)].concat()
        };
        [
            number(2),
            block(&[7; 20]),
            number(1024),
            start(1, b"ca", 0),
            certificate(b"X.509", b"root"),
            start(4, b"web", 1),
            certificate(b"X509", b"leaf"),
            block(b"a sealed key"),
            start(2, b"open", 1),
            certificate(b"OpenPGP", b"other"),
            vec![0],
            text(b"PKCS#8"),
            text(b"RSA"),
            block(b"a key"),
            vec![0],
            vec![9; MAC],
        ]
        .concat()
    }

    #[test]
    fn shows_certificates_and_says_what_it_leaves_out() {
        let opened = open(&store());
        let found: Vec<_> = opened
            .certificates
            .iter()
            .map(|one| (one.alias.as_deref().unwrap(), &one.der[..]))
            .collect();
        assert_eq!(found, [("ca", &b"root"[..]), ("web", b"leaf")]);
        let wanted = KeyStoreProblem::OtherCertificate {
            alias: "open".to_owned(),
            kind: "OpenPGP".to_owned(),
        };
        assert_eq!(opened.problems, [wanted]);
    }

    #[test]
    fn a_store_that_is_cut_off_is_damaged() {
        let store = store();
        for length in 0..store.len() {
            let opened = open(&store[..length]);
            let is_malformed =
                |problem: &KeyStoreProblem| matches!(problem, KeyStoreProblem::Malformed(_));
            assert!(opened.problems.iter().any(is_malformed), "{length}");
        }
    }
}
