//! An audit as SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::audit::{Audit, Outcome};
use crate::finding::{Code, Severity};
use crate::ground::ObjectPlace;
use crate::ground::location::Location;

/// Places of one result; GitHub takes a thousand.
const PLACES: usize = 100;

/// Writes it.
///
/// # Errors
/// Those of `out`.
pub fn audit(audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    let codes: BTreeSet<Code> = audit.outcomes().map(|outcome| outcome.code).collect();
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
            properties: (!audit.labels.is_empty()).then(|| Properties {
                labels: labels(audit),
            }),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

#[derive(Serialize)]
struct Properties {
    labels: BTreeMap<String, String>,
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
struct ResultV1 {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: Vec<Place>,
    partial_fingerprints: Identity,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<Physical>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

/// A thing that is no file: a Kubernetes object.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    name: String,
    fully_qualified_name: String,
    kind: String,
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
        let outcomes = self.audit.outcomes();
        serializer.collect_seq(outcomes.map(|outcome| result(self.audit, &outcome, self.codes)))
    }
}

fn labels(audit: &Audit) -> BTreeMap<String, String> {
    let labels = audit.labels.iter();
    labels
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
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

fn result(audit: &Audit, outcome: &Outcome<'_>, codes: &[Code]) -> ResultV1 {
    ResultV1 {
        rule_id: outcome.code.slug(),
        rule_index: codes.binary_search(&outcome.code).ok(),
        level: level(outcome.severity),
        message: Message {
            text: outcome.message.clone(),
        },
        locations: outcome
            .places
            .iter()
            .filter_map(place)
            .take(PLACES)
            .collect(),
        partial_fingerprints: Identity {
            own: outcome.identity().to_string(),
        },
        properties: (!audit.labels.is_empty()).then(|| Properties {
            labels: labels(audit),
        }),
    }
}

/// Standard input is no artifact; an object in it is a place all the same.
fn place(location: &Location) -> Option<Place> {
    let file = location.outer_file();
    // The lines of a kubeconfig inside an object are its own.
    let line = location.line.filter(|_| !location.is_embedded());
    let physical_location = (file != "-").then(|| Physical {
        artifact_location: Artifact { uri: uri(file) },
        region: line.map(|start_line| Region { start_line }),
    });
    let logical_locations: Vec<_> = location
        .object()
        .map(|object| logical(&object))
        .into_iter()
        .collect();
    (physical_location.is_some() || !logical_locations.is_empty()).then_some(Place {
        physical_location,
        logical_locations,
    })
}

fn logical(object: &ObjectPlace<'_>) -> Logical {
    Logical {
        name: object.name.to_owned(),
        fully_qualified_name: format!("{}/{}", object.kind, object.full_name()),
        kind: "resource".to_owned(),
    }
}

/// A path as a URI reference (RFC 3986): other characters than unreserved ones and `/` are percent-encoded.
fn uri(path: &str) -> String {
    let relative = path.strip_prefix("./").unwrap_or(path);
    let mut uri = String::with_capacity(relative.len());
    let drive = drive(relative);
    if relative.starts_with('/') {
        uri.push_str("file://");
    } else if !drive.is_empty() {
        uri.push_str("file:///");
        uri.push_str(drive);
    }
    for byte in relative.bytes().skip(drive.len()) {
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

/// `C:` before a path of Windows from the root; a colon in a file's name elsewhere is none.
fn drive(path: &str) -> &str {
    match path.as_bytes() {
        [letter, b':', b'/', ..] if cfg!(windows) && letter.is_ascii_alphabetic() => {
            path.get(..2).unwrap_or_default()
        }
        _ => "",
    }
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
