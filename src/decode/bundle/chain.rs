//! The certificates that a party presents.

use std::sync::Arc;

use super::problem::{passed_over, place, sort, unread};
use super::{BundleFault, BundleProblem};
use crate::decode::pem;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::x509::{Certificate, CertificateRef, Outline, ParseError};

/// What crypto/tls `X509KeyPair` takes from a certificate text.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Every `CERTIFICATE` block, in order; the first is the leaf.
    pub links: Vec<Link>,
    /// The labels of the other blocks, as Go's messages list them.
    pub other_labels: Vec<String>,
    /// All that is passed over or refused, in the text's order.
    pub problems: Vec<BundleProblem>,
    /// How many PEM blocks there are, whatever their label.
    pub blocks: u32,
}

/// One certificate that is presented.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its block.
    pub location: Location,
    /// What the peer makes of it. The party itself parses the leaf only.
    pub parsed: Result<CertificateRef, ParseError>,
    /// Its bytes, where they are no certificate.
    refused: Box<[u8]>,
}

impl Link {
    /// The bytes that go over the wire, be they a certificate or not.
    pub fn der(&self) -> &[u8] {
        match &self.parsed {
            Ok(certificate) => &certificate.der,
            Err(_) => &self.refused,
        }
    }
}

impl Chain {
    /// The leaf.
    pub fn leaf(&self) -> Option<&Link> {
        self.links.first()
    }
}

/// What a text holds beside its `CERTIFICATE` blocks.
pub struct Beside {
    /// As in [`Chain::other_labels`].
    pub other_labels: Vec<String>,
    /// As in [`Chain::problems`].
    pub problems: Vec<BundleProblem>,
    /// As in [`Chain::blocks`].
    pub blocks: u32,
    /// How many line ends there are.
    pub lines: u32,
    /// What can be read of certificates that Go refuses.
    pub outlines: Vec<(Outline, Location)>,
}

/// Reads a certificate text that comes with a key: headers are allowed here, and nothing but the leaf is checked.
pub fn chain(text: &[u8], base: &Location, release: GoRelease) -> Chain {
    let mut links = Vec::new();
    let mut take = |location, parsed: Parsed| {
        let (parsed, refused) = match parsed {
            Ok(certificate) => (Ok(Arc::new(certificate)), Box::default()),
            Err((error, der)) => (Err(error), der),
        };
        links.push(Link {
            location,
            parsed,
            refused,
        });
    };
    let beside = each_block(text, base, release, &mut take, &mut |_, _| {});
    Chain {
        links,
        other_labels: beside.other_labels,
        problems: beside.problems,
        blocks: beside.blocks,
    }
}

/// A certificate, or why it is none and its bytes.
pub type Parsed = Result<Certificate, (ParseError, Box<[u8]>)>;

/// The same, one certificate after the other: a fleet's are not all held. `other` sees the blocks of other labels.
pub fn each_block(
    text: &[u8],
    base: &Location,
    release: GoRelease,
    take: &mut dyn FnMut(Location, Parsed),
    other: &mut dyn FnMut(&pem::Block<'_>, Location),
) -> Beside {
    let mut outlines = Vec::new();
    let mut other_labels = Vec::new();
    let mut problems = Vec::new();
    let mut spans = Vec::new();
    let mut blocks = pem::blocks(text, release.into());
    for block in &mut blocks {
        spans.push(block.span());
        if block.label != b"CERTIFICATE" {
            other_labels.push(block.label_text());
            problems.push(passed_over(base, &block));
            other(&block, place(base, block.line, Some(block.number)));
            continue;
        }
        let location = place(base, block.line, Some(block.number));
        let parsed = Certificate::parse_owned(block.bytes.into(), release);
        if let Err((error, der)) = &parsed {
            let go = error.to_string();
            let outline = Outline::read(der);
            let about = outline.as_ref().map(Outline::words);
            outlines.extend(outline.map(|outline| (outline, location.clone())));
            problems.push(BundleProblem {
                location: location.clone(),
                fault: BundleFault::Malformed { go, about },
            });
        }
        take(location, parsed);
    }
    let lines = blocks.lines();
    let blocks = spans.len();
    let skipped = pem::skipped(text, spans);
    problems.extend(unread(text, base, skipped, blocks));
    sort(&mut problems);
    Beside {
        other_labels,
        problems,
        blocks: u32::try_from(blocks).unwrap_or(u32::MAX),
        lines,
        outlines,
    }
}
