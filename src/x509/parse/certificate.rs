//! What Go's `x509.ParseCertificate` accepts, and its words for what it refuses (parser.go `parseCertificate`).

use super::error::ParseError;
use super::extensions::{self, Extensions};
use super::rules::ParseRules;
use super::{key, name, signature_algorithm, time};
use crate::golang::GoRelease;
use crate::golang::der::{Reader, tag, to_int64};
use crate::x509::{Certificate, DistinguishedName, Fingerprint, PublicKey};

impl Certificate {
    /// Reads one DER certificate by the rules of the newest Go's crypto/x509.
    ///
    /// # Errors
    /// Go's own text.
    pub fn parse(der: &[u8]) -> Result<Self, ParseError> {
        Self::parse_as(der, GoRelease::default())
    }

    /// Reads one DER certificate by the rules of `release`.
    ///
    /// # Errors
    /// Go's own text.
    pub fn parse_as(der: &[u8], release: GoRelease) -> Result<Self, ParseError> {
        Self::parse_owned(der.into(), release).map_err(|(error, _)| error)
    }

    /// The same without a copy: the certificate keeps the bytes.
    ///
    /// # Errors
    /// Go's own text, and the bytes back.
    pub fn parse_owned(
        der: Box<[u8]>,
        release: GoRelease,
    ) -> Result<Self, (ParseError, Box<[u8]>)> {
        match read(&der, ParseRules::of(release)) {
            Ok(mut certificate) => {
                certificate.der = der;
                Ok(certificate)
            }
            Err(error) => Err((error, der)),
        }
    }
}

fn error(text: &str) -> ParseError {
    ParseError::new(text)
}

/// Reads everything but the bytes themselves. What follows the signature in the outer SEQUENCE, or the extensions in
/// the signed part, is not looked at.
fn read(der: &[u8], rules: ParseRules) -> Result<Certificate, ParseError> {
    let mut whole = Reader::new(der);
    let mut outer = whole
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed certificate"))?;
    let signed = outer
        .element_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed tbs certificate"))?;
    let mut tbs = signed.content;

    let version = version(&mut tbs)?;
    let serial = tbs
        .integer()
        .ok_or_else(|| error("x509: malformed serial number"))?;
    if serial.first().is_some_and(|first| first & 0x80 != 0) {
        return Err(error("x509: negative serial number"));
    }

    let algorithm = tbs
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed signature algorithm identifier"))?;
    let repeated = outer
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed algorithm identifier"))?;
    if algorithm.bytes() != repeated.bytes() {
        return Err(error(
            "x509: inner and outer signature algorithm identifiers don't match",
        ));
    }
    let (oid, parameters) = identifier(algorithm)?;
    let signature_algorithm = signature_algorithm::from_identifier(oid, parameters, rules);

    let issuer = name(&mut tbs, rules)?;
    let mut validity = tbs
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed validity"))?;
    let not_before = time::read(&mut validity).map_err(error)?;
    let not_after = time::read(&mut validity).map_err(error)?;
    let subject = name(&mut tbs, rules)?;

    let info = tbs
        .element_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed spki"))?;
    let public_key = public_key(info.content, rules)?;

    let extensions = extensions(&mut tbs, version, rules)?;

    let signature = outer
        .bit_string()
        .ok_or_else(|| error("x509: malformed signature"))?;
    if !whole.is_empty() {
        return Err(error("x509: trailing data"));
    }
    Ok(Certificate {
        der: Box::default(),
        fingerprint: Fingerprint::of(der),
        tbs: signed.whole.range(),
        version,
        serial: serial.into(),
        signature_algorithm,
        signature: signature.octets.range(),
        aligned_signature: signature.right_aligned(),
        issuer,
        subject,
        not_before,
        not_after,
        spki: info.whole.range(),
        public_key,
        extensions: extensions.all,
        basic_constraints: extensions.basic_constraints,
        key_usage: extensions.key_usage,
        extended_key_usage: extensions.extended_key_usage,
        subject_alt_name: extensions.subject_alt_name,
        subject_key_id: extensions.subject_key_id,
        authority_key_id: extensions.authority_key_id,
        name_constraints: extensions.name_constraints,
        policies: extensions.policies,
        unhandled_critical: extensions.unhandled_critical,
    })
}

