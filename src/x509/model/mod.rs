//! What a certificate says, as data.

pub(in crate::x509) mod algorithm;
pub(in crate::x509) mod authority_key_id;
pub(in crate::x509) mod certificate;
pub(in crate::x509) mod directory_constraint;
pub(in crate::x509) mod directory_string;
pub(in crate::x509) mod extension;
pub(in crate::x509) mod fingerprint;
pub(in crate::x509) mod key;
pub(in crate::x509) mod key_id;
pub(in crate::x509) mod name;
pub(in crate::x509) mod name_attribute;
pub(in crate::x509) mod name_canonical;
pub(in crate::x509) mod oid;
pub(in crate::x509) mod other_algorithm;
pub(in crate::x509) mod role;
