//! An audit as metrics, for the textfile collector of Prometheus' node exporter.
//!
//! Names and meaning of `x509_cert_*`, and the labels, are those of x509-certificate-exporter. Labels say where a certificate
//! stands and what it is called: no line, no number of an entry, nothing that a renewal or another object changes. A
//! series lives on.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use crate::audit::{Audit, End, Row};
use crate::ground::location::Location;
use crate::x509::hint_name;

/// The labels of a certificate. A label of somebody's own must have another name.
pub const LABELS: [&str; 26] = [
    "audit",
    "cabundle_entry",
    "cabundle_resource_kind",
    "cabundle_resource_name",
    "client",
    "code",
    "configmap_key",
    "configmap_name",
    "configmap_namespace",
    "embedded_key",
    "embedded_kind",
    "field",
    "file",
    "filename",
    "filepath",
    "issuer_CN",
    "name",
    "secret_key",
    "secret_name",
    "secret_namespace",
    "server",
    "severity",
    "subject_CN",
    "user",
    "instance",
    "job",
];

/// A metric of each certificate: its name, its help, and its value.
type Metric = (&'static str, &'static str, fn(&Audit, &Row) -> i64);

/// Writes them.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let labels = audit.labels.iter().chain([("audit", audit.name.as_str())]);
    let own = Own(labels.map(|(name, value)| pair(name, value)).collect());
    let series = series(audit, &own);
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
            writeln!(out, "{name}{labels} {}", value(audit, row))?;
        }
    }
    connections(audit, &own, out)?;
    findings(audit, &own, out)?;
    head(
        out,
        "certgraph_unreadable_inputs",
        "Inputs that could not be read.",
    )?;
    let labels = own.with(&[]);
    writeln!(
        out,
        "certgraph_unreadable_inputs{labels} {}",
        audit.unreadable.len()
    )?;
    head(
        out,
        "certgraph_audit_timestamp_seconds",
        "The time of the audit, in seconds since the epoch.",
    )?;
    writeln!(
        out,
        "certgraph_audit_timestamp_seconds{labels} {}",
        audit.at.seconds
    )
}

/// Labels of the audit itself, with its name: they stand on every series, so that two files in one folder of the collector
/// hold no series twice.
struct Own(Vec<String>);

impl Own {
    /// `{…}` of these and of the others, sorted.
    fn with(&self, labels: &[(&str, String)]) -> String {
        let labels = labels.iter().map(|(name, value)| pair(name, value));
        let mut all: Vec<_> = self.0.iter().cloned().chain(labels).collect();
        all.sort();
        format!("{{{}}}", all.join(","))
    }
}

/// One for each certificate and place. Where two have the same labels, as of a CA that is being replaced in one bundle, the one
/// that ends first stays.
fn series<'a>(audit: &'a Audit, own: &Own) -> Vec<(String, &'a Row)> {
    let mut known: HashMap<String, &Row> = HashMap::new();
    for row in &audit.rows {
        for place in row.places() {
            let labels = own.with(&certificate(audit, row, place));
            // Rows come soonest end first.
            known.entry(labels).or_insert(row);
        }
    }
    let mut series: Vec<_> = known.into_iter().collect();
    series.sort_by(|(one, _), (other, _)| one.cmp(other));
    series
}

