//! Tests of parsing on certificates made with rcgen and changed in one place.

use rcgen::{
    BasicConstraints as Basic, CertificateParams, CustomExtension, DnType, IsCa, KeyPair, SanType,
};

use crate::golang::GoRelease;
use crate::x509::{Certificate, KeyPurpose, OtherAlgorithm, PublicKey, check_signature};

fn params() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["api.example.com".to_owned()]).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::OrganizationName, "system:masters");
    params
        .distinguished_name
        .push(DnType::CommonName, "kubernetes-admin");
    params.serial_number = Some(rcgen::SerialNumber::from(0x0102_u64));
    params
}

fn der(params: CertificateParams) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().der().to_vec()
}

fn with_extension(oid: &[u64], value: &[u8]) -> Result<Certificate, String> {
    let mut params = params();
    let mut extension = CustomExtension::from_oid_content(oid, value.to_vec());
    extension.set_criticality(oid == [2, 5, 29, 99]);
    params.custom_extensions.push(extension);
    Certificate::parse(&der(params)).map_err(|error| error.to_string())
}

/// Replaces the one occurrence of some bytes by as many others.
fn replaced(mut der: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = der
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    der[at..at + to.len()].copy_from_slice(to);
    der
}

fn error(der: &[u8]) -> String {
    Certificate::parse(der).unwrap_err().to_string()
}

#[test]
fn reads_every_field() {
    let mut params = params();
    params.is_ca = IsCa::Ca(Basic::Constrained(2));
    params.key_usages.push(rcgen::KeyUsagePurpose::KeyCertSign);
    params
        .extended_key_usages
        .push(rcgen::ExtendedKeyUsagePurpose::ClientAuth);
    params
        .subject_alt_names
        .push(SanType::IpAddress([10, 0, 0, 1].into()));
    params.subject_alt_names.push(SanType::URI(
        "spiffe://cluster.local/ns/x".try_into().unwrap(),
    ));
    let der = der(params);
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.version, 3);
    assert_eq!(certificate.serial_decimal(), "258");
    assert_eq!(
        certificate.subject.to_string(),
        "CN=kubernetes-admin,O=system:masters"
    );
    assert_eq!(certificate.display_name(), "kubernetes-admin");
    assert!(certificate.is_ca() && certificate.is_self_issued());
    assert_eq!(
        certificate.basic_constraints.and_then(|it| it.path_len),
        Some(2)
    );
    assert!(certificate.key_usage.unwrap().key_cert_sign());
    assert_eq!(
        certificate.extended_key_usage.as_ref().unwrap().0,
        [KeyPurpose::ClientAuth]
    );
    let names = certificate.subject_alt_name.as_ref().unwrap();
    assert_eq!(names.dns, ["api.example.com"]);
    assert_eq!(names.ip[0].to_string(), "10.0.0.1");
    assert_eq!(names.uri[0].host, "cluster.local");
    assert_eq!(certificate.public_key.algorithm(), "ECDSA P-256");
    assert_eq!(
        certificate.signature_algorithm.openssl_name(),
        "ecdsa-with-SHA256"
    );
    assert_eq!(
        check_signature(
            certificate.signature_algorithm,
            certificate.tbs_bytes(),
            certificate.signature_bytes(),
            &certificate.public_key
        ),
        Ok(())
    );
}

#[test]
fn the_outer_structure_is_strict() {
    let good = der(params());
    assert_eq!(error(&[]), "x509: malformed certificate");
    assert_eq!(
        error(&good[..good.len() - 1]),
        "x509: malformed certificate"
    );
    assert_eq!(
        error(&[good.as_slice(), &[0]].concat()),
        "x509: trailing data"
    );
    assert_eq!(error(&[0x30, 0]), "x509: malformed tbs certificate");
}

#[test]
fn versions_and_serials_have_a_range() {
    let good = || der(params());
    let version = [0xa0, 3, 2, 1, 2];
    assert_eq!(
        error(&replaced(good(), &version, &[0xa0, 3, 2, 1, 3])),
        "x509: invalid version"
    );
    assert_eq!(
        error(&replaced(good(), &version, &[0xa0, 3, 2, 1, 0xff])),
        "x509: malformed version"
    );
    let serial = [2, 2, 1, 2];
    assert_eq!(
        error(&replaced(good(), &serial, &[2, 2, 0x80, 2])),
        "x509: negative serial number"
    );
    assert_eq!(
        error(&replaced(good(), &serial, &[2, 2, 0, 2])),
        "x509: malformed serial number"
    );
    let old = Certificate::parse(&replaced(good(), &version, &[0xa0, 3, 2, 1, 1])).unwrap();
    assert!(old.version == 2 && old.extensions.is_empty() && old.subject_alt_name.is_none());
}

