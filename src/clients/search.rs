//! From the server's certificate to a trusted one: one search for all stacks.
//!
//! webpki and the JDK follow every candidate until a path passes; OpenSSL and GnuTLS commit themselves to one. Both are
//! the same depth-first walk, with one candidate a certificate or with all.

use std::sync::Arc;

use super::fault::PathEnd;
use super::stack::{Choice, Identifiers, NameForm, Pinned, Search};
use crate::ground::time::Timestamp;
use crate::x509::{Certificate, CertificateRef, PublicKey, SignatureAlgorithm};

/// Candidates looked at in one search; Go and webpki stop after a hundred signatures.
const CALLS: usize = 400;

/// A path from the server's certificate.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Leaf first.
    pub certificates: Vec<CertificateRef>,
    /// Whether the last is a trust anchor: it is not among what the server sent then.
    pub anchored: bool,
    /// Where it ends without being trusted.
    pub end: Option<PathEnd>,
}

/// What a search looks among.
#[derive(Clone, Copy)]
pub(super) struct Pools<'a> {
    /// What the server sent, leaf first.
    pub sent: &'a [CertificateRef],
    /// What is trusted, in the order of the bundle.
    pub anchors: &'a [CertificateRef],
}

/// Finished paths, in the order in which the stack comes to them.
pub(super) struct Paths<'a> {
    search: &'a Search,
    pools: Pools<'a>,
    at: Timestamp,
    path: Vec<CertificateRef>,
    /// Candidates still to be followed from each certificate of `path`.
    open: Vec<Vec<Candidate>>,
    calls: usize,
    started: bool,
}

struct Candidate {
    certificate: CertificateRef,
    anchor: bool,
}

impl<'a> Paths<'a> {
    pub(super) fn new(search: &'a Search, pools: Pools<'a>, at: Timestamp) -> Self {
        Self {
            search,
            pools,
            at,
            path: Vec::new(),
            open: Vec::new(),
            calls: 0,
            started: false,
        }
    }

    /// Whether the search ended at its own limit, so that a path may have been missed.
    pub(super) fn gave_up(&self) -> bool {
        self.calls >= CALLS
    }

    /// Puts a certificate at the end of the path; gives the path if it ends there.
    fn enter(&mut self, certificate: CertificateRef, anchor: bool) -> Option<Path> {
        self.path.push(Arc::clone(&certificate));
        if let Some(path) = self.trusted(&certificate, anchor) {
            self.path.pop();
            return Some(path);
        }
        let candidates = self.candidates(&certificate, anchor);
        if candidates.is_empty() {
            let path = self.dead_end(&certificate, anchor);
            self.path.pop();
            return Some(path);
        }
        self.open.push(candidates);
        None
    }

    /// The path, if `certificate` at its end is trusted.
    fn trusted(&self, certificate: &CertificateRef, anchor: bool) -> Option<Path> {
        if anchor {
            let ends = self.search.partial_chain || self.is_self_signed(certificate);
            return ends.then(|| self.finish(true, None));
        }
        let is_pinned = match self.search.pinned {
            Pinned::Always => true,
            Pinned::LastResort => self.is_self_signed(certificate),
            Pinned::AsIssuer => false,
        };
        (is_pinned && self.is_anchor(certificate)).then(|| self.finish(true, None))
    }

    fn dead_end(&self, certificate: &CertificateRef, anchor: bool) -> Path {
        // `check_trust` looks at the leaf last, whatever was put behind it.
        if self.search.pinned == Pinned::LastResort
            && self.search.partial_chain
            && self.path.first().is_some_and(|leaf| self.is_anchor(leaf))
        {
            return self.finish(true, None);
        }
        let end = if anchor {
            PathEnd::NotSelfSigned
        } else if self.intermediates() > self.search.longest {
            PathEnd::TooLong
        } else if self.search.choice != Choice::All && self.is_self_signed(certificate) {
            if self.path.len() == 1 {
                PathEnd::SelfSigned
            } else {
                PathEnd::SelfSignedInChain
            }
        } else {
            PathEnd::NoIssuer {
                alone: self.path.len() == 1,
                others_of_the_name: self
                    .pools
                    .anchors
                    .iter()
                    .any(|anchor| self.has_name_of_issuer(anchor, certificate)),
            }
        };
        self.finish(anchor, Some(end))
    }

