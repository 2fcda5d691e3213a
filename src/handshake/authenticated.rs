//! What the authenticators of a server make of a request.

use super::peer::PeerOutcome;
use crate::connection::{Identity, Predicted};
use crate::finding::Finding;
use crate::verify::Verdict;

/// What the authenticators make of a request.
pub(crate) struct Authenticated {
    /// Accept where a user was found.
    pub verdict: Verdict,
    /// That user.
    pub identity: Option<Identity>,
    /// The client-certificate authenticator's verification.
    pub client_certificate: Option<PeerOutcome>,
    /// What it comes to.
    pub predicted: Predicted,
    /// Findings beyond those of the verification.
    pub findings: Vec<Finding>,
}

impl Authenticated {
    pub(crate) fn new(verdict: Verdict, predicted: Predicted) -> Self {
        Self {
            verdict,
            identity: None,
            client_certificate: None,
            predicted,
            findings: Vec::new(),
        }
    }

    pub(crate) fn accepted(client_certificate: Option<PeerOutcome>) -> Self {
        Self {
            client_certificate,
            ..Self::new(Verdict::Accept, Predicted::success())
        }
    }
}
