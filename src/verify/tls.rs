//! A peer's certificates, judged in the order of a TLS handshake as client-go and kube-apiserver have it.
//!
//! 1. The anchors: a bundle of which no certificate parses is refused when it is loaded.
//! 2. Every certificate of the peer's message must parse, and none may hold an RSA key above 8192 bits.
//! 3. The leaf is verified.
//! 4. The leaf's key must be of a type that TLS can use. kube-apiserver's side looks at it before it verifies.

use std::sync::Arc;

use super::checks::key_type;
use super::{
    CertPool, Check, CheckOutcome, GoError, GoErrorKind, GoVerdict, Policy, SignatureCache, Step,
    Trace, Verdict, Verification, verify_with,
};
use crate::finding::{Problem, Purpose};
use crate::x509::{CertificateRef, ParseError};

/// One certificate of a peer's message, in its order; the first is the leaf.
pub type Presented = Result<CertificateRef, ParseError>;

/// Where a TLS peer stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Loading the anchors.
    Anchors,
    /// Parsing the peer's certificates.
    Parse,
    /// `x509.Verify`; kubectl puts `tls: failed to verify certificate: ` before its error.
    Verify,
    /// Key sizes and types.
    Key,
}

/// A certificate of the message that is refused by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCertificate {
    /// Its place in the message; 0 is the leaf.
    pub index: usize,
    /// Why.
    pub problem: Problem,
}

/// What a TLS peer makes of the certificates that it is presented.
#[derive(Clone, Debug)]
pub struct PeerVerification {
    /// The first error, where the peer stops; none if it accepts.
    pub error: Option<(Stage, GoError)>,
    /// Certificates that are refused whatever the paths.
    pub refused: Vec<RefusedCertificate>,
    /// The leaf over all certificates that parse; none if the leaf does not. It is there even where the peer stops before
    /// it.
    pub verification: Option<Verification>,
}

impl PeerVerification {
    /// Accept or reject; undetermined only as [`Verification::verdict`] is.
    pub fn verdict(&self) -> Verdict {
        match (&self.error, &self.verification) {
            (None, _) => Verdict::Accept,
            (Some((Stage::Verify, _)), Some(verification)) => verification.verdict(),
            (Some(_), _) => Verdict::Reject,
        }
    }

    /// What must be fixed, root cause first: refused certificates, then the failures of the closest attempt.
    pub fn problems(&self) -> Vec<&Problem> {
        let closest = self
            .verification
            .iter()
            .filter_map(|verification| verification.attempts.first())
            .flat_map(|attempt| attempt.root_causes());
        let mut problems: Vec<_> = self
            .refused
            .iter()
            .map(|refused| &refused.problem)
            .collect();
        problems.extend(closest.map(|(_, problem)| problem));
        problems
    }
}

/// Judges the certificates of a peer's message.
pub fn verify_peer(
    presented: &[Presented],
    anchors: &CertPool,
    policy: &Policy,
    signatures: &SignatureCache,
    trace: Trace,
) -> PeerVerification {
    let mut refused = Vec::new();
    let mut error = None;
    if anchors.certificates().is_empty() {
        error = Some((Stage::Anchors, GoErrorKind::NoRoot.into()));
    }
    let mut fail = |stage, go_error: GoError| {
        error.get_or_insert((stage, go_error));
    };

    for (index, certificate) in presented.iter().enumerate() {
        if let Err(parse_error) = certificate {
            refused.push(RefusedCertificate {
                index,
                problem: Problem::MalformedCertificate {
                    about: None,
                    go: parse_error.to_string(),
                },
            });
            let kind = GoErrorKind::Unparsable {
                index,
                purpose: policy.purpose,
                error: parse_error.to_string(),
            };
            fail(Stage::Parse, kind.into());
        }
    }
    for (index, certificate) in presented.iter().enumerate() {
        if let Ok(certificate) = certificate
            && let Err(problem) = key_type::check_size(certificate)
        {
            refused.push(RefusedCertificate { index, problem });
            let purpose = policy.purpose;
            fail(
                Stage::Key,
                GoErrorKind::RsaTooLarge { index, purpose }.into(),
            );
        }
    }

    let mut verification = None;
    if let Some((Ok(leaf), others)) = presented.split_first() {
        let intermediates: CertPool = others.iter().flatten().map(Arc::clone).collect();
        let mut found = verify_with(leaf, &intermediates, anchors, policy, signatures, trace);
        let key = key_type::check(leaf);
        if trace != Trace::Never {
            for attempt in &mut found.attempts {
                attempt.steps.push(Step {
                    check: Check::KeyType,
                    certificate: leaf.fingerprint,
                    outcome: CheckOutcome::from(key.clone()),
                });
            }
        }
        let key_error = key.err().map(|problem| {
            let error = unsupported_key(&problem, policy.purpose);
            if found.attempts.is_empty() {
                refused.push(RefusedCertificate { index: 0, problem });
            }
            error
        });
        let verify_error = match &found.go {
            GoVerdict::Chains(_) => None,
            GoVerdict::Error(error) => Some(error.clone()),
        };
        let key_error = key_error.map(|error| (Stage::Key, error));
        let verify_error = verify_error.map(|error| (Stage::Verify, error));
        let in_order = match policy.purpose {
            Purpose::ServerAuth => [verify_error, key_error],
            Purpose::ClientAuth => [key_error, verify_error],
        };
        for (stage, error) in in_order.into_iter().flatten() {
            fail(stage, error);
        }
        verification = Some(found);
    }
    PeerVerification {
        error,
        refused,
        verification,
    }
}

fn unsupported_key(problem: &Problem, purpose: Purpose) -> GoError {
    let go_type = match problem {
        Problem::UnsupportedKey { go_type } => go_type,
        _ => "<nil>",
    };
    let go_type = go_type.to_owned();
    GoErrorKind::UnsupportedKey { purpose, go_type }.into()
}
