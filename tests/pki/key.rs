//! Key pairs: generated anew each time, since they are for tests.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use aws_lc_rs::digest;
use rcgen::{KeyPair, PublicKeyData, RsaKeySize, SigningKey};
use x509_parser::prelude::FromDer;

use super::{der, pem};

/// What stands above every private key here: in PEM, text outside the blocks is a comment.
pub(crate) const TEST_KEY: &str =
    "This is a test key. It is published with its project and protects nothing.\n";

/// A key pair that can sign. Clones are the same key.
#[derive(Clone, Debug)]
pub(crate) struct Key(Arc<Pair>);

#[derive(Debug)]
enum Pair {
    Rcgen(KeyPair),
    /// What rcgen does not make, in PEM; if it is RSA, `openssl` signs with it.
    Openssl(String),
    /// Nobody has the private half: what is certified alone needs none.
    Public(Vec<u8>),
}

/// How a certificate is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    /// As usual for the key.
    Usual,
    /// SHA-1 with an RSA key, by `openssl`.
    Sha1,
    /// SHA-224 with an RSA key, by `openssl`.
    Sha224,
}

impl Key {
    pub(crate) fn rsa() -> Self {
        Self::rsa_of(RsaKeySize::_2048)
    }

    pub(crate) fn rsa_of(size: RsaKeySize) -> Self {
        let pair = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size);
        Self(Arc::new(Pair::Rcgen(pair.unwrap())))
    }

    pub(crate) fn p256() -> Self {
        Self::generate(&rcgen::PKCS_ECDSA_P256_SHA256)
    }

    pub(crate) fn p384() -> Self {
        Self::generate(&rcgen::PKCS_ECDSA_P384_SHA384)
    }

    pub(crate) fn ed25519() -> Self {
        Self::generate(&rcgen::PKCS_ED25519)
    }

    /// RSA of any size, by `openssl`.
    pub(crate) fn rsa_of_bits(bits: u32) -> Self {
        let pem = openssl(&["genrsa", "-traditional", bits.to_string().as_str()], b"");
        Self(Arc::new(Pair::Openssl(String::from_utf8(pem).unwrap())))
    }

    /// A curve that TLS 1.3 has dropped, by `openssl`; it signs nothing here.
    pub(crate) fn p224() -> Self {
        let pem = openssl(&["ecparam", "-name", "secp224r1", "-genkey", "-noout"], b"");
        Self(Arc::new(Pair::Openssl(String::from_utf8(pem).unwrap())))
    }

    /// The key of a file that [`Key::file`] wrote, other than RSA, behind certificates if there are any.
    pub(crate) fn read(file: &str) -> Self {
        let begin = file.find("-----BEGIN PRIVATE KEY").unwrap();
        Self(Arc::new(Pair::Rcgen(
            KeyPair::from_pem(&file[begin..]).unwrap(),
        )))
    }

    /// RSA 2048 without a private half, which takes no search for primes. It can be certified and sign nothing.
    pub(crate) fn rsa_public() -> Self {
        let mut modulus = [0; 256];
        aws_lc_rs::rand::fill(&mut modulus).unwrap();
        modulus[0] |= 0x80;
        modulus[255] |= 1;
        let numbers = der::sequence(&[der::unsigned(&modulus), der::unsigned(&[1, 0, 1])]);
        let algorithm = der::sequence(&[der::oid(&[1, 2, 840, 113549, 1, 1, 1]), der::null()]);
        let info = der::sequence(&[algorithm, der::bits(&numbers)]);
        Self(Arc::new(Pair::Public(info)))
    }

    fn generate(algorithm: &'static rcgen::SignatureAlgorithm) -> Self {
        let pair = KeyPair::generate_for(algorithm).unwrap();
        Self(Arc::new(Pair::Rcgen(pair)))
    }

    /// SubjectPublicKeyInfo in DER.
    pub(crate) fn public(&self) -> Vec<u8> {
        match &*self.0 {
            Pair::Rcgen(pair) => pair.subject_public_key_info(),
            Pair::Openssl(pem) => openssl(&["pkey", "-pubout", "-outform", "DER"], pem.as_bytes()),
            Pair::Public(info) => info.clone(),
        }
    }

    /// The SHA-1 of the public key's bits: the usual subject key identifier.
    pub(crate) fn id(&self) -> Vec<u8> {
        let public = self.public();
        let (_, info) = x509_parser::x509::SubjectPublicKeyInfo::from_der(&public).unwrap();
        let bits = info.subject_public_key.data;
        digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bits)
            .as_ref()
            .to_vec()
    }

    /// The AlgorithmIdentifier and the signature.
    pub(crate) fn sign(&self, message: &[u8], digest: Digest) -> (Vec<u8>, Vec<u8>) {
        let algorithm = self.signature_algorithm(digest);
        let signature = match (&*self.0, digest) {
            (Pair::Rcgen(pair), Digest::Usual) => pair.sign(message).unwrap(),
            (_, Digest::Usual) => self.sign_with_openssl("-sha256", message),
            (_, Digest::Sha1) => self.sign_with_openssl("-sha1", message),
            (_, Digest::Sha224) => self.sign_with_openssl("-sha224", message),
        };
        (algorithm, signature)
    }

    /// The AlgorithmIdentifier of this key's signatures.
    pub(crate) fn signature_algorithm(&self, digest: Digest) -> Vec<u8> {
        let rsa = |last| der::sequence(&[der::oid(&[1, 2, 840, 113549, 1, 1, last]), der::null()]);
        let ecdsa = |last| der::sequence(&[der::oid(&[1, 2, 840, 10045, 4, 3, last])]);
        match (&*self.0, digest) {
            (_, Digest::Sha1) => rsa(5),
            (_, Digest::Sha224) => rsa(14),
            (Pair::Openssl(_) | Pair::Public(_), Digest::Usual) => rsa(11),
            (Pair::Rcgen(pair), Digest::Usual) => {
                let algorithm = pair.algorithm();
                if *algorithm == rcgen::PKCS_ECDSA_P256_SHA256 {
                    ecdsa(2)
                } else if *algorithm == rcgen::PKCS_ECDSA_P384_SHA384 {
                    ecdsa(3)
                } else if *algorithm == rcgen::PKCS_ED25519 {
                    der::sequence(&[der::oid(&[1, 3, 101, 112])])
                } else {
                    rsa(11)
                }
            }
        }
    }

    /// The private key in PEM: PKCS#1 for RSA, as Kubernetes writes it, PKCS#8 for the others.
    pub(crate) fn pem(&self) -> String {
        match &*self.0 {
            Pair::Openssl(pem) => pem.clone(),
            Pair::Public(_) => panic!("there is no private half"),
            Pair::Rcgen(pair) if *pair.algorithm() == rcgen::PKCS_RSA_SHA256 => {
                // Version, algorithm and the header of the octet string around a 2048-bit key.
                const PKCS8_HEADER: usize = 26;
                pem("RSA PRIVATE KEY", &pair.serialized_der()[PKCS8_HEADER..])
            }
            Pair::Rcgen(pair) => pem("PRIVATE KEY", pair.serialized_der()),
        }
    }

    /// The private key in PEM, under the words that it is a test key.
    pub(crate) fn file(&self) -> String {
        format!("{TEST_KEY}{}", self.pem())
    }

    fn sign_with_openssl(&self, digest: &str, message: &[u8]) -> Vec<u8> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), self.pem()).unwrap();
        let path = file.path().to_str().unwrap();
        openssl(&["dgst", digest, "-sign", path], message)
    }
}

/// The key under a passphrase, by `openssl`.
pub(crate) fn encrypted(key: &Key) -> String {
    let arguments = [
        "pkcs8",
        "-topk8",
        "-v2",
        "aes-256-cbc",
        "-passout",
        "pass:test",
    ];
    String::from_utf8(openssl(&arguments, key.pem().as_bytes())).unwrap()
}

/// What `openssl` writes for this input. Few fixtures need it: weak keys and digests.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl must be installed to make weak keys and SHA-1 signatures");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}
