//! What `probe` has to say of one server.

use super::certificate::Mark;
use super::inspect::Inspected;
use super::live;
use crate::finding::Severity;
use crate::ground::time::Timestamp;
use crate::live::Probed;
use crate::verify::Verdict;

/// One server.
pub struct ProbeReport {
    /// As it was asked for.
    pub target: String,
    /// The mark of the first line.
    pub mark: Mark,
    /// The first line behind the target.
    pub headline: String,
    /// What the handshake showed.
    pub lines: live::Lines,
    /// The certificates, leaf first.
    pub certificates: Vec<Inspected>,
    /// When it is looked at.
    pub at: Timestamp,
    /// All of it.
    pub probed: Probed,
}

impl ProbeReport {
    /// The report of `probed` at `at`.
    pub fn new(target: String, probed: Probed, at: Timestamp) -> Self {
        let certificates = probed
            .chain
            .parsed()
            .map(|placed| Inspected {
                certificate: placed.certificate.clone(),
                locations: vec![placed.location.clone()],
            })
            .collect();
        let observation = &probed.observation;
        let cause = probed
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error)
            .or_else(|| probed.findings.first());
        let anchored = probed
            .judgement
            .as_ref()
            .is_some_and(|judgement| judgement.anchors_label.is_some());
        let version = observation.version.unwrap_or("TLS");
        let headline = match (probed.verdict, cause) {
            (_, Some(cause)) => {
                let leaf = probed.chain.leaf();
                let is_leaf = match (&cause.certificate, leaf) {
                    (Some(about), Some(leaf)) => about.fingerprint == leaf.certificate.fingerprint,
                    _ => true,
                };
                cause.problem.headline(is_leaf)
            }
            (Verdict::Accept, None) => format!("{version}, and its certificate verifies"),
            (Verdict::Reject, None) => "rejected".to_owned(),
            (Verdict::Undetermined, None) if anchored => "undetermined".to_owned(),
            (Verdict::Undetermined, None) => {
                format!("{version}; not verified: no CA given (--anchors)")
            }
        };
        Self {
            mark: Mark::from(probed.verdict),
            headline,
            lines: live::lines(observation),
            certificates,
            at,
            target,
            probed,
        }
    }
}
