//! Object identifiers.

use std::borrow::Cow;
use std::fmt;

/// An object identifier, kept as its DER content octets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(pub Cow<'static, [u8]>);

/// 2.5.4 and 2.5.29, under which nearly all attributes and extensions stand: those take no memory of their own.
static ATTRIBUTES: [[u8; 3]; 128] = children([0x55, 0x04]);
static EXTENSIONS: [[u8; 3]; 128] = children([0x55, 0x1d]);

const fn children([one, two]: [u8; 2]) -> [[u8; 3]; 128] {
    let mut all = [[one, two, 0]; 128];
    let mut rest: &mut [[u8; 3]] = &mut all;
    let mut arc = 0;
    while let [[_, _, last], more @ ..] = rest {
        *last = arc;
        arc += 1;
        rest = more;
    }
    all
}

impl Oid {
    /// From content octets that are known to be an OID.
    pub fn new(content: &[u8]) -> Self {
        let known = match content {
            [0x55, 0x04, arc] => ATTRIBUTES.get(usize::from(*arc)),
            [0x55, 0x1d, arc] => EXTENSIONS.get(usize::from(*arc)),
            _ => None,
        };
        Self(known.map_or_else(|| content.to_vec().into(), |known| known.into()))
    }

    /// Dotted decimal, whole: for the texts of Go, whose OIDs have arcs of at most 31 bits.
    pub(in crate::x509) fn dotted(&self) -> String {
        let mut out = String::with_capacity(3 * self.0.len());
        // Writing to a string does not fail.
        let _ = self.write(&mut out, usize::MAX);
        out
    }

    fn write(&self, out: &mut impl fmt::Write, limit: usize) -> fmt::Result {
        let mut arcs = 0;
        let mut value: u128 = 0;
        for byte in &*self.0 {
            value = value.saturating_mul(128) | u128::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                continue;
            }
            if arcs == 0 {
                let first = (value / 40).min(2);
                write!(out, "{first}.{}", value - first * 40)?;
            } else {
                write!(out, ".{value}")?;
            }
            arcs += 1;
            value = 0;
            if arcs == limit {
                return out.write_str("…");
            }
        }
        Ok(())
    }

    /// The name that RFC 5280 and its kin give it: extensions, purposes, attributes, algorithms.
    pub fn name(&self) -> Option<&'static str> {
        if self.0.len() > 12 {
            return None;
        }
        let dotted = self.dotted();
        NAMES
            .iter()
            .find(|(oid, _)| *oid == dotted)
            .map(|(_, name)| *name)
    }
}

/// Dotted decimal; an OID of more than 64 arcs is cut there (CVE-2023-2650: quadratic text).
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 64)
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// RFC 5280 and appendix A, RFC 4519, RFC 3279, RFC 5480, RFC 8410, RFC 9881, and what Kubernetes PKIs meet.
const NAMES: &[(&str, &str)] = &[
    // Extensions.
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.16", "privateKeyUsagePeriod"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.32.0", "anyPolicy"),
    ("2.5.29.33", "policyMappings"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.36", "policyConstraints"),
    ("2.5.29.37", "extKeyUsage"),
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("2.5.29.46", "freshestCRL"),
    ("2.5.29.54", "inhibitAnyPolicy"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.5.5.7.1.3", "qcStatements"),
    ("1.3.6.1.5.5.7.1.11", "subjectInfoAccess"),
    ("1.3.6.1.5.5.7.1.24", "tlsFeature"),
    ("1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList"),
    ("1.3.6.1.4.1.11129.2.4.3", "ctPoison"),
    ("2.16.840.1.113730.1.1", "netscapeCertType"),
    ("2.16.840.1.113730.1.13", "netscapeComment"),
    ("1.3.6.1.4.1.311.20.2", "enrollCerttypeExtension"),
    ("1.3.6.1.4.1.311.21.1", "cAVersion"),
    ("1.3.6.1.4.1.311.21.7", "certificateTemplate"),
    // Purposes.
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.5", "ipsecEndSystem"),
    ("1.3.6.1.5.5.7.3.6", "ipsecTunnel"),
    ("1.3.6.1.5.5.7.3.7", "ipsecUser"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("1.3.6.1.4.1.311.10.3.3", "msSGC"),
    ("1.3.6.1.4.1.311.2.1.22", "msCodeCom"),
    ("1.3.6.1.4.1.311.20.2.2", "msSmartcardLogin"),
    ("1.3.6.1.4.1.311.61.1.1", "msKernelCode"),
    ("2.16.840.1.113730.4.1", "nsSGC"),
    // Attributes of names.
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.17", "POSTALCODE"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.3.6.1.4.1.57683.2", "kubernetesUID"),
    // Keys and signatures.
    ("1.2.840.113549.1.1.1", "rsaEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.10", "rsassaPss"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.10040.4.1", "dsaEncryption"),
    ("1.2.840.10040.4.3", "dsaWithSHA1"),
    ("2.16.840.1.101.3.4.3.2", "dsa_with_SHA256"),
    ("1.2.840.10045.2.1", "id-ecPublicKey"),
    ("1.2.840.10045.3.1.7", "prime256v1"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.132.0.33", "secp224r1"),
    ("1.3.132.0.34", "secp384r1"),
    ("1.3.132.0.35", "secp521r1"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.112", "ED25519"),
    ("1.3.101.113", "ED448"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_dotted_decimal() {
        assert_eq!(Oid::new(&[0x55, 0x1d, 0x11]).to_string(), "2.5.29.17");
        assert_eq!(
            Oid::new(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).to_string(),
            "1.2.840.113549"
        );
        assert_eq!(Oid::new(&[0x88, 0x37]).to_string(), "2.999");
        assert!(Oid::new(&[0x2a; 5000]).to_string().ends_with('…'));
    }

    #[test]
    fn knows_names() {
        assert_eq!(Oid::new(&[0x55, 0x1d, 0x11]).name(), Some("subjectAltName"));
        assert_eq!(Oid::new(&[0x55, 0x04, 0x03]).name(), Some("CN"));
        assert_eq!(Oid::new(&[0x2a; 500]).name(), None);
    }
}
