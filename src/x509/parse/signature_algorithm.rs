//! Reading the AlgorithmIdentifier of a signature (x509.go `getSignatureAlgorithmFromAI`).

use super::key::ml_dsa_level;
use super::pss_parameters;
use super::rules::ParseRules;
use crate::golang::der::Reader;
use crate::x509::{OtherAlgorithm, SignatureAlgorithm, SignatureHash};

/// From the content of an AlgorithmIdentifier: its OID, and its parameters as encoded, possibly none.
pub(in crate::x509) fn from_identifier(
    oid: &[u8],
    parameters: &[u8],
    rules: ParseRules,
) -> SignatureAlgorithm {
    use SignatureHash::{Md5, Sha1, Sha256, Sha384, Sha512};
    let unknown = SignatureAlgorithm::Unknown(OtherAlgorithm::of(oid));
    match oid {
        // pkcs-1, RFC 8017 appendix C.
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, kind] => match kind {
            4 => SignatureAlgorithm::Rsa(Md5),
            5 => SignatureAlgorithm::Rsa(Sha1),
            10 => pss_parameters::hash(Reader::new(parameters))
                .map_or(unknown, SignatureAlgorithm::RsaPss),
            11 => SignatureAlgorithm::Rsa(Sha256),
            12 => SignatureAlgorithm::Rsa(Sha384),
            13 => SignatureAlgorithm::Rsa(Sha512),
            _ => unknown,
        },
        // What Microsoft's makecert wrote for SHA-1 with RSA.
        [0x2b, 14, 3, 2, 29] => SignatureAlgorithm::Rsa(Sha1),
        // RFC 3279 §2.2.2, RFC 5758 §3.1.
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => SignatureAlgorithm::Dsa(Sha1),
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2] => SignatureAlgorithm::Dsa(Sha256),
        // RFC 3279 §2.2.3, RFC 5758 §3.2.
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => SignatureAlgorithm::Ecdsa(Sha1),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2] => SignatureAlgorithm::Ecdsa(Sha256),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3] => SignatureAlgorithm::Ecdsa(Sha384),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4] => SignatureAlgorithm::Ecdsa(Sha512),
        // RFC 8410 §3 and RFC 9881 §2: parameters must be absent.
        [0x2b, 0x65, 0x70] if parameters.is_empty() => SignatureAlgorithm::Ed25519,
        _ => match ml_dsa_level(oid) {
            Some(level) if rules.ml_dsa && parameters.is_empty() => {
                SignatureAlgorithm::MlDsa(level)
            }
            _ => unknown,
        },
    }
}
