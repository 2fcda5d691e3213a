//! What a batch is told, and what it answers.

use certgraph::clients::ClientName;
use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;

/// What holds for every case.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a> {
    /// The time of cases that have none.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// Threads that verify.
    pub workers: usize,
    /// Other clients that each server's certificate is judged for as well.
    pub clients: &'a [ClientName],
}

/// What came of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Lines that were answered.
    pub lines: u64,
    /// Lines among them that are no case.
    pub not_understood: u64,
}

pub(super) struct Answers {
    pub(super) text: Vec<u8>,
    pub(super) summary: Summary,
}
