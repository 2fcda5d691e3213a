//! What can be wrong with a file, and what that does to the program that reads it.

/// What is wrong with a file as its reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileState {
    /// It is not there.
    Missing,
    /// It has no bytes.
    Empty,
    /// It holds no PEM block of the wanted kind; for a CRL, no DER.
    NotPem,
    /// A PEM block of the wanted kind does not parse.
    Damaged,
    /// A PEM block of another kind stands beside the wanted ones.
    ForeignBlock,
    /// The private key is encrypted.
    Encrypted,
    /// The private key belongs to another certificate.
    Mismatched,
    /// It holds two certificates where one is wanted.
    Several,
}

/// What a faulty file does to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It ends as it starts.
    Ends,
    /// It starts, and every connection that rests on the file is refused.
    RefusesAll,
    /// It starts, and the call that needs the file fails.
    FailsAtUse,
    /// It starts, and trusts the root CAs of the machine in place of the file.
    SystemRoots,
    /// It starts, and nothing is different.
    Ignored,
}
