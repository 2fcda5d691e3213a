//! What is wrong in Kubernetes objects and key stores, as findings.

use super::findings::{bundle_findings, key_pair_findings, kubeconfig_findings};
use crate::decode::certificates::Found;
use crate::decode::keystore::KeyStoreFault;
use crate::decode::objects::{ObjectFault, ObjectProblem};
use crate::finding::{Finding, InputFault, Problem, Severity};
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
        let mut own: Vec<_> = refused
            .flat_map(|pair| key_pair_findings(pair, places, None, release).0)
            .collect();
        if secret.hides_certificate()
            && let Some(first) = own.first_mut()
        {
            first.unread = true;
        }
        findings.append(&mut own);
    }
    for request in &found.requests {
        let fault = match &request.parsed {
            Ok(parsed) => {
                let unsigned = parsed.signature.as_ref().err();
                unsigned.map(|go| InputFault::UnsignedRequest(go.to_string()))
            }
            Err(error) => Some(InputFault::MalformedRequest(error.to_string())),
        };
        let place = || vec![request.location.clone()];
        findings.extend(fault.map(|fault| Finding::new(Problem::from(fault), None, place())));
    }
    findings.extend(found.keystore_faults.iter().map(store));
    findings
}

fn store(fault: &KeyStoreFault) -> Finding {
    let problem = Problem::from(InputFault::KeyStore(fault.problem.clone()));
    let mut finding = Finding::new(problem, None, vec![fault.location.clone()]);
    finding.unread = fault.problem.hides_certificates();
    if !finding.unread {
        finding.severity = Severity::Warning;
    }
    finding
}

fn fault(fault: &ObjectFault) -> Finding {
    let problem = Problem::from(InputFault::Object(fault.problem.clone()));
    let mut finding = Finding::new(problem, None, vec![fault.location.clone()]);
    finding.unread = fault.problem.hides_certificates();
    if fault.problem == ObjectProblem::EmptyCertificate {
        finding.severity = Severity::Warning;
    }
    finding
}
