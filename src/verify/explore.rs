//! Every candidate path from the leaf, as far as the budgets allow.

use std::collections::HashMap;
use std::sync::Arc;

use super::attempt::{End, distance, judge};
use super::checks::name_constraints::ConstraintSets;
use super::go::{SIGNATURE_CHECKS, already_in_path};
use super::{
    Attempt, CertPool, Check, CheckOutcome, GoErrorKind, GoVerdict, Policy, SignatureCache, Step,
};
use crate::finding::Problem;
use crate::x509::{CertificateRef, Fingerprint, SignatureError};

/// Candidates looked at: mozilla::pkix and webpki bound their path building so.
const CALLS: usize = 200_000;
/// Certificates of a path.
const LONGEST: usize = SIGNATURE_CHECKS as usize;
/// Different signatures checked: as many as Go may have checked for its verdict, and as many again.
const SIGNATURES: usize = 2 * SIGNATURE_CHECKS as usize;
/// Attempts judged. A person reads a few; the closest ones are found early, since likely issuers come first.
const JUDGED: usize = 200;
/// Attempts kept.
const KEPT: usize = 64;
/// DER octets of judged paths. Evidence can be as long as the certificates: this keeps memory linear in the input.
const OCTETS: usize = 16 << 20;

/// All attempts, passing first, then the closest, and whether some were left out.
pub(super) fn explore(
    leaf: &CertificateRef,
    intermediates: &CertPool,
    anchors: &CertPool,
    policy: &Policy,
    signatures: &SignatureCache,
    go: &GoVerdict,
) -> (Vec<Attempt>, bool) {
    let mut explorer = Explorer {
        intermediates,
        anchors,
        policy,
        signatures,
        checked: HashMap::new(),
        constraints: ConstraintSets::default(),
        calls: 0,
        octets: 0,
        attempts: Vec::new(),
        truncated: false,
    };
    if let GoVerdict::Chains(chains) = go {
        for chain in chains {
            explorer.record(chain, &End::Anchor);
        }
    }
    if anchors.contains(leaf) {
        // Go looks no further then.
        explorer.record(std::slice::from_ref(leaf), &End::Anchor);
    } else {
        explorer.extend(&mut vec![Arc::clone(leaf)]);
    }
    let Explorer {
        mut attempts,
        mut truncated,
        ..
    } = explorer;
    if matches!(go, GoVerdict::Error(error) if error.kind == GoErrorKind::SignatureLimit) {
        blame_budget(leaf, &mut attempts);
    }
    attempts.sort_by_cached_key(distance);
    truncated |= attempts.len() > KEPT;
    attempts.truncate(KEPT);
    (attempts, truncated)
}

struct Explorer<'a> {
    intermediates: &'a CertPool,
    anchors: &'a CertPool,
    policy: &'a Policy,
    signatures: &'a SignatureCache,
    /// Of this exploration: what it looks at must not depend on what others left in the cache.
    checked: HashMap<(Fingerprint, Fingerprint), Result<(), SignatureError>>,
    constraints: ConstraintSets,
    calls: usize,
    octets: usize,
    attempts: Vec<Attempt>,
    truncated: bool,
}

impl Explorer<'_> {
    /// Follows every candidate issuer of the end of `path`, which is as it was when this returns.
    fn extend(&mut self, path: &mut Vec<CertificateRef>) {
        let Some(certificate) = path.last().map(Arc::clone) else {
            return;
        };
        // Each certificate of a path is a signature that Go checks. Of two CAs of one name and key, one with SANs and one
        // without, Go takes the latter for new again and again (`already_in_path`), and only this ends it.
        if path.len() > LONGEST {
            self.truncated = true;
            return;
        }
        let (anchors, intermediates) = (self.anchors, self.intermediates);
        let candidates = anchors
            .issuer_candidates(&certificate)
            .map(|anchor| (true, anchor))
            .chain(
                intermediates
                    .issuer_candidates(&certificate)
                    .map(|intermediate| (false, intermediate)),
            );
        let mut found = false;
        for (anchor, candidate) in candidates {
            if self.is_spent() {
                return;
            }
            self.calls += 1;
            if already_in_path(candidate, path, self.policy.release) {
                continue;
            }
            found = true;
            let Some(outcome) = self.check_signature(&certificate, candidate) else {
                return;
            };
            path.push(Arc::clone(candidate));
            match outcome {
                Err(error) => self.record(path, &End::Refused { anchor, error }),
                Ok(()) if anchor => self.record(path, &End::Anchor),
                Ok(()) => self.extend(path),
            }
            path.pop();
        }
        if !found {
            self.record(path, &End::NoIssuer);
        }
    }

    fn is_spent(&mut self) -> bool {
        let spent = self.calls >= CALLS || self.octets >= OCTETS || self.attempts.len() >= JUDGED;
        self.truncated |= spent;
        spent
    }

    /// None when the budget is spent.
    fn check_signature(
        &mut self,
        certificate: &CertificateRef,
        issuer: &CertificateRef,
    ) -> Option<Result<(), SignatureError>> {
        let edge = (certificate.fingerprint, issuer.fingerprint);
        if let Some(known) = self.checked.get(&edge) {
            return Some(*known);
        }
        if self.checked.len() >= SIGNATURES {
            self.truncated = true;
            self.calls = CALLS;
            return None;
        }
        let outcome = self
            .signatures
            .check(certificate, issuer, self.policy.release);
        self.checked.insert(edge, outcome);
        Some(outcome)
    }

    fn record(&mut self, path: &[CertificateRef], end: &End) {
        if matches!(end, End::Anchor) && self.attempts.iter().any(|attempt| attempt.is_over(path)) {
            return;
        }
        self.octets += path
            .iter()
            .map(|certificate| certificate.der.len())
            .sum::<usize>();
        let attempt = judge(path, end, self.policy, &mut self.constraints);
        self.attempts.push(attempt);
    }
}

/// Go gave up: no attempt may pass, and at least one says why.
fn blame_budget(leaf: &CertificateRef, attempts: &mut Vec<Attempt>) {
    let exhausted = || {
        CheckOutcome::Failed(Problem::SignatureBudgetExhausted {
            limit: SIGNATURE_CHECKS,
        })
    };
    let step = |certificate: Fingerprint| Step {
        check: Check::Signature,
        certificate,
        outcome: exhausted(),
    };
    let mut blamed = false;
    for attempt in attempts.iter_mut().filter(|attempt| attempt.passes()) {
        attempt.steps.push(step(leaf.fingerprint));
        blamed = true;
    }
    if !blamed {
        attempts.push(Attempt {
            path: vec![Arc::clone(leaf)],
            anchored: false,
            steps: vec![step(leaf.fingerprint)],
        });
    }
}
