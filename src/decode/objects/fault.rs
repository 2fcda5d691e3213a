//! What is wrong with Kubernetes objects, and where.

use crate::ground::location::Location;

/// Something in an object, or instead of one, that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectFault {
    /// Where.
    pub location: Location,
    /// What.
    pub problem: ObjectProblem,
}

/// What cannot be read. It names a place and never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectProblem {
    /// Ansible Vault encrypted the value.
    #[error(
        "Ansible Vault encrypted it: decrypt it first, ansible-vault view FILE | certgraph inspect -"
    )]
    AnsibleVault,
    /// A field that holds bytes is no base64.
    #[error("not base64: {go}")]
    Base64 {
        /// Go's text.
        go: String,
    },
    /// A list has more items than the API server gave (`metadata.continue`).
    #[error(
        "the list is cut off: the API server gave only its first part (metadata.continue); ask for all of it, kubectl get --chunk-size=0"
    )]
    Cut,
    /// A Secret for TLS whose certificate is an empty text.
    #[error("the Secret is of type kubernetes.io/tls, and its certificate is empty")]
    EmptyCertificate,
    /// The text stops being YAML or JSON.
    #[error("line {line}, column {column}: not {format} that can be read")]
    Malformed {
        /// `YAML` or `JSON`.
        format: &'static str,
        /// 1-based, in the whole stream.
        line: u64,
        /// 1-based.
        column: u64,
    },
    /// A list of names is no JSON list of texts.
    #[error("not a JSON list of names")]
    NoNames,
    /// Neither a map nor a list of maps.
    #[error("not a Kubernetes object")]
    NoObject,
    /// A SealedSecret with what looks like a certificate.
    #[error(
        "the SealedSecret is encrypted, and only its controller opens it: read the Secret that it makes in the cluster"
    )]
    Sealed,
    /// SOPS encrypted the value or the file.
    #[error("SOPS encrypted it: decrypt it first, sops decrypt FILE | certgraph inspect -")]
    Sops,
    /// What the API server answered in place of an object.
    #[error("the API server answered with an error instead of an object: {reason}")]
    Status {
        /// `Forbidden`, as `reason` has it.
        reason: String,
    },
    /// More bytes than an object may have.
    #[error("has more than {limit} bytes, which no object has")]
    TooLarge {
        /// The greatest size that is read.
        limit: usize,
    },
}

impl ObjectProblem {
    /// Certificates may be missing because of it.
    pub const fn hides_certificates(&self) -> bool {
        !matches!(self, Self::EmptyCertificate)
    }
}
