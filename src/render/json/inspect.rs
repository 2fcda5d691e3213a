//! `certgraph.inspect/v1`.

use serde::Serialize;

use super::explain::{FindingV1, LocationV1, finding, location};
use crate::finding::purpose_name;
use crate::report::inspect::{Inspected, Inspection};
use crate::time::Timestamp;

/// The document.
pub fn inspect(inspections: &[Inspection], at: Timestamp) -> String {
    super::pretty(&Document {
        schema: "certgraph.inspect/v1",
        at: at.to_string(),
        inputs: inspections.iter().map(input).collect(),
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    at: String,
    inputs: Vec<InputV1>,
}

#[derive(Serialize)]
struct InputV1 {
    input: String,
    kind: String,
    certificates: Vec<CertificateV1>,
    findings: Vec<FindingV1>,
}

#[derive(Serialize)]
struct CertificateV1 {
    sha256: String,
    subject: String,
    issuer: String,
    /// The encoded names, since text can hide what bytes cannot.
    subject_raw_hex: String,
    issuer_raw_hex: String,
    common_name: Option<String>,
    serial: String,
    version: u8,
    not_before: String,
    not_after: String,
    expired: bool,
    seconds_left: i64,
    kind: &'static str,
    public_key: String,
    signature_algorithm: String,
    is_ca: bool,
    path_len: Option<u64>,
    key_usage: Option<Vec<&'static str>>,
    extended_key_usage: Option<Vec<String>>,
    dns_names: Vec<String>,
    ip_addresses: Vec<String>,
    email_addresses: Vec<String>,
    uris: Vec<String>,
    subject_key_id: Option<String>,
    authority_key_id: Option<String>,
    unhandled_critical_extensions: Vec<String>,
    locations: Vec<LocationV1>,
}

fn input(inspection: &Inspection) -> InputV1 {
    InputV1 {
        input: inspection.input.clone(),
        kind: inspection.kind.clone(),
        certificates: inspection.certificates.iter().map(certificate).collect(),
        findings: inspection.findings.iter().map(finding).collect(),
    }
}

fn certificate(inspected: &Inspected) -> CertificateV1 {
    let certificate = &inspected.certificate;
    let names = certificate.subject_alt_name.clone().unwrap_or_default();
    CertificateV1 {
        sha256: certificate.fingerprint.to_string(),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        subject_raw_hex: hex(&certificate.subject.raw),
        issuer_raw_hex: hex(&certificate.issuer.raw),
        common_name: certificate.subject.common_name().map(str::to_owned),
        serial: certificate.serial_decimal(),
        version: certificate.version,
        not_before: certificate.not_before.at.to_string(),
        not_after: certificate.not_after.at.to_string(),
        expired: inspected.row.left.0 < 0,
        seconds_left: inspected.row.left.0,
        kind: inspected.row.kind,
        public_key: certificate.public_key.algorithm(),
        signature_algorithm: certificate.signature_algorithm.openssl_name().to_owned(),
        is_ca: certificate.is_ca(),
        path_len: certificate
            .basic_constraints
            .and_then(|constraints| constraints.path_len),
        key_usage: certificate.key_usage.map(|usage| usage.names().collect()),
        extended_key_usage: certificate
            .extended_key_usage
            .as_ref()
            .map(|usage| usage.0.iter().map(purpose_name).collect()),
        dns_names: names.dns,
        ip_addresses: names.ip.iter().map(ToString::to_string).collect(),
        email_addresses: names.email,
        uris: names.uri.into_iter().map(|uri| uri.text).collect(),
        subject_key_id: certificate.subject_key_id.as_ref().map(ToString::to_string),
        authority_key_id: certificate
            .authority_key_id
            .as_ref()
            .map(ToString::to_string),
        unhandled_critical_extensions: certificate
            .unhandled_critical
            .iter()
            .map(ToString::to_string)
            .collect(),
        locations: inspected.locations.iter().map(location).collect(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
