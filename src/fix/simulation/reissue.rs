//! A certificate that is still to be issued.
//!
//! **The trick, and its only place.** A reissued certificate has other bytes and another signature, and nobody here
//! holds the CA's key. So the record of the present certificate is copied, the fields that the checks read are changed,
//! and its identity with them: a fingerprint of its own keeps it apart from the original in pools and in the cache of
//! signatures. Its DER and signature stay those of the original and are never printed; where they would not verify
//! (another issuer, another algorithm) the cache is told to take the signature as given.

use std::sync::Arc;

use super::evaluation::Evaluation;
use crate::fix::model::Change;
use crate::ground::time::{CertificateTime, Timestamp};
use crate::verify::SignatureCache;
use crate::x509::{
    BasicConstraints, Certificate, CertificateRef, ExtendedKeyUsage, Fingerprint, KeyId,
    KeyPurpose, KeyUsage, PolicyExtensions, PublicKey, SubjectAltName,
};

/// The certificate with a change made to it.
pub(crate) fn reissued(
    certificate: &Certificate,
    original: Fingerprint,
    change: &Change,
    at: Timestamp,
) -> Certificate {
    let mut new = certificate.clone();
    new.fingerprint = match change {
        Change::By(issuer) => identity(original, Some(issuer.fingerprint)),
        _ if certificate.fingerprint == original => identity(original, None),
        _ => certificate.fingerprint,
    };
    match change {
        Change::Dates => {
            let instant = CertificateTime {
                at,
                offset_seconds: 0,
            };
            if new.not_before.at > at {
                new.not_before = instant;
            }
            if new.not_after.at < at {
                new.not_after = later(instant);
            }
        }
        Change::Purpose(purpose) => {
            if let Some(ExtendedKeyUsage(purposes)) = &mut new.extended_key_usage {
                purposes.push(purpose.clone());
            }
        }
        Change::Name(name) => add_name(&mut new, name),
        Change::OnlyName(name) => {
            new.subject_alt_name = None;
            add_name(&mut new, name);
        }
        Change::Authority => {
            let path_len = new
                .basic_constraints
                .and_then(|constraints| constraints.path_len);
            new.version = 3;
            new.basic_constraints = Some(BasicConstraints { ca: true, path_len });
            new.key_usage = new
                .key_usage
                .map(|KeyUsage(usage)| KeyUsage(usage | (1 << 5)));
        }
        Change::PathLength => {
            if let Some(constraints) = &mut new.basic_constraints {
                constraints.path_len = None;
            }
        }
        Change::CriticalExtensions => new.unhandled_critical.clear(),
        Change::NameConstraints => new.name_constraints = None,
        Change::Policies => new.policies = PolicyExtensions::default(),
        // Its bytes are never used: nothing is verified with a leaf's key.
        Change::Key => new.public_key = PublicKey::Ed25519(Box::from([0; 32])),
        Change::CommonName(name) => new.subject = new.subject.with_common_name(name),
        Change::WithoutAttribute(oid) => new.subject = new.subject.without_attribute(oid),
        Change::By(issuer) => {
            new.issuer = issuer.subject.clone();
            new.authority_key_id.clone_from(&issuer.subject_key_id);
        }
    }
    new
}

/// The CA that issued a certificate and is in no file: its name and its key identifier are those that the certificate
/// tells, and all else is as it has to be.
pub(crate) fn issuer_of(child: &Certificate, evaluation: &Evaluation<'_>) -> CertificateRef {
    let mut ca = reissued(child, child.fingerprint, &Change::Dates, evaluation.at);
    ca.fingerprint = Fingerprint::of(&[b"that issued ".as_slice(), &child.fingerprint.0].concat());
    ca.subject = child.issuer.clone();
    ca.issuer = child.issuer.clone();
    ca.subject_key_id.clone_from(&child.authority_key_id);
    ca.authority_key_id = None;
    ca.extended_key_usage = None;
    ca.subject_alt_name = None;
    ca.name_constraints = None;
    ca.unhandled_critical.clear();
    ca.policies = PolicyExtensions::default();
    ca.version = 3;
    ca.basic_constraints = Some(BasicConstraints {
        ca: true,
        path_len: None,
    });
    ca.key_usage = Some(KeyUsage(1 << 5));
    ca.public_key = PublicKey::Ed25519(Box::from([0; 32]));
    sign(child, &ca, evaluation.signatures);
    Arc::new(ca)
}

