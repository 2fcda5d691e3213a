//! `certgraph.audit-line/v1`: one JSON object a line, for warehouses.
//!
//! Each line has each column, so that a reader who looks at the first lines alone knows all of them; and the first line, the
//! summary, has a value of its type in each, since a reader learns no type from a null.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::audit::{
    CertificateV1, PartyV1, ReasonV1, ServerV1, SummaryV1, ThresholdsV1, ThroughV1, certificate,
    connection, labels, secret, summary, thresholds,
};
use super::clients::ClientVerdictV1;
use super::explain::{LocationV1, finding, location};
use crate::audit::{Audit, ConnectionEnd, Row};
use crate::finding::Finding;
use crate::ground::location::Location;

/// Writes the summary, then certificates, connections, findings and what could not be read, each with its `type`.
///
/// # Errors
/// Those of `out`.
pub fn lines(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let common = Common {
        at: audit.at.to_string(),
        labels: (!audit.labels.is_empty()).then(|| labels(audit)),
        clients: audit.connections.iter().any(|end| !end.clients.is_empty()),
    };
    super::write_line(out, &Line::typed(audit, &common))?;
    for row in &audit.rows {
        super::write_line(out, &Line::of_certificate(audit, row, &common))?;
    }
    for end in &audit.connections {
        super::write_line(out, &Line::of_connection(end, &common))?;
    }
    for found in audit.all_findings() {
        super::write_line(out, &Line::of_finding(&found, &common))?;
    }
    for why in &audit.unreadable {
        let line = Line {
            message: Some(why.to_string()),
            ..Line::empty("unreadable", &common)
        };
        super::write_line(out, &line)?;
    }
    Ok(())
}

/// The columns' names that no label may have.
pub const COLUMNS: [&str; 46] = [
    "type",
    "schema",
    "at",
    "labels",
    "sha256",
    "name",
    "subject",
    "issuer",
    "issuer_sha256",
    "serial",
    "serial_hex",
    "role",
    "is_ca",
    "not_before",
    "not_after",
    "seconds_left",
    "standing",
    "public_key",
    "public_key_sha256",
    "signature_algorithm",
    "dns_names",
    "ip_addresses",
    "organizations",
    "secret_namespace",
    "secret_name",
    "secret_key",
    "presented_by",
    "bundles",
    "ends",
    "locations",
    "client",
    "server",
    "verdict",
    "state",
    "until",
    "reason",
    "clients",
    "code",
    "severity",
    "step",
    "message",
    "behind",
    "certificate",
    "evidence",
    "thresholds",
    "summary",
];

/// What all lines share.
struct Common {
    at: String,
    labels: Option<BTreeMap<String, String>>,
    /// Whether other clients were asked for.
    clients: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    schema: &'static str,
    at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<&'a BTreeMap<String, String>>,
    sha256: Option<String>,
    name: Option<String>,
    subject: Option<String>,
    issuer: Option<String>,
    issuer_sha256: Option<String>,
    serial: Option<String>,
    serial_hex: Option<String>,
    role: Option<&'static str>,
    is_ca: Option<bool>,
    not_before: Option<String>,
    not_after: Option<String>,
    seconds_left: Option<i64>,
    standing: Option<&'static str>,
    public_key: Option<String>,
    public_key_sha256: Option<String>,
    signature_algorithm: Option<&'static str>,
    dns_names: Vec<String>,
    ip_addresses: Vec<String>,
    organizations: Vec<String>,
    secret_namespace: Option<String>,
    secret_name: Option<String>,
    secret_key: Option<String>,
    presented_by: Vec<&'static str>,
    bundles: Option<usize>,
    ends: Vec<String>,
    locations: Vec<LocationV1>,
    client: Option<PartyV1>,
    server: Option<ServerV1>,
    verdict: Option<&'static str>,
    state: Option<&'static str>,
    until: Option<ThroughV1>,
    reason: Option<ReasonV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clients: Option<Vec<ClientVerdictV1>>,
    code: Option<&'static str>,
    severity: Option<&'static str>,
    step: Option<&'static str>,
    message: Option<String>,
    behind: Option<bool>,
    certificate: Option<String>,
    /// JSON in a text: which fields there are depends on the code, and a column has one type.
    evidence: Option<String>,
    thresholds: Option<ThresholdsV1>,
    summary: Option<SummaryV1>,
}

impl<'a> Line<'a> {
    fn empty(kind: &'static str, common: &'a Common) -> Self {
        Self {
            r#type: kind,
            schema: "certgraph.audit-line/v1",
            at: &common.at,
            labels: common.labels.as_ref(),
            sha256: None,
            name: None,
            subject: None,
            issuer: None,
            issuer_sha256: None,
            serial: None,
            serial_hex: None,
            role: None,
            is_ca: None,
            not_before: None,
            not_after: None,
            seconds_left: None,
            standing: None,
            public_key: None,
            public_key_sha256: None,
            signature_algorithm: None,
            dns_names: Vec::new(),
            ip_addresses: Vec::new(),
            organizations: Vec::new(),
            secret_namespace: None,
            secret_name: None,
            secret_key: None,
            presented_by: Vec::new(),
            bundles: None,
            ends: Vec::new(),
            locations: Vec::new(),
            client: None,
            server: None,
            verdict: None,
            state: None,
            until: None,
            reason: None,
            clients: common.clients.then(Vec::new),
            code: None,
            severity: None,
            step: None,
            message: None,
            behind: None,
            certificate: None,
            evidence: None,
            thresholds: None,
            summary: None,
        }
    }

