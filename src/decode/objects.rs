//! Texts inside Kubernetes objects that may hold certificates: Secrets, ConfigMaps, `caBundle` fields, and any other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::recognise::{Kind, recognise};
use crate::location::Location;

/// A text inside an object.
pub struct Embedded {
    /// Its bytes, decoded where the field is base64.
    pub bytes: Vec<u8>,
    /// What they are.
    pub kind: Kind,
    /// `KIND NAMESPACE/NAME, path.of.field`.
    pub location: Location,
}

/// Why objects cannot be read. It names a place and never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: not {format} that can be read")]
pub struct ObjectsError {
    /// `YAML` or `JSON`.
    pub format: &'static str,
    /// 1-based.
    pub line: u64,
    /// 1-based.
    pub column: u64,
}

/// Every text that may hold certificates, in the order of the documents.
///
/// # Errors
/// Where the text stops being YAML or JSON.
pub fn embedded(text: &[u8], base: &Location) -> Result<Vec<Embedded>, ObjectsError> {
    let mut found = Vec::new();
    for document in documents(text)? {
        let items = match document.get("items") {
            Some(Value::Array(items)) if is_list(&document) => items.as_slice(),
            _ => std::slice::from_ref(&document),
        };
        for item in items {
            let mut path = Path {
                name: name(item),
                fields: Vec::new(),
            };
            collect(item, &mut path, base, &mut found);
        }
    }
    Ok(found)
}

fn documents(text: &[u8]) -> Result<Vec<Value>, ObjectsError> {
    if text.trim_ascii_start().starts_with(b"{") {
        let parsed = serde_json::from_slice(text).map(|value| vec![value]);
        return parsed.map_err(|error| ObjectsError {
            format: "JSON",
            line: u64::try_from(error.line()).unwrap_or(u64::MAX),
            column: u64::try_from(error.column()).unwrap_or(u64::MAX),
        });
    }
    // A List of all Secrets of a cluster is large and flat; a bomb is small and deep. The budget grows with the input.
    let size = text.len().max(100_000);
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_events: size, max_nodes: size, max_depth: 64, max_total_scalar_bytes: size * 2 },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_yaml::from_slice_multiple_with_options(text, options).map_err(|error| {
        let place = error.location();
        ObjectsError {
            format: "YAML",
            line: place.map_or(1, |place| place.line()),
            column: place.map_or(1, |place| place.column()),
        }
    })
}

fn is_list(document: &Value) -> bool {
    document
        .get("kind")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.ends_with("List"))
}

fn name(object: &Value) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let metadata = object.get("metadata");
    let kind = text(object.get("kind"));
    let name = text(metadata.and_then(|metadata| metadata.get("name")));
    let namespace = text(metadata.and_then(|metadata| metadata.get("namespace")));
    let full = if namespace.is_empty() {
        name
    } else {
        format!("{namespace}/{name}")
    };
    format!("{kind} {full}").trim().to_owned()
}

/// Where the walk stands.
struct Path {
    name: String,
    fields: Vec<String>,
}

impl Path {
    fn location(&self, base: &Location) -> Location {
        base.clone().with_field(format!(
            "{}: {}",
            self.name,
            self.fields.concat().trim_start_matches('.')
        ))
    }
}

fn collect(value: &Value, path: &mut Path, base: &Location, found: &mut Vec<Embedded>) {
    match value {
        Value::String(text) => {
            if let Some((bytes, kind)) = decode(text) {
                found.push(Embedded {
                    bytes,
                    kind,
                    location: path.location(base),
                });
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.fields.push(format!("[{index}]"));
                collect(item, path, base, found);
                path.fields.pop();
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                // kubectl apply keeps a copy of the whole object here.
                if key == "kubectl.kubernetes.io/last-applied-configuration" {
                    continue;
                }
                path.fields.push(if key.contains('.') {
                    format!("[\"{key}\"]")
                } else {
                    format!(".{key}")
                });
                collect(item, path, base, found);
                path.fields.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text itself or what it encodes, if that may hold certificates. Short strings are no certificate.
fn decode(text: &str) -> Option<(Vec<u8>, Kind)> {
    const SHORTEST: usize = 200;
    let holds = |kind: Kind| {
        matches!(
            kind,
            Kind::DerCertificate
                | Kind::Kubeconfig
                | Kind::PemCertificates
                | Kind::PemCertificatesAndKey
                | Kind::PemPkcs7
                | Kind::PemUnreadable
                | Kind::Pkcs7
        )
    };
    if text.len() < SHORTEST {
        return None;
    }
    let plain = recognise(text.as_bytes());
    if holds(plain) {
        return Some((text.as_bytes().to_vec(), plain));
    }
    let compact: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let bytes = STANDARD.decode(compact).ok()?;
    let kind = recognise(&bytes);
    holds(kind).then_some((bytes, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Kind)> {
        let found = embedded(text.as_bytes(), &Location::file("objects.yaml")).unwrap();
        found
            .into_iter()
            .map(|embedded| (embedded.location.to_string(), embedded.kind))
            .collect()
    }

    #[test]
    fn finds_certificates_by_object_and_field() {
        let pem = crate::decode::pem::encode("CERTIFICATE", &[0x30; 200]);
        let data = STANDARD.encode(&pem);
        let block = pem.replace('\n', "\n    ");
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: tls, namespace: web}}\ndata:\n  tls.crt: {data}\n---\n\
             kind: ConfigMap\nmetadata: {{name: kube-root-ca.crt}}\ndata:\n  ca: |\n    {block}\n"
        );
        assert_eq!(
            found(&text),
            [
                (
                    "objects.yaml, Secret web/tls: data[\"tls.crt\"]".to_owned(),
                    Kind::PemCertificates
                ),
                (
                    "objects.yaml, ConfigMap kube-root-ca.crt: data.ca".to_owned(),
                    Kind::PemCertificates
                ),
            ]
        );
        let list = format!(
            "{{\"kind\":\"List\",\"items\":[{{\"kind\":\"Secret\",\"metadata\":{{\"name\":\"a\"}},\"data\":{{\"x\":\"{data}\"}}}}]}}"
        );
        assert_eq!(
            found(&list),
            [(
                "objects.yaml, Secret a: data.x".to_owned(),
                Kind::PemCertificates
            )]
        );
    }

    #[test]
    fn an_error_names_the_place_and_no_value() {
        let text = "kind: Secret\ndata:\n  tls.key: [geheim\n";
        let error = embedded(text.as_bytes(), &Location::file("x"))
            .err()
            .unwrap();
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
