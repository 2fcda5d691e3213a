//! PEM by its labels: those that Go knows, and those of OpenSSL, Java, Windows and GnuTLS.

use std::sync::Arc;

use super::Found;
use crate::decode::bundle::{self, Beside, BundleFault, BundleProblem};
use crate::decode::keystore::Format;
use crate::decode::pem::Block;
use crate::decode::pkcs7;
use crate::decode::recognise::{Kind, recognise};
use crate::golang::GoRelease;
use crate::golang::der::{Reader, tag::SEQUENCE};
use crate::ground::location::Location;
use crate::x509::Certificate;

/// Finds the certificates in a piece of a PEM bundle, whatever else its text may look like, and holds none of them.
pub fn each_in_pem(
    text: &[u8],
    base: &Location,
    release: GoRelease,
    take: &mut dyn FnMut(Certificate, Location),
) -> Beside {
    let mut others = Vec::new();
    let mut refused = Vec::new();
    let mut beside = bundle::each_block(
        text,
        base,
        release,
        &mut |location, parsed| match parsed {
            Ok(certificate) => take(certificate, location),
            Err((_, der)) => match recognise(&der) {
                Kind::Binary | Kind::DerCertificate | Kind::Empty | Kind::Text => {}
                kind => refused.push((location, kind, der)),
            },
        },
        &mut |block, location| {
            if let Some(der) = certificate_of(block)
                && let Ok(certificate) = Certificate::parse_as(der, release)
            {
                others.push((certificate, location));
            }
        },
    );
    for (certificate, location) in others {
        take(certificate, location);
    }
    for (location, kind, bytes) in refused {
        // Windows' certutil -encode has one label for everything.
        let is_it = |problem: &&mut BundleProblem| problem.location == location;
        let Some(problem) = beside.problems.iter_mut().find(is_it) else {
            continue;
        };
        if kind == Kind::Pkcs7 {
            problem.fault = BundleFault::Pkcs7AsCertificate;
            for der in pkcs7::certificates(&bytes).unwrap_or_default() {
                if let Ok(certificate) = Certificate::parse_as(der, release) {
                    take(certificate, location.clone());
                }
            }
        } else if let BundleFault::Malformed { about, .. } = &mut problem.fault {
            *about = Some(format!("{}, not a certificate", kind.description()));
        }
    }
    beside.problems = faults(beside.problems).collect();
    beside
}

/// Those that are faults of an input that may hold anything.
pub(super) fn faults(problems: Vec<BundleProblem>) -> impl Iterator<Item = BundleProblem> {
    problems
        .into_iter()
        .filter(|problem| is_fault(&problem.fault))
}

/// The certificate of a block that only others than Go take for one.
fn certificate_of<'b>(block: &'b Block<'_>) -> Option<&'b [u8]> {
    match block.label {
        b"X509 CERTIFICATE" => Some(&block.bytes),
        // OpenSSL puts what it is trusted for behind it (`X509_CERT_AUX`).
        b"TRUSTED CERTIFICATE" => {
            let certificate = Reader::new(&block.bytes).element_of(SEQUENCE)?;
            block.bytes.get(certificate.whole.range())
        }
        _ => None,
    }
}

/// That there are keys beside certificates is no fault of an input that may hold anything.
fn is_fault(fault: &BundleFault) -> bool {
    match fault {
        // Another name for a certificate, which Go does not know; and what people take for a part of their trust.
        BundleFault::AnotherLabel { label } => {
            let is_request = label.contains("REQUEST");
            label.contains("CERTIFICATE") && !is_request || label == "X509 CRL"
        }
        BundleFault::NotPem { .. } | BundleFault::Empty => false,
        BundleFault::Duplicate { .. }
        | BundleFault::Headers
        | BundleFault::Malformed { .. }
        | BundleFault::Pkcs7AsCertificate
        | BundleFault::Unread { .. } => true,
    }
}

impl Found {
    /// A chain text is read with headers allowed: here a certificate counts wherever it stands.
    pub(super) fn pem(&mut self, text: &[u8], base: &Location, release: GoRelease) {
        let beside = each_in_pem(text, base, release, &mut |certificate, place| {
            self.certificate(Arc::new(certificate), place);
        });
        self.blocks = self.blocks.saturating_add(beside.blocks);
        self.problems.extend(beside.problems);
        self.outlines.extend(beside.outlines);
    }

    /// What else stands in PEM: requests, PKCS#7 and key stores.
    pub(super) fn other_blocks(&mut self, text: &[u8], base: &Location, release: GoRelease) {
        for block in crate::decode::pem::blocks(text, release.into()) {
            let place = bundle::place(base, block.line, Some(block.number));
            match block.label {
                b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => {
                    self.request(&block.bytes, place, release);
                }
                // OpenSSL, its older self, and RFC 7468 §9.
                b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"CMS" => {
                    self.pkcs7(&block.bytes, &place, release);
                }
                b"PKCS12" => self.keystore(Format::Pkcs12, &block.bytes, &place, release),
                _ => {}
            }
        }
    }
}
