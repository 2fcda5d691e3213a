//! `certgraph.audit/v1`: one document, or one JSON object a line.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

use super::clients::ClientVerdictV1;
use super::explain::{FindingV1, LocationV1, finding, location};
use super::verdict::verdict;
use crate::audit::{Audit, ConnectionEnd, End, Event, Renewal, Row, renewal, timeline};
use crate::report::audit::{Counts, counts};
use crate::report::clients::ClientRow;
use crate::x509::serial_decimal;

/// Writes the document; certificates go out one by one, since there may be a million.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    super::write_pretty(
        out,
        &Document {
            schema: "certgraph.audit/v1",
            at: audit.at.to_string(),
            thresholds: thresholds(audit),
            summary: summary(audit),
            certificates: Certificates(audit),
            connections: audit.connections.iter().map(connection).collect(),
            timeline: timeline(audit).iter().map(event).collect(),
            findings: Findings(audit),
            renewal: renewal_of(&renewal(audit)),
            unreadable: audit.unreadable.iter().map(ToString::to_string).collect(),
        },
    )
}

/// Writes one object a line: the summary, then certificates, connections and findings, each with its `type`.
///
/// # Errors
/// Those of `out`.
pub fn lines(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    super::write_line(
        out,
        &Typed {
            r#type: "summary",
            value: Head {
                schema: "certgraph.audit/v1",
                at: audit.at.to_string(),
                thresholds: thresholds(audit),
                summary: summary(audit),
                unreadable: audit.unreadable.iter().map(ToString::to_string).collect(),
            },
        },
    )?;
    for row in &audit.rows {
        let value = certificate(audit, row);
        super::write_line(
            out,
            &Typed {
                r#type: "certificate",
                value,
            },
        )?;
    }
    for end in &audit.connections {
        let value = connection(end);
        super::write_line(
            out,
            &Typed {
                r#type: "connection",
                value,
            },
        )?;
    }
    for found in audit.all_findings() {
        let value = finding(&found);
        super::write_line(
            out,
            &Typed {
                r#type: "finding",
                value,
            },
        )?;
    }
    Ok(())
}

/// An object, and what it is.
#[derive(Serialize)]
struct Typed<T: Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    value: T,
}

#[derive(Serialize)]
struct Head {
    schema: &'static str,
    at: String,
    thresholds: ThresholdsV1,
    summary: SummaryV1,
    unreadable: Vec<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    at: String,
    thresholds: ThresholdsV1,
    summary: SummaryV1,
    certificates: Certificates<'a>,
    connections: Vec<ConnectionV1>,
    timeline: Vec<EventV1>,
    findings: Findings<'a>,
    renewal: RenewalV1,
    unreadable: Vec<String>,
}

#[derive(Serialize)]
struct ThresholdsV1 {
    warn_seconds: i64,
    fail_seconds: i64,
}

#[derive(Serialize)]
struct SummaryV1 {
    failed: bool,
    certificates: usize,
    expired: usize,
    expired_in_bundles: usize,
    not_yet_valid: usize,
    soon: usize,
    later: usize,
    connections: usize,
}

#[derive(Serialize)]
pub(super) struct CertificateV1 {
    sha256: String,
    name: String,
    subject: String,
    issuer: String,
    serial: String,
    role: &'static str,
    not_before: String,
    not_after: String,
    seconds_left: i64,
    standing: &'static str,
    public_key: String,
    signature_algorithm: &'static str,
    presented_by: Vec<&'static str>,
    bundles: usize,
    ends: Vec<String>,
    locations: Vec<LocationV1>,
}

#[derive(Serialize)]
pub(super) struct ConnectionV1 {
    name: String,
    client: PartyV1,
    server: ServerV1,
    verdict: &'static str,
    state: &'static str,
    until: Option<ThroughV1>,
    reason: Option<ReasonV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<ClientVerdictV1>,
}

#[derive(Serialize)]
struct PartyV1 {
    component: &'static str,
    user: Option<String>,
    file: String,
}

#[derive(Serialize)]
struct ServerV1 {
    component: &'static str,
    url: Option<String>,
}

#[derive(Serialize)]
struct ThroughV1 {
    time: String,
    certificate: String,
    name: String,
    file: Option<String>,
}

