//! One side verifies the other's chain, and everything that is wrong with it becomes a finding.

use super::context::VerificationContext;
use crate::connection::{Bundle, Chain, ChainMember};
use crate::finding::{Code, Finding, Problem, Purpose, Step};
use crate::inventory::Inventory;
use crate::verify::{
    CertPool, Check, GoError, GoErrorKind, GoVerdict, PeerVerification, Stage, Trace, Verification,
    verify, verify_peer,
};
use crate::x509::{CertificateRef, ParseError};

/// How a peer's chain was received.
pub(crate) struct PeerOutcome {
    /// What crypto/tls makes of it.
    pub peer: PeerVerification,
    /// Everything that is wrong, the one that Go names first.
    pub findings: Vec<Finding>,
}

impl PeerOutcome {
    /// What is certain of a peer whose chain is not known.
    pub(crate) fn with_findings(findings: Vec<Finding>) -> Self {
        let peer = PeerVerification {
            error: None,
            refused: Vec::new(),
            verification: None,
        };
        Self { peer, findings }
    }

    /// Whether the chain is taken.
    pub(crate) fn accepted(&self) -> bool {
        self.peer.error.is_none()
    }

    /// The path verification; none where the leaf does not parse.
    pub(crate) fn verification(&self) -> Option<&Verification> {
        self.peer.verification.as_ref()
    }

    /// An error of crypto/tls itself: it ends the handshake before any path is looked at, or after.
    pub(crate) fn tls_error(&self) -> Option<&GoError> {
        match &self.peer.error {
            Some((Stage::Parse | Stage::Key, error)) => Some(error),
            Some((Stage::Anchors | Stage::Verify, _)) | None => None,
        }
    }

    /// Whether the path ends at an issuer that is not trusted, and nothing before that is at fault.
    pub(crate) fn has_unknown_issuer(&self) -> bool {
        self.tls_error().is_none()
            && self
                .verify_error()
                .is_some_and(|error| matches!(error.kind, GoErrorKind::UnknownAuthority(_)))
    }

    /// The error of path verification.
    pub(crate) fn verify_error(&self) -> Option<&GoError> {
        match &self.verification()?.go {
            GoVerdict::Chains(_) => None,
            GoVerdict::Error(error) => Some(error),
        }
    }
}

/// Verifies `chain` against `bundle` and collects everything that is wrong with it.
pub(crate) fn receive(
    chain: &Chain,
    bundle: &Bundle,
    context: VerificationContext<'_>,
) -> PeerOutcome {
    let VerificationContext {
        policy,
        signatures,
        inventory,
    } = context;
    let step = match policy.purpose {
        Purpose::ServerAuth => Step::ClientVerifies,
        Purpose::ClientAuth => Step::ServerVerifies,
    };
    let presented: Vec<_> = chain
        .certificates
        .iter()
        .map(|member| match member {
            ChainMember::Parsed(placed) => Ok(placed.certificate.clone()),
            ChainMember::Malformed { go, .. } => Err(ParseError(go.clone())),
        })
        .collect();
    let anchors = bundle
        .anchors
        .iter()
        .map(|anchor| anchor.certificate.clone())
        .collect();
    let peer = verify_peer(&presented, &anchors, policy, signatures, Trace::Always);

    let mut findings = Vec::new();
    for refused in &peer.refused {
        let Some(member) = chain.certificates.get(refused.index) else {
            continue;
        };
        let finding = match member {
            ChainMember::Parsed(placed) => {
                Finding::new(refused.problem.clone(), step, vec![placed.location.clone()])
                    .about(&placed.certificate)
            }
            ChainMember::Malformed { location, .. } => {
                Finding::new(refused.problem.clone(), step, vec![location.clone()])
            }
        };
        findings.push(finding);
    }
    if let Some(verification) = &peer.verification {
        let mut path = path_findings(verification, step, inventory);
        let unknown = path
            .iter()
            .position(|finding| matches!(finding.problem, Problem::UnknownIssuer { .. }));
        if let Some(index) = unknown
            && let Some((problem, completed)) = missing_intermediate(chain, &anchors, context)
            && let Some(finding) = path.get_mut(index)
        {
            finding.problem = problem;
            // What is wrong further up shows once the intermediate is sent.
            for mut finding in path_findings(&completed, step, inventory) {
                let known = path.iter().any(|known| {
                    known.problem == finding.problem && known.locations == finding.locations
                });
                if !known {
                    finding.behind = true;
                    path.push(finding);
                }
            }
        }
        for finding in &mut path {
            finding.signer = signer(finding, context);
        }
        if !findings.is_empty() {
            path.iter_mut().for_each(|finding| finding.behind = true);
        }
        findings.extend(path);
    }
    PeerOutcome { peer, findings }
}

