//! A server's certificates, judged by one stack.

use super::bundle::{Anchors, BundleFault, BundleText};
use super::checks::{Request, failures};
use super::fault::{Failure, Fault, PathEnd, Report};
use super::search::{Paths, Pools};
use super::sentences;
use super::stack::Stack;
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// What a stack makes of a server's certificates.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Accept or reject; undetermined where the search ended at its own limit.
    pub verdict: Verdict,
    /// What is wrong with the path that is reported; empty where the stack accepts.
    pub failures: Vec<Failure>,
    /// The server's certificate.
    pub leaf: Option<CertificateRef>,
    /// The failure that the client prints; `None` where the stack accepts, or prints all of them.
    pub printed: Option<Failure>,
}

impl Verification {
    const fn accepted(leaf: Option<CertificateRef>) -> Self {
        Self {
            verdict: Verdict::Accept,
            failures: Vec::new(),
            leaf,
            printed: None,
        }
    }

    /// Whether no trust anchor was reached: with more of them, the stack might accept.
    pub fn is_untrusted(&self) -> bool {
        self.failures
            .iter()
            .any(|failure| matches!(failure.fault, Fault::NotTrusted(_)))
    }

    /// The failure that is printed, or the first of those that are.
    pub fn principal(&self) -> Option<&Failure> {
        self.printed.as_ref().or_else(|| self.failures.first())
    }

    /// Why the stack refuses, in plain words; `None` where it accepts.
    pub fn reason(&self) -> Option<String> {
        let failure = self.principal()?;
        let name = failure
            .certificate
            .as_ref()
            .map_or_else(String::new, |certificate| certificate.display_name());
        Some(sentences::of_fault(&failure.fault, &name))
    }

    /// The rules that are broken, each once, the one that is printed first.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        for failure in self.printed.iter().chain(&self.failures) {
            let code = failure.fault.code();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}

/// Verifies what a server `sent`, leaf first, against the `anchors` of a bundle in their order.
///
/// Where the stack may trust more than is known, a path that ends at nobody is undetermined.
pub fn verify(
    stack: &Stack,
    sent: &[CertificateRef],
    anchors: &Anchors,
    request: &Request<'_>,
) -> Verification {
    let verification = verify_known(stack, sent, &anchors.certificates, request);
    if anchors.uncertain && verification.verdict == Verdict::Reject && verification.is_untrusted() {
        return Verification {
            verdict: Verdict::Undetermined,
            ..verification
        };
    }
    verification
}

fn verify_known(
    stack: &Stack,
    sent: &[CertificateRef],
    anchors: &[CertificateRef],
    request: &Request<'_>,
) -> Verification {
    let pools = Pools { sent, anchors };
    let mut paths = Paths::new(&stack.search, pools, request.at);
    let mut closest: Option<Vec<Failure>> = None;
    for path in paths.by_ref() {
        let failures = failures(&path, stack, request);
        if failures.is_empty() {
            return Verification::accepted(sent.first().cloned());
        }
        let closer = closest
            .as_ref()
            .is_none_or(|known| rank(known) < rank(&failures));
        if closer {
            closest = Some(failures);
        }
    }
    let failures = closest.unwrap_or_default();
    let unchecked = |failure: &Failure| matches!(failure.fault, Fault::UncheckedSignature(_));
    // A path that fails in nothing else may pass; one without failure there is none.
    let verdict = if paths.gave_up() || failures.iter().all(unchecked) {
        Verdict::Undetermined
    } else {
        Verdict::Reject
    };
    Verification {
        verdict,
        leaf: sent.first().cloned(),
        printed: printed(&failures, stack.report),
        failures,
    }
}

/// Of a path, its first failure tells how far the library came.
fn rank(failures: &[Failure]) -> u8 {
    failures.first().map_or(0, |failure| failure.fault.rank())
}

fn printed(failures: &[Failure], report: Report) -> Option<Failure> {
    match report {
        Report::First | Report::MostSpecific => failures.first().cloned(),
        Report::All => None,
        Report::Last => last_noted(failures).cloned(),
    }
}

/// Node lets OpenSSL go on after each failure and reads the last one that it noted; it compares names only if there was none.
fn last_noted(failures: &[Failure]) -> Option<&Failure> {
    let is_name = |failure: &&Failure| matches!(failure.fault, Fault::WrongName(_));
    let noted = || failures.iter().filter(|failure| !is_name(failure));
    // A certificate without issuer is noted once more as its signature's turn comes (`internal_verify`); only what follows
    // that, dates and names, is noted later.
    let alone = noted().find(|failure| {
        matches!(
            failure.fault,
            Fault::NotTrusted(PathEnd::NoIssuer { alone: true, .. })
        )
    });
    let after = noted().rfind(|failure| {
        alone.is_none()
            || matches!(
                failure.fault,
                Fault::Expired(_) | Fault::NotYetValid(_) | Fault::NameForbidden { .. }
            )
    });
    after.or(alone).or_else(|| failures.last())
}

/// What a stack trusts of several bundles, in their order.
///
/// # Errors
/// What it refuses one of them for.
pub fn anchors(bundles: &[BundleText], stack: &Stack) -> Result<Anchors, BundleFault> {
    let mut all = Anchors::default();
    for bundle in bundles {
        all.merge(bundle.read(&stack.bundle)?);
    }
    Ok(all)
}
