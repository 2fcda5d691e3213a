//! What certificates hold, as text for people.

mod distinguished_name;
pub(in crate::x509) mod extension;
