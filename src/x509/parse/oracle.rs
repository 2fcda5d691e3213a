//! x509-parser as an oracle: where it and our own parser both take a certificate, they read the same from it.
//!
//! Which certificates are taken is no matter of this test: that is Go's to say, and recorded answers hold it.

use std::net::IpAddr;

use proptest::prelude::*;
use proptest::sample::Index;
use x509_parser::extensions::{GeneralName, ParsedExtension, X509Extension};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::x509::{Certificate, DistinguishedName, ExtendedKeyUsage, KeyPurpose};

/// Every certificate of the recorded cases, once.
fn recorded() -> Vec<Vec<u8>> {
    let cases = include_str!("../../../fixtures/conformance/sample/cases.jsonl");
    let mut certificates = Vec::new();
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let lists = ["roots", "intermediates"].map(|name| case[name].as_array());
        let texts = lists.into_iter().flatten().flatten().chain([&case["leaf"]]);
        for text in texts.filter_map(serde_json::Value::as_str) {
            let blocks = Pem::iter_from_buffer(text.as_bytes());
            certificates.extend(blocks.filter_map(Result::ok).map(|block| block.contents));
        }
    }
    certificates.sort();
    certificates.dedup();
    certificates
}

/// Compares what both read; `false` where one of them does not take it.
fn agree(der: &[u8]) -> bool {
    let Ok(ours) = Certificate::parse(der) else {
        return false;
    };
    let Ok((_, theirs)) = X509Certificate::from_der(der) else {
        return false;
    };
    assert_eq!(name(&ours.subject), other_name(theirs.subject()), "subject");
    assert_eq!(name(&ours.issuer), other_name(theirs.issuer()), "issuer");
    let validity = theirs.validity();
    assert_eq!(ours.not_before.at.seconds, validity.not_before.timestamp());
    assert_eq!(ours.not_after.at.seconds, validity.not_after.timestamp());
    assert_eq!(&*ours.serial, theirs.raw_serial());
    assert_eq!(u32::from(ours.version), theirs.version().0 + 1);
    // Go ignores the extensions of older certificates.
    if ours.version == 3 {
        extensions(&ours, &theirs);
    }
    true
}

/// Types and encoded values.
fn name(name: &DistinguishedName) -> Vec<(Vec<u8>, Vec<u8>)> {
    name.attributes()
        .map(|attribute| (attribute.oid.to_vec(), content(attribute.encoded())))
        .collect()
}

fn other_name(name: &x509_parser::x509::X509Name<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    name.iter_attributes()
        .map(|attribute| {
            let value = attribute.attr_value().data.to_vec();
            (attribute.attr_type().as_bytes().to_vec(), value)
        })
        .collect()
}

/// What stands behind tag and length.
fn content(element: &[u8]) -> Vec<u8> {
    let length = match element[1] {
        short @ 0..=0x7f => usize::from(short),
        long => element[2..]
            .iter()
            .take(usize::from(long & 0x7f))
            .fold(0, |length, byte| length << 8 | usize::from(*byte)),
    };
    element[element.len() - length..].to_vec()
}

fn extensions(ours: &Certificate, theirs: &X509Certificate<'_>) {
    let own = ours.extensions.iter().map(|extension| {
        let value = &ours.der[extension.value.clone()];
        (&*extension.oid.0, extension.critical, value)
    });
    let other = theirs.extensions().iter();
    let other = other.map(|extension| {
        (
            extension.oid.as_bytes(),
            extension.critical,
            extension.value,
        )
    });
    assert_eq!(
        own.collect::<Vec<_>>(),
        other.collect::<Vec<_>>(),
        "extensions"
    );
    for extension in theirs.extensions() {
        extension_of(ours, extension);
    }
}

