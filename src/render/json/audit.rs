//! `certgraph.audit/v1`: one document.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

use super::clients::ClientVerdictV1;
use super::explain::{FindingV1, LocationV1, finding, location};
use super::verdict::verdict;
use crate::audit::{Audit, ConnectionEnd, End, Event, Renewal, Row, renewal, timeline};
use crate::ground::ObjectPlace;
use crate::ground::location::Location;
use crate::report::audit::{Counts, counts};
use crate::report::clients::ClientRow;
use crate::x509::{serial_decimal, serial_hex};

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
            labels: labels(audit),
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

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    at: String,
    labels: BTreeMap<String, String>,
    thresholds: ThresholdsV1,
    summary: SummaryV1,
    certificates: Certificates<'a>,
    connections: Vec<ConnectionV1>,
    timeline: Vec<EventV1>,
    findings: Findings<'a>,
    renewal: RenewalV1,
    unreadable: Vec<String>,
}

#[derive(Default, Serialize)]
pub(super) struct ThresholdsV1 {
    warn_seconds: i64,
    fail_seconds: i64,
}

#[derive(Default, Serialize)]
pub(super) struct SummaryV1 {
    failed: bool,
    certificates: usize,
    expired: usize,
    expired_in_bundles: usize,
    not_yet_valid: usize,
    soon: usize,
    later: usize,
    connections: usize,
    ignored: usize,
}

#[derive(Serialize)]
pub(super) struct CertificateV1 {
    pub(super) sha256: String,
    pub(super) name: String,
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) serial: String,
    pub(super) role: &'static str,
    pub(super) not_before: String,
    pub(super) not_after: String,
    pub(super) seconds_left: i64,
    pub(super) standing: &'static str,
    pub(super) public_key: String,
    pub(super) signature_algorithm: &'static str,
    pub(super) presented_by: Vec<&'static str>,
    pub(super) bundles: usize,
    pub(super) ends: Vec<String>,
    pub(super) locations: Vec<LocationV1>,
    #[serde(flatten)]
    pub(super) facts: FactsV1,
}

/// What tells one certificate, and one key, from others in other audits; and what it is for.
#[derive(Serialize)]
pub(super) struct FactsV1 {
    pub(super) serial_hex: String,
    pub(super) issuer_sha256: Option<String>,
    pub(super) public_key_sha256: String,
    pub(super) dns_names: Vec<String>,
    pub(super) ip_addresses: Vec<String>,
    pub(super) organizations: Vec<String>,
    pub(super) is_ca: bool,
    pub(super) secret_namespace: Option<String>,
    pub(super) secret_name: Option<String>,
    pub(super) secret_key: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ConnectionV1 {
    pub(super) name: String,
    pub(super) client: PartyV1,
    pub(super) server: ServerV1,
    pub(super) verdict: &'static str,
    pub(super) state: &'static str,
    pub(super) until: Option<ThroughV1>,
    pub(super) reason: Option<ReasonV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) clients: Vec<ClientVerdictV1>,
}

#[derive(Default, Serialize)]
pub(super) struct PartyV1 {
    pub(super) component: &'static str,
    pub(super) user: Option<String>,
    pub(super) file: String,
}

#[derive(Default, Serialize)]
pub(super) struct ServerV1 {
    pub(super) component: &'static str,
    pub(super) url: Option<String>,
}

#[derive(Default, Serialize)]
pub(super) struct ThroughV1 {
    pub(super) time: String,
    pub(super) certificate: String,
    pub(super) name: String,
    pub(super) file: Option<String>,
}

#[derive(Default, Serialize)]
pub(super) struct ReasonV1 {
    pub(super) code: &'static str,
    pub(super) message: String,
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
    signed_elsewhere: Vec<&'static str>,
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

pub(super) fn thresholds(audit: &Audit) -> ThresholdsV1 {
    ThresholdsV1 {
        warn_seconds: audit.thresholds.warn,
        fail_seconds: audit.thresholds.fail,
    }
}

pub(super) fn summary(audit: &Audit) -> SummaryV1 {
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
        ignored: audit.ignored,
    }
}

pub(super) fn labels(audit: &Audit) -> BTreeMap<String, String> {
    let labels = audit.labels.iter();
    labels
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
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
        facts: facts(audit, row),
    }
}

pub(super) fn facts(audit: &Audit, row: &Row) -> FactsV1 {
    let secret = row.places().find_map(secret);
    FactsV1 {
        serial_hex: serial_hex(&row.serial),
        issuer_sha256: audit
            .issuer(row.fingerprint)
            .map(|issuer| issuer.to_string()),
        public_key_sha256: row.key.0.to_string(),
        dns_names: row.names.dns().map(str::to_owned).collect(),
        ip_addresses: row.names.addresses().map(|ip| ip.to_string()).collect(),
        organizations: row.subject.organizations().map(Cow::into_owned).collect(),
        is_ca: row.is_ca(),
        secret_namespace: secret.map(|secret| secret.namespace.to_owned()),
        secret_name: secret.map(|secret| secret.name.to_owned()),
        secret_key: secret.and_then(|secret| secret.key()).map(str::to_owned),
    }
}

/// The Secret that a place is in.
pub(super) fn secret(place: &Location) -> Option<ObjectPlace<'_>> {
    place.object().filter(|object| object.kind == "Secret")
}

pub(super) fn connection(end: &ConnectionEnd) -> ConnectionV1 {
    let reason = match &end.end {
        End::Broken(code, message) => Some(ReasonV1 {
            code: code.slug(),
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
        signed_elsewhere: renewal.signed_elsewhere.clone(),
    }
}
