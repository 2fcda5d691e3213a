//! Certificates as an owned model: what Go's `crypto/x509` reads from them, and whether a signature is good.

mod certificate;
mod der;
mod extension;
mod fingerprint;
mod key;
mod key_id;
mod name;
mod oid;
mod parse;
mod signature;

pub use certificate::{Certificate, CertificateRef};
pub use extension::{
    BasicConstraints, ExtendedKeyUsage, Extension, IpNetwork, KeyPurpose, KeyUsage,
    NameConstraints, PolicyExtensions, SubjectAltName, Subtrees, Uri,
};
pub use fingerprint::Fingerprint;
pub use key::{Curve, PublicKey};
pub use key_id::KeyId;
pub use name::{Attribute, DistinguishedName};
pub use oid::Oid;
pub use parse::ParseError;
pub use signature::{SignatureAlgorithm, SignatureError, check_signature};
