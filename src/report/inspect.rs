//! What `inspect` has to say: every certificate of an input, and what was found beside them.

use std::borrow::Cow;
use std::net::IpAddr;

use super::certificate::CertificateRow;
use crate::decode::certificates::{Found, Request};
use crate::finding::{Finding, purpose_name};
use crate::ground::location::Location;
use crate::ground::time::{Remaining, Timestamp};
use crate::x509::{
    Certificate, CertificateRef, CertificateRequest, CertificateRole, NamedAttributes, Subtrees,
};

/// One input.
pub struct Inspection {
    /// Its path; `-` is standard input.
    pub input: String,
    /// What it is, in words.
    pub kind: String,
    /// Its certificates, in the input's order, each at its first place.
    pub certificates: Vec<Inspected>,
    /// Its certificate requests.
    pub requests: Vec<Request>,
    /// What else is to be said of it.
    pub findings: Vec<Finding>,
    /// When it is looked at.
    pub at: Timestamp,
}

/// One certificate.
pub struct Inspected {
    /// The certificate.
    pub certificate: CertificateRef,
    /// Every place, the first first.
    pub locations: Vec<Location>,
}

impl Inspected {
    /// Its row, made when it is asked for, as the fields are.
    pub fn row(&self, at: Timestamp) -> CertificateRow {
        CertificateRow::new(&self.certificate, self.locations.first(), at)
    }

    /// Time left.
    pub fn left(&self, at: Timestamp) -> Remaining {
        Remaining::between(at, self.certificate.not_after.at)
    }

    /// Field and value: those that the short form shows, or all. There may be a hundred thousand certificates, so they are not
    /// held.
    pub fn fields(&self, row: &CertificateRow, full: bool) -> Vec<Field> {
        fields(&self.certificate, row, full)
    }
}

/// A field of a certificate in words.
pub struct Field {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its value, in lines.
    pub lines: Vec<String>,
}

impl Inspection {
    /// The inspection of certificates in the input's order; one that occurs twice is shown once, with both places.
    pub fn new(input: String, found: &Found, findings: Vec<Finding>, at: Timestamp) -> Self {
        let mut certificates: Vec<Inspected> = Vec::new();
        let mut index = std::collections::HashMap::new();
        for placed in &found.certificates {
            let next = certificates.len();
            let slot = *index.entry(placed.certificate.fingerprint).or_insert(next);
            if let Some(known) = certificates.get_mut(slot) {
                known.locations.push(placed.location.clone());
            } else {
                certificates.push(Inspected {
                    certificate: placed.certificate.clone(),
                    locations: vec![placed.location.clone()],
                });
            }
        }
        Self {
            input,
            kind: found.kind.description().to_owned(),
            certificates,
            requests: found.requests.clone(),
            findings,
            at,
        }
    }
}

/// Every field in the order that answers questions: who, by whom, until when, for what, which key; then the rest.
fn fields(certificate: &Certificate, row: &CertificateRow, full: bool) -> Vec<Field> {
    let mut fields = Fields(Vec::new());
    fields.add("subject", [name_text(&certificate.subject)]);
    let issuer = if certificate.is_self_issued() {
        "itself (same name)".to_owned()
    } else {
        name_text(&certificate.issuer)
    };
    fields.add("issuer", [issuer]);
    fields.add("valid", [validity(certificate, row)]);
    if let Some(names) = &certificate.subject_alt_name {
        let ips: Vec<_> = names.ip.iter().map(IpAddr::to_string).collect();
        let uris: Vec<_> = names.uri.iter().map(|uri| uri.text.clone()).collect();
        for (label, list) in [
            ("DNS names", &names.dns),
            ("IP addresses", &ips),
            ("emails", &names.email),
            ("URIs", &uris),
        ] {
            fields.add_list(label, list);
        }
        fields.add_list("other names", &certificate.other_names());
    }
    fields.add("for", [purposes(certificate)]);
    fields.add("key", [key_text(certificate, row)]);
    fields.add("serial", [serial(certificate)]);
    if full {
        details(certificate, &mut fields);
    }
    if !certificate.unhandled_critical.is_empty() {
        let oids: Vec<_> = certificate
            .unhandled_critical
            .iter()
            .map(ToString::to_string)
            .collect();
        fields.add(
            "refused by Go",
            [format!("critical extension {}", oids.join(", "))],
        );
    }
    if full {
        fields.add("SHA-256", [certificate.fingerprint.to_string()]);
    }
    fields.0
}

