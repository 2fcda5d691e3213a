//! One certificate in few bytes: an audit of a fleet keeps a million of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::PackedNames;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::x509::{
    Certificate, CertificateRole, DistinguishedName, Fingerprint, KeyId, KeyKind, OtherAlgorithm,
    Outline, SignatureAlgorithm, hint_name,
};

/// What an audit keeps of a certificate.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// Begin of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// `root CA`, `CA`, `server`, `client`, `both`, `any` or `other`.
    pub role: CertificateRole,
    /// Who it is about, as encoded: of most rows nobody asks.
    pub subject: DistinguishedName,
    /// What it is called by where its subject has no common name.
    pub alternative_name: Option<Box<str>>,
    /// Who says that he issued it; shared by all that he issued.
    pub issuer: Arc<Issuer>,
    /// Content octets of the serial number.
    pub serial: Box<[u8]>,
    /// The public key.
    pub key: KeyDigest,
    /// Its kind and size.
    pub key_kind: KeyKind,
    /// DNS names and addresses.
    pub names: PackedNames,
    /// How it is signed.
    pub signature: SignatureAlgorithm,
    /// What only a CA needs.
    pub authority: Option<Box<Authority>>,
    /// Its first place.
    pub place: Location,
    /// Its other places, sorted.
    pub others: Vec<Location>,
}

/// The issuer as a certificate names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The encoded name.
    pub raw: Box<[u8]>,
    /// As Go prints it.
    pub text: Box<str>,
    /// Its common name, else its organization, else all of it.
    pub name: Box<str>,
    /// The key that the certificate says it was signed with.
    pub key_id: Option<KeyId>,
}

/// What those that a CA issued know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its key's identifier.
    pub key_id: Option<KeyId>,
    /// Issuer and subject are one name.
    pub self_issued: bool,
}

/// The SHA-256 of a SubjectPublicKeyInfo, by which a key is known again in other audits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyDigest(pub Fingerprint);

impl KeyDigest {
    fn of(spki: &[u8]) -> Self {
        Self(Fingerprint::of(spki))
    }
}

impl Row {
    /// Common name, else alternative name, organization or serial number ([`Certificate::display_name`]).
    pub fn name(&self) -> Cow<'_, str> {
        match &self.alternative_name {
            Some(name) => Cow::Borrowed(name),
            None => hint_name(&self.subject, &self.serial),
        }
    }

    /// Every place, the first one first.
    pub fn places(&self) -> impl Iterator<Item = &Location> {
        std::iter::once(&self.place).chain(&self.others)
    }

    /// Whether it may issue others.
    pub const fn is_ca(&self) -> bool {
        self.authority.is_some()
    }

    /// Takes over the places of the same certificate; [`Self::tidy`] then orders them.
    pub(super) fn absorb(&mut self, other: &mut Self) {
        self.others.push(other.place.clone());
        self.others.append(&mut other.others);
    }

    /// Places in order, each once.
    pub(super) fn tidy(&mut self) {
        self.others.push(self.place.clone());
        self.others.sort_unstable();
        self.others.dedup();
        self.place = self.others.remove(0);
        self.others.shrink_to_fit();
    }
}

/// An issuer's encoded name, and the key that it is to have.
type IssuerKey = (Box<[u8]>, Option<KeyId>);

/// Makes rows, and keeps what many of them share.
#[derive(Default)]
pub(super) struct Condenser {
    issuers: BTreeMap<IssuerKey, Arc<Issuer>>,
    /// What a CA issued mostly stands together.
    last_issuer: Option<Arc<Issuer>>,
}

impl Condenser {
    /// The row of a certificate that Go refuses.
    pub(super) fn outline(&mut self, outline: Outline, place: Location) -> Row {
        let issuer = Issuer {
            raw: outline.issuer.raw.clone(),
            name: outline.issuer.short().into(),
            text: outline.issuer.to_string().into(),
            key_id: None,
        };
        Row {
            fingerprint: outline.fingerprint,
            not_before: outline.not_before.at,
            not_after: outline.not_after.at,
            role: CertificateRole::Other,
            alternative_name: None,
            issuer: Arc::new(issuer),
            serial: outline.serial,
            key: KeyDigest::of(&outline.spki),
            names: PackedNames::default(),
            key_kind: KeyKind::Unknown(OtherAlgorithm::Unnamed),
            signature: outline.signature_algorithm,
            subject: outline.subject,
            authority: None,
            place,
            others: Vec::new(),
        }
    }

    /// The row of a certificate at a place; of one that nobody else needs, parts are taken over.
    pub(super) fn row(&mut self, certificate: Cow<'_, Certificate>, place: Location) -> Row {
        let issuer = self.issuer(&certificate);
        let key = KeyDigest::of(certificate.spki_bytes());
        let role = certificate.role();
        let authority = certificate.is_ca().then(|| {
            Box::new(Authority {
                key_id: certificate.subject_key_id.clone(),
                self_issued: certificate.is_self_issued(),
            })
        });
        let (fingerprint, key_kind) = (certificate.fingerprint, certificate.public_key.kind());
        let (not_before, not_after) = (certificate.not_before.at, certificate.not_after.at);
        let signature = certificate.signature_algorithm;
        let names = PackedNames::of(certificate.subject_alt_name.as_ref());
        let alternative_name = certificate.alternative_name().map(|name| Box::from(&*name));
        let (subject, serial) = match certificate {
            Cow::Owned(certificate) => (certificate.subject, certificate.serial),
            Cow::Borrowed(certificate) => (certificate.subject.clone(), certificate.serial.clone()),
        };
        Row {
            fingerprint,
            not_before,
            not_after,
            role,
            subject,
            alternative_name,
            issuer,
            serial,
            key,
            key_kind,
            names,
            signature,
            authority,
            place,
            others: Vec::new(),
        }
    }

    fn issuer(&mut self, certificate: &Certificate) -> Arc<Issuer> {
        let (raw, key_id) = (&certificate.issuer.raw, &certificate.authority_key_id);
        let issuer = match self.last_issuer.take() {
            Some(last) if last.raw == *raw && last.key_id == *key_id => last,
            _ => {
                let known = self.issuers.entry((raw.clone(), key_id.clone()));
                Arc::clone(known.or_insert_with(|| Arc::new(Issuer::of(certificate))))
            }
        };
        Arc::clone(self.last_issuer.insert(issuer))
    }
}

impl Issuer {
    fn of(certificate: &Certificate) -> Self {
        let issuer = &certificate.issuer;
        Self {
            raw: issuer.raw.clone(),
            name: issuer.short().into(),
            text: issuer.to_string().into(),
            key_id: certificate.authority_key_id.clone(),
        }
    }
}
