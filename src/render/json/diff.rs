//! `certgraph.diff/v1`.

use serde::Serialize;

use super::audit::{CertificateV1, ConnectionV1, certificate, connection};
use crate::audit::{Audit, Row};
use crate::report::diff::DiffReport;

/// The document.
pub fn diff(report: &DiffReport<'_>) -> String {
    let DiffReport {
        difference,
        before,
        after,
        ..
    } = report;
    let prints = |rows: &[&Row]| rows.iter().map(|row| row.fingerprint.to_string()).collect();
    let row = |audit: &Audit, row: Option<&Row>| row.map(|row| certificate(audit, row));
    super::pretty(&Document {
        schema: "certgraph.diff/v1",
        at: after.audit.at.to_string(),
        worse: difference.is_worse(),
        certificates: difference
            .certificates
            .iter()
            .map(|change| {
                let (old, new) = change.rows();
                CertificateChangeV1 {
                    change: change.as_str(),
                    before: row(before.audit, old),
                    after: row(after.audit, new),
                }
            })
            .collect(),
        bundles: difference
            .bundles
            .iter()
            .map(|change| BundleChangeV1 {
                party: change.party.clone(),
                label: change.label.clone(),
                added: prints(&change.added),
                removed: prints(&change.removed),
            })
            .collect(),
        connections: difference
            .connections
            .iter()
            .map(|change| ConnectionChangeV1 {
                name: change.name.clone(),
                change: change.turn.as_str(),
                before: change.before.map(connection),
                after: change.after.map(connection),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    worse: bool,
    certificates: Vec<CertificateChangeV1>,
    bundles: Vec<BundleChangeV1>,
    connections: Vec<ConnectionChangeV1>,
}

#[derive(Serialize)]
struct CertificateChangeV1 {
    change: &'static str,
    before: Option<CertificateV1>,
    after: Option<CertificateV1>,
}

#[derive(Serialize)]
struct BundleChangeV1 {
    party: String,
    label: String,
    added: Vec<String>,
    removed: Vec<String>,
}

#[derive(Serialize)]
struct ConnectionChangeV1 {
    name: String,
    change: &'static str,
    before: Option<ConnectionV1>,
    after: Option<ConnectionV1>,
}
