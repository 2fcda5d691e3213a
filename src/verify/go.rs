//! Go's own verdict, in Go's own order: `Certificate.Verify` and `buildChains` (crypto/x509 verify.go).
//!
//! The first error ends this part, as it ends Go's; the trace lists what else is wrong.

use std::sync::Arc;

use super::checks::authority::{self, CONSTRAINT_VIOLATION};
use super::checks::name_constraints::{self, ConstraintSets, LegacyViolation};
use super::checks::{
    critical_extensions, distrusted_keys, path_length, policies, purpose, server_name, validity,
};
use super::go_error::{Chains, ChainsRefused};
use super::{CertPool, GoError, GoErrorKind, GoVerdict, Policy, SignatureCache};
use crate::finding::Problem;
use crate::golang::{Change, GoRelease};
use crate::x509::{Certificate, CertificateRef, SignatureError};

/// Go's `maxChainSignatureChecks`: candidates considered in one verification (CVE-2018-16875, CVE-2026-32280).
pub(super) const SIGNATURE_CHECKS: u32 = 100;

/// What Go says of `leaf`.
pub(super) fn verify(
    leaf: &CertificateRef,
    intermediates: &CertPool,
    anchors: &CertPool,
    policy: &Policy,
    signatures: &SignatureCache,
) -> GoVerdict {
    let mut search = Search {
        intermediates,
        anchors,
        policy,
        signatures,
        considered: 0,
    };
    match search.verify(leaf) {
        Ok(chains) => GoVerdict::Chains(chains),
        Err(error) => GoVerdict::Error(error),
    }
}

type Chain = Vec<CertificateRef>;

struct Search<'a> {
    intermediates: &'a CertPool,
    anchors: &'a CertPool,
    policy: &'a Policy,
    signatures: &'a SignatureCache,
    considered: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Leaf,
    Intermediate,
    Anchor,
}

/// Why a candidate is not taken for an issuer.
#[derive(Debug, thiserror::Error)]
enum CandidateError {
    /// It may not sign certificates (Go's `ConstraintSignatureError`).
    #[error("{CONSTRAINT_VIOLATION}")]
    ConstraintViolation,
    /// Its key did not sign.
    #[error("{0}")]
    Signature(SignatureError),
    /// Its key did, and it is not valid where it stands.
    #[error("{0}")]
    Invalid(GoError),
}

