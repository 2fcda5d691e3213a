//! Key stores that Java's `DataOutputStream` writes: JKS and JCEKS of the JDK, BKS of Bouncy Castle. Their certificates are
//! in the clear, and private keys are passed over as they are, encrypted.

mod bks;
mod input;
mod jks;
mod sealed;

pub(super) use bks::open as bks;
pub(super) use jks::open as jks;

use super::{KeyStoreProblem, Opened, StoredCertificate};
use input::Input;

/// What stops the reading of a store: all that follows is lost.
type Stop = &'static str;

const CUT: Stop = "it ends too early";

/// The certificates of one entry.
struct Entry {
    alias: String,
    number: u32,
    /// That one is none of X.509 is said once.
    has_other: bool,
}

/// Characters of an alias that are shown; it is repeated for each certificate of its entry.
const LONGEST_ALIAS: usize = 256;

impl Entry {
    fn new(alias: &[u8]) -> Self {
        let alias = String::from_utf8_lossy(alias);
        Self {
            alias: alias.chars().take(LONGEST_ALIAS).collect(),
            number: 0,
            has_other: false,
        }
    }

    /// Reads the next certificate; `typed` where its type stands before it.
    fn certificate(
        &mut self,
        input: &mut Input<'_>,
        typed: bool,
        opened: &mut Opened,
    ) -> Result<(), Stop> {
        let kind = if typed {
            Some(input.text().ok_or(CUT)?)
        } else {
            None
        };
        let der = input.block().ok_or(CUT)?;
        self.number += 1;
        match kind {
            Some(kind) if !is_x509(kind) => {
                if std::mem::replace(&mut self.has_other, true) {
                    return Ok(());
                }
                let kind = String::from_utf8_lossy(kind).chars().take(64).collect();
                opened.problems.push(KeyStoreProblem::OtherCertificate {
                    alias: self.alias.clone(),
                    kind,
                });
            }
            Some(_) | None => opened.certificates.push(StoredCertificate {
                alias: Some(self.alias.clone()),
                number: self.number,
                der: der.to_vec(),
            }),
        }
        Ok(())
    }
}

/// `X.509` is the JDK's name of the type; the Go library keystore-go leaves it to its callers, and cert-manager and
/// trust-manager write `X509`, which the JDK takes for the same (`CertificateFactory` has both names).
fn is_x509(kind: &[u8]) -> bool {
    kind.eq_ignore_ascii_case(b"X.509") || kind.eq_ignore_ascii_case(b"X509")
}
