//! Keys and signatures that Go does not know, as precisely as their bytes tell.

use crate::golang::der::{Reader, tag, to_int64};
use crate::x509::{Certificate, Oid, OtherAlgorithm, PublicKey, SignatureAlgorithm};

/// Names of curves: those that Go knows as it calls them, all others as OpenSSL does.
const CURVES: [(&[u8], &str); 22] = [
    (b"\x2b\x81\x04\x00\x21", "P-224"),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", "P-256"),
    (b"\x2b\x81\x04\x00\x22", "P-384"),
    (b"\x2b\x81\x04\x00\x23", "P-521"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x03", "brainpoolP192r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x05", "brainpoolP224r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", "brainpoolP256r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x08", "brainpoolP256t1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x09", "brainpoolP320r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", "brainpoolP384r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0c", "brainpoolP384t1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", "brainpoolP512r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0e", "brainpoolP512t1"),
    (b"\x2b\x81\x04\x00\x0a", "secp256k1"),
    (b"\x2b\x81\x04\x00\x1f", "secp192k1"),
    (b"\x2b\x81\x04\x00\x20", "secp224k1"),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x01", "prime192v1"),
    (b"\x2b\x81\x04\x00\x10", "sect283k1"),
    (b"\x2b\x81\x04\x00\x11", "sect283r1"),
    (b"\x2b\x81\x04\x00\x24", "sect409k1"),
    (b"\x2b\x81\x04\x00\x27", "sect571r1"),
    (b"\x2a\x81\x1c\xcf\x55\x01\x82\x2d", "SM2"),
];

/// ecPublicKey (RFC 5480 §2.1.1).
const EC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

impl Certificate {
    /// The key's algorithm and size: `RSA 2048`, `ED448`, or the object identifier of one that has no name here.
    pub fn key_words(&self) -> String {
        match self.public_key {
            PublicKey::Unknown(OtherAlgorithm::Unnamed) => {
                key_words(self.spki_bytes()).unwrap_or_else(|| self.public_key.algorithm())
            }
            _ => self.public_key.algorithm(),
        }
    }

    /// The signature's algorithm by OpenSSL's name or its object identifier; of RSASSA-PSS, what Go does not take of it.
    pub fn signature_words(&self) -> String {
        let algorithm = self.signature_algorithm;
        let identifier = || {
            let mut outer = Reader::new(&self.der).content_of(tag::SEQUENCE)?;
            outer.element_of(tag::SEQUENCE)?;
            outer.content_of(tag::SEQUENCE)
        };
        let words = match algorithm {
            SignatureAlgorithm::Unknown(OtherAlgorithm::RsaPss) => identifier().and_then(pss_words),
            SignatureAlgorithm::Unknown(OtherAlgorithm::Unnamed) => identifier()
                .and_then(|mut identifier| identifier.content_of(tag::OID))
                .map(|oid| Oid::new(oid.bytes()).to_string()),
            _ => None,
        };
        words.unwrap_or_else(|| algorithm.openssl_name().to_owned())
    }
}

/// The algorithm of a SubjectPublicKeyInfo that Go does not know or refuses: its name, its curve, or its identifier.
pub(super) fn key_words(spki: &[u8]) -> Option<String> {
    let mut info = Reader::new(spki).content_of(tag::SEQUENCE)?;
    let mut algorithm = info.content_of(tag::SEQUENCE)?;
    let oid = algorithm.content_of(tag::OID)?.bytes();
    if oid == EC_KEY {
        if algorithm.next_is(tag::SEQUENCE) {
            return Some("ECDSA with explicit parameters".to_owned());
        }
        let curve = algorithm.content_of(tag::OID)?.bytes();
        let known = CURVES.iter().find(|(known, _)| *known == curve);
        let name = known.map_or_else(
            || Oid::new(curve).to_string(),
            |(_, name)| (*name).to_owned(),
        );
        return Some(format!("ECDSA {name}"));
    }
    match oid {
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" => return Some("RSA".to_owned()),
        b"\x2b\x65\x6e" => return Some("X25519".to_owned()),
        b"\x2b\x65\x70" => return Some("Ed25519".to_owned()),
        b"\x2a\x86\x48\xce\x38\x04\x01" => return Some("DSA".to_owned()),
        _ => {}
    }
    Some(match OtherAlgorithm::of(oid) {
        OtherAlgorithm::Unnamed => Oid::new(oid).to_string(),
        known => known.name().to_owned(),
    })
}

/// Hash, hash of the mask and salt (RFC 8017 appendix A.2.3, whose defaults are SHA-1 and 20).
fn pss_words(mut identifier: Reader<'_>) -> Option<String> {
    identifier.content_of(tag::OID)?;
    let mut fields = identifier.content_of(tag::SEQUENCE)?;
    let (mut hash, mut mask, mut salt) = ("SHA1", "SHA1", 20);
    if fields.next_is(tag::constructed(0)) {
        let mut own = fields.content_of(tag::constructed(0))?;
        hash = hash_name(own.content_of(tag::SEQUENCE)?)?;
    }
    if fields.next_is(tag::constructed(1)) {
        let mut own = fields
            .content_of(tag::constructed(1))?
            .content_of(tag::SEQUENCE)?;
        own.content_of(tag::OID)?;
        mask = hash_name(own.content_of(tag::SEQUENCE)?)?;
    }
    if fields.next_is(tag::constructed(2)) {
        let mut own = fields.content_of(tag::constructed(2))?;
        salt = to_int64(own.content_of(tag::INTEGER)?.bytes())?;
    }
    Some(format!(
        "rsassaPss (hash {hash}, MGF1 hash {mask}, salt {salt}; Go takes one hash of SHA-256, 384 or 512 and a salt of its length)"
    ))
}

fn hash_name(mut identifier: Reader<'_>) -> Option<&'static str> {
    let oid = identifier.content_of(tag::OID)?.bytes();
    Some(match oid {
        b"\x2b\x0e\x03\x02\x1a" => "SHA1",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last] => match last {
            1 => "SHA256",
            2 => "SHA384",
            3 => "SHA512",
            4 => "SHA224",
            5 => "SHA512-224",
            6 => "SHA512-256",
            7..=10 => "SHA3",
            _ => "unknown",
        },
        _ => "unknown",
    })
}
