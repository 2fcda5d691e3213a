//! The trace of a verification: every attempt, every check, each outcome with its evidence.

use super::GoError;
use crate::finding::Problem;
use crate::x509::{CertificateRef, Fingerprint};

/// The result of a verification, a connection or a step of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everything that is needed passed.
    Accept,
    /// Something that is needed failed.
    Reject,
    /// Nothing failed, but evidence is missing.
    Undetermined,
}

/// What is checked; each is one clause. Variants stand in the order in which a report lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The path ends in a trust anchor.
    Trust,
    /// The signature verifies with the issuer's key, by an algorithm that Go accepts.
    Signature,
    /// Basic constraints and key usage let the issuer sign certificates.
    Authority,
    /// Not before ≤ at ≤ not after.
    Validity,
    /// The path length constraint.
    PathLength,
    /// No critical extension is left unprocessed.
    CriticalExtensions,
    /// Certificate policies, RFC 5280 §6.1 and RFC 9618.
    Policies,
    /// Extended key usage along the path.
    Purpose,
    /// Name constraints of the CAs above.
    NameConstraints,
    /// No key is on Go's list of distrusted ones.
    DistrustedKeys,
    /// A SAN matches the server name.
    ServerName,
    /// crypto/tls takes the leaf's key.
    KeyType,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It holds.
    Passed,
    /// It does not, and this is why.
    Failed(Problem),
    /// There is nothing to check, and this is why.
    NotApplicable(&'static str),
    /// It cannot be told, and this is why.
    Undetermined(String),
}

/// One check of one certificate on a path.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which check.
    pub check: Check,
    /// Of which certificate.
    pub certificate: Fingerprint,
    /// What came of it.
    pub outcome: CheckOutcome,
}

/// One candidate path with the outcome of every check.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Leaf first. When `anchored`, the last is a trust anchor; else the path ends where no issuer was found.
    pub path: Vec<CertificateRef>,
    /// Whether the path reaches a trust anchor (by name; whether the signatures hold is in the steps).
    pub anchored: bool,
    /// Every check of every certificate, leaf first, in the order of [`Check`] for each.
    pub steps: Vec<Step>,
}

impl Attempt {
    /// The failures, in order.
    pub fn failures(&self) -> impl Iterator<Item = (&Step, &Problem)> {
        self.steps.iter().filter_map(|step| match &step.outcome {
            CheckOutcome::Failed(problem) => Some((step, problem)),
            CheckOutcome::Passed
            | CheckOutcome::NotApplicable(_)
            | CheckOutcome::Undetermined(_) => None,
        })
    }
}

/// What Go's `Certificate.Verify` returns.
#[derive(Clone, Debug)]
pub enum GoVerdict {
    /// Every chain that verifies, leaf first, in Go's order.
    Chains(Vec<Vec<CertificateRef>>),
    /// Its error.
    Error(GoError),
}

/// When a verification lists its attempts: the verdict alone is cheaper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Every time.
    Always,
    /// Only the verdict.
    Never,
    /// When Go rejects.
    Rejected,
}

/// A leaf verified against trust anchors.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Go's own verdict and words, by Go's own order.
    pub go: GoVerdict,
    /// Every attempt with every check: the ones that pass first, then those that come closest.
    pub attempts: Vec<Attempt>,
    /// Attempts beyond the budget were left out.
    pub truncated: bool,
}

impl Verification {
    /// Accept or reject, as Go does; undetermined where Go would check a signature that is too costly for us, and
    /// nothing else speaks against the path.
    pub fn verdict(&self) -> Verdict {
        match self.go {
            GoVerdict::Chains(_) => Verdict::Accept,
            GoVerdict::Error(_) if self.attempts.iter().any(Attempt::hangs_on_evidence) => {
                Verdict::Undetermined
            }
            GoVerdict::Error(_) => Verdict::Reject,
        }
    }
}
