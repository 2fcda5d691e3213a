//! What certificates hold, as text for people.

pub(in crate::x509) mod distinguished_name;
pub(in crate::x509) mod extension;
mod other_names;
pub(in crate::x509) mod outline;
mod unknown_algorithm;
