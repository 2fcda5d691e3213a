//! What key stores give: certificates, and what is wrong with a store.

use crate::ground::location::Location;

/// A certificate in a key store.
#[derive(Debug)]
pub(in crate::decode) struct StoredCertificate {
    /// Its entry, where entries have names.
    pub(in crate::decode) alias: Option<String>,
    /// 1-based number in the entry, or in the store.
    pub(in crate::decode) number: u32,
    pub(in crate::decode) der: Vec<u8>,
}

/// Why a key store, or a part of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreProblem {
    /// It is cut off, or damaged.
    #[error("the key store is damaged, or of a kind that is not read: {0}")]
    Malformed(String),
    /// Its integrity is protected by a MAC of an unknown algorithm.
    #[error(
        "whether the key store was altered was not checked: its MAC is {0}, which certgraph does not know"
    )]
    NotChecked(String),
    /// A Java key store shows its certificates to everyone; the password tells whether they were altered.
    #[error("the password is not this key store's: its certificates may have been altered")]
    NotConfirmed,
    /// A format that is recognised, and not read.
    #[error(
        "certgraph does not read {0}: convert it to PKCS#12 with keytool -importkeystore and Bouncy Castle's provider"
    )]
    NotRead(&'static str),
    /// An entry holds a certificate that is none of X.509.
    #[error("entry {alias} holds a certificate of type {kind}, which is not X.509 and is not read")]
    OtherCertificate {
        /// The entry.
        alias: String,
        /// The type as the store names it.
        kind: String,
    },
    /// A password is needed, and none is given.
    #[error("the key store needs a password: give it with --password-file or CERTGRAPH_PASSWORD")]
    PasswordNeeded,
    /// Opening it costs more than anybody's store does.
    #[error("the key store is not opened: {0}")]
    TooCostly(&'static str),
    /// A part that may hold certificates stays closed.
    #[error(
        "a part of the key store is not read: it is encrypted with {0}, which certgraph does not decrypt"
    )]
    UnknownEncryption(String),
    /// The program was built without them.
    #[error("this certgraph was built without the feature `keystores`")]
    Unsupported,
    /// No password that is given opens it.
    #[error("wrong password: the key store cannot be opened")]
    WrongPassword,
}

impl KeyStoreProblem {
    /// Certificates may be in it that were not seen.
    pub const fn hides_certificates(&self) -> bool {
        !matches!(self, Self::NotChecked(_) | Self::NotConfirmed)
    }
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
#[derive(Debug, Default)]
pub(in crate::decode) struct Opened {
    pub(in crate::decode) certificates: Vec<StoredCertificate>,
    pub(in crate::decode) problems: Vec<KeyStoreProblem>,
}

impl Opened {
    /// Nothing, and why.
    pub(super) fn closed(problem: KeyStoreProblem) -> Self {
        Self {
            certificates: Vec::new(),
            problems: vec![problem],
        }
    }
}
