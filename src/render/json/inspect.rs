//! `certgraph.inspect/v1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::explain::{FindingV1, LocationV1, finding, location};
use crate::decode::certificates::Request;
use crate::finding::purpose_name;
use crate::ground::hex::hex;
use crate::ground::time::Timestamp;
use crate::report::inspect::{Inspected, Inspection};

/// Writes the document.
///
/// # Errors
/// Those of writing.
pub fn inspect(inspections: &[Inspection], at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "certgraph.inspect/v1",
        at: at.to_string(),
        inputs: inspections.iter().map(input).collect(),
    };
    super::write_pretty(out, &document)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    at: String,
    inputs: Vec<InputV1<'a>>,
}

/// Written one after the other: there may be a hundred thousand.
struct Certificates<'a>(&'a [Inspected], Timestamp);

impl Serialize for Certificates<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = self.0.iter();
        serializer.collect_seq(all.map(|inspected| certificate(inspected, self.1)))
    }
}

#[derive(Serialize)]
struct InputV1<'a> {
    input: &'a str,
    kind: &'a str,
    certificates: Certificates<'a>,
    requests: Vec<RequestV1>,
    findings: Vec<FindingV1>,
}

/// A certificate request: what is asked for, not what was given.
#[derive(Serialize)]
struct RequestV1 {
    subject: Option<String>,
    subject_raw_hex: Option<String>,
    common_name: Option<String>,
    public_key: Option<String>,
    signature_algorithm: Option<String>,
    /// Whether it is signed with its own key.
    signature_verified: Option<bool>,
    is_ca: bool,
    key_usage: Option<Vec<&'static str>>,
    extended_key_usage: Option<Vec<String>>,
    dns_names: Vec<String>,
    ip_addresses: Vec<String>,
    email_addresses: Vec<String>,
    uris: Vec<String>,
    /// Why it cannot be read, if it cannot.
    error: Option<String>,
    location: LocationV1,
}

#[derive(Serialize)]
struct CertificateV1<'a> {
    sha256: String,
    subject: String,
    issuer: String,
    /// The encoded names, since text can hide what bytes cannot.
    subject_raw_hex: String,
    issuer_raw_hex: String,
    common_name: Option<Cow<'a, str>>,
    serial: String,
    version: u8,
    not_before: String,
    not_after: String,
    expired: bool,
    seconds_left: i64,
    kind: &'static str,
    public_key: String,
    signature_algorithm: &'static str,
    is_ca: bool,
    path_len: Option<u64>,
    key_usage: Option<Vec<&'static str>>,
    extended_key_usage: Option<Vec<String>>,
    dns_names: &'a [String],
    ip_addresses: Vec<String>,
    email_addresses: &'a [String],
    uris: Vec<&'a str>,
    subject_key_id: Option<String>,
    authority_key_id: Option<String>,
    unhandled_critical_extensions: Vec<String>,
    locations: Vec<LocationV1>,
}

fn input(inspection: &Inspection) -> InputV1<'_> {
    InputV1 {
        input: &inspection.input,
        kind: &inspection.kind,
        certificates: Certificates(&inspection.certificates, inspection.at),
        requests: inspection.requests.iter().map(request).collect(),
        findings: inspection.findings.iter().map(finding).collect(),
    }
}

fn request(request: &Request) -> RequestV1 {
    let parsed = request.parsed.as_ref().ok();
    let names = parsed
        .and_then(|parsed| parsed.subject_alt_name.clone())
        .unwrap_or_default();
    RequestV1 {
        subject: parsed.map(|parsed| parsed.subject.to_string()),
        subject_raw_hex: parsed.map(|parsed| hex(&parsed.subject.raw)),
        common_name: parsed
            .and_then(|parsed| parsed.subject.common_name())
            .map(Cow::into_owned),
        public_key: parsed.map(|parsed| parsed.public_key.algorithm()),
        signature_algorithm: parsed
            .map(|parsed| parsed.signature_algorithm.openssl_name().to_owned()),
        signature_verified: parsed.map(|parsed| parsed.signature.is_ok()),
        is_ca: parsed
            .and_then(|parsed| parsed.basic_constraints)
            .is_some_and(|constraints| constraints.ca),
        key_usage: parsed
            .and_then(|parsed| parsed.key_usage)
            .map(|usage| usage.names().collect()),
        extended_key_usage: parsed
            .and_then(|parsed| parsed.extended_key_usage.as_ref())
            .map(|usage| usage.0.iter().map(purpose_name).collect()),
        dns_names: names.dns,
        ip_addresses: names.ip.iter().map(ToString::to_string).collect(),
        email_addresses: names.email,
        uris: names.uri.into_iter().map(|uri| uri.text).collect(),
        error: request.parsed.as_ref().err().map(ToString::to_string),
        location: location(&request.location),
    }
}

fn certificate(inspected: &Inspected, at: Timestamp) -> CertificateV1<'_> {
    let certificate = &inspected.certificate;
    let names = certificate.subject_alt_name.as_ref();
    let left = inspected.left(at).0;
    CertificateV1 {
        sha256: certificate.fingerprint.to_string(),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        subject_raw_hex: hex(&certificate.subject.raw),
        issuer_raw_hex: hex(&certificate.issuer.raw),
        common_name: certificate.subject.common_name(),
        serial: certificate.serial_decimal(),
        version: certificate.version,
        not_before: certificate.not_before.at.to_string(),
        not_after: certificate.not_after.at.to_string(),
        expired: left < 0,
        seconds_left: left,
        kind: certificate.role().as_str(),
        public_key: certificate.public_key.algorithm(),
        signature_algorithm: certificate.signature_algorithm.openssl_name(),
        is_ca: certificate.is_ca(),
        path_len: certificate
            .basic_constraints
            .and_then(|constraints| constraints.path_len),
        key_usage: certificate.key_usage.map(|usage| usage.names().collect()),
        extended_key_usage: certificate
            .extended_key_usage
            .as_ref()
            .map(|usage| usage.0.iter().map(purpose_name).collect()),
        dns_names: names.map_or(&[], |names| &names.dns),
        ip_addresses: names.map_or_else(Vec::new, |names| {
            names.ip.iter().map(ToString::to_string).collect()
        }),
        email_addresses: names.map_or(&[], |names| &names.email),
        uris: names.map_or_else(Vec::new, |names| {
            names.uri.iter().map(|uri| &*uri.text).collect()
        }),
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
