//! Where in a path a check looks.

use crate::clients::search::Path;
use crate::ground::time::Timestamp;
use crate::verify::SignatureCache;
use crate::x509::Certificate;

/// What a verification is asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// When.
    pub at: Timestamp,
    /// The server's name or address, without brackets; `None`: any.
    pub host: Option<&'a str>,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
}

/// One certificate of a path, with what the checks need around it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) index: usize,
    pub(super) path: &'a Path,
    pub(super) request: &'a Request<'a>,
}

impl Spot<'_> {
    pub(super) const fn is_leaf(&self) -> bool {
        self.index == 0
    }

    pub(super) const fn is_last(&self) -> bool {
        self.index + 1 == self.path.certificates.len()
    }

    pub(super) const fn is_anchor(&self) -> bool {
        self.path.anchored && self.is_last()
    }
}