/// 1 to 3; encoded one less, and by default 0.
fn version(tbs: &mut Reader<'_>) -> Result<u8, ParseError> {
    let malformed = || error("x509: malformed version");
    let Some(mut explicit) = tbs.optional(tag::constructed(0)).ok_or_else(malformed)? else {
        return Ok(1);
    };
    let encoded = explicit.integer().and_then(to_int64);
    match encoded.filter(|_| explicit.is_empty()) {
        None | Some(i64::MIN..0) => Err(malformed()),
        Some(0) => Ok(1),
        Some(1) => Ok(2),
        Some(2) => Ok(3),
        // Go adds one, and this wraps round to a number that is neither above 3 nor 2 or 3.
        Some(i64::MAX) => Ok(1),
        Some(_) => Err(error("x509: invalid version")),
    }
}

impl PublicKey {
    /// A SubjectPublicKeyInfo by itself, as a `PUBLIC KEY` block holds it (Go `ParsePKIXPublicKey`).
    ///
    /// # Errors
    /// Go's text.
    pub fn parse_spki(der: &[u8], release: GoRelease) -> Result<Self, ParseError> {
        let content = Reader::new(der)
            .content_of(tag::SEQUENCE)
            .ok_or_else(|| error("x509: malformed spki"))?;
        public_key(content, ParseRules::of(release))
    }
}

/// The content of a SubjectPublicKeyInfo, RFC 5280 §4.1.2.7.
fn public_key(mut spki: Reader<'_>, rules: ParseRules) -> Result<PublicKey, ParseError> {
    let algorithm = spki
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed public key algorithm identifier"))?;
    let (oid, parameters) = identifier(algorithm)?;
    let bits = spki
        .bit_string()
        .ok_or_else(|| error("x509: malformed subjectPublicKey"))?;
    let aligned = bits.right_aligned();
    let data = aligned.as_deref().unwrap_or_else(|| bits.octets.bytes());
    key::parse(oid, parameters, data, rules).map_err(error)
}

/// The OID of an AlgorithmIdentifier and its parameters as encoded, possibly none.
pub(in crate::x509) fn identifier(mut content: Reader<'_>) -> Result<(&[u8], &[u8]), ParseError> {
    let oid = content.oid().ok_or_else(|| error("x509: malformed OID"))?;
    if content.is_empty() {
        return Ok((oid, &[]));
    }
    let parameters = content
        .element()
        .ok_or_else(|| error("x509: malformed parameters"))?;
    Ok((oid, parameters.whole.bytes()))
}

/// The text is the same for the subject.
fn name(tbs: &mut Reader<'_>, rules: ParseRules) -> Result<DistinguishedName, ParseError> {
    let element = tbs
        .element_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed issuer"))?;
    name::parse(element.whole, rules)
}

/// Unique identifiers are skipped from version 2 on, extensions are read in version 3 alone.
fn extensions(
    tbs: &mut Reader<'_>,
    version: u8,
    rules: ParseRules,
) -> Result<Extensions, ParseError> {
    if version > 1 {
        tbs.optional(tag::context(1))
            .ok_or_else(|| error("x509: malformed issuerUniqueID"))?;
        tbs.optional(tag::context(2))
            .ok_or_else(|| error("x509: malformed subjectUniqueID"))?;
    }
    if version < 3 {
        return Ok(Extensions::default());
    }
    let list = tbs
        .optional(tag::constructed(3))
        .ok_or_else(|| error("x509: malformed extensions"))?;
    match list {
        Some(list) => extensions::parse(list, rules),
        None => Ok(Extensions::default()),
    }
}
