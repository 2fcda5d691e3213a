//! Reading the extensions that Go processes (parser.go `processExtensions`); what it refuses, and its words.

use std::collections::HashSet;

use super::error::ParseError;
use super::rules::ParseRules;
use super::{name_constraints, subject_alt_name};
use crate::golang::der::{Reader, tag, to_int64};
use crate::x509::{
    BasicConstraints, ExtendedKeyUsage, Extension, KeyId, KeyPurpose, KeyUsage, NameConstraints,
    Oid, PolicyExtensions, SubjectAltName,
};

/// id-pe-authorityInfoAccess.
const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-kp-serverAuth and id-kp-clientAuth differ in the last octet.
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0];

/// All extensions and what was read from them.
#[derive(Default)]
pub(in crate::x509) struct Extensions {
    pub(in crate::x509) all: Vec<Extension>,
    pub(in crate::x509) basic_constraints: Option<BasicConstraints>,
    pub(in crate::x509) key_usage: Option<KeyUsage>,
    pub(in crate::x509) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(in crate::x509) subject_alt_name: Option<SubjectAltName>,
    pub(in crate::x509) subject_key_id: Option<KeyId>,
    pub(in crate::x509) authority_key_id: Option<KeyId>,
    pub(in crate::x509) name_constraints: Option<NameConstraints>,
    pub(in crate::x509) policies: PolicyExtensions,
    pub(in crate::x509) unhandled_critical: Vec<Oid>,
}

/// Below this many, comparing each with each is quicker than hashing.
const FEW: usize = 24;

/// Whether an item is none of those before it, in linear time altogether: beyond a few, they are kept in `many`.
fn is_new<'a>(
    item: &'a [u8],
    mut before: impl ExactSizeIterator<Item = &'a [u8]>,
    many: &mut HashSet<&'a [u8]>,
) -> bool {
    if before.len() < FEW {
        // Nearly all differ in the last octet, and in none before it.
        return !before.any(|known| known.last() == item.last() && known == item);
    }
    if many.is_empty() {
        many.extend(before);
    }
    many.insert(item)
}

