//! Who issued a certificate: the keys of its issuer's name, and the one that made the signature.

use std::collections::BTreeMap;

use super::model::{Issuance, NodeId};
use crate::x509::{CertificateRef, KeyId, SignatureHash, check_signature};

/// Signature checks, beyond the first of each certificate, before edges are only claimed: a mesh of CAs of one name is
/// quadratic in them.
const SIGNATURE_BUDGET: usize = 20_000;

/// Certificates of issuers that are claimed for one certificate; beyond them a claim says nothing any more.
const CLAIMS: usize = 16;

/// Every name and key that some certificate here certifies.
#[derive(Default)]
pub(super) struct Authorities<'a> {
    known: Vec<Authority<'a>>,
    by_subject: BTreeMap<&'a [u8], Namesakes<'a>>,
}

/// A name and a key.
struct Authority<'a> {
    first: &'a CertificateRef,
    certificates: Vec<NodeId>,
}

/// The authorities of one subject, by their place in [`Authorities::known`].
#[derive(Default)]
struct Namesakes<'a> {
    keys: Vec<usize>,
    by_key: BTreeMap<&'a [u8], usize>,
    by_key_id: BTreeMap<&'a KeyId, Vec<usize>>,
}

impl<'a> Authorities<'a> {
    pub(super) fn new(certificates: impl Iterator<Item = &'a (NodeId, CertificateRef)>) -> Self {
        let mut authorities = Self::default();
        for (id, certificate) in certificates {
            authorities.add(*id, certificate);
        }
        authorities
    }

    fn add(&mut self, id: NodeId, certificate: &'a CertificateRef) {
        let namesakes = self.by_subject.entry(&certificate.subject.raw).or_default();
        let next = self.known.len();
        let index = *namesakes
            .by_key
            .entry(certificate.spki_bytes())
            .or_insert(next);
        match self.known.get_mut(index) {
            Some(authority) => authority.certificates.push(id),
            None => {
                namesakes.keys.push(index);
                self.known.push(Authority {
                    first: certificate,
                    certificates: vec![id],
                });
            }
        }
        if let Some(key_id) = &certificate.subject_key_id {
            let same_id = namesakes.by_key_id.entry(key_id).or_default();
            if !same_id.contains(&index) {
                same_id.push(index);
            }
        }
    }

    /// The certificates that certify the authority at a place in [`Self::known`]: each stands above what it issued.
    pub(super) fn certificates(&self, index: usize) -> &[NodeId] {
        self.known
            .get(index)
            .map_or(&[], |authority| &authority.certificates)
    }

    /// Who issued `certificate`, by place in [`Self::known`], as far as can be told. The key whose identifier the
    /// certificate names is tried first, and the search ends with the key that made the signature: no other one made it
    /// too. SHA-1 and other signatures that Go refuses are claimed where the key identifiers agree: they say nothing
    /// against the issuance.
    pub(super) fn issuers(
        &self,
        certificate: &CertificateRef,
        budget: &mut Budget,
    ) -> Vec<(usize, Issuance)> {
        let Some(namesakes) = self.by_subject.get(&*certificate.issuer.raw) else {
            return Vec::new();
        };
        if certificate.signature_algorithm.hash() == Some(SignatureHash::Sha1) {
            return self.claimed(certificate, namesakes);
        }
        let named = certificate
            .authority_key_id
            .as_ref()
            .and_then(|wanted| namesakes.by_key_id.get(wanted))
            .into_iter()
            .flatten();
        for (attempt, index) in named.chain(&namesakes.keys).enumerate() {
            let Some(authority) = self.known.get(*index) else {
                continue;
            };
            if attempt > 0 && !budget.spend() {
                return self.claimed(certificate, namesakes);
            }
            let checked = check_signature(
                certificate.signature_algorithm,
                certificate.tbs_bytes(),
                certificate.signature_bytes(),
                &authority.first.public_key,
            );
            if checked.is_ok() {
                return vec![(*index, Issuance::Verified)];
            }
        }
        Vec::new()
    }

    fn claimed(
        &self,
        certificate: &CertificateRef,
        namesakes: &Namesakes<'a>,
    ) -> Vec<(usize, Issuance)> {
        let wanted = certificate.authority_key_id.as_ref();
        let agrees = |found: &Option<KeyId>| match (wanted, found) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        let mut claims = 0;
        namesakes
            .keys
            .iter()
            .filter_map(|index| Some((*index, self.known.get(*index)?)))
            .filter(|(_, authority)| agrees(&authority.first.subject_key_id))
            .take_while(|(_, authority)| {
                let room = claims < CLAIMS;
                claims += authority.certificates.len();
                room
            })
            .map(|(index, _)| (index, Issuance::Claimed))
            .collect()
    }
}

/// Signature checks that are left.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(SIGNATURE_BUDGET)
    }
}

impl Budget {
    /// Takes one, unless none is left.
    const fn spend(&mut self) -> bool {
        let left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        left
    }
}
