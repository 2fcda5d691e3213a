//! One candidate path, judged: every check of every certificate, without stopping at a failure.

use std::cmp::Reverse;
use std::sync::Arc;

use super::checks::name_constraints::{self, ConstraintSets, LegacyViolation};
use super::checks::{
    authority, critical_extensions, distrusted_keys, path_length, policies, purpose, server_name,
    signature, validity,
};
use super::{Attempt, Check, CheckOutcome, Policy, Step};
use crate::finding::Problem;
use crate::golang::Change;
use crate::x509::{Certificate, CertificateRef, SignatureError};

/// Where a candidate path ends.
pub(super) enum End {
    /// At a trust anchor.
    Anchor,
    /// At a certificate for which no issuer is given.
    NoIssuer,
    /// At a candidate that bears the issuer's name, with the reason why its key does not verify the signature.
    Refused {
        /// Whether the candidate is a trust anchor.
        anchor: bool,
        /// Go's reason.
        error: SignatureError,
    },
}

/// Runs every check on `path`, leaf first.
pub(super) fn judge(
    path: &[CertificateRef],
    end: &End,
    policy: &Policy,
    constraints: &mut ConstraintSets,
) -> Attempt {
    let anchored = matches!(end, End::Anchor | End::Refused { anchor: true, .. });
    let mut judge = Judge {
        path,
        end,
        anchored,
        policy,
        constraints,
        steps: Vec::new(),
    };
    for (index, certificate) in path.iter().enumerate() {
        judge.certificate(index, certificate);
    }
    Attempt {
        steps: judge.steps,
        path: path.to_vec(),
        anchored,
    }
}

struct Judge<'a> {
    path: &'a [CertificateRef],
    end: &'a End,
    anchored: bool,
    policy: &'a Policy,
    constraints: &'a mut ConstraintSets,
    steps: Vec<Step>,
}

impl Judge<'_> {
    fn certificate(&mut self, index: usize, certificate: &CertificateRef) {
        let is_last = index + 1 == self.path.len();
        if is_last {
            self.push(Check::Trust, certificate, self.trust(certificate));
        }
        let issuer = self.path.get(index + 1);
        let signature = match (issuer, self.end) {
            (None, End::Anchor) => {
                CheckOutcome::NotApplicable("the signature of a trusted CA is not checked")
            }
            (None, _) => CheckOutcome::NotApplicable("there is no issuer to check it with"),
            (Some(issuer), End::Refused { error, .. }) if index + 2 == self.path.len() => {
                if *error == SignatureError::BeyondLimit {
                    CheckOutcome::Undetermined(error.to_string())
                } else {
                    CheckOutcome::Failed(signature::problem(certificate, issuer, error))
                }
            }
            (Some(_), _) => CheckOutcome::Passed,
        };
        let other_key = matches!(
            signature,
            CheckOutcome::Failed(Problem::IssuerKeyMismatch { .. })
        );
        self.push(Check::Signature, certificate, signature);

        // A candidate with another key is not the issuer: what else is wrong with it explains nothing.
        if is_last && self.ends_at_other_key() {
            return;
        }
        let at = self.policy.at;
        if index > 0 {
            let is_anchor = is_last && self.anchored;
            let may_sign = authority::check(certificate).and_then(|()| {
                if is_anchor {
                    Ok(())
                } else {
                    authority::check_intermediate(certificate)
                }
            });
            self.push(Check::Authority, certificate, may_sign.into());
        }
        self.push(
            Check::Validity,
            certificate,
            validity::check(certificate, at).into(),
        );
        if index > 0 {
            let outcome = path_length::check(certificate, index).into();
            self.push(Check::PathLength, certificate, outcome);
        }
        self.push(
            Check::CriticalExtensions,
            certificate,
            critical_extensions::check(certificate).into(),
        );
        if index == 0 {
            let policies = self.policies(other_key);
            self.push(Check::Policies, certificate, policies);
        }
        self.push(
            Check::Purpose,
            certificate,
            purpose::check(certificate, self.policy.purpose).into(),
        );
        if index > 0 {
            let outcome = self.name_constraints(index, certificate);
            self.push(Check::NameConstraints, certificate, outcome);
        }
        if self.policy.release.has(Change::DistrustedKeys) {
            let outcome = if distrusted_keys::is_distrusted(certificate) {
                CheckOutcome::Failed(Problem::DistrustedKey)
            } else {
                CheckOutcome::Passed
            };
            self.push(Check::DistrustedKeys, certificate, outcome);
        }
        if index == 0 {
            let outcome = match self.policy.server_name.as_deref() {
                None | Some("") => CheckOutcome::NotApplicable("no server name is asked for"),
                Some(name) => server_name::check(certificate, name, self.policy.release).into(),
            };
            self.push(Check::ServerName, certificate, outcome);
        }
    }

    fn push(&mut self, check: Check, certificate: &Certificate, outcome: CheckOutcome) {
        self.steps.push(Step {
            check,
            certificate: certificate.fingerprint,
            outcome,
        });
    }

    fn trust(&self, last: &Certificate) -> CheckOutcome {
        match self.end {
            End::Anchor | End::Refused { anchor: true, .. } => CheckOutcome::Passed,
            End::Refused { anchor: false, .. } => {
                CheckOutcome::NotApplicable("its key did not sign the certificate below")
            }
            End::NoIssuer => CheckOutcome::Failed(Problem::UnknownIssuer {
                issuer: last.issuer.to_string(),
                authority_key_id: last.authority_key_id.clone(),
                purpose: self.policy.purpose,
            }),
        }
    }

    fn ends_at_other_key(&self) -> bool {
        let (End::Refused { error, .. }, [.., below, last]) = (self.end, self.path) else {
            return false;
        };
        matches!(
            signature::problem(below, last, error),
            Problem::IssuerKeyMismatch { .. }
        )
    }

    /// Of the whole path, reported on the leaf.
    fn policies(&self, other_key: bool) -> CheckOutcome {
        if !self.policy.release.has(Change::CertificatePolicies) {
            CheckOutcome::NotApplicable("this release of Go does not validate policies")
        } else if !self.anchored || other_key || self.ends_at_other_key() {
            CheckOutcome::NotApplicable("the chain does not end at a trusted CA")
        } else if policies::valid(self.path) {
            CheckOutcome::Passed
        } else {
            CheckOutcome::Failed(Problem::InvalidPolicies)
        }
    }

    fn name_constraints(&mut self, index: usize, holder: &CertificateRef) -> CheckOutcome {
        if holder.name_constraints.is_none() {
            return CheckOutcome::NotApplicable("it constrains no names");
        }
        let release = self.policy.release;
        let below = self.path.get(..index).unwrap_or_default();
        let violation = if release.has(Change::ConstraintsOnFinishedChains) {
            below
                .iter()
                .find_map(|named| self.constraints.violation(holder, named, release))
        } else {
            match name_constraints::check_legacy(holder, below, release) {
                Ok(()) => None,
                Err(LegacyViolation::NotAuthorized(text) | LegacyViolation::Unreadable(text)) => {
                    Some(text)
                }
                Err(LegacyViolation::TooMany) => Some("too many constraints".to_owned()),
            }
        };
        match violation {
            None => CheckOutcome::Passed,
            Some(detail) => CheckOutcome::Failed(Problem::NameConstraintViolated {
                detail,
                holder: holder.subject.to_string(),
            }),
        }
    }
}