/// Of all certificates in the files given, one that is not sent and with which the path reaches an anchor; and that
/// path.
fn missing_intermediate(
    chain: &Chain,
    anchors: &CertPool,
    context: VerificationContext<'_>,
) -> Option<(Problem, Verification)> {
    let leaf = chain.leaf()?;
    let sent = || {
        chain
            .parsed()
            .skip(1)
            .map(|placed| placed.certificate.clone())
    };
    let others = || context.inventory.iter().map(|(_, entry)| entry);
    let all = sent()
        .chain(others().map(|entry| entry.certificate.clone()))
        .collect();
    let verification = verify(
        &leaf.certificate,
        &all,
        anchors,
        context.policy,
        context.signatures,
    );
    let attempt = verification
        .attempts
        .first()
        .filter(|attempt| attempt.anchored)?;
    // The first on the path that is neither sent nor trusted is what is missing.
    let missing = attempt.path.iter().skip(1).find(|certificate| {
        let known = |pool: &CertPool| {
            pool.certificates()
                .iter()
                .any(|held| held.fingerprint == certificate.fingerprint)
        };
        !known(anchors) && !known(&sent().collect())
    })?;
    let found = context
        .inventory
        .locations(missing.fingerprint)
        .first()?
        .clone();
    let problem = Problem::MissingIntermediate {
        issuer: missing.subject.to_string(),
        found,
    };
    Some((problem, verification))
}

/// The CA that signed a certificate which another CA of that name did not; it may stand in any of the files.
fn signer(finding: &Finding, context: VerificationContext<'_>) -> Option<CertificateRef> {
    let Problem::IssuerKeyMismatch { .. } = &finding.problem else {
        return None;
    };
    let child = finding.certificate.as_ref()?;
    let signed = |issuer: &&CertificateRef| {
        issuer.subject.raw == child.issuer.raw
            && context
                .signatures
                .check(child, issuer, context.policy.release)
                .is_ok()
    };
    let mut all = context
        .inventory
        .iter()
        .map(|(_, entry)| &entry.certificate);
    all.find(signed).cloned()
}

/// The failures of the attempt that came closest, the one that Go names first. What Go does not reach stands behind.
fn path_findings(verification: &Verification, step: Step, inventory: &Inventory) -> Vec<Finding> {
    let Some(attempt) = verification.attempts.first() else {
        return Vec::new();
    };
    let failures: Vec<_> = attempt.root_causes();
    let named = match &verification.go {
        GoVerdict::Error(error) => failures
            .iter()
            .position(|(failed, _)| names(error, failed.check))
            .unwrap_or(0),
        GoVerdict::Chains(_) => 0,
    };
    let mut findings = Vec::new();
    for (index, (failed, problem)) in failures.iter().enumerate() {
        let certificate = attempt
            .path
            .iter()
            .find(|certificate| certificate.fingerprint == failed.certificate);
        let mut finding = Finding::new(
            (*problem).clone(),
            step,
            inventory.locations(failed.certificate).to_vec(),
        );
        finding.certificate = certificate.cloned();
        finding.behind = index != named;
        findings.push(finding);
    }
    findings.sort_by_key(|finding| finding.behind);
    findings
}

/// Whether Go's error is about this check.
fn names(error: &GoError, check: Check) -> bool {
    match error.kind {
        GoErrorKind::NotYetValid { .. } | GoErrorKind::Expired { .. } => check == Check::Validity,
        GoErrorKind::NotAuthorizedToSign => check == Check::Authority,
        GoErrorKind::TooManyIntermediates => check == Check::PathLength,
        GoErrorKind::NameNotAuthorized(_) => check == Check::NameConstraints,
        GoErrorKind::IncompatibleUsage => check == Check::Purpose,
        GoErrorKind::NoValidChains(_) => {
            matches!(check, Check::Policies | Check::DistrustedKeys)
        }
        GoErrorKind::UnknownAuthority(_) => {
            matches!(check, Check::Trust | Check::Signature | Check::Authority)
        }
        GoErrorKind::UnhandledCriticalExtension => check == Check::CriticalExtensions,
        GoErrorKind::Hostname(_) => check == Check::ServerName,
        // Of no check by itself, or of crypto/tls, which looks at no path.
        GoErrorKind::Plain(_)
        | GoErrorKind::TooManyConstraints
        | GoErrorKind::SignatureLimit
        | GoErrorKind::NoRoot
        | GoErrorKind::Unparsable { .. }
        | GoErrorKind::RsaTooLarge { .. }
        | GoErrorKind::UnsupportedKey { .. } => false,
    }
}

/// The chain whose validity ends last, and where: several paths count, and the connection ends with the last.
pub(crate) fn lasting(verification: &Verification) -> Option<&CertificateRef> {
    let GoVerdict::Chains(chains) = &verification.go else {
        return None;
    };
    chains
        .iter()
        .filter_map(|chain| {
            chain
                .iter()
                .min_by_key(|certificate| (certificate.not_after.at, certificate.fingerprint))
        })
        .max_by_key(|certificate| (certificate.not_after.at, certificate.fingerprint))
}

impl PeerOutcome {
    /// The outcome without its trust findings, where the anchors are unknown.
    pub(crate) fn without_trust(mut self) -> Self {
        self.findings.retain(|finding| {
            !matches!(
                finding.problem.code(),
                Code::UnknownIssuer | Code::UnknownClientCa
            )
        });
        if self.findings.iter().all(|finding| finding.behind)
            && let Some(first) = self.findings.first_mut()
        {
            first.behind = false;
        }
        self
    }
}