/// Where a certificate stands, as x509-certificate-exporter tells it. What does not apply is empty, which to Prometheus is as if
/// it were not there.
fn certificate(audit: &Audit, row: &Row, place: &Location) -> Vec<(&'static str, String)> {
    let file = place.outer_file();
    let object = place.object();
    let of = |kind: &str| object.filter(|object| object.kind == kind);
    let (secret, config_map) = (of("Secret"), of("ConfigMap"));
    let bundle = object.filter(|object| object.path.ends_with("caBundle"));
    let entry = audit.entry_name(place).unwrap_or_default().to_owned();
    let field = place.field.as_deref().unwrap_or_default();
    let is_kubeconfig = object.is_none() || place.is_embedded();
    let kinds = [("clusters[", "cluster"), ("users[", "user")];
    let mut kinds = kinds
        .iter()
        .filter(|(start, _)| is_kubeconfig && field.starts_with(start));
    let embedded = kinds.next().map(|(_, kind)| *kind);
    let is_told =
        secret.is_some() || config_map.is_some() || bundle.is_some() || embedded.is_some();
    // Nothing on standard input lies in a file.
    let (name, path) = match file {
        "-" => ("", ""),
        file => (file.rsplit('/').next().unwrap_or(file), file),
    };
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let only = |is: bool, value: String| if is { value } else { String::new() };
    vec![
        ("cabundle_entry", only(bundle.is_some(), entry.clone())),
        ("cabundle_resource_kind", text(bundle.map(|own| own.kind))),
        ("cabundle_resource_name", text(bundle.map(|own| own.name))),
        ("configmap_key", text(config_map.and_then(|own| own.key()))),
        ("configmap_name", text(config_map.map(|own| own.name))),
        (
            "configmap_namespace",
            text(config_map.map(|own| own.namespace)),
        ),
        ("embedded_key", only(embedded.is_some(), entry)),
        ("embedded_kind", text(embedded)),
        ("field", only(!is_told, without_numbers(field))),
        ("filename", name.to_owned()),
        ("filepath", path.to_owned()),
        ("issuer_CN", row.issuer.name.to_string()),
        ("secret_key", text(secret.and_then(|own| own.key()))),
        ("secret_name", text(secret.map(|own| own.name))),
        ("secret_namespace", text(secret.map(|own| own.namespace))),
        ("subject_CN", subject(row)),
    ]
}

/// The common name, or what stands for it; a serial number does not, since it is another after each renewal.
fn subject(row: &Row) -> String {
    let name = row.name();
    let is_serial = row.alternative_name.is_none()
        && row.subject.common_name().is_none()
        && row.subject.organizations().next().is_none()
        && name == hint_name(&row.subject, &row.serial);
    if is_serial {
        String::new()
    } else {
        name.into_owned()
    }
}

/// A field without the numbers of entries, which change with what stands before them.
fn without_numbers(field: &str) -> String {
    let mut parts = field.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        out.push('[');
        out.push_str(if rest.starts_with(']') { rest } else { part });
    }
    out
}

fn connections(audit: &Audit, own: &Own, out: &mut dyn Write) -> io::Result<()> {
    let mut ends: BTreeMap<String, (Option<i64>, bool)> = BTreeMap::new();
    for connection in &audit.connections {
        let labels = own.with(&[
            ("client", connection.client.to_owned()),
            ("file", connection.file.clone()),
            ("name", connection.name.clone()),
            ("server", connection.server.to_owned()),
            ("user", connection.user.clone().unwrap_or_default()),
        ]);
        let end = connection.end.through().map(|through| through.time.seconds);
        let broken = matches!(connection.end, End::Stopped(_) | End::Broken(..));
        ends.entry(labels)
            .or_insert((end, broken && !connection.ignored));
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
                "certgraph_connection_end_timestamp_seconds{labels} {end}"
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
            "certgraph_connection_broken{labels} {}",
            u8::from(*broken)
        )?;
    }
    Ok(())
}

fn findings(audit: &Audit, own: &Own, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in audit.all_findings() {
        let key = (finding.problem.code().slug(), finding.severity.as_str());
        *counts.entry(key).or_default() += 1;
    }
    head(out, "certgraph_findings", "Findings of the audit.")?;
    for ((code, severity), count) in counts {
        let labels = own.with(&[("code", code.to_owned()), ("severity", severity.to_owned())]);
        writeln!(out, "certgraph_findings{labels} {count}")?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, name: &str, help: &str) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")
}

/// A label's value as the text format wants it: backslash, quotation mark and line feed are escaped.
fn pair(name: &str, value: &str) -> String {
    let value = value
        .replace('\\', r"\\")
        .replace('"', "\\\"")
        .replace('\n', r"\n");
    let value: String = value
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    format!("{name}=\"{value}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_entries_are_no_labels() {
        for (field, wanted) in [
            ("users[12].user.x", "users[].user.x"),
            ("a[0][1]", "a[][]"),
            ("data[\"tls.crt\"]", "data[\"tls.crt\"]"),
            ("a[1b]", "a[1b]"),
            ("plain", "plain"),
        ] {
            assert_eq!(without_numbers(field), wanted);
        }
    }
}
