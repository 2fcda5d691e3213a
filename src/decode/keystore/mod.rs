//! Key stores: PKCS#12 (RFC 7292), Java's JKS and JCEKS, and Bouncy Castle's BKS. Certificates are taken out, private keys
//! never are.

#[cfg(feature = "keystores")]
mod budget;
#[cfg(feature = "keystores")]
mod java;
mod model;
#[cfg(feature = "keystores")]
mod opener;
#[cfg(feature = "keystores")]
mod password;
#[cfg(feature = "keystores")]
mod pkcs12;
#[cfg(not(feature = "keystores"))]
mod unsupported;

pub(super) use model::Opened;
#[cfg(feature = "keystores")]
pub(super) use model::StoredCertificate;
pub use model::{KeyStoreFault, KeyStoreProblem};
#[cfg(feature = "keystores")]
pub(super) use opener::Opener;
#[cfg(not(feature = "keystores"))]
pub(super) use unsupported::Opener;

/// The formats that are told apart by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// PKCS#12.
    Pkcs12,
    /// JKS or JCEKS.
    Java,
    /// Bouncy Castle's BKS, whose certificates are in the clear.
    Bks,
    /// Bouncy Castle's UBER: encrypted as a whole with Twofish.
    Uber,
    /// Bouncy Castle's BCFKS: encrypted as a whole.
    Bcfks,
}
