//! Certificates as an owned model: what Go's `crypto/x509` reads from them, and whether a signature is good.

mod algorithm;
mod certificate;
mod constraint_parse;
mod der;
mod der_time;
mod describe;
mod digest;
mod domain;
mod extension;
mod extension_parse;
mod fingerprint;
mod hex;
mod ip_text;
mod key;
mod key_id;
mod key_parse;
mod name;
mod name_parse;
mod oid;
mod parse;
#[cfg(test)]
mod parse_tests;
mod percent;
mod point;
mod point_p256;
mod pss;
mod quote;
mod release;
mod request;
mod rsa_check;
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
pub use hex::hex;
pub use key::{Curve, KeyKind, PublicKey};
pub use key_id::KeyId;
pub use name::{Attribute, DistinguishedName};
pub use oid::Oid;
pub use parse::ParseError;
pub use quote::go_quote;
pub(crate) use release::Change;
pub use release::GoRelease;
pub use request::CertificateRequest;
pub use signature::{SignatureError, check_signature, check_signature_as};
