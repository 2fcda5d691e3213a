//! Trust anchors: the lenient reader of clients and the strict one of servers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::problem::{passed_over, place, sort, unread};
use super::{BundleFault, BundleProblem, LenientError, Listed, StrictError};
use crate::decode::pem::{self, Block};
use crate::golang::GoRelease;
use crate::golang::der::Reader;
use crate::ground::location::Location;
use crate::x509::{Certificate, CertificateRef, Fingerprint, Outline, ParseError};

/// What a reader makes of a text of CA certificates.
#[derive(Clone, Debug)]
pub struct Bundle<E> {
    /// Every certificate that can be parsed, in the text's order, repetitions included. With an `error`, Go uses none.
    pub certificates: Vec<Listed>,
    /// All that is passed over or refused, in the text's order.
    pub problems: Vec<BundleProblem>,
    /// Why Go refuses the text, if it does.
    pub error: Option<E>,
}

/// Reads `certificate-authority-data` and the file of `certificate-authority`: x509 `AppendCertsFromPEM`, and the
/// error of client-go where nothing was found. An empty text is no error there: it means that no CA is given.
pub fn lenient(text: &[u8], base: &Location, release: GoRelease) -> Bundle<LenientError> {
    let mut reading = Reading::new(base);
    let mut blocks = pem::blocks(text, release.into());
    let found: Vec<_> = blocks.by_ref().collect();
    for block in &found {
        if is_plain_certificate(block) {
            reading.add(Certificate::parse_as(&block.bytes, release), block);
        } else {
            reading.problems.push(passed_over(base, block));
        }
    }
    let error = if text.is_empty() || !reading.certificates.is_empty() {
        None
    } else if let Some(go) = reading.first_error.take() {
        Some(LenientError::Malformed { go })
    } else if blocks.rest().is_empty() {
        Some(LenientError::NoCertificate)
    } else {
        Some(LenientError::NotPem)
    };
    reading.finish(text, &found, error)
}

/// Reads the CA files of kube-apiserver and kubelet: client-go util/cert `ParseCertsPEM`. Unlike Go, it goes on after
/// a certificate that is refused, so that all of them are known.
pub fn strict(text: &[u8], base: &Location, release: GoRelease) -> Bundle<StrictError> {
    let mut reading = Reading::new(base);
    let found: Vec<_> = pem::blocks(text, release.into()).collect();
    let mut any = false;
    for block in &found {
        if is_plain_certificate(block) {
            // A block without a byte counts there as one that was read.
            any = true;
            for certificate in parse_certificates(&block.bytes, release) {
                reading.add(certificate, block);
            }
        } else {
            reading.problems.push(passed_over(base, block));
        }
    }
    let error = if text.is_empty() {
        Some(StrictError::Empty)
    } else if let Some(go) = reading.first_error.take() {
        Some(StrictError::Malformed { go })
    } else if any {
        None
    } else {
        Some(StrictError::NoCertificate)
    };
    reading.finish(text, &found, error)
}

/// Neither reader takes another label, or headers.
fn is_plain_certificate(block: &Block<'_>) -> bool {
    block.label == b"CERTIFICATE" && block.headers.is_empty()
}

/// x509 `ParseCertificates`: certificates back to back, up to the first that is refused.
fn parse_certificates(der: &[u8], release: GoRelease) -> Vec<Result<Certificate, ParseError>> {
    let mut parsed = Vec::new();
    let mut rest = der;
    while !rest.is_empty() {
        let mut reader = Reader::new(rest);
        // What is no element is left to the parser, which knows Go's words for it.
        let length = reader
            .element()
            .map_or(rest.len(), |element| element.whole.bytes().len());
        let (one, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let certificate = Certificate::parse_as(one, release);
        rest = if certificate.is_ok() { after } else { &[] };
        parsed.push(certificate);
    }
    parsed
}

/// A bundle in the making.
struct Reading<'a> {
    base: &'a Location,
    certificates: Vec<Listed>,
    problems: Vec<BundleProblem>,
    first_error: Option<String>,
    /// Where each certificate stands first.
    seen: BTreeMap<Fingerprint, usize>,
}

impl<'a> Reading<'a> {
    fn new(base: &'a Location) -> Self {
        Self {
            base,
            certificates: Vec::new(),
            problems: Vec::new(),
            first_error: None,
            seen: BTreeMap::new(),
        }
    }

    fn add(&mut self, parsed: Result<Certificate, ParseError>, block: &Block<'_>) {
        let location = place(self.base, block.line, Some(block.number));
        let certificate: CertificateRef = match parsed {
            Ok(certificate) => Arc::new(certificate),
            Err(error) => {
                let go = error.to_string();
                self.first_error.get_or_insert_with(|| go.clone());
                let about = Outline::read(&block.bytes).map(|outline| outline.words());
                let fault = BundleFault::Malformed { go, about };
                self.problems.push(BundleProblem { location, fault });
                return;
            }
        };
        let next = self.certificates.len();
        let index = *self.seen.entry(certificate.fingerprint).or_insert(next);
        // A repetition shares the record.
        let certificate = match self.certificates.get(index) {
            Some(first) => {
                let fault = BundleFault::Duplicate {
                    first: first.location.clone(),
                };
                let location = location.clone();
                self.problems.push(BundleProblem { location, fault });
                Arc::clone(&first.certificate)
            }
            None => certificate,
        };
        self.certificates.push(Listed {
            certificate,
            location,
        });
    }

    fn finish<E>(mut self, text: &[u8], found: &[Block<'_>], error: Option<E>) -> Bundle<E> {
        let skipped = pem::skipped(text, found.iter().map(Block::span));
        self.problems
            .extend(unread(text, self.base, skipped, found.len()));
        sort(&mut self.problems);
        Bundle {
            certificates: self.certificates,
            problems: self.problems,
            error,
        }
    }
}
