//! Stores as OpenSSL writes them, and one that is made to cost hours.

use super::*;
use crate::decode::keystore::Format;
use crate::decode::keystore::Opener;

const WEB: &[u8] = include_bytes!("../../../../fixtures/keystores/web.p12");
const LEGACY: &[u8] = include_bytes!("../../../../fixtures/keystores/legacy.p12");
const NO_MAC: &[u8] = include_bytes!("../../../../fixtures/keystores/nomac.p12");
const MANY: &[u8] = include_bytes!("../../../../fixtures/keystores/iterations.p12");

fn look(bytes: &[u8], passwords: &[Secret]) -> Opened {
    Opener::new(passwords).open(Format::Pkcs12, bytes)
}

fn password(text: &str) -> Vec<Secret> {
    vec![Secret::new(text.as_bytes().to_vec())]
}

#[test]
fn iterations_are_paid_for_before_any_key_is_derived() {
    let opened = look(MANY, &password("geheim"));
    assert!(matches!(
        opened.problems.as_slice(),
        [KeyStoreProblem::TooCostly(text)] if text.contains("1,000,000")
    ));
}

#[test]
fn opens_what_openssl_writes() {
    for store in [WEB, LEGACY, NO_MAC] {
        let opened = look(store, &password("geheim"));
        assert_eq!(opened.problems, []);
        let [one] = opened.certificates.as_slice() else {
            panic!("one certificate")
        };
        assert_eq!((one.alias.as_deref(), one.number), (Some("web"), 1));
        if store == NO_MAC {
            // Without a MAC OpenSSL leaves certificates plain.
            assert_eq!(look(store, &[]).certificates.len(), 1);
            continue;
        }
        let opened = look(store, &password("falsch"));
        assert_eq!(opened.problems, [KeyStoreProblem::WrongPassword]);
        let opened = look(store, &[]);
        assert_eq!(opened.problems, [KeyStoreProblem::PasswordNeeded]);
    }
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).unwrap();
    let mut bytes = vec![tag];
    match length {
        0..0x80 => bytes.push(u8::try_from(length).unwrap()),
        _ => {
            let digits = length.to_be_bytes();
            let digits = &digits[length.leading_zeros() as usize / 8..];
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap());
            bytes.extend(digits);
        }
    }
    bytes.extend(content);
    bytes
}

const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

/// A store without a MAC of these parts, each a ContentInfo.
fn store(parts: &[&[u8]]) -> Vec<u8> {
    let safe = element(0x30, parts);
    let content = element(0xa0, &[&element(0x04, &[&safe])]);
    element(0x30, &[b"\x02\x01\x03", &element(0x30, &[DATA, &content])])
}

fn plain(bags: &[u8]) -> Vec<u8> {
    element(0x30, &[DATA, &element(0xa0, &[&element(0x04, &[bags])])])
}

/// pbeWithSHAAnd3-KeyTripleDES-CBC with that many iterations.
fn algorithm(iterations: [u8; 3]) -> Vec<u8> {
    let oid = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03";
    let count = element(0x02, &[&iterations]);
    element(0x30, &[oid, &element(0x30, &[b"\x04\x01s", &count])])
}

fn encrypted(iterations: [u8; 3], data: &[u8]) -> Vec<u8> {
    let info = element(
        0x30,
        &[DATA, &algorithm(iterations), &element(0x80, &[data])],
    );
    let data = element(0x30, &[b"\x02\x01\x00", &info]);
    let oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
    element(0x30, &[oid, &element(0xa0, &[&data])])
}

/// A shrouded key bag, whose own key would take 900,000 iterations to derive.
fn key_bag() -> Vec<u8> {
    let oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
    let data = element(0x04, &[&[7; 16]]);
    let key = element(0x30, &[&algorithm([0x0d, 0xbb, 0xa0]), &data]);
    element(0x30, &[oid, &element(0xa0, &[&key])])
}

/// `depth` bags within each other around these.
fn nested(bags: &[u8], depth: usize) -> Vec<u8> {
    let oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06";
    (0..depth).fold(bags.to_vec(), |bags, _| {
        let inside = element(0xa0, &[&element(0x30, &[&bags])]);
        element(0x30, &[oid, &inside])
    })
}

/// Encrypted with the empty password, as RFC 7292 has it.
fn encrypt(plain: &[u8], iterations: u64) -> Vec<u8> {
    use super::derive::{Digest, Input, PURPOSE_IV, PURPOSE_KEY, derive};
    use cbc::cipher::block_padding::Pkcs7;
    use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
    let input = Input {
        password: &Password::empty(),
        salt: b"s",
        iterations,
    };
    let key = derive(Digest::Sha1, PURPOSE_KEY, &input, 24);
    let iv = derive(Digest::Sha1, PURPOSE_IV, &input, 8);
    cbc::Encryptor::<des::TdesEde3>::new_from_slices(key.expose(), iv.expose())
        .unwrap()
        .encrypt_padded_vec::<Pkcs7>(plain)
}

/// Key bags hide their cost within an encrypted part, which opens with the password that is tried first.
#[test]
fn key_bags_cost_nothing_wherever_they_stand() {
    let certificate = {
        let x509 = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
        let der = element(0xa0, &[&element(0x04, &[b"certificate"])]);
        let oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
        let bag = element(0xa0, &[&element(0x30, &[x509, &der])]);
        element(0x30, &[oid, &bag])
    };
    let keys = key_bag().repeat(15_000);
    let bags = element(0x30, &[&nested(&keys, 1), &nested(&certificate, 8)]);
    let hidden = encrypted([0, 0, 9], &encrypt(&bags, 9));
    let store = store(&[&plain(&bags), &hidden]);
    let opened = look(&store, &[]);
    assert_eq!(opened.problems, []);
    let found: Vec<_> = opened.certificates.iter().map(|one| one.number).collect();
    assert_eq!(found, [1, 2]);
}

#[test]
fn many_parts_share_one_limit() {
    let part = encrypted([0x0d, 0xbb, 0xa0], &encrypt(b"\x30\x00", 900_000));
    let parts: Vec<_> = std::iter::repeat_n(part.as_slice(), 5).collect();
    let opened = look(&store(&parts), &[]);
    assert!(matches!(
        opened.problems.as_slice(),
        [KeyStoreProblem::TooCostly(text)] if text.contains("4,000,000")
    ));
    let none = encrypted([0, 0, 0], &[7; 16]);
    let opened = look(&store(&[&none]), &[]);
    assert!(matches!(
        opened.problems.as_slice(),
        [KeyStoreProblem::TooCostly(_)]
    ));
}

#[test]
fn bags_are_not_followed_without_end() {
    let store = store(&[&plain(&element(0x30, &[&nested(&key_bag(), 2000)]))]);
    let opened = look(&store, &[]);
    assert_eq!((opened.problems.len(), opened.certificates.len()), (0, 0));
}

proptest::proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>, at in 0usize..2000, byte: u8) {
        look(&bytes, &password("geheim"));
        let mut store = NO_MAC.to_vec();
        if let Some(place) = store.get_mut(at) {
            *place = byte;
        }
        look(&store, &password("geheim"));
    }
}
