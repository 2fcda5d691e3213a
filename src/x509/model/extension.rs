//! Extensions of RFC 5280 §4.2 as values.

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

use crate::x509::Oid;

/// One extension as encoded.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its identity.
    pub oid: Oid,
    /// Whether a verifier that does not know it must refuse the certificate.
    pub critical: bool,
    /// The content of its OCTET STRING, a range of the certificate's DER.
    pub value: Range<usize>,
}

/// RFC 5280 §4.2.1.9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many CA certificates may stand below it.
    pub path_len: Option<u64>,
}

/// RFC 5280 §4.2.1.3; bit 0 is digitalSignature, bit 8 decipherOnly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Names of the bits, in order.
    pub const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// The names of the bits that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| *name)
    }

    /// May sign certificates.
    pub const fn key_cert_sign(self) -> bool {
        self.0 & (1 << 5) != 0
    }
}

/// One purpose of RFC 5280 §4.2.1.12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// anyExtendedKeyUsage.
    Any,
    /// id-kp-serverAuth.
    ServerAuth,
    /// id-kp-clientAuth.
    ClientAuth,
    /// Any other, known to Go or not.
    Other(Oid),
}

/// `serverAuth`; in dotted decimal where it has no name.
impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("anyExtendedKeyUsage"),
            Self::ServerAuth => f.write_str("serverAuth"),
            Self::ClientAuth => f.write_str("clientAuth"),
            Self::Other(oid) => match oid.name() {
                Some(name) => f.write_str(name),
                None => fmt::Display::fmt(oid, f),
            },
        }
    }
}

/// RFC 5280 §4.2.1.12, in the certificate's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtendedKeyUsage(pub Vec<KeyPurpose>);

/// RFC 5280 §4.2.1.6: names by type, each in the certificate's order.
#[derive(Clone, Debug, Default)]
pub struct SubjectAltName {
    /// The extension's value, a range of the certificate's DER.
    pub value: Range<usize>,
    /// dNSName, ASCII.
    pub dns: Vec<String>,
    /// rfc822Name, ASCII.
    pub email: Vec<String>,
    /// iPAddress.
    pub ip: Vec<IpAddr>,
    /// uniformResourceIdentifier.
    pub uri: Vec<Uri>,
    /// How many names of other types there are.
    pub others: usize,
}

/// A URI as Go's `net/url` understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// What `url.URL.String()` prints.
    pub text: String,
    /// `url.URL.Host`: host and port, as written.
    pub host: String,
}

/// An address range of a name constraint; host bits as encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpNetwork {
    /// The address part.
    pub address: IpAddr,
    /// Leading one bits of the mask.
    pub prefix: u8,
}

/// Permitted or excluded subtrees of RFC 5280 §4.2.1.10, by type.
#[derive(Clone, Debug, Default)]
pub struct Subtrees {
    /// Of dNSName.
    pub dns: Vec<String>,
    /// Of iPAddress.
    pub ip: Vec<IpNetwork>,
    /// Of rfc822Name.
    pub email: Vec<String>,
    /// Of uniformResourceIdentifier.
    pub uri: Vec<String>,
}

/// RFC 5280 §4.2.1.10.
#[derive(Clone, Debug, Default)]
pub struct NameConstraints {
    /// What names below may be.
    pub permitted: Subtrees,
    /// What names below may not be.
    pub excluded: Subtrees,
}

/// The policy extensions: RFC 5280 §4.2.1.4, .5, .11, .14.
#[derive(Clone, Debug, Default)]
pub struct PolicyExtensions {
    /// certificatePolicies.
    pub policies: Vec<Oid>,
    /// policyMappings: issuer's policy, subject's policy.
    pub mappings: Vec<(Oid, Oid)>,
    /// requireExplicitPolicy.
    pub require_explicit: Option<u64>,
    /// inhibitPolicyMapping.
    pub inhibit_mapping: Option<u64>,
    /// inhibitAnyPolicy.
    pub inhibit_any: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_have_names() {
        let other = |last| KeyPurpose::Other(Oid::new(&[0x2b, 6, 1, 5, 5, 7, 3, last]));
        assert_eq!(KeyPurpose::ServerAuth.to_string(), "serverAuth");
        assert_eq!(other(3).to_string(), "codeSigning");
        assert_eq!(other(99).to_string(), "1.3.6.1.5.5.7.3.99");
    }

    #[test]
    fn usages_have_names() {
        let names: Vec<_> = KeyUsage(0b10_0001).names().collect();
        assert_eq!(names, ["digitalSignature", "keyCertSign"]);
        assert!(KeyUsage(1 << 5).key_cert_sign());
    }
}
