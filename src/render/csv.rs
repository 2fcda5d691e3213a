//! An audit's certificates as CSV (RFC 4180), for spreadsheets and warehouses.

use std::borrow::Cow;
use std::io::{self, Write};

use super::escape;
use crate::audit::{Audit, Row};
use crate::ground::ObjectPlace;
use crate::x509::serial_hex;

/// The columns behind those of the labels. A serial number is hexadecimal text: as a number it has more digits than
/// spreadsheets and databases keep.
pub const HEADER: [&str; 24] = [
    "not_after",
    "seconds_left",
    "standing",
    "name",
    "subject",
    "issuer",
    "serial",
    "role",
    "not_before",
    "public_key",
    "signature_algorithm",
    "used_by",
    "file",
    "places",
    "sha256",
    "issuer_sha256",
    "public_key_sha256",
    "dns_names",
    "ip_addresses",
    "organizations",
    "is_ca",
    "secret_namespace",
    "secret_name",
    "secret_key",
];

/// One line a certificate.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let labels: Vec<_> = audit.labels.iter().map(|(name, _)| name).collect();
    writer.write_record(labels.into_iter().chain(HEADER))?;
    let labels: Vec<_> = audit.labels.iter().map(|(_, value)| text(value)).collect();
    for row in &audit.rows {
        writer.write_record(labels.iter().chain(&record(audit, row)))?;
    }
    writer.flush()
}

fn record(audit: &Audit, row: &Row) -> [String; 24] {
    let uses = audit.uses(row.fingerprint).cloned().unwrap_or_default();
    let places: Vec<_> = row.places().map(ToString::to_string).collect();
    let dns: Vec<_> = row.names.dns().collect();
    let addresses: Vec<_> = row.names.addresses().map(|ip| ip.to_string()).collect();
    let organizations: Vec<_> = row.subject.organizations().map(Cow::into_owned).collect();
    let objects = row.places().filter_map(|place| place.object());
    let secret = objects.into_iter().find(|object| object.kind == "Secret");
    let of_secret =
        |part: fn(&ObjectPlace<'_>) -> String| secret.as_ref().map(part).unwrap_or_default();
    [
        row.not_after.to_string(),
        audit.left(row).0.to_string(),
        audit.standing(row).as_str().to_owned(),
        text(&row.name()),
        text(&row.subject.to_string()),
        text(&row.issuer.text),
        text(&serial_hex(&row.serial)),
        row.role.as_str().to_owned(),
        row.not_before.to_string(),
        row.key_kind.to_string(),
        row.signature.openssl_name().to_owned(),
        uses.presented_by.join(" "),
        text(&row.place.file),
        text(&places.join("; ")),
        row.fingerprint.to_string(),
        audit
            .issuer(row.fingerprint)
            .map(|issuer| issuer.to_string())
            .unwrap_or_default(),
        row.key.0.to_string(),
        text(&dns.join(" ")),
        addresses.join(" "),
        text(&organizations.join("; ")),
        row.is_ca().to_string(),
        text(&of_secret(|secret| secret.namespace.to_owned())),
        text(&of_secret(|secret| secret.name.to_owned())),
        text(&of_secret(|secret| {
            secret.key().unwrap_or_default().to_owned()
        })),
    ]
}

/// Text of an input. A spreadsheet runs what begins as a formula does (CWE-1236); an apostrophe keeps it text.
fn text(value: &str) -> String {
    let shown = escape::terminal(value);
    if shown.starts_with(['=', '+', '-', '@']) {
        format!("'{shown}")
    } else {
        shown
    }
}
