//! The record of one certificate.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ground::hex::hex_with_colons;
use crate::ground::time::{CertificateTime, Timestamp};
use crate::x509::{
    BasicConstraints, DistinguishedName, ExtendedKeyUsage, Extension, Fingerprint, KeyId,
    KeyPurpose, KeyUsage, NameConstraints, Oid, PolicyExtensions, PublicKey, SignatureAlgorithm,
    SubjectAltName,
};

/// A shared certificate: pools, paths and graph nodes point at one record.
pub type CertificateRef = Arc<Certificate>;

/// A certificate that Go's `x509.ParseCertificate` accepts, with everything that a verdict rests on.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The DER that was given, whole.
    pub der: Box<[u8]>,
    /// SHA-256 of `der`; the identity of a certificate.
    pub fingerprint: Fingerprint,
    /// The signed part, a range of `der`.
    pub tbs: std::ops::Range<usize>,
    /// 1, 2 or 3.
    pub version: u8,
    /// Content octets of the serial number, big-endian two's complement.
    pub serial: Box<[u8]>,
    /// The algorithm of the issuer's signature.
    pub signature_algorithm: SignatureAlgorithm,
    /// The issuer's signature.
    pub signature: std::ops::Range<usize>,
    /// The signature where its BIT STRING has padding bits: Go moves the bits to the low end.
    pub(in crate::x509) aligned_signature: Option<Box<[u8]>>,
    /// The issuer's name, with its raw DER: names are compared as bytes.
    pub issuer: DistinguishedName,
    /// The subject's name, with its raw DER.
    pub subject: DistinguishedName,
    /// The first instant of validity.
    pub not_before: CertificateTime,
    /// The last instant of validity.
    pub not_after: CertificateTime,
    /// SubjectPublicKeyInfo, a range of `der`.
    pub spki: std::ops::Range<usize>,
    /// The public key.
    pub public_key: PublicKey,
    /// All extensions in their order (none in a certificate below version 3, where Go ignores them).
    pub extensions: Vec<Extension>,
    /// RFC 5280 §4.2.1.9.
    pub basic_constraints: Option<BasicConstraints>,
    /// RFC 5280 §4.2.1.3.
    pub key_usage: Option<KeyUsage>,
    /// RFC 5280 §4.2.1.12.
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    /// RFC 5280 §4.2.1.6.
    pub subject_alt_name: Option<SubjectAltName>,
    /// RFC 5280 §4.2.1.2.
    pub subject_key_id: Option<KeyId>,
    /// The key identifier of RFC 5280 §4.2.1.1; the issuer-and-serial form is not used by Go.
    pub authority_key_id: Option<KeyId>,
    /// RFC 5280 §4.2.1.10.
    pub name_constraints: Option<NameConstraints>,
    /// Policies, mappings and constraints of RFC 5280 §4.2.1.4, .5, .11 and .14.
    pub policies: PolicyExtensions,
    /// Critical extensions that Go does not process: verification fails on any.
    pub unhandled_critical: Vec<Oid>,
}

impl Certificate {
    /// The bytes that the issuer signed.
    pub fn tbs_bytes(&self) -> &[u8] {
        self.der.get(self.tbs.clone()).unwrap_or_default()
    }

    /// The issuer's signature.
    pub fn signature_bytes(&self) -> &[u8] {
        match &self.aligned_signature {
            Some(aligned) => aligned,
            None => self.der.get(self.signature.clone()).unwrap_or_default(),
        }
    }

    /// Makes it a certificate that no key verifies, in a record that stands for one still to be issued.
    pub(crate) fn alter_signature(&mut self) {
        self.aligned_signature = None;
        if let Some(signature) = self.der.get_mut(self.signature.clone()) {
            signature.iter_mut().for_each(|byte| *byte = !*byte);
        }
    }

    /// SubjectPublicKeyInfo as encoded.
    pub fn spki_bytes(&self) -> &[u8] {
        self.der.get(self.spki.clone()).unwrap_or_default()
    }

