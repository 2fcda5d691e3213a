//! Certificates that a renewed CA leaves behind in clients that look at key identifiers (RFC 5280 §4.2.1.1).
//!
//! A CA that is renewed with its key keeps every signature good, and Go and rustls look at nothing else. OpenSSL
//! (`ossl_x509_likely_issued`, v3_purp.c), the JDK (`AdaptableX509CertSelector.match`) and GnuTLS (`is_issuer`) pass over a CA
//! that is another one by its identifiers, and find no issuer any more.

use super::impact::Impact;
use crate::x509::{Certificate, CertificateRef};

/// By what certificates name their issuer, and no longer rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// The key identifier, which is the CA's subject key identifier.
    Key,
    /// The serial number of the CA's certificate. GnuTLS does not look at it.
    Serial,
}

impl Identifier {
    /// As JSON has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Serial => "serial",
        }
    }
}

/// Certificates that name another CA than the one that comes.
#[derive(Clone, Debug)]
pub struct LeftBehind {
    /// By what they name it.
    pub identifier: Identifier,
    /// Which.
    pub certificates: Vec<CertificateRef>,
}

/// What a CA of the same name and key leaves behind; nothing where the key is new, since all is issued again then.
pub(super) fn left_behind(
    old: &Certificate,
    new: Option<&CertificateRef>,
    impact: &Impact,
) -> Vec<LeftBehind> {
    let is_renewal = |new: &&CertificateRef| {
        new.fingerprint != old.fingerprint
            && new.subject.raw == old.subject.raw
            && new.public_key == old.public_key
    };
    let Some(new) = new.filter(is_renewal) else {
        return Vec::new();
    };
    [Identifier::Key, Identifier::Serial]
        .into_iter()
        .map(|identifier| LeftBehind {
            identifier,
            certificates: impact
                .issued
                .iter()
                .map(|issued| &issued.certificate)
                .filter(|certificate| differs(certificate, new) == Some(identifier))
                .cloned()
                .collect(),
        })
        .filter(|left| !left.certificates.is_empty())
        .collect()
}

/// The first identifier of its issuer in which a certificate names another CA than `ca`.
fn differs(certificate: &Certificate, ca: &Certificate) -> Option<Identifier> {
    let key = certificate
        .authority_key_id
        .as_ref()
        .zip(ca.subject_key_id.as_ref());
    if key.is_some_and(|(named, own)| named != own) {
        return Some(Identifier::Key);
    }
    let named = certificate.authority_issuer_and_serial()?;
    let serial = named.serial.is_some_and(|serial| serial != ca.serial);
    serial.then_some(Identifier::Serial)
}