/// What the short form leaves out.
fn details(certificate: &Certificate, fields: &mut Fields) {
    fields.add("version", [certificate.version.to_string()]);
    fields.add("signature", [certificate.signature_words()]);
    if let Some(constraints) = certificate.basic_constraints {
        let limit = constraints
            .path_len
            .map(|limit| format!(", at most {limit} CAs below"))
            .unwrap_or_default();
        fields.add(
            "basic constraints",
            [format!(
                "CA:{}{limit}",
                if constraints.ca { "TRUE" } else { "FALSE" }
            )],
        );
    }
    if let Some(usage) = certificate.key_usage {
        fields.add("key usage", [usage.names().collect::<Vec<_>>().join(", ")]);
    }
    if let Some(usage) = &certificate.extended_key_usage {
        fields.add(
            "extended key usage",
            [usage
                .0
                .iter()
                .map(purpose_name)
                .collect::<Vec<_>>()
                .join(", ")],
        );
    }
    if let Some(id) = &certificate.subject_key_id {
        fields.add("subject key id", [id.to_string()]);
    }
    if let Some(id) = &certificate.authority_key_id {
        fields.add("authority key id", [id.to_string()]);
    }
    if let Some(constraints) = &certificate.name_constraints {
        fields.add_list("permitted names", &subtrees(&constraints.permitted));
        fields.add_list("excluded names", &subtrees(&constraints.excluded));
    }
    for extension in certificate.other_extensions() {
        let critical = if extension.critical {
            " (critical)"
        } else {
            ""
        };
        fields.add(format!("{}{critical}", extension.name), extension.lines);
    }
}

struct Fields(Vec<Field>);

impl Fields {
    fn add(&mut self, name: impl Into<Cow<'static, str>>, lines: impl Into<Vec<String>>) {
        self.0.push(Field {
            name: name.into(),
            lines: lines.into(),
        });
    }

    fn add_list(&mut self, name: &'static str, values: &[String]) {
        if !values.is_empty() {
            self.add(name, [values.join(", ")]);
        }
    }
}

/// What a certificate request asks for: field and values.
pub fn request_fields(request: &CertificateRequest) -> Vec<(&'static str, Vec<String>)> {
    let names = request.subject_alt_name.clone().unwrap_or_default();
    let usages = request.key_usage.iter().flat_map(|usage| usage.names());
    let purposes = request.extended_key_usage.iter().flat_map(|usage| &usage.0);
    let is_ca = request.basic_constraints.is_some_and(|found| found.ca);
    let mut fields = vec![
        ("DNS names", names.dns),
        (
            "IP addresses",
            names.ip.iter().map(IpAddr::to_string).collect(),
        ),
        ("emails", names.email),
        ("URIs", names.uri.into_iter().map(|uri| uri.text).collect()),
        ("for", purposes.map(purpose_name).collect()),
        ("key usage", usages.map(str::to_owned).collect()),
        (
            "a CA",
            is_ca.then(|| "yes".to_owned()).into_iter().collect(),
        ),
        ("key", vec![request.public_key.algorithm()]),
    ];
    fields.retain(|(_, values)| !values.is_empty());
    fields
}

/// A name, or that it is empty.
pub fn name_text(name: &crate::x509::DistinguishedName) -> String {
    let text = NamedAttributes(name).to_string();
    if text.is_empty() {
        "(empty)".to_owned()
    } else {
        text
    }
}

fn validity(certificate: &Certificate, row: &CertificateRow) -> String {
    let left = if row.early {
        "not valid yet".to_owned()
    } else if row.left.0 < 0 {
        format!("expired {} ago", row.left.words())
    } else if row.left.is_endless() {
        row.left.words()
    } else {
        format!("{} left", row.left)
    };
    format!(
        "{} to {} ({left})",
        certificate.not_before.at.human(),
        certificate.not_after.at.human()
    )
}

fn purposes(certificate: &Certificate) -> String {
    match certificate.role() {
        CertificateRole::RootCa => "root CA: its own issuer by name".to_owned(),
        CertificateRole::Ca => "CA, issued by another CA".to_owned(),
        CertificateRole::Server => "server (serverAuth)".to_owned(),
        CertificateRole::Client => "client (clientAuth)".to_owned(),
        CertificateRole::Both => "server and client".to_owned(),
        CertificateRole::Any => "any purpose: no extended key usage is listed".to_owned(),
        CertificateRole::Other => {
            let listed = certificate
                .extended_key_usage
                .iter()
                .flat_map(|usage| &usage.0)
                .map(purpose_name);
            format!(
                "neither server nor client: {}",
                listed.collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn key_text(certificate: &Certificate, row: &CertificateRow) -> String {
    format!(
        "{}, key {}, signed with {}",
        certificate.key_words(),
        row.key,
        certificate.signature_words()
    )
}

fn serial(certificate: &Certificate) -> String {
    let hex = crate::ground::hex::hex(&certificate.serial);
    format!("{} (0x{hex})", certificate.serial_decimal())
}

fn subtrees(subtrees: &Subtrees) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(subtrees.dns.iter().map(|name| format!("DNS:{name}")));
    all.extend(
        subtrees
            .ip
            .iter()
            .map(|network| format!("IP:{}/{}", network.address, network.prefix)),
    );
    all.extend(subtrees.email.iter().map(|name| format!("email:{name}")));
    all.extend(subtrees.uri.iter().map(|name| format!("URI:{name}")));
    all
}
