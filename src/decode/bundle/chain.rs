//! The certificates that a party presents.

use std::sync::Arc;

use super::problem::{passed_over, place, sort, unread};
use super::{BundleFault, BundleProblem};
use crate::decode::pem;
use crate::location::Location;
use crate::x509::{Certificate, CertificateRef, GoRelease, ParseError};

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
    /// The bytes that go over the wire, be they a certificate or not.
    pub der: Box<[u8]>,
    /// What the peer makes of them. The party itself parses the leaf only.
    pub parsed: Result<CertificateRef, ParseError>,
}

impl Chain {
    /// The leaf.
    pub fn leaf(&self) -> Option<&Link> {
        self.links.first()
    }
}

/// Reads a certificate text that comes with a key: headers are allowed here, and nothing but the leaf is checked.
pub fn chain(text: &[u8], base: &Location, release: GoRelease) -> Chain {
    let found: Vec<_> = pem::blocks(text, release.into()).collect();
    let mut chain = Chain {
        links: Vec::new(),
        other_labels: Vec::new(),
        problems: Vec::new(),
        blocks: u32::try_from(found.len()).unwrap_or(u32::MAX),
    };
    for block in &found {
        if block.label != b"CERTIFICATE" {
            chain.other_labels.push(block.label_text());
            chain.problems.push(passed_over(base, block));
            continue;
        }
        let location = place(base, block.line, Some(block.number));
        let parsed = Certificate::parse_as(&block.bytes, release).map(Arc::new);
        if let Err(error) = &parsed {
            chain.problems.push(BundleProblem {
                location: location.clone(),
                fault: BundleFault::Malformed {
                    go: error.to_string(),
                },
            });
        }
        chain.links.push(Link {
            location,
            der: block.bytes.as_slice().into(),
            parsed,
        });
    }
    let skipped = pem::skipped(text, &found);
    chain
        .problems
        .extend(unread(text, base, skipped, found.len()));
    sort(&mut chain.problems);
    chain
}
