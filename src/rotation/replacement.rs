//! What is replaced, and by what.

use std::collections::BTreeMap;

use super::algorithm::Algorithm;
use super::model::{Files, Phase, Place, Use};
use super::target::Target;
use crate::connection::{
    Bundle, Chain, ChainMember, Client, Credential, Server, ServingPair, Trust,
};
use crate::fix::{issued_by, successor};
use crate::graph::Issuance;
use crate::inventory::Placed;
use crate::survey::{Rules, Survey};
use crate::x509::{Certificate, CertificateRef, Fingerprint};

/// Certificates and what comes in their place.
#[derive(Clone)]
pub(super) struct Replacement {
    /// The CA as it is: every certificate of its name and key. Empty where a leaf is renewed.
    pub(super) old: Vec<CertificateRef>,
    /// The CA that comes.
    pub(super) new: Option<CertificateRef>,
    /// The same with the old CA's signature, which is presented with what it issues: who trusts the old CA alone takes
    /// that too.
    pub(super) cross: Option<CertificateRef>,
    /// What the CA issued; of a leaf that is renewed, itself.
    pub(super) under: Vec<Fingerprint>,
    /// What is issued anew, by the fingerprint of what it replaces.
    pub(super) issued: BTreeMap<Fingerprint, CertificateRef>,
}

impl Replacement {
    /// Of a CA: itself by `with`, or by one of the same name with another key; and all that it issued.
    pub(super) fn of(
        target: &Target,
        with: Option<&CertificateRef>,
        survey: &Survey,
        rules: &Rules<'_>,
    ) -> Self {
        let known = |fingerprint| {
            let entry = survey.inventory.get(fingerprint)?;
            Some(&entry.certificate)
        };
        let verified = |(fingerprint, issuance)| match issuance {
            Issuance::Verified => known(fingerprint),
            Issuance::Claimed => None,
        };
        let mut issued = BTreeMap::new();
        if !target.is_authority {
            for leaf in std::iter::once(&target.certificate).chain(&target.others) {
                let issuers = survey.graph().issuers(leaf.fingerprint);
                let issuer = issuers.into_iter().find_map(verified);
                let new = issued_by(leaf, issuer, rules.at, rules.signatures);
                issued.insert(leaf.fingerprint, new);
            }
            return Self {
                old: Vec::new(),
                new: None,
                cross: None,
                under: issued.keys().copied().collect(),
                issued,
            };
        }
        let ca = &target.certificate;
        let is_same = |certificate: &&CertificateRef| {
            certificate.subject.raw == ca.subject.raw && certificate.public_key == ca.public_key
        };
        let new = with
            .cloned()
            .unwrap_or_else(|| moved(successor(ca, rules.at, rules.signatures), target.algorithm));
        let is_old = |certificate: &&CertificateRef| {
            is_same(certificate) && certificate.fingerprint != new.fingerprint
        };
        let all = survey.inventory.iter().map(|(_, entry)| &entry.certificate);
        let old: Vec<_> = all.filter(is_old).cloned().collect();
        let under: Vec<_> = survey
            .graph()
            .issued(ca.fingerprint)
            .into_iter()
            .filter_map(verified)
            .filter(|certificate| !is_same(certificate))
            .cloned()
            .collect();
        // Of a new certificate for the old name and key they are as well.
        for certificate in under.iter().filter(|_| !is_same(&&new)) {
            let next = issued_by(certificate, Some(&new), rules.at, rules.signatures);
            issued.insert(certificate.fingerprint, moved(next, target.algorithm));
        }
        Self {
            old,
            new: Some(new),
            cross: None,
            under: under.iter().map(|own| own.fingerprint).collect(),
            issued,
        }
    }

