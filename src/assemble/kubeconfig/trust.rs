//! The CA bundle of a cluster.

use super::Assembler;
use crate::assemble::findings::bundle_findings;
use crate::connection::{Bundle, Trust};
use crate::decode::bundle;
use crate::decode::kubeconfig::Cluster;
use crate::finding::{Finding, InputFault, Problem, Severity, Step};
use crate::golang::Change;

impl Assembler<'_> {
    /// Whom the client trusts.
    pub(super) fn trust(&mut self, cluster: &Cluster) -> Trust {
        let insecure = cluster
            .insecure_skip_tls_verify
            .as_ref()
            .filter(|field| field.value);
        if let Some(bundle) = &self.planned.trust {
            return Trust::Bundle(bundle.clone());
        }
        let (text, location, label) = match (
            &cluster.certificate_authority_data,
            &cluster.certificate_authority,
        ) {
            (Some(data), _) => (
                data.value.bytes().to_vec(),
                data.location.clone(),
                "certificate-authority-data".to_owned(),
            ),
            (None, Some(file)) => {
                let Some((text, location)) = self.referenced(&file.value, &file.location) else {
                    return Trust::Unusable;
                };
                (
                    text,
                    location,
                    format!("certificate-authority {}", file.value.written),
                )
            }
            (None, None) => {
                let Some(insecure) = insecure else {
                    return Trust::SystemRoots;
                };
                self.findings.push(Finding::new(
                    Problem::InsecureSkipTlsVerify,
                    Step::ClientVerifies,
                    vec![insecure.location.clone()],
                ));
                return Trust::Unchecked;
            }
        };
        if text.is_empty() {
            self.findings.push(Finding::new(
                Problem::EmptyCaFile,
                Step::ClientVerifies,
                vec![location.clone()],
            ));
            if !self.release.has(Change::CaRotation) {
                return Trust::SystemRoots;
            }
            return Trust::Bundle(Bundle {
                label,
                location,
                anchors: Vec::new(),
            });
        }
        let read = bundle::lenient(&text, &location, self.release);
        // kubectl reads the bundle before it connects to anyone.
        let step = if read.error.is_some() {
            Step::Configuration
        } else {
            Step::ClientVerifies
        };
        self.findings
            .extend(bundle_findings(&read.problems, step, read.error.is_some()));
        if let Some(error) = read.error {
            if !self
                .findings
                .iter()
                .any(|finding| finding.severity == Severity::Error)
            {
                let problem = Problem::from(InputFault::NoUsableCa(error.clone()));
                self.findings
                    .push(Finding::new(problem, step, vec![location]));
            }
            self.late_refusal
                .get_or_insert_with(|| format!("error: {error}"));
            return Trust::Unusable;
        }
        // A CA beside insecure-skip-tls-verify is refused: once fixed, it is the CA that counts.
        Trust::Bundle(Bundle {
            label,
            location,
            anchors: read.certificates,
        })
    }
}
