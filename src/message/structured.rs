//! Log records: JSON objects, klog's and logfmt's `key=value` pairs.

use serde_json::{Map, Value};

use super::quoted::quoted;

/// A record's headline and its error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// `msg`, `log`, `MESSAGE`.
    pub(super) title: Option<String>,
    /// `err`, `error`.
    pub(super) error: Option<String>,
}

/// Keys that hold a line: docker, journald, zap and klog in JSON, fluentd; a Kubernetes Status has `message`.
const TITLES: [&str; 7] = [
    "msg",
    "log",
    "MESSAGE",
    "message",
    "Message",
    "textPayload",
    "line",
];
const ERRORS: [&str; 3] = ["err", "error", "Error"];

/// A JSON object, alone on its line or behind something like `HTTP response body: `.
pub(super) fn json(text: &str) -> Option<Record> {
    let start = text.find("{\"")?;
    let mut objects =
        serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<Map<String, Value>>();
    let object = objects.next()?.ok()?;
    let get = |keys: &[&str]| {
        keys.iter()
            .filter_map(|key| object.get(*key)?.as_str())
            .find(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    let record = Record {
        title: get(&TITLES),
        error: get(&ERRORS),
    };
    (record != Record::default()).then_some(record)
}

/// klog's structured form: `"Unhandled Error" err="…" logger="…"`. None where there is no error among the pairs.
pub(super) fn klog(text: &str) -> Option<Record> {
    let (title, rest) = quoted(text)?;
    let error = pairs(rest)
        .into_iter()
        .find(|(key, _)| ERRORS.contains(&key.as_str()))?
        .1;
    Some(Record {
        title: Some(title),
        error: Some(error),
    })
}

/// `time="…" level=error msg="…" error="…"`, as containerd, k3s and rancher print it.
pub(super) fn logfmt(text: &str) -> Option<Record> {
    let key = text.split_once('=')?.0;
    if key.is_empty()
        || !key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return None;
    }
    let pairs = pairs(text);
    let get = |keys: &[&str]| {
        pairs
            .iter()
            .find(|(key, value)| keys.contains(&key.as_str()) && !value.is_empty())
            .map(|(_, value)| value.clone())
    };
    let record = Record {
        title: get(&TITLES),
        error: get(&ERRORS),
    };
    (record != Record::default()).then_some(record)
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while let Some((key, behind)) = rest.split_once('=') {
        // A word without a value before the key.
        let key = key.rsplit(' ').next().unwrap_or_default();
        let (value, next) = quoted(behind).unwrap_or_else(|| {
            let end = behind.find(' ').unwrap_or(behind.len());
            let (value, next) = behind.split_at(end);
            (value.to_owned(), next)
        });
        pairs.push((key.to_owned(), value));
        rest = next.trim_start();
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(title: &str, error: Option<&str>) -> Option<Record> {
        Some(Record {
            title: Some(title.to_owned()),
            error: error.map(str::to_owned),
        })
    }

    #[test]
    fn records_are_read() {
        assert_eq!(
            json(r#"{"log":"E1123 x.go:1] a\n","stream":"stderr"}"#),
            record("E1123 x.go:1] a\n", None)
        );
        assert_eq!(
            klog(r#""Unhandled Error" err="Get \"https://h\": x" logger="a""#),
            record("Unhandled Error", Some("Get \"https://h\": x"))
        );
        assert_eq!(
            logfmt(r#"time="2026" level=error msg="a b" error="c d""#),
            record("a b", Some("c d"))
        );
        assert_eq!(logfmt("x509: a=b"), None);
        assert_eq!(klog("\"HTTP\" verb=\"GET\""), None);
        assert_eq!(json("{not json"), None);
    }
}