    fn finish(&self, anchored: bool, end: Option<PathEnd>) -> Path {
        Path {
            certificates: self.path.clone(),
            anchored,
            end,
        }
    }

    fn intermediates(&self) -> usize {
        self.path.len().saturating_sub(1)
    }

    fn is_anchor(&self, certificate: &Certificate) -> bool {
        self.pools
            .anchors
            .iter()
            .any(|anchor| anchor.fingerprint == certificate.fingerprint)
    }

    /// Whom the search follows from `certificate`, best last: trusted candidates before those that were sent.
    fn candidates(&self, certificate: &CertificateRef, anchor: bool) -> Vec<Candidate> {
        let committed = self.search.choice != Choice::All;
        // OpenSSL and GnuTLS look for no issuer of a self-signed certificate that is not trusted.
        if committed && !anchor && self.is_self_signed(certificate) {
            return Vec::new();
        }
        let trusted = self.fitting(self.pools.anchors, certificate, true);
        let sent = if anchor || self.intermediates() > self.search.longest {
            Vec::new()
        } else {
            self.fitting(self.pools.sent, certificate, false)
        };
        let chosen = match self.search.choice {
            Choice::All => return in_reverse(&trusted, &sent),
            Choice::FirstInDate => [self.first_in_date(&trusted), self.first_in_date(&sent)],
            Choice::LastInDate => [self.last_in_date(&trusted), sent.first().copied()],
        };
        let [trusted, sent] = chosen;
        let found = trusted
            .map(|certificate| (certificate, true))
            .or_else(|| sent.map(|certificate| (certificate, false)));
        found
            .map(|(certificate, anchor)| Candidate {
                certificate: Arc::clone(certificate),
                anchor,
            })
            .into_iter()
            .collect()
    }

    /// Those that may have issued `certificate` and are not in the path yet.
    fn fitting<'p>(
        &self,
        pool: &'p [CertificateRef],
        certificate: &Certificate,
        trusted: bool,
    ) -> Vec<&'p CertificateRef> {
        pool.iter()
            .filter(|candidate| {
                self.may_have_issued(candidate, certificate) && !self.repeats(candidate, trusted)
            })
            .collect()
    }

    /// RFC 4158 §5.2: a name with its key stands on a path once. What follows every candidate ends at a trust anchor, so that
    /// a self-signed certificate may be its own. OpenSSL drops from the list that it was sent what it took
    /// (`build_chain`), so that only the certificate itself does not come again.
    fn repeats(&self, candidate: &Certificate, trusted: bool) -> bool {
        match self.search.choice {
            Choice::All if trusted => false,
            Choice::FirstInDate => self
                .path
                .iter()
                .any(|known| known.fingerprint == candidate.fingerprint),
            Choice::All | Choice::LastInDate => self.path.iter().any(|known| {
                known.subject.raw == candidate.subject.raw
                    && known.spki_bytes() == candidate.spki_bytes()
            }),
        }
    }

    /// OpenSSL 3.0 `X509_STORE_CTX_get1_issuer` and `find_issuer` (x509_lu.c, x509_vfy.c): the first in date, else the one
    /// that expired last.
    fn first_in_date<'p>(&self, fitting: &[&'p CertificateRef]) -> Option<&'p CertificateRef> {
        let in_date = fitting
            .iter()
            .find(|candidate| candidate.is_valid_at(self.at));
        in_date
            .or_else(|| {
                fitting
                    .iter()
                    .max_by_key(|candidate| candidate.not_after.at)
            })
            .copied()
    }

    /// GnuTLS 3.7 `gnutls_x509_trust_list_add_cas` puts later certificates of one name in front.
    fn last_in_date<'p>(&self, fitting: &[&'p CertificateRef]) -> Option<&'p CertificateRef> {
        let mut latest = fitting.iter().rev();
        let in_date = latest.find(|candidate| candidate.is_valid_at(self.at));
        in_date.or_else(|| fitting.last()).copied()
    }

    fn has_name_of_issuer(&self, candidate: &Certificate, certificate: &Certificate) -> bool {
        match self.search.names {
            NameForm::Bytes => candidate.subject.raw == certificate.issuer.raw,
            NameForm::Canonical => candidate.subject.is_same_name(&certificate.issuer),
        }
    }

    /// OpenSSL 3.0 `ossl_x509_likely_issued` (v3_purp.c), the JDK's `AdaptableX509CertSelector.match`, GnuTLS's `is_issuer`.
    fn may_have_issued(&self, candidate: &Certificate, certificate: &Certificate) -> bool {
        self.has_name_of_issuer(candidate, certificate)
            && self.identifiers_fit(candidate, certificate)
            // OpenSSL's `check_sig_alg_match`: another kind of key is not even tried.
            && (self.search.choice != Choice::FirstInDate
                || key_fits(&candidate.public_key, certificate.signature_algorithm))
    }

    fn identifiers_fit(&self, candidate: &Certificate, certificate: &Certificate) -> bool {
        let (key, serial, issuer) = match self.search.identifiers {
            Identifiers::Ignored => return true,
            Identifiers::Key => (true, false, false),
            Identifiers::KeyAndSerial => (true, true, false),
            Identifiers::KeySerialAndIssuer => (true, true, true),
        };
        if key
            && let (Some(wanted), Some(found)) =
                (&certificate.authority_key_id, &candidate.subject_key_id)
            && wanted != found
        {
            return false;
        }
        if !serial && !issuer {
            return true;
        }
        let Some(named) = certificate.authority_issuer_and_serial() else {
            return true;
        };
        let serial_fits = named
            .serial
            .is_none_or(|wanted| !serial || wanted == candidate.serial);
        let issuer_fits = named
            .issuer
            .is_none_or(|wanted| !issuer || wanted.is_same_name(&candidate.issuer));
        serial_fits && issuer_fits
    }

    /// OpenSSL's `EXFLAG_SS`: the certificate could be its own issuer; the signature is not looked at.
    fn is_self_signed(&self, certificate: &Certificate) -> bool {
        self.may_have_issued(certificate, certificate)
    }
}