impl From<Result<(), Problem>> for CheckOutcome {
    fn from(result: Result<(), Problem>) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(problem) => Self::Failed(problem),
        }
    }
}

/// How far an attempt is from passing; sorts the closest first.
///
/// A path whose signatures hold up to an anchor beats any other; then one whose last signature could not be accepted
/// though the key is the right one; then the rest. Where trust is broken, the longer verified path tells more; after that,
/// the fewer failures the better.
pub(super) fn distance(attempt: &Attempt) -> impl Ord + use<> {
    let failures = attempt.failures().count();
    let broken = attempt
        .failures()
        .map(|(_, problem)| match problem {
            Problem::UnknownIssuer { .. } | Problem::IssuerKeyMismatch { .. } => 2,
            Problem::BadSignature { .. }
            | Problem::InsecureSignature { .. }
            | Problem::UnsupportedSignature { .. }
            | Problem::WeakKey { .. }
            | Problem::SignatureBudgetExhausted { .. } => 1,
            _ => 0,
        })
        .max()
        .unwrap_or(0);
    let verified = attempt
        .steps
        .iter()
        .filter(|step| step.check == Check::Signature && step.outcome == CheckOutcome::Passed)
        .count();
    let length = if broken > 0 { verified } else { 0 };
    (failures > 0, broken, Reverse(length), failures)
}

impl Attempt {
    /// The failures, root cause first: by check, in the order of [`Check`]; of one check, the one nearest to the anchor.
    pub fn root_causes(&self) -> Vec<(&Step, &Problem)> {
        let mut failures: Vec<_> = self.failures().enumerate().collect();
        failures.sort_by_key(|(index, (step, _))| (step.check, Reverse(*index)));
        failures.into_iter().map(|(_, failure)| failure).collect()
    }

    /// Whether every check passed or had nothing to check.
    pub fn passes(&self) -> bool {
        self.steps.iter().all(|step| match step.outcome {
            CheckOutcome::Passed | CheckOutcome::NotApplicable(_) => true,
            CheckOutcome::Failed(_) | CheckOutcome::Undetermined(_) => false,
        })
    }

    /// Nothing failed, but something could not be told.
    pub(super) fn hangs_on_evidence(&self) -> bool {
        self.failures().next().is_none() && !self.passes()
    }

    /// Whether this is the attempt over `path`.
    pub(super) fn is_over(&self, path: &[CertificateRef]) -> bool {
        self.path.len() == path.len()
            && self
                .path
                .iter()
                .zip(path)
                .all(|(a, b)| Arc::ptr_eq(a, b) || a.fingerprint == b.fingerprint)
    }
}