/// What a tool puts into a leaf that it makes from scratch.
pub(crate) struct Leaf<'a> {
    /// Its common name.
    pub(crate) name: &'a str,
    /// DNS names and addresses.
    pub(crate) sans: Vec<String>,
}

/// A leaf that is not there yet, as `ca` will issue it: for both ends of TLS, since whoever makes it gives it the usage that
/// its place needs.
pub(crate) fn made(
    ca: &CertificateRef,
    leaf: &Leaf<'_>,
    evaluation: &Evaluation<'_>,
) -> CertificateRef {
    let original = ca.fingerprint;
    let mut new = reissued(ca, original, &Change::By(ca.clone()), evaluation.at);
    let text = format!("{} {}", leaf.name, leaf.sans.join(","));
    new.fingerprint = Fingerprint::of(&[text.as_bytes(), &original.0].concat());
    new.subject = ca
        .subject
        .without_attribute(&[0x55, 0x04, 0x03])
        .with_common_name(leaf.name);
    new.subject_key_id = None;
    new.basic_constraints = Some(BasicConstraints {
        ca: false,
        path_len: None,
    });
    // digitalSignature.
    new.key_usage = Some(KeyUsage(1));
    new.extended_key_usage = Some(ExtendedKeyUsage(vec![
        KeyPurpose::ServerAuth,
        KeyPurpose::ClientAuth,
    ]));
    new.subject_alt_name = None;
    for name in &leaf.sans {
        add_name(&mut new, name);
    }
    let new = reissued(&new, new.fingerprint, &Change::Dates, evaluation.at);
    let new = reissued(&new, original, &Change::Key, evaluation.at);
    sign(&new, ca, evaluation.signatures);
    Arc::new(new)
}

/// A certificate as `issuer` will issue it, from `at` on and for as long as it has been valid before; none where its
/// issuer is in no file, and its signature then counts as before.
pub fn issued_by(
    certificate: &Certificate,
    issuer: Option<&CertificateRef>,
    at: Timestamp,
    signatures: &SignatureCache,
) -> CertificateRef {
    let mut new = certificate.clone();
    if let Some(issuer) = issuer {
        let by = Change::By(issuer.clone());
        new = reissued(certificate, certificate.fingerprint, &by, at);
        // The old issuer's key does not verify it any more.
        new.alter_signature();
    } else {
        new.fingerprint = identity(certificate.fingerprint, None);
    }
    begin(&mut new, at);
    if let Some(issuer) = issuer {
        sign(&new, issuer, signatures);
    }
    Arc::new(new)
}

/// The CA that comes after `ca`: of the same name, with another key. A key is told by its bytes in the cache of
/// signatures, so these change too, within the encoding; nothing verifies with them.
pub fn successor(ca: &Certificate, at: Timestamp, signatures: &SignatureCache) -> CertificateRef {
    let mut new = ca.clone();
    new.fingerprint = identity(ca.fingerprint, None);
    let other = |key: &mut [u8]| {
        let last = key.iter_mut().rev().skip(8).take(16);
        last.for_each(|byte| *byte ^= 0xa5);
    };
    if let Some(key) = new.der.get_mut(ca.spki.clone()) {
        other(key);
    }
    match &mut new.public_key {
        PublicKey::Rsa { modulus: key, .. }
        | PublicKey::Ecdsa { point: key, .. }
        | PublicKey::Ed25519(key)
        | PublicKey::MlDsa { key, .. } => other(key),
        _ => {}
    }
    if ca.subject_key_id.is_some() {
        let id = new.fingerprint.0.get(..20).unwrap_or_default();
        new.subject_key_id = Some(KeyId(id.into()));
    }
    if ca.is_self_issued() {
        if ca.authority_key_id.is_some() {
            new.authority_key_id.clone_from(&new.subject_key_id);
        }
        sign(&new, &new, signatures);
    }
    begin(&mut new, at);
    Arc::new(new)
}

