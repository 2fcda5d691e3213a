//! Who issued a certificate for certain: the CA with the issuer's name whose key its signature verifies with.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::golang::GoRelease;
use crate::verify::SignatureCache;
use crate::x509::{CertificateRef, Fingerprint};

/// More certificates than this are not verified one by one: an audit of a fleet's million would take hours.
const MOST: usize = 10_000;

/// CAs of one name that are tried for each certificate.
const TRIED: usize = 16;

/// How many certificates an audit has kept whole; all that take in count together.
#[derive(Default)]
pub(super) struct Budget(AtomicUsize);

impl Budget {
    /// Whether one more may be kept. Once they are too many, nothing is.
    fn take(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) < MOST
    }

    /// Something went by of which nothing whole is kept.
    pub(super) fn give_up(&self) {
        self.0.fetch_add(MOST, Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MOST
    }
}

/// The certificates of an audit, as long as they are few.
#[derive(Default)]
pub(super) struct Whole(Vec<CertificateRef>);

impl Whole {
    pub(super) fn push(&mut self, certificate: &CertificateRef, budget: &Budget) {
        if budget.take() {
            self.0.push(certificate.clone());
        } else {
            self.0 = Vec::new();
        }
    }

    pub(super) fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Of each certificate whose issuer is here, that CA; of several with one key the one that ends last. Nothing where the
    /// certificates are too many.
    pub(super) fn issuers(
        &self,
        budget: &Budget,
        release: GoRelease,
        signatures: &SignatureCache,
    ) -> HashMap<Fingerprint, Fingerprint> {
        if budget.is_spent() {
            return HashMap::new();
        }
        let mut authorities: HashMap<&[u8], Vec<&CertificateRef>> = HashMap::new();
        let may_issue = |own: &&CertificateRef| own.is_ca() || own.version < 3;
        let mut issuing: Vec<_> = self.0.iter().filter(may_issue).collect();
        issuing.sort_by_key(|own| (Reverse(own.not_after.at), own.fingerprint));
        issuing.dedup_by_key(|own| own.fingerprint);
        for certificate in issuing {
            let known = authorities.entry(&certificate.subject.raw).or_default();
            known.push(certificate);
        }
        let issuer = |certificate: &CertificateRef| {
            let named = authorities.get(&*certificate.issuer.raw)?;
            let mut tried = named.iter().take(TRIED);
            let found = tried
                .find(|authority| signatures.check(certificate, authority, release).is_ok())?;
            Some((certificate.fingerprint, found.fingerprint))
        };
        self.0.iter().filter_map(issuer).collect()
    }
}
