//! The three forms in which RFC 9881 §6 lets an ML-DSA private key stand. Go 1.27 reads the first alone; OpenSSL writes the
//! last unless it is told otherwise.

use std::fmt;

use crate::golang::der::{
    Reader,
    tag::{INTEGER, OCTET_STRING, OID, SEQUENCE},
};

/// id-ml-dsa-44, -65 and -87, without the last octet.
const ML_DSA: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3];

/// How an ML-DSA key is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MlDsaForm {
    /// The seed, from which the rest follows.
    Seed,
    /// The expanded key, from which no seed can be had.
    Expanded,
    /// Both.
    Both,
}

impl MlDsaForm {
    /// Of a PKCS#8 key; none where it is of another algorithm.
    pub fn of(der: &[u8]) -> Option<Self> {
        let mut key = Reader::new(der).content_of(SEQUENCE)?;
        key.content_of(INTEGER)?;
        let oid = key.content_of(SEQUENCE)?.content_of(OID)?;
        if !matches!(oid.bytes().strip_prefix(ML_DSA)?, [17..=19]) {
            return None;
        }
        match key.content_of(OCTET_STRING)?.bytes().first()? {
            0x80 => Some(Self::Seed),
            &OCTET_STRING => Some(Self::Expanded),
            &SEQUENCE => Some(Self::Both),
            _ => None,
        }
    }
}

/// What it is, and what to do about it.
impl fmt::Display for MlDsaForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seed => "it is an ML-DSA key, which Go reads since 1.27",
            Self::Expanded => "it is an ML-DSA key without its seed, which no Go reads; if the program that made it still has the seed, write it with that",
            Self::Both => "it is an ML-DSA key with seed and expanded key, OpenSSL's default; Go 1.27 reads the seed alone, and older releases none: openssl pkey -provparam ml-dsa.output_formats=seed-only -in KEY -out SEED converts it",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_octet_of_the_key_tells() {
        let key = |content: &[u8]| {
            let inner = [
                &[2, 1, 0, 0x30, 11, 6, 9][..],
                ML_DSA,
                &[18, 4, u8::try_from(content.len()).unwrap()],
                content,
            ]
            .concat();
            [&[0x30, u8::try_from(inner.len()).unwrap()][..], &inner].concat()
        };
        assert_eq!(MlDsaForm::of(&key(&[0x80, 0])), Some(MlDsaForm::Seed));
        assert_eq!(MlDsaForm::of(&key(&[4, 0])), Some(MlDsaForm::Expanded));
        assert_eq!(MlDsaForm::of(&key(&[0x30, 0])), Some(MlDsaForm::Both));
        assert_eq!(MlDsaForm::of(&key(&[])), None);
        assert_eq!(MlDsaForm::of(b"\x30\x00"), None);
    }
}
