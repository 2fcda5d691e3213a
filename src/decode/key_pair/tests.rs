use super::*;

/// A self-signed certificate and its key, both in PEM.
fn pair(algorithm: &'static rcgen::SignatureAlgorithm) -> (String, String) {
    let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
    let parameters = rcgen::CertificateParams::new(vec!["a".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn read(certificate: &str, key: &str) -> KeyPair {
    key_pair(
        (certificate.as_bytes(), &Location::file("tls.crt")),
        (
            &Secret::new(key.as_bytes().to_vec()),
            &Location::file("tls.key"),
        ),
        GoRelease::default(),
    )
}

fn text(certificate: &str, key: &str) -> Option<String> {
    read(certificate, key).go_text(GoRelease::default())
}

#[test]
fn takes_pairs_of_every_algorithm() {
    for algorithm in [
        &rcgen::PKCS_ECDSA_P256_SHA256,
        &rcgen::PKCS_ECDSA_P384_SHA384,
        &rcgen::PKCS_ECDSA_P521_SHA512,
        &rcgen::PKCS_ED25519,
        &rcgen::PKCS_RSA_SHA256,
    ] {
        let (certificate, key) = pair(algorithm);
        assert_eq!(text(&certificate, &key), None);
        // In one text, in either order.
        let both = certificate.clone() + &key;
        assert_eq!(text(&both, &both), None);
        let both = key + &certificate;
        assert_eq!(text(&both, &both), None);
    }
}

#[test]
fn says_what_crypto_tls_says() {
    let (certificate, key) = pair(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (other, other_key) = pair(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (_, ed25519) = pair(&rcgen::PKCS_ED25519);
    let block = |label: &str| format!("-----BEGIN {label}-----\nQUJD\n-----END {label}-----\n");
    let malformed = "tls: failed to parse private key: asn1: structure error: tags don't match (16 vs {class:1 tag:1 length:66 isCompound:false}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} pkcs8 @2";
    for (certificate, key, wanted) in [
        (
            "",
            key.as_str(),
            "tls: failed to find any PEM data in certificate input",
        ),
        (
            &certificate,
            "",
            "tls: failed to find any PEM data in key input",
        ),
        (
            &key,
            &certificate,
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
        ),
        (
            &certificate,
            &certificate,
            "tls: found a certificate rather than a key in the PEM for the private key",
        ),
        (
            &(block("A") + &block("B C")),
            &key,
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [A B C]",
        ),
        (
            &certificate,
            &block("PUBLIC KEY"),
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [PUBLIC KEY]",
        ),
        (&block("CERTIFICATE"), &key, "x509: malformed certificate"),
        (&certificate, &block("PRIVATE KEY"), malformed),
        (
            &certificate,
            &other_key,
            "tls: private key does not match public key",
        ),
        (
            &certificate,
            &ed25519,
            "tls: private key type does not match public key type",
        ),
    ] {
        assert_eq!(text(certificate, key).as_deref(), Some(wanted));
    }
    // The wrong order: the key belongs to the second certificate.
    let found = read(&(other + &certificate), &key);
    let belongs_to = Some(1);
    assert_eq!(found.problems, [KeyPairProblem::KeyMismatch { belongs_to }]);
}

#[test]
fn goes_on_past_the_first_fault() {
    let (certificate, _) = pair(&rcgen::PKCS_ED25519);
    let encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nQUJD\n-----END RSA PRIVATE KEY-----\n";
    let found = read(&certificate.replace("MII", "NII"), encrypted);
    assert!(matches!(
        found.problems.as_slice(),
        [
            KeyPairProblem::MalformedLeaf { .. },
            KeyPairProblem::EncryptedKey {
                by: Encryption::Legacy,
                ..
            }
        ]
    ));
    let old = GoRelease::GO_1_24;
    assert_eq!(
        found.problems[1].go_text(old),
        "tls: failed to parse private key"
    );
}

#[test]
fn knows_the_formats_by_content() {
    use super::private_key::KeyFormat;
    // RFC 8410 §10.3, and the P-256 key of RFC 6979 A.2.5 as SEC 1.
    let ed25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let key = read("", ed25519).key.unwrap();
    assert_eq!(key.format, KeyFormat::Pkcs8);
    let PublicKey::Ed25519(public) = key.public_key else {
        panic!("{key:?}")
    };
    assert_eq!(public[..4], [0x19, 0xbf, 0x44, 0x09]);
    let mut sec1 = vec![0x30, 0x31, 2, 1, 1, 4, 32];
    sec1.extend_from_slice(&[
        0xc9, 0xaf, 0xa9, 0xd8, 0x45, 0xba, 0x75, 0x16, 0x6b, 0x5c, 0x21, 0x57, 0x67, 0xb1, 0xd6,
        0x93, 0x4e, 0x50, 0xc3, 0xdb, 0x36, 0xe8, 0x9b, 0x12, 0x7b, 0x8a, 0x62, 0x2b, 0x12, 0x0f,
        0x67, 0x21,
    ]);
    sec1.extend_from_slice(&[0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
    let key = private_key::parse(&Secret::new(sec1), GoRelease::default()).unwrap();
    assert_eq!(key.format, KeyFormat::Sec1);
    let PublicKey::Ecdsa { point, .. } = key.public_key else {
        panic!("{key:?}")
    };
    assert_eq!(point[..5], [4, 0x60, 0xfe, 0xd4, 0xba]);
}

proptest::proptest! {
    #[test]
    fn never_panics(at in 0usize..50, byte: u8, cut in 0usize..50) {
        let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        der.extend_from_slice(&[7; 32]);
        if let Some(place) = der.get_mut(at) {
            *place = byte;
        }
        der.truncate(50 - cut);
        for release in [GoRelease::GO_1_23, GoRelease::GO_1_24, GoRelease::GO_1_27] {
            let _ = private_key::parse(&Secret::new(der.clone()), release);
        }
    }
}
