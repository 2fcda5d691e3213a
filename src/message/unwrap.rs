//! What stands around a message is taken off, layer by layer; what it tells is kept.

use super::quoted::unescape;
use super::structured::{self, Record};

/// A message without its wrapping, and what the wrapping says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unwrapped {
    /// The innermost text.
    pub(super) core: String,
    /// The texts from the outside in, the core not included: a pattern that is not in the core may be in one of them.
    pub(super) layers: Vec<String>,
    /// Headlines of structured records, `Unable to authenticate the request`.
    pub(super) titles: Vec<String>,
}

/// Layers at most: a line that is quoted deeper is no log line.
const DEPTH: usize = 12;

/// What programs put before an error. What is between the marks of the second is a variable.
const PREFIXES: [&str; 12] = [
    "Unable to connect to the server: ",
    "error: ",
    "Error: ",
    "Error in configuration: ",
    "Error from server (InternalError): ",
    "* ",
    "invalid configuration: ",
    "couldn't get current server API group list: ",
    "http: TLS handshake error from ",
    "SSL certificate problem: ",
    "Failed to watch ",
    "fatal: ",
];

/// Takes everything off.
pub(super) fn unwrap(line: &str) -> Unwrapped {
    let mut unwrapped = Unwrapped {
        core: plain(line),
        ..Unwrapped::default()
    };
    for _ in 0..DEPTH {
        let Some(next) = step(&unwrapped.core, &mut unwrapped.titles) else {
            break;
        };
        let outer = std::mem::replace(&mut unwrapped.core, next.trim().to_owned());
        unwrapped.layers.push(outer);
    }
    unwrapped
}

/// One layer.
fn step(text: &str, titles: &mut Vec<String>) -> Option<String> {
    klog_header(text)
        .map(str::to_owned)
        .or_else(|| record(structured::json(text)?, titles))
        .or_else(|| record(structured::klog(text)?, titles))
        .or_else(|| record(structured::logfmt(text)?, titles))
        .or_else(|| etcd(text))
        .or_else(|| url_error(text).map(str::to_owned))
        .or_else(|| prefix(text).map(str::to_owned))
        .or_else(|| escaped(text))
}

fn record(record: Record, titles: &mut Vec<String>) -> Option<String> {
    match (record.title, record.error) {
        (title, Some(error)) => {
            titles.extend(title);
            Some(error)
        }
        (title, None) => title,
    }
}

/// Colours and the blanks at both ends.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end = behind
            .find(|c: char| !(c.is_ascii_digit() || c == ';'))
            .unwrap_or(behind.len());
        let mut tail = behind.get(end..).unwrap_or_default().chars();
        tail.next();
        rest = tail.as_str();
    }
    out.push_str(rest);
    out.trim().trim_start_matches('\u{feff}').trim().to_owned()
}

/// `E1123 17:37:49.062808   25413 memcache.go:265] `, and whatever a journal puts before it.
fn klog_header(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once(".go:")?;
    let digits = behind.find(|c: char| !c.is_ascii_digit())?;
    let rest = behind.get(digits..)?.strip_prefix(']')?;
    // A quote before it means that this header stands inside something else.
    let header = text.get(..text.len() - rest.len())?;
    (digits > 0 && !header.contains('"')).then_some(rest)
}

/// etcd: `rejected connection from "10.0.0.1:1" (error "remote error: tls: bad certificate", ServerName "")`.
fn etcd(text: &str) -> Option<String> {
    let (_, behind) = text.split_once("(error \"")?;
    let (error, _) = behind.rsplit_once("\", ServerName")?;
    Some(unescape(error))
}

/// `Get "https://h:6443/api": `, also inside a longer text.
fn url_error(text: &str) -> Option<&str> {
    let verbs = ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options"];
    let at = verbs
        .iter()
        .filter_map(|verb| text.find(&format!("{verb} \"http")))
        .min()?;
    let (_, behind) = text.get(at..)?.split_once("\": ")?;
    (!behind.trim().is_empty()).then_some(behind)
}

fn prefix(text: &str) -> Option<&str> {
    let rest = PREFIXES
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))?;
    let rest = if text.starts_with("http: TLS handshake error from ") {
        // IP:PORT: MESSAGE
        rest.split_once(": ")?.1
    } else {
        rest
    };
    (!rest.trim().is_empty()).then_some(rest)
}

/// Part of a quoted string whose quotes are gone.
fn escaped(text: &str) -> Option<String> {
    if text.len() > 1 && text.starts_with('"') && text.ends_with('"') {
        return Some(unescape(text.get(1..text.len() - 1)?));
    }
    (text.contains("\\\"") || text.contains("\\u003c")).then(|| unescape(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrapping_comes_off() {
        let core = "x509: certificate signed by unknown authority";
        for line in [
            "Unable to connect to the server: x509: certificate signed by unknown authority"
                .to_owned(),
            format!(
                r#"E1123 17:37:49.062808   25413 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: Get \"https://h:1/api?timeout=32s\": {core}""#
            ),
            format!(
                r#"{{"log":"E1123 17:37:49.062808       1 a.go:1] \"Unhandled Error\" err=\"Get \\\"https://h\\\": {core}\"\n","stream":"stderr"}}"#
            ),
            format!(
                "Nov 23 17:37:49 node kubelet[25413]: E1123 17:37:49.062808 25413 x.go:2] {core}"
            ),
            format!(
                "I<TIME> <PID> log.go:245] http: TLS handshake error from 127.0.0.1:<PORT>: {core}"
            ),
            format!(r#"{{"level":"warn","msg":"rejected connection","error":"{core}"}}"#),
            format!(r#"rejected connection from "10.0.0.1:1" (error "{core}", ServerName "")"#),
            format!("\u{1b}[31merror: {core}\u{1b}[0m"),
            format!(r#"time="2026-11-23T17:37:49Z" level=error msg="{core}""#),
        ] {
            assert_eq!(unwrap(&line).core, core, "{line}");
        }
    }
}
