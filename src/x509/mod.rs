//! Certificates as an owned model: what Go's `crypto/x509` reads from them, and whether a signature is good.
//!
//! `model` is what a certificate says; `crypto` checks keys and signatures; `parse` makes the one by the help of the
//! other; `words` is text. Each uses only what stands before it.

mod crypto;
mod model;
mod parse;
mod words;

pub use crypto::error::{MlDsaFault, RsaKeyFault, SignatureError, SignatureScheme};
pub use crypto::signature::{check_signature, check_signature_as};
pub use model::algorithm::{SignatureAlgorithm, SignatureHash};
pub use model::authority_key_id::IssuerAndSerial;
pub use model::certificate::{Certificate, CertificateRef, hint_name, serial_decimal, serial_hex};
pub use model::directory_constraint::DirectoryConstraints;
pub use model::extension::{
    BasicConstraints, ExtendedKeyUsage, Extension, IpNetwork, KeyPurpose, KeyUsage,
    NameConstraints, PolicyExtensions, SubjectAltName, Subtrees, Uri,
};
pub use model::fingerprint::Fingerprint;
pub use model::key::{Curve, KeyKind, PublicKey};
pub use model::key_id::KeyId;
pub use model::name::DistinguishedName;
pub use model::name_attribute::Attribute;
pub use model::name_canonical::CanonicalName;
pub use model::oid::Oid;
pub use model::other_algorithm::OtherAlgorithm;
pub use model::role::CertificateRole;
pub use parse::error::ParseError;
pub use parse::request::CertificateRequest;
pub use words::distinguished_name::NamedAttributes;
pub use words::extension::ExtensionText;
pub use words::outline::Outline;
