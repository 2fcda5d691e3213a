//! Every certificate of any input, whatever kind of input it is.

use std::sync::Arc;

use memchr::memmem;

use super::bundle::{self, BundleFault, BundleProblem, Listed};
use super::kubeconfig::{self, Data, Field, KubeconfigFault};
use super::recognise::{Kind, recognise};
use super::{objects, pem, pkcs7};
use crate::location::Location;
use crate::x509::{Certificate, GoRelease};

/// What an input holds.
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its certificates, in its order, repetitions included.
    pub certificates: Vec<Listed>,
    /// What was passed over or could not be read.
    pub problems: Vec<BundleProblem>,
    /// What keeps kubectl from reading a kubeconfig.
    pub faults: Vec<KubeconfigFault>,
    /// Why the whole cannot be read: line and column, never a value.
    pub unreadable: Option<String>,
    /// How many PEM blocks there are, whatever their label.
    pub blocks: u32,
}

/// Finds every certificate in `bytes`; of a kubeconfig those that stand in it, not those in files that it names.
pub fn find(bytes: &[u8], base: &Location, release: GoRelease) -> Found {
    find_as(recognise(bytes), bytes, base, release)
}

/// The same of a piece of a PEM bundle, whatever else its text may look like.
pub fn find_pem(text: &[u8], base: &Location, release: GoRelease) -> Found {
    find_as(Kind::PemCertificates, text, base, release)
}

fn find_as(kind: Kind, bytes: &[u8], base: &Location, release: GoRelease) -> Found {
    let mut found = Found {
        kind,
        certificates: Vec::new(),
        problems: Vec::new(),
        faults: Vec::new(),
        unreadable: None,
        blocks: 0,
    };
    match kind {
        Kind::DerCertificate => found.der(bytes, base.clone(), release),
        Kind::Kubeconfig => found.kubeconfig(bytes, base, release),
        Kind::KubernetesObjects | Kind::Pod => found.objects(bytes, base, release),
        Kind::Pkcs7 => found.pkcs7(bytes, base, release),
        Kind::PemPkcs7 => {
            for block in pem::blocks(bytes, release.into()) {
                found.pkcs7(
                    &block.bytes,
                    &base.clone().with_block(block.number).with_line(block.line),
                    release,
                );
            }
        }
        _ => found.pem(bytes, base, release),
    }
    found
}

impl Found {
    /// Whether there is nothing to say of it.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.problems.is_empty() && self.faults.is_empty()
    }

    fn der(&mut self, der: &[u8], location: Location, release: GoRelease) {
        match Certificate::parse_as(der, release) {
            Ok(certificate) => self.certificates.push(Listed {
                certificate: Arc::new(certificate),
                location,
            }),
            Err(error) => {
                let fault = BundleFault::Malformed {
                    go: error.to_string(),
                };
                self.problems.push(BundleProblem { location, fault });
            }
        }
    }

    /// A chain text is read with headers allowed: here a certificate counts wherever it stands.
    fn pem(&mut self, text: &[u8], base: &Location, release: GoRelease) {
        // Neither a block nor what was meant as one: a disk image need not be read line by line.
        if self.kind == Kind::Binary && memmem::find(text, b"BEGIN").is_none() {
            return;
        }
        let chain = bundle::chain(text, base, release);
        self.blocks = self.blocks.saturating_add(chain.blocks);
        for link in chain.links {
            if let Ok(certificate) = link.parsed {
                self.certificates.push(Listed {
                    certificate,
                    location: link.location,
                });
            }
        }
        // That there are keys beside certificates is no fault of an input that may hold anything.
        let is_fault = |fault: &BundleFault| match fault {
            // Another name for a certificate, which Go does not know.
            BundleFault::AnotherLabel { label } => {
                label.contains("CERTIFICATE") && !label.contains("REQUEST")
            }
            BundleFault::NotPem { .. } | BundleFault::Empty => false,
            BundleFault::Duplicate { .. }
            | BundleFault::Headers
            | BundleFault::Malformed { .. }
            | BundleFault::Unread { .. } => true,
        };
        self.problems.extend(
            chain
                .problems
                .into_iter()
                .filter(|problem| is_fault(&problem.fault)),
        );
    }

    fn kubeconfig(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        let decoded = kubeconfig::decode(&base.file, bytes);
        let mut data = |field: &Option<Field<Data>>| {
            if let Some(field) = field {
                self.pem(field.value.bytes(), &field.location, release);
            }
        };
        for cluster in &decoded.file.clusters {
            data(&cluster.certificate_authority_data);
        }
        for user in &decoded.file.users {
            data(&user.client_certificate_data);
        }
        self.faults.extend(decoded.faults);
    }

    fn pkcs7(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        for der in pkcs7::certificates(bytes).unwrap_or_default() {
            self.der(der, base.clone(), release);
        }
    }

    /// Each text of an object counts as an input of its own.
    fn objects(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        match objects::embedded(bytes, base) {
            Ok(embedded) => {
                for text in embedded {
                    let found = find_as(text.kind, &text.bytes, &text.location, release);
                    self.certificates.extend(found.certificates);
                    self.problems.extend(found.problems);
                }
            }
            Err(error) => self.unreadable = Some(error.to_string()),
        }
    }
}
