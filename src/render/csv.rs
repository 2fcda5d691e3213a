//! An audit's certificates as CSV (RFC 4180), for spreadsheets.

use std::io::{self, Write};

use super::escape;
use crate::audit::Audit;
use crate::x509::serial_decimal;

const HEADER: [&str; 15] = [
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
];

/// One line a certificate.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for row in &audit.rows {
        let uses = audit.uses(row.fingerprint).cloned().unwrap_or_default();
        let places: Vec<_> = row.places().map(ToString::to_string).collect();
        let record = [
            row.not_after.to_string(),
            audit.left(row).0.to_string(),
            audit.standing(row).as_str().to_owned(),
            text(&row.name()),
            text(&row.subject.to_string()),
            text(&row.issuer.text),
            serial_decimal(&row.serial),
            row.role.as_str().to_owned(),
            row.not_before.to_string(),
            row.key_kind.to_string(),
            row.signature.openssl_name().to_owned(),
            uses.presented_by.join(" "),
            text(&row.place.file),
            text(&places.join("; ")),
            row.fingerprint.to_string(),
        ];
        writer.write_record(record)?;
    }
    writer.flush()
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