/// Valid from now on, for as long as before.
fn begin(certificate: &mut Certificate, at: Timestamp) {
    let lifetime = certificate.not_after.at.seconds - certificate.not_before.at.seconds;
    certificate.not_before.at = at;
    certificate.not_after.at.seconds = at.seconds.saturating_add(lifetime.max(0));
}

/// Tells the cache what its issuer's signature will be worth; nothing is assumed of a key that Go refuses.
pub(crate) fn sign(new: &Certificate, issuer: &Certificate, signatures: &SignatureCache) {
    let weak = matches!(issuer.public_key, PublicKey::Rsa { .. })
        && issuer.public_key.bits().is_some_and(|bits| bits < 1024);
    if weak {
        return;
    }
    signatures.assume(new, issuer);
}

/// The identity of what comes after `original`. Changes add up, so there is one successor; but what another CA is to
/// sign is another one, since its signature is taken as given.
fn identity(original: Fingerprint, issuer: Option<Fingerprint>) -> Fingerprint {
    let mut text = b"to be issued in place of ".to_vec();
    text.extend(original.0);
    if let Some(issuer) = issuer {
        text.extend(b" by ");
        text.extend(issuer.0);
    }
    Fingerprint::of(&text)
}

/// A year on.
fn later(time: CertificateTime) -> CertificateTime {
    const YEAR: i64 = 365 * 24 * 60 * 60;
    CertificateTime {
        at: Timestamp {
            seconds: time.at.seconds.saturating_add(YEAR),
            ..time.at
        },
        ..time
    }
}

fn add_name(certificate: &mut Certificate, name: &str) {
    let names = certificate
        .subject_alt_name
        .get_or_insert_with(SubjectAltName::default);
    match name.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(address) => names.ip.push(address),
        Err(_) => names.dns.push(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::GoRelease;

    fn present() -> Certificate {
        let text = include_str!("../../../fixtures/ack/apiserver.crt");
        let place = crate::ground::location::Location::file("apiserver.crt");
        let bundle = crate::decode::bundle::strict(text.as_bytes(), &place, GoRelease::GO_1_27);
        (*bundle.certificates[0].certificate).clone()
    }

    #[test]
    fn changes_add_up_in_one_successor() {
        let at = Timestamp::from_seconds(4_000_000_000);
        let old = present();
        let dated = reissued(&old, old.fingerprint, &Change::Dates, at);
        assert!(!old.is_valid_at(at) && dated.is_valid_at(at));
        let name = Change::Name("192.0.2.1".to_owned());
        let named = reissued(&dated, old.fingerprint, &name, at);
        assert!(named.is_valid_at(at));
        assert_eq!(named.fingerprint, dated.fingerprint);
        let names = named.subject_alt_name.unwrap();
        assert!(names.ip.contains(&"192.0.2.1".parse().unwrap()));
    }

    /// A signature that is taken as given never speaks for what is issued without it.
    #[test]
    fn another_issuer_makes_another_successor() {
        let at = Timestamp::from_seconds(0);
        let old = present();
        let by = Change::By(Arc::new(present()));
        let signed = reissued(&old, old.fingerprint, &by, at);
        let dated = reissued(&old, old.fingerprint, &Change::Dates, at);
        assert_ne!(signed.fingerprint, dated.fingerprint);
        let both = reissued(&signed, old.fingerprint, &Change::Dates, at);
        assert_eq!(both.fingerprint, signed.fingerprint);
    }

    /// Programs of one node are built with different releases of Go.
    #[test]
    fn what_is_still_to_be_issued_verifies_for_each_release() {
        let cache = SignatureCache::default();
        let old = present();
        let at = Timestamp::from_seconds(4_000_000_000);
        let new = successor(&old, at, &cache);
        let issued = issued_by(&old, Some(&new), at, &cache);
        for release in [GoRelease::GO_1_27, GoRelease::new(24, 6)] {
            assert!(cache.check(&old, &new, release).is_err());
            assert_eq!(cache.check(&issued, &new, release), Ok(()));
        }
    }
}