    /// The summary, with a value in each column.
    fn typed(audit: &Audit, common: &'a Common) -> Self {
        let text = || Some(String::new());
        let time = || Some(common.at.clone());
        Self {
            sha256: text(),
            name: text(),
            subject: text(),
            issuer: text(),
            issuer_sha256: text(),
            serial: text(),
            serial_hex: text(),
            role: Some(""),
            is_ca: Some(false),
            not_before: time(),
            not_after: time(),
            seconds_left: Some(0),
            standing: Some(""),
            public_key: text(),
            public_key_sha256: text(),
            signature_algorithm: Some(""),
            dns_names: vec![String::new()],
            ip_addresses: vec![String::new()],
            organizations: vec![String::new()],
            secret_namespace: text(),
            secret_name: text(),
            secret_key: text(),
            presented_by: vec![""],
            bundles: Some(0),
            ends: vec![String::new()],
            locations: vec![location(&typed_place())],
            client: Some(PartyV1 {
                user: text(),
                ..PartyV1::default()
            }),
            server: Some(ServerV1 {
                url: text(),
                ..ServerV1::default()
            }),
            verdict: Some(""),
            state: Some(""),
            until: Some(ThroughV1 {
                time: common.at.clone(),
                file: text(),
                ..ThroughV1::default()
            }),
            reason: Some(ReasonV1::default()),
            clients: common.clients.then(|| vec![ClientVerdictV1::typed()]),
            code: Some(""),
            severity: Some(""),
            step: Some(""),
            message: text(),
            behind: Some(false),
            certificate: text(),
            evidence: Some("{}".to_owned()),
            thresholds: Some(thresholds(audit)),
            summary: Some(summary(audit)),
            ..Self::empty("summary", common)
        }
    }

    fn of_certificate(audit: &Audit, row: &Row, common: &'a Common) -> Self {
        let CertificateV1 {
            sha256,
            name,
            subject,
            issuer,
            serial,
            role,
            not_before,
            not_after,
            seconds_left,
            standing,
            public_key,
            signature_algorithm,
            presented_by,
            bundles,
            ends,
            locations,
            facts,
        } = certificate(audit, row);
        Self {
            sha256: Some(sha256),
            name: Some(name),
            subject: Some(subject),
            issuer: Some(issuer),
            issuer_sha256: facts.issuer_sha256,
            serial: Some(serial),
            serial_hex: Some(facts.serial_hex),
            role: Some(role),
            is_ca: Some(facts.is_ca),
            not_before: Some(not_before),
            not_after: Some(not_after),
            seconds_left: Some(seconds_left),
            standing: Some(standing),
            public_key: Some(public_key),
            public_key_sha256: Some(facts.public_key_sha256),
            signature_algorithm: Some(signature_algorithm),
            dns_names: facts.dns_names,
            ip_addresses: facts.ip_addresses,
            organizations: facts.organizations,
            secret_namespace: facts.secret_namespace,
            secret_name: facts.secret_name,
            secret_key: facts.secret_key,
            presented_by,
            bundles: Some(bundles),
            ends,
            locations,
            ..Self::empty("certificate", common)
        }
    }

    fn of_connection(end: &ConnectionEnd, common: &'a Common) -> Self {
        let connection = connection(end);
        Self {
            name: Some(connection.name),
            client: Some(connection.client),
            server: Some(connection.server),
            verdict: Some(connection.verdict),
            state: Some(connection.state),
            until: connection.until,
            reason: connection.reason,
            clients: common.clients.then_some(connection.clients),
            ..Self::empty("connection", common)
        }
    }

    fn of_finding(found: &Finding, common: &'a Common) -> Self {
        let about = found.locations.iter().find_map(secret);
        let value = finding(found);
        Self {
            code: Some(value.code),
            severity: Some(value.severity),
            step: value.step,
            message: Some(value.message),
            behind: Some(value.behind),
            locations: value.locations,
            certificate: value.certificate,
            evidence: Some(value.evidence.to_string()),
            secret_namespace: about.map(|secret| secret.namespace.to_owned()),
            secret_name: about.map(|secret| secret.name.to_owned()),
            secret_key: about.and_then(|secret| secret.key()).map(str::to_owned),
            ..Self::empty("finding", common)
        }
    }
}

/// A place with a value in each field.
fn typed_place() -> Location {
    Location::file("").with_line(0).with_field("").with_block(0)
}
