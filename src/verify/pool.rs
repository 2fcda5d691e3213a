//! A set of certificates to build paths from, as Go's `x509.CertPool`.

use std::collections::{HashMap, HashSet};

use crate::x509::{Certificate, CertificateRef, Fingerprint, KeyId};

/// Certificates in the order they were added, each once (by DER), found by subject.
#[derive(Clone, Debug, Default)]
pub struct CertPool {
    certificates: Vec<CertificateRef>,
    fingerprints: HashSet<Fingerprint>,
    by_subject: HashMap<Box<[u8]>, Vec<u32>>,
}

impl CertPool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate unless it is already there.
    pub fn add(&mut self, certificate: CertificateRef) {
        if !self.fingerprints.insert(certificate.fingerprint) {
            return;
        }
        let Ok(index) = u32::try_from(self.certificates.len()) else {
            return;
        };
        match self.by_subject.get_mut(&certificate.subject.raw) {
            Some(indices) => indices.push(index),
            None => {
                self.by_subject
                    .insert(certificate.subject.raw.clone(), vec![index]);
            }
        }
        self.certificates.push(certificate);
    }

    /// All certificates, in the order they were added.
    pub fn certificates(&self) -> &[CertificateRef] {
        &self.certificates
    }

    /// Whether this very certificate is in the pool.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.fingerprints.contains(&certificate.fingerprint)
    }

    /// Who may have issued `certificate`: subject and issuer are the same bytes. In Go's order
    /// (cert_pool.go `findPotentialParents`): equal key identifiers first (or both absent), then one of them
    /// absent, then different ones; within each, the order of the pool.
    pub fn issuer_candidates<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a CertificateRef> {
        let indices = self
            .by_subject
            .get(&certificate.issuer.raw)
            .map_or(&[][..], Vec::as_slice);
        // One pass for each rank: a bundle may hold thousands of CAs of one name, and a search ends after a hundred.
        (0..=2).flat_map(move |rank| {
            indices
                .iter()
                .filter_map(|&index| self.certificates.get(index as usize))
                .filter(move |candidate| {
                    rank == plausibility(
                        id(&certificate.authority_key_id),
                        id(&candidate.subject_key_id),
                    )
                })
        })
    }
}

impl FromIterator<CertificateRef> for CertPool {
    fn from_iter<T: IntoIterator<Item = CertificateRef>>(certificates: T) -> Self {
        let mut pool = Self::new();
        for certificate in certificates {
            pool.add(certificate);
        }
        pool
    }
}

fn id(key_id: &Option<KeyId>) -> &[u8] {
    key_id.as_ref().map(|id| &*id.0).unwrap_or_default()
}

/// Lower is likelier. An empty identifier is as good as none, as in Go.
fn plausibility(wanted: &[u8], found: &[u8]) -> u8 {
    if wanted == found {
        0
    } else if wanted.is_empty() || found.is_empty() {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_identifiers_order_candidates() {
        assert_eq!(plausibility(b"", b""), 0);
        assert_eq!(plausibility(b"a", b"a"), 0);
        assert_eq!(plausibility(b"a", b""), 1);
        assert_eq!(plausibility(b"", b"a"), 1);
        assert_eq!(plausibility(b"a", b"b"), 2);
    }
}