    /// The extension of an identity, given as the content octets of its OID.
    pub fn extension(&self, oid: &[u8]) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|extension| *extension.oid.0 == *oid)
    }

    /// Issuer and subject are the same name (RFC 5280 §3.2).
    pub fn is_self_issued(&self) -> bool {
        self.issuer.raw == self.subject.raw
    }

    /// Basic constraints say that this is a CA.
    pub fn is_ca(&self) -> bool {
        self.basic_constraints
            .is_some_and(|constraints| constraints.ca)
    }

    /// What names the public key: the subject key identifier, or where there is none, what RFC 5280 §4.2.1.2 (1) would
    /// make of the key, as kubeadm's leaves need it.
    pub fn key_id(&self) -> KeyId {
        self.subject_key_id
            .clone()
            .unwrap_or_else(|| KeyId::of_spki(self.spki_bytes()))
    }

    /// Whether the certificate's own extended key usage includes `purpose`, or limits nothing.
    pub fn allows(&self, purpose: &KeyPurpose) -> bool {
        let Some(usage) = &self.extended_key_usage else {
            return true;
        };
        usage.0.is_empty() || usage.0.contains(purpose) || usage.0.contains(&KeyPurpose::Any)
    }

    /// Whether `at` lies within the validity, both ends included (Go `isValid`).
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        self.not_before.at <= at && at <= self.not_after.at
    }

    /// The name that Go's hint has: common name, else first organization, else `serial:N`.
    pub fn hint_name(&self) -> String {
        hint_name(&self.subject, &self.serial).into_owned()
    }

    /// The name that this tool's text uses: Go's, but of a certificate without a common name that is no CA's its first
    /// alternative name. What cert-manager, SPIRE and Istio issue has no other.
    pub fn display_name(&self) -> String {
        match self.alternative_name() {
            Some(name) => name.into_owned(),
            None => self.hint_name(),
        }
    }

    /// The first alternative name, where that is what tells the certificate from others.
    pub fn alternative_name(&self) -> Option<Cow<'_, str>> {
        let is_named = self
            .subject
            .common_name()
            .is_some_and(|name| !name.is_empty());
        let organized = self.is_ca() && self.subject.organizations().next().is_some();
        if is_named || organized {
            return None;
        }
        let names = self.subject_alt_name.as_ref()?;
        let text = names.dns.first().map(String::as_str);
        let text = text.or_else(|| names.uri.first().map(|uri| uri.text.as_str()));
        let text = text.map(Cow::Borrowed);
        let address = || names.ip.first().map(|ip| Cow::Owned(ip.to_string()));
        let mail = || names.email.first().map(|mail| Cow::Borrowed(mail.as_str()));
        text.or_else(address).or_else(mail)
    }

    /// The serial number as a decimal integer.
    pub fn serial_decimal(&self) -> String {
        serial_decimal(&self.serial)
    }
}

/// [`Certificate::hint_name`] of a subject and the content octets of a serial number.
pub fn hint_name<'a>(subject: &'a DistinguishedName, serial: &[u8]) -> Cow<'a, str> {
    let known = subject
        .common_name()
        .or_else(|| subject.organizations().next());
    known.unwrap_or_else(|| format!("serial:{}", serial_decimal(serial)).into())
}

/// The content octets of a serial number as hexadecimal text, `46:AA:B6`, as openssl and browsers show it.
pub fn serial_hex(octets: &[u8]) -> String {
    let negative = octets.first().is_some_and(|first| *first >= 0x80);
    let magnitude: Vec<u8> = if negative {
        // Two's complement: invert, and add one.
        let mut carry = true;
        let inverted = octets.iter().rev().map(|octet| {
            let (value, more) = (!octet).overflowing_add(u8::from(carry));
            carry = more;
            value
        });
        let mut inverted: Vec<_> = inverted.collect();
        inverted.reverse();
        inverted
    } else {
        octets.to_vec()
    };
    let digits: &[u8] = match magnitude.as_slice() {
        [0, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    let sign = if negative { "-" } else { "" };
    format!("{sign}{}", hex_with_colons(digits))
}

/// The content octets of a serial number as a decimal integer.
pub fn serial_decimal(octets: &[u8]) -> String {
    crate::golang::der::integer_to_decimal(octets)
}
