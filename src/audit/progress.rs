//! Who is told how far an audit is.

/// Hears how far a long run has come.
pub trait Progress: Sync {
    /// So many more bytes are to be read.
    fn expect(&self, bytes: u64);
    /// So many were.
    fn advance(&self, bytes: u64);
}