#[test]
fn algorithms_must_be_repeated() {
    let changed = replaced(
        der(params()),
        &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
        &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3],
    );
    assert_eq!(
        error(&changed),
        "x509: inner and outer signature algorithm identifiers don't match"
    );
}

#[test]
fn an_unknown_key_is_no_error() {
    let curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    let changed = replaced(der(params()), &curve, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 9]);
    assert_eq!(
        Certificate::parse(&changed).unwrap().public_key,
        PublicKey::Unknown(OtherAlgorithm::Unnamed)
    );
}

#[test]
fn critical_extensions_that_go_does_not_process_are_kept() {
    let certificate = with_extension(&[2, 5, 29, 99], &[5, 0]).unwrap();
    assert_eq!(certificate.unhandled_critical[0].to_string(), "2.5.29.99");
}

#[test]
fn extensions_are_refused_with_the_words_of_go() {
    for (number, value, message) in [
        (14, &[5, 0][..], "x509: invalid subject key identifier"),
        (15, &[5, 0], "x509: invalid key usage"),
        (
            17,
            &[5, 0],
            "x509: certificate contains duplicate extension with OID \"2.5.29.17\"",
        ),
        (19, &[0x30, 3, 1, 1, 1], "x509: invalid basic constraints"),
        (
            19,
            &[0x30, 3, 2, 1, 0xff],
            "x509: invalid basic constraints",
        ),
        (30, &[5, 0], "x509: invalid NameConstraints extension"),
        (30, &[0x30, 0], "x509: empty name constraints extension"),
        (31, &[5, 0], "x509: invalid CRL distribution points"),
        (31, &[0x30, 2, 5, 0], "x509: invalid CRL distribution point"),
        (32, &[5, 0], "x509: invalid certificate policies"),
        (
            32,
            &[0x30, 10, 0x30, 3, 6, 1, 42, 0x30, 3, 6, 1, 42],
            "x509: invalid certificate policies",
        ),
        (33, &[5, 0], "x509: invalid policy mappings extension"),
        (35, &[5, 0], "x509: invalid authority key identifier"),
        (36, &[5, 0], "x509: invalid policy constraints extension"),
        (37, &[5, 0], "x509: invalid extended key usages"),
        (54, &[5, 0], "x509: invalid inhibit any policy extension"),
    ] {
        let found = with_extension(&[2, 5, 29, number], value).map(|_| ());
        assert_eq!(found, Err(message.to_owned()), "{number}");
    }
    let found = with_extension(&[1, 3, 6, 1, 5, 5, 7, 1, 1], &[5, 0]).map(|_| ());
    assert_eq!(found, Err("x509: invalid authority info access".to_owned()));
}

#[test]
fn older_releases_have_their_own_rules() {
    let mut params = params();
    let mapped = "::ffff:10.0.0.1".parse().unwrap();
    params.subject_alt_names.push(SanType::IpAddress(mapped));
    let der = der(params);
    assert_eq!(
        error(&der),
        "x509: SAN iPAddress contains IPv4-mapped IPv6 address"
    );
    assert!(Certificate::parse_as(&der, GoRelease::GO_1_24).is_ok());
}

#[test]
fn huge_lists_take_linear_time() {
    let policy = |number: u32| {
        let digits = [
            (number >> 14 & 0x7f) as u8 | 0x80,
            (number >> 7 & 0x7f) as u8 | 0x80,
        ];
        [
            0x30,
            8,
            6,
            6,
            0x2a,
            0x83,
            digits[0],
            digits[1],
            (number & 0x7f) as u8,
            1,
        ]
    };
    let list: Vec<u8> = (1 << 14..200_000).flat_map(policy).collect();
    let length = u32::try_from(list.len()).unwrap().to_be_bytes();
    let value = [
        &[0x30, 0x83, length[1], length[2], length[3]],
        list.as_slice(),
    ]
    .concat();
    let certificate = with_extension(&[2, 5, 29, 32], &value).unwrap();
    assert_eq!(certificate.policies.policies.len(), 200_000 - (1 << 14));
}
