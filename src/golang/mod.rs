//! What Go's standard library and kubectl's YAML package do, with their words, without any knowledge of certificates or
//! Kubernetes.

pub(crate) mod asn1;
pub mod base64;
pub(crate) mod der;
pub(crate) mod netip;
pub(crate) mod percent;
pub(crate) mod punycode;
mod quote;
mod release;
pub mod url;
pub mod yaml;

pub use quote::go_quote;
pub(crate) use release::Change;
pub use release::GoRelease;
