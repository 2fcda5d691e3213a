//! Bytes to certificates, with what Go accepts and its words for what it refuses.

pub(in crate::x509) mod certificate;
mod domain;
pub(in crate::x509) mod error;
mod extensions;
mod key;
pub(in crate::x509) mod name;
mod name_constraints;
#[cfg(test)]
mod oracle;
mod pss_parameters;
pub(in crate::x509) mod request;
pub(in crate::x509) mod rules;
pub(in crate::x509) mod signature_algorithm;
mod subject_alt_name;
#[cfg(test)]
mod tests;
pub(in crate::x509) mod time;
mod uri;
