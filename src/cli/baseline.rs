//! Results that a run is to leave out of account since an earlier one had them.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use certgraph::audit::Audit;
use certgraph::ground::path::Shown as _;
use certgraph::source::{Files, Limit};
use certgraph::x509::Fingerprint;
use serde::{Deserialize, Serialize};

/// A baseline of a hundred thousand results.
const LIMIT: Limit = Limit::new("a baseline", 64 << 20);
const SCHEMA: &str = "certgraph.baseline/v1";

#[derive(Serialize, Deserialize)]
struct Baseline {
    schema: String,
    results: Vec<Known>,
}

/// A result, by its identity; the rest is for people.
#[derive(Serialize, Deserialize)]
struct Known {
    identity: String,
    code: String,
    message: String,
}

/// Reads the identities of a baseline.
///
/// # Errors
/// That it cannot be read, or is no baseline.
pub(crate) fn read(path: &Path) -> Result<BTreeSet<Fingerprint>, String> {
    let text = Files::new()
        .read(path, LIMIT)
        .map_err(|error| format!("--baseline: {error}"))?;
    let shown = path.shown();
    let baseline: Baseline = serde_json::from_slice(&text).map_err(|error| {
        format!(
            "--baseline: {shown}, line {}, column {}: no baseline; --write-baseline writes one",
            error.line(),
            error.column()
        )
    })?;
    if baseline.schema != SCHEMA {
        return Err(format!("--baseline: {shown}: its schema is not {SCHEMA}"));
    }
    let known = baseline.results.iter().map(|known| {
        Fingerprint::parse(&known.identity)
            .ok_or_else(|| format!("--baseline: {shown}: an identity is no SHA-256"))
    });
    known.collect()
}

/// Writes what is wrong as a baseline.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let mut results: Vec<_> = audit
        .outcomes()
        .map(|outcome| Known {
            identity: outcome.identity().to_string(),
            code: outcome.code.slug().to_owned(),
            message: outcome.message,
        })
        .collect();
    results.sort_by(|one, other| (&one.code, &one.identity).cmp(&(&other.code, &other.identity)));
    results.dedup_by(|one, other| one.identity == other.identity);
    let baseline = Baseline {
        schema: SCHEMA.to_owned(),
        results,
    };
    serde_json::to_writer_pretty(&mut *out, &baseline)?;
    out.write_all(b"\n")
}