#[derive(Serialize)]
struct ReasonV1 {
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct EventV1 {
    time: String,
    certificate: String,
    name: String,
    file: Option<String>,
    certain: bool,
    stops: Vec<String>,
}

#[derive(Serialize)]
struct RenewalV1 {
    commands: Vec<String>,
    restart: Vec<&'static str>,
}

struct Certificates<'a>(&'a Audit);

impl Serialize for Certificates<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.rows.len()))?;
        for row in &self.0.rows {
            list.serialize_element(&certificate(self.0, row))?;
        }
        list.end()
    }
}

struct Findings<'a>(&'a Audit);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for found in self.0.all_findings() {
            let found: FindingV1 = finding(&found);
            list.serialize_element(&found)?;
        }
        list.end()
    }
}

fn thresholds(audit: &Audit) -> ThresholdsV1 {
    ThresholdsV1 {
        warn_seconds: audit.thresholds.warn,
        fail_seconds: audit.thresholds.fail,
    }
}

fn summary(audit: &Audit) -> SummaryV1 {
    let Counts {
        expired,
        idle,
        early,
        soon,
        fine,
    } = counts(audit);
    SummaryV1 {
        failed: audit.failed(),
        certificates: audit.rows.len(),
        expired,
        expired_in_bundles: idle,
        not_yet_valid: early,
        soon,
        later: fine,
        connections: audit.connections.len(),
    }
}

pub(super) fn certificate(audit: &Audit, row: &Row) -> CertificateV1 {
    let uses = audit.uses(row.fingerprint).cloned().unwrap_or_default();
    let ends = uses
        .ends
        .iter()
        .filter_map(|index| audit.connections.get(*index));
    CertificateV1 {
        sha256: row.fingerprint.to_string(),
        name: row.name().into_owned(),
        subject: row.subject.to_string(),
        issuer: row.issuer.text.to_string(),
        serial: serial_decimal(&row.serial),
        role: row.role.as_str(),
        not_before: row.not_before.to_string(),
        not_after: row.not_after.to_string(),
        seconds_left: audit.left(row).0,
        standing: audit.standing(row).as_str(),
        public_key: row.key_kind.to_string(),
        signature_algorithm: row.signature.openssl_name(),
        presented_by: uses.presented_by,
        bundles: uses.bundles,
        ends: ends.map(|end| end.name.clone()).collect(),
        locations: row.places().map(location).collect(),
    }
}

pub(super) fn connection(end: &ConnectionEnd) -> ConnectionV1 {
    let reason = match &end.end {
        End::Broken(code, message) => Some(ReasonV1 {
            code,
            message: message.clone(),
        }),
        _ => None,
    };
    ConnectionV1 {
        name: end.name.clone(),
        client: PartyV1 {
            component: end.client,
            user: end.user.clone(),
            file: end.file.clone(),
        },
        server: ServerV1 {
            component: end.server,
            url: Some(end.url.clone()).filter(|url| !url.is_empty()),
        },
        verdict: verdict(end.verdict),
        state: match &end.end {
            End::Until(_) => "works",
            End::AtMost(_) => "at-most",
            End::Stopped(_) => "stopped",
            End::Broken(..) => "broken",
            End::Unknown => "unknown",
        },
        until: end.end.through().map(|through| ThroughV1 {
            time: through.time.to_string(),
            certificate: through.certificate.to_string(),
            name: through.name.clone(),
            file: through.file.clone(),
        }),
        reason,
        clients: end
            .clients
            .iter()
            .map(|client| ClientVerdictV1::from(&ClientRow::placed(client, None)))
            .collect(),
    }
}

fn event(event: &Event<'_>) -> EventV1 {
    EventV1 {
        time: event.time.to_string(),
        certificate: event.certificate.to_string(),
        name: event.name.to_owned(),
        file: event.file.clone(),
        certain: event.certain,
        stops: event.stops.iter().map(|end| end.name.clone()).collect(),
    }
}

fn renewal_of(renewal: &Renewal) -> RenewalV1 {
    RenewalV1 {
        commands: renewal.commands.clone(),
        restart: renewal.restart.clone(),
    }
}