fn in_reverse(trusted: &[&CertificateRef], sent: &[&CertificateRef]) -> Vec<Candidate> {
    let candidate = |certificate: &&CertificateRef, anchor| Candidate {
        certificate: Arc::clone(certificate),
        anchor,
    };
    let trusted = trusted
        .iter()
        .map(|certificate| candidate(certificate, true));
    let sent = sent.iter().map(|certificate| candidate(certificate, false));
    trusted.chain(sent).rev().collect()
}

/// Whether a key of this kind makes such signatures.
fn key_fits(key: &PublicKey, algorithm: SignatureAlgorithm) -> bool {
    match algorithm {
        SignatureAlgorithm::Rsa(_) | SignatureAlgorithm::RsaPss(_) => {
            matches!(key, PublicKey::Rsa { .. })
        }
        SignatureAlgorithm::Ecdsa(_) => matches!(key, PublicKey::Ecdsa { .. }),
        SignatureAlgorithm::Ed25519 => matches!(key, PublicKey::Ed25519(_)),
        SignatureAlgorithm::Dsa(_) => matches!(key, PublicKey::Dsa),
        SignatureAlgorithm::MlDsa(_) | SignatureAlgorithm::Unknown(_) => true,
    }
}

impl Iterator for Paths<'_> {
    type Item = Path;

    fn next(&mut self) -> Option<Path> {
        if !self.started {
            self.started = true;
            let leaf = self.pools.sent.first().map(Arc::clone)?;
            if let Some(path) = self.enter(leaf, false) {
                return Some(path);
            }
        }
        loop {
            let next = self.open.last_mut()?.pop();
            let Some(Candidate {
                certificate,
                anchor,
            }) = next
            else {
                self.open.pop();
                self.path.pop();
                continue;
            };
            self.calls += 1;
            if self.calls >= CALLS {
                return None;
            }
            if let Some(path) = self.enter(certificate, anchor) {
                return Some(path);
            }
        }
    }
}
