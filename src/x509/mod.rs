//! Certificates as an owned model: what Go's `crypto/x509` reads from them, and whether a signature is good.

mod algorithm;
mod certificate;
mod constraint_parse;
mod der_time;
mod describe;
mod digest;
mod domain;
mod extension;
mod extension_parse;
mod fingerprint;
mod key;
mod key_id;
mod key_parse;
mod name;
mod name_parse;
mod oid;
mod parse;
#[cfg(test)]
mod parse_tests;
mod point;
mod point_p256;
mod pss;
mod request;
mod rsa_check;
mod rules;
mod san_parse;
mod signature;
mod uri;

pub use algorithm::{SignatureAlgorithm, SignatureHash};
pub use certificate::{Certificate, CertificateRef, display_name, serial_decimal};
pub use describe::ExtensionText;
pub use extension::{
    BasicConstraints, ExtendedKeyUsage, Extension, IpNetwork, KeyPurpose, KeyUsage,
    NameConstraints, PolicyExtensions, SubjectAltName, Subtrees, Uri,
};
pub use fingerprint::Fingerprint;
pub use key::{Curve, KeyKind, PublicKey};
pub use key_id::KeyId;
pub use name::{Attribute, DistinguishedName};
pub use oid::Oid;
pub use parse::ParseError;
// Until the handshake names the layer itself.
pub use crate::golang::GoRelease;
pub use crate::golang::go_quote;
pub use request::CertificateRequest;
pub use signature::{SignatureError, check_signature, check_signature_as};
