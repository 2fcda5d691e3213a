//! Signature checks, each (issuer key, certificate) edge once in a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::golang::GoRelease;
use crate::x509::{Certificate, Fingerprint, SignatureError, check_signature_as};

/// Locks are taken for a look-up only, never for arithmetic; this many make a collision of two threads rare.
const SHARDS: usize = 16;

/// Remembers which keys verify which certificates. Shared by threads; two that ask for the same edge at once compute it
/// once. When a shard is full it starts anew, so memory stays bounded however long the run is.
#[derive(Debug)]
pub struct SignatureCache {
    shards: [Mutex<HashMap<Fingerprint, Vec<Edge>>>; SHARDS],
    /// Certificates a shard holds before it starts anew.
    capacity: usize,
}

#[derive(Debug)]
struct Edge {
    /// SHA-256 of the issuer's SubjectPublicKeyInfo; holding the issuer itself would hold its whole record.
    key: Fingerprint,
    /// None where the outcome is assumed, by whatever release.
    release: Option<GoRelease>,
    outcome: Arc<OnceLock<Result<(), SignatureError>>>,
}

impl Default for SignatureCache {
    fn default() -> Self {
        Self::with_capacity(65_536)
    }
}

impl SignatureCache {
    /// A cache for about this many certificates.
    pub fn with_capacity(certificates: usize) -> Self {
        Self {
            shards: Default::default(),
            capacity: (certificates / SHARDS).max(1),
        }
    }

    /// Whether `issuer`'s key verifies the signature of `certificate`, by algorithms that Go accepts.
    ///
    /// # Errors
    /// Go's own text.
    pub fn check(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        release: GoRelease,
    ) -> Result<(), SignatureError> {
        let outcome = self.slot(certificate, issuer, Some(release));
        *outcome.get_or_init(|| {
            check_signature_as(
                release,
                certificate.signature_algorithm,
                certificate.tbs_bytes(),
                certificate.signature_bytes(),
                &issuer.public_key,
            )
        })
    }

    /// Takes it as given that `issuer`'s key verifies the signature of `certificate`: one that is still to be issued. Each
    /// program of a node may be built with a Go of its own, and all of them are to find it good.
    pub fn assume(&self, certificate: &Certificate, issuer: &Certificate) {
        self.slot(certificate, issuer, None).get_or_init(|| Ok(()));
    }

    fn slot(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        release: Option<GoRelease>,
    ) -> Arc<OnceLock<Result<(), SignatureError>>> {
        let key = Fingerprint::of(issuer.spki_bytes());
        let index = usize::from(certificate.fingerprint.0[0]) % SHARDS;
        let Some(shard) = self.shards.get(index) else {
            return Arc::default();
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= self.capacity && !shard.contains_key(&certificate.fingerprint) {
            shard.clear();
        }
        let edges = shard.entry(certificate.fingerprint).or_default();
        let same = |edge: &&Edge| {
            let serves = edge.release.is_none() || edge.release == release;
            serves && edge.key == key
        };
        if let Some(edge) = edges.iter().find(same) {
            return Arc::clone(&edge.outcome);
        }
        let outcome = Arc::default();
        edges.push(Edge {
            key,
            release,
            outcome: Arc::clone(&outcome),
        });
        outcome
    }
}
