//! What the decoders found wrong, as findings: one code for each of their typed faults.

use crate::decode::bundle::{BundleFault, BundleProblem};
use crate::decode::key_pair::{KeyPair, KeyPairProblem};
use crate::decode::kubeconfig::{Gap, KubeconfigFault, KubeconfigNote, KubeconfigProblem};
use crate::finding::{Code, Finding, InputFault, Problem, Severity, Step};
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// Faults of certificate texts. `fatal` says that nothing usable is left; else what is passed over is a warning.
pub fn bundle_findings(
    problems: &[BundleProblem],
    step: impl Into<Option<Step>>,
    fatal: bool,
) -> Vec<Finding> {
    let step = step.into();
    problems
        .iter()
        .map(|problem| {
            let mut finding = Finding::new(
                bundle_problem(&problem.fault),
                step,
                vec![problem.location.clone()],
            );
            finding.unread = problem.fault.hides_certificate();
            // A block of another kind harms nobody; that nothing else is there is a fault of its own.
            let serious = !matches!(
                problem.fault,
                BundleFault::AnotherLabel { .. }
                    | BundleFault::Duplicate { .. }
                    | BundleFault::Pkcs7AsCertificate
            );
            if fatal && serious {
                finding.severity = Severity::Error;
            } else if finding.severity == Severity::Error {
                finding.severity = Severity::Warning;
            }
            finding
        })
        .collect()
}

fn bundle_problem(fault: &BundleFault) -> Problem {
    match fault {
        BundleFault::Malformed { go, about } => Problem::MalformedCertificate {
            go: go.clone(),
            about: about.clone(),
        },
        other => Problem::from(InputFault::Bundle(other.clone())),
    }
}

/// Faults of a kubeconfig. Those that kubectl prints stand before those behind them.
pub fn kubeconfig_findings(faults: &[KubeconfigFault]) -> Vec<Finding> {
    let printed = crate::decode::kubeconfig::printed(faults);
    faults
        .iter()
        .map(|fault| {
            let problem = match &fault.problem {
                KubeconfigProblem::NoCredentials { .. } => Problem::NoCredentials,
                other => Problem::from(InputFault::Kubeconfig {
                    problem: other.clone(),
                    near: String::new(),
                }),
            };
            let mut finding =
                Finding::new(problem, Step::Configuration, vec![fault.location.clone()]);
            finding.behind = !printed.contains(&fault);
            finding
        })
        .collect()
}

/// What the context leaves open: kubectl goes on, but not where the user thinks.
pub(crate) fn gap_finding(gap: &Gap, fallback: &Location) -> Option<Finding> {
    let location = match gap {
        // Selection tells it as a fault.
        Gap::ContextMissing { .. } => return None,
        Gap::NoCurrentContext => None,
        Gap::NoCluster { location } | Gap::NoServer { location } | Gap::NoUser { location } => {
            Some(location)
        }
        Gap::ClusterMissing { location, .. } | Gap::UserMissing { location, .. } => {
            location.as_ref()
        }
    };
    let problem = Problem::from(InputFault::Gap {
        gap: gap.clone(),
        near: String::new(),
    });
    Some(Finding::new(
        problem,
        Step::Configuration,
        vec![location.unwrap_or(fallback).clone()],
    ))
}

/// What kubectl passes over in silence.
pub(crate) fn note_finding(note: &KubeconfigNote) -> Finding {
    let location = match note {
        KubeconfigNote::MisspeltField { location, .. }
        | KubeconfigNote::RepeatedField { location, .. }
        | KubeconfigNote::MissingFile { location }
        | KubeconfigNote::ShadowedEntry { location, .. } => location,
    };
    let problem = Problem::from(InputFault::Ignored(note.clone()));
    Finding::new(problem, Step::Configuration, vec![location.clone()])
}

/// Faults of a certificate with its key, which stand in these two places, and what crypto/tls says of the pair, if it refuses it.
pub fn key_pair_findings(
    pair: &KeyPair,
    (certificate, key): (&Location, &Location),
    step: impl Into<Option<Step>>,
    release: GoRelease,
) -> (Vec<Finding>, Option<String>) {
    let step = step.into();
    let mut findings = bundle_findings(&pair.chain.problems, step, false);
    // The pair's own problem says it, and says it better.
    findings
        .retain(|finding| !matches!(finding.problem.code(), Code::NotACertificate | Code::NotPem));
    for (index, problem) in pair.problems.iter().enumerate() {
        let leaf = pair.chain.leaf();
        let at_key = matches!(
            problem,
            KeyPairProblem::EncryptedKey { .. }
                | KeyPairProblem::KeyIsCertificate
                | KeyPairProblem::MalformedKey { .. }
                | KeyPairProblem::NoKey
                | KeyPairProblem::OtherThanKey { .. }
                | KeyPairProblem::KeyMismatch { .. }
                | KeyPairProblem::KeyTypeMismatch { .. }
        );
        let place = if at_key {
            pair.key_location.as_ref().unwrap_or(key)
        } else {
            leaf.map_or(certificate, |leaf| &leaf.location)
        };
        let mut finding = Finding::new(
            key_pair_problem(problem, release),
            step,
            vec![place.clone()],
        );
        if !at_key {
            finding.certificate = leaf.and_then(|leaf| leaf.parsed.as_ref().ok()).cloned();
        }
        finding.behind = index > 0;
        // A certificate that does not parse stands among the chain's problems too.
        findings.retain(|known| known.problem != finding.problem);
        findings.push(finding);
    }
    (findings, pair.go_text(release))
}

fn key_pair_problem(problem: &KeyPairProblem, release: GoRelease) -> Problem {
    match problem {
        KeyPairProblem::MalformedLeaf { go } => Problem::MalformedCertificate {
            go: go.clone(),
            about: None,
        },
        KeyPairProblem::UnsupportedLeafKey { algorithm } => Problem::UnsupportedKey {
            go_type: algorithm.clone(),
        },
        other => Problem::from(InputFault::KeyPair {
            problem: other.clone(),
            release,
            pairing: None,
        }),
    }
}