impl Search<'_> {
    fn verify(&mut self, leaf: &CertificateRef) -> Result<Vec<Chain>, GoError> {
        self.is_valid(leaf, Role::Leaf, &[])?;
        if let Some(name) = self.policy.server_name.as_deref()
            && !name.is_empty()
        {
            server_name::check(leaf, name, self.policy.release).map_err(|problem| {
                GoErrorKind::Hostname(match problem {
                    Problem::NameMismatch { go, .. } => go,
                    _ => server_name::LEGACY_COMMON_NAME.to_owned(),
                })
            })?;
        }
        let chains = if self.anchors.contains(leaf) {
            vec![vec![Arc::clone(leaf)]]
        } else {
            self.build(&mut vec![Arc::clone(leaf)])?
        };
        self.filter(chains)
    }

    /// Go's `isValid`: of a candidate for the end of `below`.
    fn is_valid(
        &self,
        certificate: &Certificate,
        role: Role,
        below: &[CertificateRef],
    ) -> Result<(), GoError> {
        critical_extensions::check(certificate)
            .map_err(|_| GoErrorKind::UnhandledCriticalExtension)?;
        validity::check(certificate, self.policy.at).map_err(|_| {
            let now = self.policy.at_text();
            if self.policy.at < certificate.not_before.at {
                let since = certificate.not_before.rfc3339();
                GoErrorKind::NotYetValid { now, since }
            } else {
                let until = certificate.not_after.rfc3339();
                GoErrorKind::Expired { now, until }
            }
        })?;
        if role == Role::Leaf {
            return Ok(());
        }
        let release = self.policy.release;
        if !release.has(Change::ConstraintsOnFinishedChains) {
            name_constraints::check_legacy(certificate, below, release).map_err(|violation| {
                match violation {
                    LegacyViolation::NotAuthorized(detail) => {
                        GoErrorKind::NameNotAuthorized(detail)
                    }
                    LegacyViolation::Unreadable(text) => GoErrorKind::Plain(text),
                    LegacyViolation::TooMany => GoErrorKind::TooManyConstraints,
                }
            })?;
        }
        if role == Role::Intermediate {
            authority::check_intermediate(certificate)
                .map_err(|_| GoErrorKind::NotAuthorizedToSign)?;
        }
        path_length::check(certificate, below.len())
            .map_err(|_| GoErrorKind::TooManyIntermediates.into())
    }

    /// Go's `buildChains` from the end of `path`, which is as it was when this returns.
    fn build(&mut self, path: &mut Chain) -> Result<Vec<Chain>, GoError> {
        let Some(certificate) = path.last().map(Arc::clone) else {
            return Ok(Vec::new());
        };
        let mut chains = Vec::new();
        // What the candidate before left behind: a success clears it.
        let mut pending = None;
        let mut hint: Option<(CandidateError, CertificateRef)> = None;
        let release = self.policy.release;
        let stop_at_limit = release.has(Change::SkippedCandidatesCount);

        let (anchors, intermediates) = (self.anchors, self.intermediates);
        let candidates = anchors
            .issuer_candidates(&certificate)
            .map(|anchor| (Role::Anchor, anchor))
            .chain(
                intermediates
                    .issuer_candidates(&certificate)
                    .map(|intermediate| (Role::Intermediate, intermediate)),
            );
        for (role, candidate) in candidates {
            let skipped = |path: &[CertificateRef]| {
                !candidate.public_key.is_known() || already_in_path(candidate, path, release)
            };
            if !stop_at_limit && skipped(path) {
                continue;
            }
            self.considered += 1;
            if self.considered > SIGNATURE_CHECKS {
                pending = Some(GoErrorKind::SignatureLimit.into());
                if stop_at_limit {
                    break;
                }
                continue;
            }
            if stop_at_limit && skipped(path) {
                continue;
            }
            if let Err(error) = self.check_signature_from(&certificate, candidate) {
                hint.get_or_insert_with(|| (error, Arc::clone(candidate)));
                continue;
            }
            if let Err(error) = self.is_valid(candidate, role, path) {
                hint.get_or_insert_with(|| {
                    (
                        CandidateError::Invalid(error.clone()),
                        Arc::clone(candidate),
                    )
                });
                pending = Some(error);
                continue;
            }
            pending = None;
            path.push(Arc::clone(candidate));
            if role == Role::Anchor {
                chains.push(path.clone());
            } else {
                match self.build(path) {
                    Ok(more) => chains.extend(more),
                    Err(error) => {
                        let ends_search =
                            stop_at_limit && error.kind == GoErrorKind::SignatureLimit;
                        pending = Some(error);
                        if ends_search {
                            path.pop();
                            break;
                        }
                    }
                }
            }
            path.pop();
        }
        if !chains.is_empty() {
            return Ok(chains);
        }
        Err(pending.unwrap_or_else(|| {
            let hint = hint.as_ref();
            let hint = hint.map(|(error, candidate)| (error.to_string(), &**candidate));
            GoErrorKind::unknown_authority(hint).into()
        }))
    }

    /// Go's `CheckSignatureFrom`.
    fn check_signature_from(
        &self,
        certificate: &Certificate,
        issuer: &CertificateRef,
    ) -> Result<(), CandidateError> {
        authority::check(issuer).map_err(|_| CandidateError::ConstraintViolation)?;
        self.signatures
            .check(certificate, issuer, self.policy.release)
            .map_err(CandidateError::Signature)
    }

    /// What Go asks of finished chains.
    fn filter(&self, mut chains: Vec<Chain>) -> Result<Vec<Chain>, GoError> {
        let release = self.policy.release;
        let with_policies = release.has(Change::CertificatePolicies);
        let policies_first = release.has(Change::PoliciesBeforePurpose);
        let mut constraints = ConstraintSets::default();
        let count = chains.len();
        let (mut bad_policies, mut bad_usages) = (0, 0);
        let mut violation = None;

        let usages = |chain: &Chain| {
            chain
                .iter()
                .all(|certificate| purpose::check(certificate, self.policy.purpose).is_ok())
        };
        chains.retain(|chain| {
            if !policies_first && !usages(chain) {
                bad_usages += 1;
                return false;
            }
            if with_policies && !policies::valid(chain) {
                bad_policies += 1;
                return false;
            }
            if policies_first && !usages(chain) {
                bad_usages += 1;
                return false;
            }
            if release.has(Change::ConstraintsOnFinishedChains)
                && let Some(detail) = constraints.first_violation(chain, release)
            {
                violation.get_or_insert(detail);
                return false;
            }
            !release.has(Change::DistrustedKeys)
                || !chain
                    .iter()
                    .any(|certificate| distrusted_keys::is_distrusted(certificate))
        });
        if !chains.is_empty() {
            return Ok(chains);
        }
        if let Some(detail) = violation {
            return Err(GoErrorKind::NameNotAuthorized(detail).into());
        }
        if bad_policies == count && release.has(Change::AllPoliciesInText) {
            return Err(GoErrorKind::NoValidChains(vec![ChainsRefused::AllByPolicies]).into());
        }
        if bad_policies == 0 && (bad_usages > 0 || !with_policies) {
            return Err(GoErrorKind::IncompatibleUsage.into());
        }
        let chains = |count| Chains {
            count,
            are_candidates: release.has(Change::CandidateChainsInText),
        };
        let mut refused = Vec::new();
        if bad_usages > 0 {
            refused.push(ChainsRefused::ByUsage(chains(bad_usages)));
        }
        if bad_policies > 0 {
            refused.push(ChainsRefused::ByPolicies(chains(bad_policies)));
        }
        Err(GoErrorKind::NoValidChains(refused).into())
    }
}

/// Go's `alreadyInChain`: the same subject, key and SAN extension as a certificate of the path.
pub(super) fn already_in_path(
    candidate: &Certificate,
    path: &[CertificateRef],
    release: GoRelease,
) -> bool {
    let same_key = |certificate: &Certificate| {
        if release.has(Change::KeysComparedAsEncoded) {
            candidate.spki_bytes() == certificate.spki_bytes()
        } else {
            candidate.public_key == certificate.public_key
        }
    };
    for certificate in path {
        if candidate.subject.raw != certificate.subject.raw || !same_key(certificate) {
            continue;
        }
        match (san_value(candidate), san_value(certificate)) {
            (None, None) => return true,
            // As in Go, the rest of the path is not looked at.
            (None, Some(_)) | (Some(_), None) => return false,
            (Some(a), Some(b)) if a == b => return true,
            (Some(_), Some(_)) => {}
        }
    }
    false
}

fn san_value(certificate: &Certificate) -> Option<&[u8]> {
    let san = certificate.subject_alt_name.as_ref()?;
    certificate.der.get(san.value.clone())
}
