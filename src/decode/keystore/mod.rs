//! Key stores: PKCS#12 (RFC 7292) and Java's JKS and JCEKS. Certificates are taken out, private keys never are.

#[cfg(feature = "keystores")]
mod budget;
#[cfg(feature = "keystores")]
mod jks;
#[cfg(feature = "keystores")]
mod pkcs12;

#[cfg(feature = "keystores")]
pub(super) use budget::Budget;

use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// A certificate in a key store.
#[derive(Debug)]
pub(super) struct StoredCertificate {
    /// Its entry, where entries have names.
    pub(super) alias: Option<String>,
    /// 1-based number in the entry, or in the store.
    pub(super) number: u32,
    pub(super) der: Vec<u8>,
}

/// Why a key store, or a part of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreProblem {
    /// It is cut off, or damaged.
    #[error("the key store is damaged, or of a kind that is not read: {0}")]
    Malformed(String),
    /// Opening it costs more than anybody's store does.
    #[error("the key store is not opened: {0}")]
    TooCostly(&'static str),
    /// A password is needed, and none is given.
    #[error("the key store needs a password: give it with --password-file or CERTGRAPH_PASSWORD")]
    PasswordNeeded,
    /// A Java key store shows its certificates to everyone; the password tells whether they were altered.
    #[error("the password is not this key store's: its certificates may have been altered")]
    NotConfirmed,
    /// The program was built without them.
    #[error("this certgraph was built without the feature `keystores`")]
    Unsupported,
    /// No password that is given opens it.
    #[error("wrong password: the key store cannot be opened")]
    WrongPassword,
}

/// What is wrong with a key store, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStoreFault {
    /// The store.
    pub location: Location,
    /// What is the matter.
    pub problem: KeyStoreProblem,
}

/// What a key store gives.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) certificates: Vec<StoredCertificate>,
    pub(super) problem: Option<KeyStoreProblem>,
}

/// Reads a Java key store. Its certificates need no password; with passwords, its integrity is checked.
#[cfg(feature = "keystores")]
pub(super) fn java(bytes: &[u8], passwords: &[Secret], _: &mut Budget) -> Opened {
    jks::open(bytes, passwords)
}

/// Reads a PKCS#12 store with the first password that opens it; the empty one is tried before.
#[cfg(feature = "keystores")]
pub(super) fn pkcs12(bytes: &[u8], passwords: &[Secret], budget: &mut Budget) -> Opened {
    budget.next_store();
    pkcs12::open(bytes, passwords, budget)
}

#[cfg(not(feature = "keystores"))]
pub(super) use {unsupported as java, unsupported as pkcs12};

/// Nothing is opened, so nothing is paid for.
#[cfg(not(feature = "keystores"))]
#[derive(Default)]
pub(super) struct Budget;

/// Says that it cannot.
#[cfg(not(feature = "keystores"))]
pub(super) fn unsupported(_bytes: &[u8], _passwords: &[Secret], _: &mut Budget) -> Opened {
    Opened {
        certificates: Vec::new(),
        problem: Some(KeyStoreProblem::Unsupported),
    }
}
