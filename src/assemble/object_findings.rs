//! What is wrong in Kubernetes objects and key stores, as findings.

use super::findings::{bundle_findings, key_pair_findings, kubeconfig_findings};
use crate::decode::certificates::Found;
use crate::decode::keystore::KeyStoreFault;
use crate::decode::objects::{ObjectFault, ObjectProblem};
use crate::finding::{Code, Finding, Problem, Severity};
use crate::golang::GoRelease;

/// All that is wrong with what was found in a file: its certificates, kubeconfigs, objects and key stores.
pub fn file_findings(found: &Found, release: GoRelease) -> Vec<Finding> {
    let mut findings = bundle_findings(&found.problems, None, found.certificates.is_empty());
    findings.extend(kubeconfig_findings(&found.faults));
    findings.extend(object_findings(found, release));
    findings
}

/// Objects, fields and key stores that cannot be read, and certificates whose keys do not fit.
fn object_findings(found: &Found, release: GoRelease) -> Vec<Finding> {
    let mut findings: Vec<_> = found.object_faults.iter().map(fault).collect();
    for secret in &found.pairs {
        let places = (&secret.pair.certificate, &secret.pair.key);
        let refused = secret.pair.refused.iter();
        findings.extend(refused.flat_map(|pair| key_pair_findings(pair, places, None, release).0));
    }
    for request in &found.requests {
        let go =
            match &request.parsed {
                Ok(parsed) => parsed.signature.as_ref().err().map(|go| {
                    format!("the certificate request is not signed with its own key: {go}")
                }),
                Err(error) => Some(format!("the certificate request cannot be read: {error}")),
            };
        if let Some(message) = go {
            let problem = Problem::Input {
                code: Code::NotACertificate,
                message,
                brief: "a certificate request is damaged".to_owned(),
            };
            findings.push(Finding::new(problem, None, vec![request.location.clone()]));
        }
    }
    findings.extend(found.keystore_faults.iter().map(store));
    findings
}

fn store(fault: &KeyStoreFault) -> Finding {
    let message = fault.problem.to_string();
    let brief = "a key store cannot be opened".to_owned();
    let code = Code::UnreadableFile;
    let problem = Problem::Input {
        code,
        message,
        brief,
    };
    let mut finding = Finding::new(problem, None, vec![fault.location.clone()]);
    finding.unread = fault.problem.hides_certificates();
    if !finding.unread {
        finding.severity = Severity::Warning;
    }
    finding
}

fn fault(fault: &ObjectFault) -> Finding {
    let (code, brief) = match fault.problem {
        ObjectProblem::Base64 { .. } => (Code::BadBase64, "a field is not base64"),
        ObjectProblem::NoNames | ObjectProblem::NoObject => {
            (Code::WrongFieldType, "a field has the wrong type")
        }
        ObjectProblem::Malformed { .. } | ObjectProblem::TooLarge { .. } => {
            (Code::UnreadableFile, "an object cannot be read")
        }
        ObjectProblem::Sops | ObjectProblem::Sealed => {
            (Code::UnreadableFile, "an object is encrypted")
        }
        ObjectProblem::Cut => (Code::UnreadableFile, "a list is cut off"),
        ObjectProblem::Status { .. } => (
            Code::UnreadableFile,
            "the API server answered with an error",
        ),
        ObjectProblem::EmptyCertificate => (
            Code::NoCertificateInPair,
            "a TLS Secret holds no certificate",
        ),
    };
    let message = match &fault.problem {
        ObjectProblem::Malformed { .. } => format!("{}; it is skipped", fault.problem),
        _ => fault.problem.to_string(),
    };
    let brief = brief.to_owned();
    let problem = Problem::Input {
        code,
        message,
        brief,
    };
    let mut finding = Finding::new(problem, None, vec![fault.location.clone()]);
    finding.unread = fault.problem.hides_certificates();
    if fault.problem == ObjectProblem::EmptyCertificate {
        finding.severity = Severity::Warning;
    }
    finding
}
