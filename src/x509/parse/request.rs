//! Certification requests, PKCS#10 (RFC 2986), as Go's `x509.ParseCertificateRequest` reads them.

use super::certificate::identifier;
use super::error::ParseError;
use super::extensions::Extensions;
use super::rules::ParseRules;
use super::{extensions, key, name, signature_algorithm};
use crate::golang::GoRelease;
use crate::golang::der::{Reader, tag};
use crate::x509::{
    BasicConstraints, DistinguishedName, ExtendedKeyUsage, KeyUsage, PublicKey, SignatureAlgorithm,
    SignatureError, SubjectAltName, check_signature_as,
};

/// A request for a certificate: what its sender asks for. The signer decides what it gets.
#[derive(Clone, Debug)]
pub struct CertificateRequest {
    /// The name that is asked for.
    pub subject: DistinguishedName,
    /// The names that are asked for.
    pub subject_alt_name: Option<SubjectAltName>,
    /// The usages that are asked for.
    pub key_usage: Option<KeyUsage>,
    /// The purposes that are asked for.
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    /// Whether it asks to be a CA.
    pub basic_constraints: Option<BasicConstraints>,
    /// The key that is to be certified.
    pub public_key: PublicKey,
    /// How the sender signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether the sender holds the key: the request is signed with it.
    pub signature: Result<(), SignatureError>,
}

/// extensionRequest, RFC 2985 §5.4.2.
const EXTENSION_REQUEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e";

impl CertificateRequest {
    /// Reads one DER request.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(der: &[u8], release: GoRelease) -> Result<Self, ParseError> {
        let rules = ParseRules::of(release);
        let malformed = || ParseError::new("x509: malformed certificate request");
        let mut reader = Reader::new(der);
        let mut outer = reader.content_of(tag::SEQUENCE).ok_or_else(malformed)?;
        if !reader.is_empty() {
            return Err(ParseError::new("x509: trailing data"));
        }
        let signed = outer.element_of(tag::SEQUENCE).ok_or_else(malformed)?;
        let mut info = signed.content;
        info.integer().ok_or_else(malformed)?;
        let subject = info.element_of(tag::SEQUENCE).ok_or_else(malformed)?;
        let subject = name::parse(subject.whole, rules)?;
        let mut spki = info.content_of(tag::SEQUENCE).ok_or_else(malformed)?;
        let (oid, parameters) = identifier(spki.content_of(tag::SEQUENCE).ok_or_else(malformed)?)?;
        let bits = spki.bit_string().ok_or_else(malformed)?;
        let aligned = bits.right_aligned();
        let data = aligned.as_deref().unwrap_or_else(|| bits.octets.bytes());
        let public_key = key::parse(oid, parameters, data, rules).map_err(ParseError::new)?;
        let extensions = match info.optional(tag::constructed(0)).ok_or_else(malformed)? {
            Some(attributes) => requested(attributes, rules)?,
            None => Extensions::default(),
        };
        let algorithm = outer.content_of(tag::SEQUENCE).ok_or_else(malformed)?;
        let (oid, parameters) = identifier(algorithm)?;
        let signature_algorithm = signature_algorithm::from_identifier(oid, parameters, rules);
        let signature = outer.bit_string().ok_or_else(malformed)?;
        let aligned = signature.right_aligned();
        let bytes = aligned
            .as_deref()
            .unwrap_or_else(|| signature.octets.bytes());
        let checked = check_signature_as(
            release,
            signature_algorithm,
            signed.whole.bytes(),
            bytes,
            &public_key,
        );
        Ok(Self {
            subject,
            subject_alt_name: extensions.subject_alt_name,
            key_usage: extensions.key_usage,
            extended_key_usage: extensions.extended_key_usage,
            basic_constraints: extensions.basic_constraints,
            public_key,
            signature_algorithm,
            signature: checked,
        })
    }
}

/// The extensions among the attributes.
fn requested(mut attributes: Reader<'_>, rules: ParseRules) -> Result<Extensions, ParseError> {
    let malformed = || ParseError::new("x509: malformed certificate request attributes");
    while !attributes.is_empty() {
        let mut attribute = attributes.content_of(tag::SEQUENCE).ok_or_else(malformed)?;
        let oid = attribute.oid().ok_or_else(malformed)?;
        if oid == EXTENSION_REQUEST {
            let values = attribute.content_of(tag::SET).ok_or_else(malformed)?;
            return extensions::parse(values, rules);
        }
    }
    Ok(Extensions::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["web.example".to_owned()]).unwrap();
        parameters
            .distinguished_name
            .push(rcgen::DnType::CommonName, "system:node:worker-1");
        parameters.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        parameters.serialize_request(&key).unwrap().der().to_vec()
    }

    #[test]
    fn reads_what_is_asked_for_and_who_asks() {
        let read = CertificateRequest::parse(&request(), GoRelease::default()).unwrap();
        assert_eq!(
            read.subject.common_name().as_deref(),
            Some("system:node:worker-1")
        );
        assert_eq!(read.subject_alt_name.unwrap().dns, ["web.example"]);
        assert_eq!(read.public_key.algorithm(), "ECDSA P-256");
        assert_eq!(read.signature, Ok(()));
    }

    #[test]
    fn says_that_a_request_was_altered() {
        let mut der = request();
        let at = memchr::memmem::find(&der, b"worker-1").unwrap();
        der[at] = b'W';
        let read = CertificateRequest::parse(&der, GoRelease::default()).unwrap();
        assert!(read.signature.is_err());
        assert!(CertificateRequest::parse(&der[..40], GoRelease::default()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(at in 0usize..400, byte: u8, bytes: Vec<u8>) {
            let mut der = request();
            if let Some(place) = der.get_mut(at) {
                *place = byte;
            }
            let _ = CertificateRequest::parse(&der, GoRelease::default());
            let _ = CertificateRequest::parse(&bytes, GoRelease::default());
        }
    }
}
