//! What can be read of a certificate that Go refuses: who, by whom, until when, and which key.

use super::unknown_algorithm::key_words;
use crate::golang::GoRelease;
use crate::golang::der::{Reader, tag};
use crate::ground::time::CertificateTime;
use crate::x509::parse::{name, rules::ParseRules, signature_algorithm, time};
use crate::x509::{DistinguishedName, Fingerprint, NamedAttributes, SignatureAlgorithm};

/// Of a certificate whose DER is sound up to its key. Nothing verifies with it; it is for people.
#[derive(Clone, Debug)]
pub struct Outline {
    /// SHA-256 of its DER.
    pub fingerprint: Fingerprint,
    /// Content octets of the serial number.
    pub serial: Box<[u8]>,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// The issuer's name.
    pub issuer: DistinguishedName,
    /// The subject's name.
    pub subject: DistinguishedName,
    /// The first instant of validity.
    pub not_before: CertificateTime,
    /// The last instant of validity.
    pub not_after: CertificateTime,
    /// SubjectPublicKeyInfo as encoded.
    pub spki: Box<[u8]>,
}

impl Outline {
    /// Reads what there is; none where names or dates cannot be read either.
    pub fn read(der: &[u8]) -> Option<Self> {
        let rules = ParseRules::of(GoRelease::default());
        let mut outer = Reader::new(der).content_of(tag::SEQUENCE)?;
        let mut tbs = outer.content_of(tag::SEQUENCE)?;
        if tbs.next_is(tag::constructed(0)) {
            tbs.element()?;
        }
        let serial = tbs.content_of(tag::INTEGER)?.bytes().into();
        let mut algorithm = tbs.content_of(tag::SEQUENCE)?;
        let oid = algorithm.content_of(tag::OID)?.bytes();
        let signature_algorithm =
            signature_algorithm::from_identifier(oid, algorithm.bytes(), rules);
        let issuer = name::parse(tbs.element_of(tag::SEQUENCE)?.whole, rules).ok()?;
        let mut validity = tbs.content_of(tag::SEQUENCE)?;
        let not_before = time::read(&mut validity).ok()?;
        let not_after = time::read(&mut validity).ok()?;
        let subject = name::parse(tbs.element_of(tag::SEQUENCE)?.whole, rules).ok()?;
        let spki = tbs.element_of(tag::SEQUENCE)?.whole.bytes().into();
        Some(Self {
            fingerprint: Fingerprint::of(der),
            serial,
            signature_algorithm,
            issuer,
            subject,
            not_before,
            not_after,
            spki,
        })
    }

    /// In one line: name, key and dates.
    pub fn words(&self) -> String {
        let subject = NamedAttributes(&self.subject).to_string();
        let name = if subject.is_empty() {
            "no subject"
        } else {
            &subject
        };
        let key = key_words(&self.spki).unwrap_or_else(|| "a key of an unknown kind".to_owned());
        format!(
            "{name}, key {key}, valid {} to {}",
            self.not_before.at.human(),
            self.not_after.at.human()
        )
    }
}
