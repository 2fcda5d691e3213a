//! Why a stack refuses a CA bundle.

/// Why a stack refuses a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// A body is not base64.
    NotBase64 {
        /// 0-based offset of the first odd byte in the body, line ends left out.
        offset: usize,
        /// That byte.
        byte: u8,
        /// Whether no certificate stands before the block.
        first: bool,
    },
    /// A block holds something else than a certificate.
    NotACertificate {
        /// Whether no certificate stands before the block.
        first: bool,
    },
    /// A private key stands in the bundle.
    PrivateKey,
    /// `END` and `BEGIN` share a line.
    Joined,
    /// A byte order mark stands before the PEM.
    ByteOrderMark,
    /// A CA certificate without a name.
    NamelessCa,
    /// The text is DER, and not ASCII.
    Der,
    /// A block has no `END`.
    Unfinished {
        /// Whether no certificate stands before the block.
        first: bool,
    },
    /// There is no certificate in it.
    Empty {
        /// Whether the text has no byte at all.
        blank: bool,
    },
}

impl BundleFault {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty { .. } => "no-usable-ca",
            Self::NamelessCa => "empty-issuer",
            Self::NotBase64 { .. }
            | Self::NotACertificate { .. }
            | Self::PrivateKey
            | Self::Joined
            | Self::Unfinished { .. }
            | Self::ByteOrderMark
            | Self::Der => "unreadable-bundle",
        }
    }
}
