//! `certgraph.probe/v1`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::explain::{AttemptV1, CertificateV1, FindingV1, attempt, certificates, finding};
use super::live::live;
use super::verdict::verdict;
use crate::connection::ChainMember;
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::report::probe::ProbeReport;

/// The document, pretty-printed and ended with a newline.
pub fn probe(reports: &[ProbeReport], at: Timestamp) -> String {
    let mut inventory = Inventory::new();
    for placed in reports
        .iter()
        .flat_map(|report| report.probed.chain.parsed())
    {
        inventory.add(placed);
    }
    for placed in reports
        .iter()
        .filter_map(|report| report.probed.judgement.as_ref())
        .flat_map(|judgement| &judgement.anchors)
    {
        inventory.add(placed);
    }
    super::pretty(&Document {
        schema: "certgraph.probe/v1",
        at: at.to_string(),
        servers: reports.iter().map(server).collect(),
        certificates: certificates(&inventory),
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    servers: Vec<ServerV1>,
    certificates: BTreeMap<String, CertificateV1>,
}

#[derive(Serialize)]
struct ServerV1 {
    target: String,
    verdict: &'static str,
    live: Value,
    /// Leaf first; null in the place of one that does not parse.
    chain: Vec<Option<String>>,
    attempts: Vec<AttemptV1>,
    findings: Vec<FindingV1>,
}

fn server(report: &ProbeReport) -> ServerV1 {
    let probed = &report.probed;
    let attempts = probed
        .judgement
        .iter()
        .filter_map(|judgement| judgement.verification.as_ref())
        .flat_map(|verification| &verification.attempts);
    ServerV1 {
        target: report.target.clone(),
        verdict: verdict(probed.verdict),
        live: live(&probed.observation),
        chain: probed
            .chain
            .certificates
            .iter()
            .map(|member| match member {
                ChainMember::Parsed(placed) => Some(placed.certificate.fingerprint.to_string()),
                ChainMember::Malformed { .. } => None,
            })
            .collect(),
        attempts: attempts.map(attempt).collect(),
        findings: probed.findings.iter().map(finding).collect(),
    }
}
