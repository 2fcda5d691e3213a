//! An audit as metrics, for the textfile collector of Prometheus' node exporter.
//!
//! Names and meaning of `x509_cert_*` are those of x509-certificate-exporter. Labels say where a certificate stands and
//! what it is called, which a renewal does not change: a series lives on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::audit::{Audit, End, Row};
use crate::ground::location::Location;

/// A metric of each certificate: its name, its help, and its value.
type Metric = (&'static str, &'static str, fn(&Audit, &Row) -> i64);

/// Writes them.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let series = series(audit);
    let certificates: [Metric; 3] = [
        (
            "x509_cert_not_before",
            "When the certificate begins, in seconds since the epoch.",
            |_, row| row.not_before.seconds,
        ),
        (
            "x509_cert_not_after",
            "When the certificate ends, in seconds since the epoch.",
            |_, row| row.not_after.seconds,
        ),
        (
            "x509_cert_expired",
            "Whether the certificate has ended.",
            |audit, row| i64::from(row.not_after < audit.at),
        ),
    ];
    for (name, help, value) in certificates {
        head(out, name, help)?;
        for (labels, row) in &series {
            writeln!(out, "{name}{{{labels}}} {}", value(audit, row))?;
        }
    }
    connections(audit, out)?;
    findings(audit, out)?;
    head(
        out,
        "certgraph_unreadable_inputs",
        "Inputs that could not be read.",
    )?;
    writeln!(
        out,
        "certgraph_unreadable_inputs {}",
        audit.unreadable.len()
    )?;
    head(
        out,
        "certgraph_audit_timestamp_seconds",
        "The time of the audit, in seconds since the epoch.",
    )?;
    writeln!(
        out,
        "certgraph_audit_timestamp_seconds {}",
        audit.at.seconds
    )
}

/// One for each certificate and place. Where two have the same labels (a PKCS#7 file gives no places within it), the
/// one that ends first stays.
fn series(audit: &Audit) -> Vec<(String, &Row)> {
    let mut seen = BTreeSet::new();
    let mut series = Vec::new();
    for row in &audit.rows {
        for place in row.places() {
            let labels = labels(&certificate(row, place));
            if seen.insert(labels.clone()) {
                series.push((labels, row));
            }
        }
    }
    series.sort_by(|(one, _), (other, _)| one.cmp(other));
    series
}

fn certificate<'a>(row: &'a Row, place: &'a Location) -> Vec<(&'static str, String)> {
    let name = place.file.rsplit('/').next().unwrap_or(&place.file);
    vec![
        (
            "block",
            place
                .block
                .map(|block| block.to_string())
                .unwrap_or_default(),
        ),
        (
            "field",
            place.field.as_deref().unwrap_or_default().to_owned(),
        ),
        ("filename", name.to_owned()),
        ("filepath", place.file.to_string()),
        ("issuer_CN", row.issuer.name.to_string()),
        ("role", row.role.as_str().to_owned()),
        ("subject_CN", row.name().into_owned()),
    ]
}

fn connections(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut ends: BTreeMap<String, (Option<i64>, bool)> = BTreeMap::new();
    for connection in &audit.connections {
        let labels = labels(&[
            ("client", connection.client.to_owned()),
            ("file", connection.file.clone()),
            ("name", connection.name.clone()),
            ("server", connection.server.to_owned()),
            ("user", connection.user.clone().unwrap_or_default()),
        ]);
        let end = connection.end.through().map(|through| through.time.seconds);
        let broken = matches!(connection.end, End::Stopped(_) | End::Broken(..));
        ends.entry(labels).or_insert((end, broken));
    }
    head(
        out,
        "certgraph_connection_end_timestamp_seconds",
        "When a connection stops for a certificate, in seconds since the epoch.",
    )?;
    for (labels, (end, _)) in &ends {
        if let Some(end) = end {
            writeln!(
                out,
                "certgraph_connection_end_timestamp_seconds{{{labels}}} {end}"
            )?;
        }
    }
    head(
        out,
        "certgraph_connection_broken",
        "Whether a connection does not work.",
    )?;
    for (labels, (_, broken)) in &ends {
        writeln!(
            out,
            "certgraph_connection_broken{{{labels}}} {}",
            u8::from(*broken)
        )?;
    }
    Ok(())
}

fn findings(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in audit.all_findings() {
        let key = (finding.problem.code().slug(), finding.severity.as_str());
        *counts.entry(key).or_default() += 1;
    }
    head(out, "certgraph_findings", "Findings of the audit.")?;
    for ((code, severity), count) in counts {
        let labels = labels(&[("code", code.to_owned()), ("severity", severity.to_owned())]);
        writeln!(out, "certgraph_findings{{{labels}}} {count}")?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, name: &str, help: &str) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")
}

/// Label values as the text format wants them: backslash, quotation mark and line feed are escaped.
fn labels(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| {
            let value = value
                .replace('\\', r"\\")
                .replace('"', "\\\"")
                .replace('\n', r"\n");
            let value: String = value
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect();
            format!("{name}=\"{value}\"")
        })
        .collect();
    pairs.join(",")
}
