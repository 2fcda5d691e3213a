//! Certificates as one side sends them, and as the other side trusts them.

use crate::ground::location::Location;
use crate::inventory::Placed;

/// A set of trust anchors from one place.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Where it stands, in words: `certificate-authority-data`, `--client-ca-file ca.crt`.
    pub label: String,
    /// Where it stands.
    pub location: Location,
    /// Its certificates, in order, each once.
    pub anchors: Vec<Placed>,
}

impl Bundle {
    /// A bundle without a CA: whoever trusts it trusts nobody.
    pub(crate) fn empty() -> Self {
        Self {
            label: String::new(),
            location: Location::file(""),
            anchors: Vec::new(),
        }
    }
}

/// A chain as it is put on the wire.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Leaf first. A certificate that does not parse is sent all the same.
    pub certificates: Vec<ChainMember>,
    /// Whether the private key belongs to the leaf; none where no key is given.
    pub key_matches: Option<bool>,
}

/// One certificate of a chain.
#[derive(Clone, Debug)]
pub enum ChainMember {
    /// It parses.
    Parsed(Placed),
    /// It does not: the other side aborts the handshake with Go's text.
    Malformed {
        /// Go's text.
        go: String,
        /// Where it stands.
        location: Location,
    },
}

impl Chain {
    /// The certificates that parse, leaf first.
    pub fn parsed(&self) -> impl Iterator<Item = &Placed> {
        self.certificates.iter().filter_map(|member| match member {
            ChainMember::Parsed(placed) => Some(placed),
            ChainMember::Malformed { .. } => None,
        })
    }

    /// The leaf, if it parses.
    pub fn leaf(&self) -> Option<&Placed> {
        match self.certificates.first() {
            Some(ChainMember::Parsed(placed)) => Some(placed),
            Some(ChainMember::Malformed { .. }) | None => None,
        }
    }
}