fn extension_of(ours: &Certificate, theirs: &X509Extension<'_>) {
    match theirs.parsed_extension() {
        ParsedExtension::BasicConstraints(constraints) => {
            let own = ours.basic_constraints.unwrap();
            assert_eq!(own.ca, constraints.ca);
            // Go reads the limit of a CA alone.
            if own.ca {
                let limit = constraints.path_len_constraint.map(u64::from);
                assert_eq!(own.path_len, limit);
            }
        }
        ParsedExtension::KeyUsage(usage) => assert_eq!(ours.key_usage.unwrap().0, usage.flags),
        ParsedExtension::ExtendedKeyUsage(usage) => {
            let ExtendedKeyUsage(own) = ours.extended_key_usage.as_ref().unwrap();
            let has = |purpose| own.contains(&purpose);
            assert_eq!(has(KeyPurpose::ServerAuth), usage.server_auth);
            assert_eq!(has(KeyPurpose::ClientAuth), usage.client_auth);
            assert_eq!(has(KeyPurpose::Any), usage.any);
        }
        ParsedExtension::SubjectKeyIdentifier(id) => {
            assert_eq!(&*ours.subject_key_id.as_ref().unwrap().0, id.0);
        }
        // Go takes a key identifier that is the first element (`cryptobyte` `ReadOptionalASN1`), x509-parser one that follows
        // another element too.
        ParsedExtension::AuthorityKeyIdentifier(id) if theirs.value.get(2) == Some(&0x80) => {
            // To Go an empty one is none.
            let own = ours.authority_key_id.as_ref().map(|id| &*id.0);
            let other = id.key_identifier.as_ref().map(|id| id.0);
            assert_eq!(own.unwrap_or_default(), other.unwrap_or_default());
        }
        ParsedExtension::SubjectAlternativeName(names) => {
            alternative_names(ours, &names.general_names);
        }
        _ => {}
    }
}

fn alternative_names(ours: &Certificate, theirs: &[GeneralName<'_>]) {
    let own = ours.subject_alt_name.as_ref().unwrap();
    let (mut dns, mut email, mut uri, mut ip) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for name in theirs {
        match name {
            GeneralName::DNSName(text) => dns.push(*text),
            GeneralName::RFC822Name(text) => email.push(*text),
            GeneralName::URI(text) => uri.push(*text),
            GeneralName::IPAddress(bytes) => ip.push(address(bytes)),
            _ => {}
        }
    }
    assert_eq!(own.dns, dns);
    assert_eq!(own.email, email);
    assert_eq!(
        own.uri.iter().map(|uri| &*uri.text).collect::<Vec<_>>(),
        uri
    );
    assert_eq!(own.ip, ip);
}

fn address(bytes: &[u8]) -> IpAddr {
    match bytes.len() {
        4 => IpAddr::from(<[u8; 4]>::try_from(bytes).unwrap()),
        _ => IpAddr::from(<[u8; 16]>::try_from(bytes).unwrap()),
    }
}

#[test]
fn recorded_certificates_are_read_alike() {
    let certificates = recorded();
    let both = certificates.iter().filter(|der| agree(der)).count();
    assert!(both > 100, "{both} of {}", certificates.len());
}

/// The bytes of names. Around them, and in the values of extensions, Go and x509-parser each take malformed encodings that the
/// other refuses (empty key identifiers, booleans that are neither 0 nor 255), which says nothing about what is well formed.
fn places(der: &[u8]) -> Vec<usize> {
    let Ok(certificate) = Certificate::parse(der) else {
        return Vec::new();
    };
    let names = [&certificate.issuer, &certificate.subject].map(|name| {
        let starts = der
            .windows(name.raw.len())
            .position(|window| *window == *name.raw);
        let start = starts.unwrap();
        start..start + name.raw.len()
    });
    names.into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Many changes make a certificate that one of the two refuses; what both still take has to be the same.
    #[test]
    fn changed_certificates_are_read_alike(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        static CERTIFICATES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(recorded);
        let mut der = which.get(&CERTIFICATES).clone();
        let places = places(&der);
        prop_assume!(!places.is_empty());
        for (place, byte) in changes {
            der[*place.get(&places)] = byte;
        }
        agree(&der);
    }
}
