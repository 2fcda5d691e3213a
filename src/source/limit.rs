//! How much is read from one place.

/// The most bytes that are read from one place, and what the limit is called in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, `a kubeconfig`.
    pub what: &'static str,
    /// The greatest size that is accepted.
    pub bytes: u64,
}

impl Limit {
    /// kubectl has no limit; kube-apiserver takes request bodies of 3 MiB, and an admin.conf has 6 KiB.
    pub const KUBECONFIG: Self = Self::new("a kubeconfig", 1 << 20);
    /// A certificate or key that a kubeconfig or a flag names. Go takes 256 KiB of certificates in a handshake.
    pub const REFERENCED: Self = Self::new("a certificate or key file", 4 << 20);
    /// A CA bundle. The bundle of a Linux distribution has 230 KB.
    pub const BUNDLE: Self = Self::new("a CA bundle", 16 << 20);
    /// An argument that may be anything and is read whole. Kubernetes objects are streamed instead.
    pub const INPUT: Self = Self::new("an input", 1 << 30);

    /// A stream of which no more than a part is held.
    pub const NONE: Self = Self::new("a stream", u64::MAX);

    /// A limit of the caller's own.
    pub const fn new(what: &'static str, bytes: u64) -> Self {
        Self { what, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_what_their_reasons_say() {
        let bytes = |limit: Limit| limit.bytes;
        assert_eq!(bytes(Limit::KUBECONFIG), 1_048_576);
        assert_eq!(bytes(Limit::REFERENCED), 4_194_304);
        assert_eq!(bytes(Limit::BUNDLE), 16_777_216);
        assert_eq!(bytes(Limit::INPUT), 1_073_741_824);
        assert_eq!(bytes(Limit::NONE), u64::MAX);
        let own = Limit {
            what: "a test",
            bytes: 7,
        };
        assert_eq!(Limit::new("a test", 7), own);
    }
}
