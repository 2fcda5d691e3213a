//! Objects to keep for a later `diff`: certificates stay, private keys and all other contents of Secrets go.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::page::Page;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A page in which Secrets hold certificates only, and no other object holds a private key (people put them into ConfigMaps,
/// and an OpenShift Route has a field for one).
///
/// # Errors
/// The objects are no JSON, which an API server does not send.
pub(crate) fn without_keys(page: &Page<'_>) -> serde_json::Result<Vec<u8>> {
    let items: Vec<Value> = match page.items() {
        Some(items) => serde_json::from_str(items.get())?,
        None => Vec::new(),
    };
    let items: Vec<Value> = if page.kind() == "SecretList" {
        items.iter().filter_map(secret).collect()
    } else {
        items.into_iter().map(public).collect()
    };
    let mut bytes = serde_json::to_vec(&json!({
        "kind": page.kind(),
        "apiVersion": page.api_version(),
        "metadata": {},
        "items": items,
    }))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Name, type and certificates of a Secret; `None` where it holds no certificate.
fn secret(item: &Value) -> Option<Value> {
    let data: Map<String, Value> = item
        .get("data")?
        .as_object()?
        .iter()
        .filter_map(|(key, value)| {
            let bytes = STANDARD.decode(value.as_str()?).ok()?;
            let kept = certificates(std::str::from_utf8(&bytes).ok()?)?;
            Some((key.clone(), Value::String(STANDARD.encode(kept))))
        })
        .collect();
    if data.is_empty() {
        return None;
    }
    let named = |field: &str| item.pointer(&format!("/metadata/{field}")).cloned();
    Some(json!({
        "metadata": {"name": named("name"), "namespace": named("namespace")},
        "type": item.get("type"),
        "data": data,
    }))
}

/// An object whose texts hold no private key. The annotation in which kubectl repeats the whole object goes too.
fn public(mut item: Value) -> Value {
    if let Some(annotations) = item
        .pointer_mut("/metadata/annotations")
        .and_then(Value::as_object_mut)
    {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
    // serde_json parses at most 128 levels, so this stack is as bounded as its own.
    let mut open = vec![&mut item];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.contains("PRIVATE KEY") => {
                *text = certificates(text).unwrap_or_default();
            }
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => open.extend(fields.values_mut()),
            _ => {}
        }
    }
    item
}

/// The certificates of a PEM text, and no other block of it; `None` where there is none.
fn certificates(text: &str) -> Option<String> {
    let kept: String = text
        .split(BEGIN)
        .skip(1)
        .filter_map(|rest| rest.split_once(END).map(|(body, _)| body))
        .filter(|body| body.bytes().all(is_base64))
        .map(|body| format!("{BEGIN}{body}{END}\n"))
        .collect();
    Some(kept).filter(|kept| !kept.is_empty())
}

/// Base64 and white space: a block in which another block begins is none.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_certificates_is_kept() {
        let pem = format!(
            "{BEGIN}\nAAAA\n{END}\n-----BEGIN PRIVATE KEY-----\nS3CRET\n-----END PRIVATE KEY-----\n{BEGIN}\nBBBB\n{END}\n"
        );
        let text = json!({"kind": "SecretList", "apiVersion": "v1", "metadata": {}, "items": [
            {"metadata": {"name": "a", "namespace": "n", "annotations": {"x": "S3CRET"}}, "type": "kubernetes.io/tls",
             "data": {"tls.crt": STANDARD.encode(pem), "tls.key": STANDARD.encode("S3CRET")}},
            {"metadata": {"name": "b"}, "data": {"password": STANDARD.encode("S3CRET")}},
            {"metadata": {"name": "c"}},
        ]})
        .to_string();
        let page = Page::parse(text.as_bytes()).unwrap();
        let kept: Value = serde_json::from_slice(&without_keys(&page).unwrap()).unwrap();
        let items = kept.pointer("/items").unwrap().as_array().unwrap();
        assert_eq!(items.len(), 1);
        let whole = kept.to_string();
        assert!(!whole.contains("annotations"));
        let encoded = kept
            .pointer("/items/0/data/tls.crt")
            .unwrap()
            .as_str()
            .unwrap();
        let text = String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap();
        assert_eq!(
            text,
            format!("{BEGIN}\nAAAA\n{END}\n{BEGIN}\nBBBB\n{END}\n")
        );
    }

    #[test]
    fn a_block_that_does_not_end_is_not_kept() {
        assert_eq!(certificates(&format!("{BEGIN}\nAAAA\n")), None);
        let nested = format!("{BEGIN}\n-----BEGIN PRIVATE KEY-----\nAAAA\n{END}\n");
        assert_eq!(certificates(&nested), None);
    }

    #[test]
    fn keys_outside_of_secrets_go_too() {
        let item = json!({"spec": {"tls": {"key": "-----BEGIN PRIVATE KEY-----\nAAAA", "certificate": BEGIN}},
            "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "a": "b"}}});
        assert_eq!(
            public(item),
            json!({"spec": {"tls": {"key": "", "certificate": BEGIN}}, "metadata": {"annotations": {"a": "b"}}})
        );
    }
}