    /// The same, with the new CA signed by the old one as well.
    pub(super) fn cross_signed(mut self, target: &Target, rules: &Rules<'_>) -> Self {
        let old = Some(&target.certificate);
        let sign = |new: &CertificateRef| issued_by(new, old, rules.at, rules.signatures);
        self.cross = self.new.as_ref().map(sign);
        self
    }

    fn is_old(&self, certificate: &CertificateRef) -> bool {
        self.old
            .iter()
            .any(|old| old.fingerprint == certificate.fingerprint)
    }

    /// Whether the bundle trusts the CA.
    pub(super) fn is_trusted_by(&self, bundle: &Bundle) -> bool {
        bundle
            .anchors
            .iter()
            .any(|anchor| self.is_old(&anchor.certificate))
    }

    /// Whether a part of the chain is replaced.
    pub(super) fn is_in(&self, chain: &[&Placed]) -> bool {
        chain.iter().any(|placed| {
            self.issued.contains_key(&placed.certificate.fingerprint)
                || self.is_old(&placed.certificate)
        })
    }

    /// The client's side with its files as they stand.
    pub(super) fn client(&self, client: &Client, files: &Files) -> Client {
        let mut client = client.clone();
        if let Trust::Bundle(bundle) = &mut client.trust {
            self.bundle(bundle, files);
        }
        if let Credential::Chain(chain) = &mut client.credential {
            self.chain(chain, files);
        }
        client
    }

    /// The server's side with its files as they stand.
    pub(super) fn server(&self, server: &Server, files: &Files) -> Server {
        let mut server = server.clone();
        for ca in [&mut server.client_ca, &mut server.request_header_ca] {
            if let Some(Some(bundle)) = ca.value_mut() {
                self.bundle(bundle, files);
            }
        }
        let pairs = server.serving.value_mut().into_iter();
        for ServingPair { chain, .. } in pairs.chain(&mut server.sni) {
            self.chain(chain, files);
        }
        server
    }

    fn bundle(&self, bundle: &mut Bundle, files: &Files) {
        let place = Place::new(&bundle.location, Use::Trusts);
        let phase = files.get(&place).copied().unwrap_or(Phase::Old);
        let (Some(new), true) = (&self.new, self.is_trusted_by(bundle)) else {
            return;
        };
        if phase == Phase::Old {
            return;
        }
        let known = bundle
            .anchors
            .iter()
            .any(|anchor| anchor.certificate.fingerprint == new.fingerprint);
        if !known {
            bundle.anchors.push(Placed {
                certificate: new.clone(),
                location: bundle.location.clone(),
            });
        }
        if phase == Phase::New {
            bundle
                .anchors
                .retain(|anchor| !self.is_old(&anchor.certificate));
        }
    }

    fn chain(&self, chain: &mut Chain, files: &Files) {
        let Some(place) = chain
            .leaf()
            .map(|leaf| Place::new(&leaf.location, Use::Presents))
        else {
            return;
        };
        if files.get(&place) != Some(&Phase::New) {
            return;
        }
        for member in &mut chain.certificates {
            let ChainMember::Parsed(placed) = member else {
                continue;
            };
            let next = if self.is_old(&placed.certificate) {
                self.new.as_ref()
            } else {
                self.issued.get(&placed.certificate.fingerprint)
            };
            if let Some(next) = next {
                placed.certificate = next.clone();
            }
        }
        if let (Some(cross), Some(leaf)) = (&self.cross, chain.leaf()) {
            let location = leaf.location.clone();
            chain.certificates.push(ChainMember::Parsed(Placed {
                certificate: cross.clone(),
                location,
            }));
        }
    }
}

/// The certificate with a key of another kind; its issuer's signature stays what it is taken for.
fn moved(certificate: CertificateRef, algorithm: Option<Algorithm>) -> CertificateRef {
    let Some(algorithm) = algorithm else {
        return certificate;
    };
    let mut new = Certificate::clone(&certificate);
    new.public_key = algorithm.key(&certificate.fingerprint.0);
    CertificateRef::new(new)
}
