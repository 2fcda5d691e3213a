//! Whether a signature is good, and a key a key.

mod digest;
pub(in crate::x509) mod error;
pub(in crate::x509) mod point;
mod point_p256;
mod rsa;
pub(in crate::x509) mod signature;