/// Reads the content of the extensions' explicit tag.
///
/// # Errors
/// Go's text.
pub(in crate::x509) fn parse(
    mut outer: Reader<'_>,
    rules: ParseRules,
) -> Result<Extensions, ParseError> {
    let error = ParseError::new;
    let mut list = outer
        .content_of(tag::SEQUENCE)
        .ok_or_else(|| error("x509: malformed extensions"))?;
    let mut values: Vec<(&[u8], bool, Reader<'_>)> = Vec::with_capacity(8);
    let mut out = Extensions {
        all: Vec::with_capacity(8),
        ..Extensions::default()
    };
    let mut many = HashSet::new();
    // Go reads them all before it looks into any.
    while !list.is_empty() {
        let mut extension = list
            .content_of(tag::SEQUENCE)
            .ok_or_else(|| error("x509: malformed extension"))?;
        let oid = extension
            .oid()
            .ok_or_else(|| error("x509: malformed extension OID field"))?;
        let critical = if extension.next_is(tag::BOOLEAN) {
            extension
                .boolean()
                .ok_or_else(|| error("x509: malformed extension critical field"))?
        } else {
            false
        };
        let value = extension
            .content_of(tag::OCTET_STRING)
            .ok_or_else(|| error("x509: malformed extension value field"))?;
        let id = Oid::new(oid);
        if !is_new(oid, values.iter().map(|(known, ..)| *known), &mut many) {
            return Err(ParseError(format!(
                "x509: certificate contains duplicate extension with OID \"{}\"",
                id.dotted()
            )));
        }
        out.all.push(Extension {
            oid: id,
            critical,
            value: value.range(),
        });
        values.push((oid, critical, value));
    }
    for (oid, critical, value) in values {
        let handled = process(&mut out, oid, critical, value, rules)?;
        if critical && !handled {
            out.unhandled_critical.push(Oid::new(oid));
        }
    }
    Ok(out)
}

/// Reads one extension; false where Go does not process it, or not wholly.
fn process(
    out: &mut Extensions,
    oid: &[u8],
    critical: bool,
    value: Reader<'_>,
    rules: ParseRules,
) -> Result<bool, ParseError> {
    let number = match oid {
        AUTHORITY_INFO_ACCESS => {
            authority_info_access(value, critical).map_err(ParseError::new)?;
            return Ok(true);
        }
        [0x55, 0x1d, number] => *number,
        _ => return Ok(false),
    };
    let text = ParseError::new;
    match number {
        14 => out.subject_key_id = subject_key_id(value, critical).map_err(text)?,
        15 => {
            out.key_usage = Some(key_usage(value).ok_or_else(|| text("x509: invalid key usage"))?);
        }
        17 => {
            let names = subject_alt_name::parse(value, rules)?;
            let handled =
                names.dns.len() + names.email.len() + names.ip.len() + names.uri.len() > 0;
            out.subject_alt_name = Some(names);
            return Ok(handled);
        }
        19 => {
            let constraints = basic_constraints(value, rules)
                .ok_or_else(|| text("x509: invalid basic constraints"))?;
            out.basic_constraints = Some(constraints);
        }
        30 => {
            let (constraints, handled) = name_constraints::parse(value, rules)?;
            out.name_constraints = Some(constraints);
            return Ok(handled);
        }
        31 => distribution_points(value).map_err(text)?,
        32 => {
            out.policies.policies =
                policies(value, rules).ok_or_else(|| text("x509: invalid certificate policies"))?;
        }
        33 if rules.policy_extensions => {
            out.policies.mappings = policy_mappings(value)
                .ok_or_else(|| text("x509: invalid policy mappings extension"))?;
        }
        35 => out.authority_key_id = authority_key_id(value, critical).map_err(text)?,
        36 if rules.policy_extensions => {
            (out.policies.require_explicit, out.policies.inhibit_mapping) =
                policy_constraints(value)
                    .ok_or_else(|| text("x509: invalid policy constraints extension"))?;
        }
        37 => {
            let purposes =
                purposes(value).ok_or_else(|| text("x509: invalid extended key usages"))?;
            out.extended_key_usage = Some(ExtendedKeyUsage(purposes));
        }
        54 if rules.policy_extensions => {
            let mut value = value;
            let skip = value
                .int64()
                .ok_or_else(|| text("x509: invalid inhibit any policy extension"))?;
            out.policies.inhibit_any = u64::try_from(skip).ok();
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// RFC 5280 §4.2.1.3.
fn key_usage(mut value: Reader<'_>) -> Option<KeyUsage> {
    let bits = value.bit_string()?;
    let mut usage = 0_u16;
    for (octet, base) in bits.octets.bytes().iter().zip([0, 8]) {
        usage |= u16::from(octet.reverse_bits()) << base;
    }
    Some(KeyUsage(usage & 0x1ff))
}

/// RFC 5280 §4.2.1.9. What follows is not looked at.
fn basic_constraints(mut value: Reader<'_>, rules: ParseRules) -> Option<BasicConstraints> {
    let mut fields = value.content_of(tag::SEQUENCE)?;
    let ca = fields.next_is(tag::BOOLEAN) && fields.boolean()?;
    let mut path_len = None;
    if fields.next_is(tag::INTEGER) {
        let length = to_int64(fields.integer()?)?;
        if length < 0 && rules.unsigned_path_len {
            return None;
        }
        path_len = u64::try_from(length).ok();
    }
    Some(BasicConstraints { ca, path_len })
}

/// RFC 5280 §4.2.1.12.
fn purposes(mut value: Reader<'_>) -> Option<Vec<KeyPurpose>> {
    let mut list = value.content_of(tag::SEQUENCE)?;
    let mut purposes = Vec::new();
    while !list.is_empty() {
        purposes.push(match list.oid()? {
            ANY_PURPOSE => KeyPurpose::Any,
            SERVER_AUTH => KeyPurpose::ServerAuth,
            CLIENT_AUTH => KeyPurpose::ClientAuth,
            other => KeyPurpose::Other(Oid::new(other)),
        });
    }
    Some(purposes)
}

/// An identifier of no octets is none to Go, which compares lengths.
fn key_id(content: Reader<'_>) -> Option<KeyId> {
    (!content.is_empty()).then(|| KeyId(content.bytes().into()))
}

/// RFC 5280 §4.2.1.2.
fn subject_key_id(mut value: Reader<'_>, critical: bool) -> Result<Option<KeyId>, &'static str> {
    if critical {
        return Err("x509: subject key identifier incorrectly marked critical");
    }
    value
        .content_of(tag::OCTET_STRING)
        .map(key_id)
        .ok_or("x509: invalid subject key identifier")
}

/// RFC 5280 §4.2.1.1.
fn authority_key_id(mut value: Reader<'_>, critical: bool) -> Result<Option<KeyId>, &'static str> {
    if critical {
        return Err("x509: authority key identifier incorrectly marked critical");
    }
    let id = value
        .content_of(tag::SEQUENCE)
        .and_then(|mut fields| fields.optional(tag::context(0)));
    id.map(|id| id.and_then(key_id))
        .ok_or("x509: invalid authority key identifier")
}

/// RFC 5280 §4.2.1.13. Nothing is kept: Go checks no revocation list.
fn distribution_points(mut value: Reader<'_>) -> Result<(), &'static str> {
    const INVALID: &str = "x509: invalid CRL distribution point";
    let mut points = value
        .content_of(tag::SEQUENCE)
        .ok_or("x509: invalid CRL distribution points")?;
    while !points.is_empty() {
        let mut point = points.content_of(tag::SEQUENCE).ok_or(INVALID)?;
        let Some(mut name) = point.optional(tag::constructed(0)).ok_or(INVALID)? else {
            continue;
        };
        let mut names = name.content_of(tag::constructed(0)).ok_or(INVALID)?;
        while names.next_is(tag::context(6)) {
            names.element().ok_or(INVALID)?;
        }
    }
    Ok(())
}

/// RFC 5280 §4.2.2.1. Nothing is kept: Go fetches nothing.
fn authority_info_access(mut value: Reader<'_>, critical: bool) -> Result<(), &'static str> {
    const INVALID: &str = "x509: invalid authority info access";
    if critical {
        return Err("x509: authority info access incorrectly marked critical");
    }
    let mut list = value.content_of(tag::SEQUENCE).ok_or(INVALID)?;
    while !list.is_empty() {
        let mut access = list.content_of(tag::SEQUENCE).ok_or(INVALID)?;
        access.oid().ok_or(INVALID)?;
        access.optional(tag::context(6)).ok_or(INVALID)?;
    }
    Ok(())
}

/// RFC 5280 §4.2.1.4; arcs of any size.
fn policies(mut value: Reader<'_>, rules: ParseRules) -> Option<Vec<Oid>> {
    let mut list = value.content_of(tag::SEQUENCE)?;
    let mut policies = Vec::new();
    let mut many = HashSet::new();
    while !list.is_empty() {
        let policy = list
            .content_of(tag::SEQUENCE)?
            .content_of(tag::OID)?
            .bytes();
        let mut is_new = || is_new(policy, policies.iter().copied(), &mut many);
        if rules.unique_policies && !is_new() || !is_oid(policy) {
            return None;
        }
        policies.push(policy);
    }
    Some(policies.into_iter().map(Oid::new).collect())
}

/// X.690 §8.19.2: no arc starts with 80, the last one ends.
fn is_oid(content: &[u8]) -> bool {
    let mut at_start = true;
    for octet in content {
        if at_start && *octet == 0x80 {
            return false;
        }
        at_start = octet & 0x80 == 0;
    }
    at_start && !content.is_empty()
}

/// RFC 5280 §4.2.1.5. Go does not look into these identifiers.
fn policy_mappings(mut value: Reader<'_>) -> Option<Vec<(Oid, Oid)>> {
    let mut list = value.content_of(tag::SEQUENCE)?;
    let mut mappings = Vec::new();
    while !list.is_empty() {
        let mut pair = list.content_of(tag::SEQUENCE)?;
        let issuer = pair.content_of(tag::OID)?.bytes();
        let subject = pair.content_of(tag::OID)?.bytes();
        mappings.push((Oid::new(issuer), Oid::new(subject)));
    }
    Some(mappings)
}

/// RFC 5280 §4.2.1.11. Go takes a negative number for none.
fn policy_constraints(mut value: Reader<'_>) -> Option<(Option<u64>, Option<u64>)> {
    let mut fields = value.content_of(tag::SEQUENCE)?;
    let mut skip = |number| {
        let tag = tag::context(number);
        if !fields.next_is(tag) {
            return Some(None);
        }
        let skip = to_int64(fields.integer_of(tag)?)?;
        Some(u64::try_from(skip).ok())
    };
    Some((skip(0)?, skip(1)?))
}
