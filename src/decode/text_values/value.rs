//! A string at its path.

use crate::ground::secret::Secret;

/// A string of a text.
pub(in crate::decode) struct Value {
    /// Where: `data.ca_chain[0]`.
    pub(in crate::decode) path: String,
    /// 1-based line, where the syntax tells.
    pub(in crate::decode) line: Option<u32>,
    /// What stands there, escapes resolved. It may be a private key.
    pub(in crate::decode) text: Secret,
}

/// The shortest string that may be a certificate or a store.
pub(super) const SHORTEST: usize = 160;
