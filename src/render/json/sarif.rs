//! An audit as SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::audit::Audit;
use crate::finding::{Code, Finding, Severity};
use crate::ground::location::Location;
use crate::x509::Fingerprint;

/// Places of one result; GitHub takes a thousand.
const PLACES: usize = 100;

/// Writes it.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let codes: BTreeSet<Code> = audit
        .all_findings()
        .map(|finding| finding.problem.code())
        .collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "certgraph",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: codes.iter().map(|code| rule(*code)).collect(),
                },
            },
            results: Results {
                audit,
                codes: &codes,
            },
        }],
    };
    super::write_pretty(out, &log)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: Vec<Place>,
    partial_fingerprints: Identity,
}

/// What stays the same from run to run, though lines move.
#[derive(Serialize)]
struct Identity {
    #[serde(rename = "certgraph/v1")]
    own: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// Results go out one by one.
struct Results<'a> {
    audit: &'a Audit,
    codes: &'a [Code],
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.audit.all_findings();
        serializer.collect_seq(findings.map(|finding| outcome(&finding, self.codes)))
    }
}

const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn rule(code: Code) -> Rule {
    Rule {
        id: code.slug(),
        short_description: Message {
            text: code.summary().to_owned(),
        },
        help: Help {
            text: code.summary(),
            markdown: code.page(),
        },
        default_configuration: Configuration {
            level: level(code.severity()),
        },
    }
}

fn outcome(finding: &Finding, codes: &[Code]) -> Outcome {
    let code = finding.problem.code();
    let message = finding.problem.to_string();
    let file = finding.locations.first().map_or("", |place| &*place.file);
    let field = finding
        .locations
        .first()
        .and_then(|place| place.field.as_deref())
        .unwrap_or_default();
    let identity = format!("{code}\n{file}\n{field}");
    Outcome {
        rule_id: code.slug(),
        rule_index: codes.binary_search(&code).ok(),
        level: level(finding.severity),
        message: Message { text: message },
        locations: finding
            .locations
            .iter()
            // Standard input is no artifact.
            .filter(|place| &*place.file != "-")
            .take(PLACES)
            .map(place)
            .collect(),
        partial_fingerprints: Identity {
            own: Fingerprint::of(identity.as_bytes()).to_string(),
        },
    }
}

fn place(location: &Location) -> Place {
    Place {
        physical_location: Physical {
            artifact_location: Artifact {
                uri: uri(&location.file),
            },
            region: location.line.map(|start_line| Region { start_line }),
        },
    }
}

/// A path as a URI reference (RFC 3986): other characters than unreserved ones and `/` are percent-encoded.
fn uri(path: &str) -> String {
    let relative = path.strip_prefix("./").unwrap_or(path);
    let mut uri = String::with_capacity(relative.len());
    if relative.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in relative.bytes() {
        let plain =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        if plain {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./pki/a b:c%.crt"), "pki/a%20b%3Ac%25.crt");
        assert_eq!(uri("/etc/ü"), "file:///etc/%C3%BC");
    }
}
