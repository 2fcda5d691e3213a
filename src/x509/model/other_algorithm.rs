//! Algorithms of keys and signatures that Go does not know, by the names that OpenSSL gives them.

use std::fmt;

macro_rules! algorithms {
    ($($variant:ident = $oid:literal, $name:literal;)+) => {
        /// An algorithm that Go does not know; or does not with these parameters.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OtherAlgorithm {
            $(#[doc = $name] $variant,)+
            /// One that has no name here; its object identifier stands in the certificate.
            Unnamed,
        }

        impl OtherAlgorithm {
            /// By the content octets of the object identifier.
            pub(in crate::x509) fn of(oid: &[u8]) -> Self {
                $(if oid == $oid { return Self::$variant; })+
                Self::Unnamed
            }

            /// OpenSSL's name; `unknown` for one without.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Unnamed => "unknown",
                }
            }
        }
    };
}

algorithms! {
    X448 = b"\x2b\x65\x6f", "X448";
    Ed448 = b"\x2b\x65\x71", "ED448";
    RsaPss = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "rsassaPss";
    RsaOaep = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07", "rsaesOaep";
    Md2Rsa = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", "md2WithRSAEncryption";
    Sha224Rsa = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "sha224WithRSAEncryption";
    Sha512t224Rsa = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0f", "sha512-224WithRSAEncryption";
    Sha512t256Rsa = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x10", "sha512-256WithRSAEncryption";
    Sha224Ecdsa = b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "ecdsa-with-SHA224";
    Sha3t224Ecdsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x09", "ecdsa_with_SHA3-224";
    Sha3t256Ecdsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0a", "ecdsa_with_SHA3-256";
    Sha3t384Ecdsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0b", "ecdsa_with_SHA3-384";
    Sha3t512Ecdsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0c", "ecdsa_with_SHA3-512";
    Sha3t224Rsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0d", "RSA-SHA3-224";
    Sha3t256Rsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0e", "RSA-SHA3-256";
    Sha3t384Rsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x0f", "RSA-SHA3-384";
    Sha3t512Rsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x10", "RSA-SHA3-512";
    Sha224Dsa = b"\x60\x86\x48\x01\x65\x03\x04\x03\x01", "dsa_with_SHA224";
    MlDsa44 = b"\x60\x86\x48\x01\x65\x03\x04\x03\x11", "ML-DSA-44";
    MlDsa65 = b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", "ML-DSA-65";
    MlDsa87 = b"\x60\x86\x48\x01\x65\x03\x04\x03\x13", "ML-DSA-87";
    SlhDsaSha2t128s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x14", "SLH-DSA-SHA2-128s";
    SlhDsaSha2t128f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x15", "SLH-DSA-SHA2-128f";
    SlhDsaSha2t192s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x16", "SLH-DSA-SHA2-192s";
    SlhDsaSha2t192f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x17", "SLH-DSA-SHA2-192f";
    SlhDsaSha2t256s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x18", "SLH-DSA-SHA2-256s";
    SlhDsaSha2t256f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x19", "SLH-DSA-SHA2-256f";
    SlhDsaShake128s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1a", "SLH-DSA-SHAKE-128s";
    SlhDsaShake128f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1b", "SLH-DSA-SHAKE-128f";
    SlhDsaShake192s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1c", "SLH-DSA-SHAKE-192s";
    SlhDsaShake192f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1d", "SLH-DSA-SHAKE-192f";
    SlhDsaShake256s = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1e", "SLH-DSA-SHAKE-256s";
    SlhDsaShake256f = b"\x60\x86\x48\x01\x65\x03\x04\x03\x1f", "SLH-DSA-SHAKE-256f";
    MlKem512 = b"\x60\x86\x48\x01\x65\x03\x04\x04\x01", "ML-KEM-512";
    MlKem768 = b"\x60\x86\x48\x01\x65\x03\x04\x04\x02", "ML-KEM-768";
    MlKem1024 = b"\x60\x86\x48\x01\x65\x03\x04\x04\x03", "ML-KEM-1024";
    Sm2 = b"\x2a\x81\x1c\xcf\x55\x01\x83\x75", "SM2-with-SM3";
    Dh = b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01", "dhKeyAgreement";
    Gost2012t256 = b"\x2a\x85\x03\x07\x01\x01\x01\x01", "gost2012_256";
    Gost2012t512 = b"\x2a\x85\x03\x07\x01\x01\x01\x02", "gost2012_512";
}

impl fmt::Display for OtherAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_openssl_s_names() {
        assert_eq!(OtherAlgorithm::of(b"\x2b\x65\x71").to_string(), "ED448");
        assert_eq!(OtherAlgorithm::of(b"\x2a\x03"), OtherAlgorithm::Unnamed);
        assert_eq!(OtherAlgorithm::Unnamed.name(), "unknown");
    }
}
