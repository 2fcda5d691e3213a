//! The catalogue, text by text.

use std::collections::BTreeSet;

use certgraph::golang::go_quote;
use certgraph::message::{Verifier, catalogue, read};
use libtest_mimic::Failed;

use crate::texts::{TEXTS, UNPARSABLE};

/// The id of a text that is one line.
pub(crate) fn id(line: &str) -> Option<&'static str> {
    let reading = read(line);
    let known = reading.messages.first()?.known.as_ref()?;
    Some(known.entry.id)
}

pub(crate) fn every_text_is_recognised() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (expected, text) in TEXTS {
        let found = id(text);
        if found != Some(expected) {
            wrong.push(format!("{found:?}, not {expected}: {text}"));
        }
    }
    for text in UNPARSABLE {
        let line = format!("error: x509: {text}");
        if id(&line) != Some("unparsable-certificate") {
            wrong.push(format!("{:?}: {line}", id(&line)));
        }
    }
    fail(&wrong)
}

pub(crate) fn every_wrapping_comes_off() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (expected, text) in TEXTS {
        // A record of its own is not put into another one by any program.
        let plain = !text.starts_with(['{', '"']) && !text.contains(".go:");
        for (name, line) in wrappings(text) {
            let found = id(&line);
            if plain && found != Some(expected) {
                wrong.push(format!("{found:?}, not {expected}, in {name}: {line}"));
            }
        }
    }
    fail(&wrong)
}

/// The text as kubectl, klog, docker, containerd and journald put it into a line.
fn wrappings(text: &str) -> Vec<(&'static str, String)> {
    let quoted = go_quote(text.as_bytes());
    let header = "E1123 17:37:49.062808   25413 memcache.go:265]";
    let discovery = go_quote(
        format!("couldn't get current server API group list: Get \"https://h:6443/api?timeout=32s\": {text}").as_bytes(),
    );
    let klog = format!("{header} \"Unhandled Error\" err={discovery} logger=\"x\"");
    let json = |line: &str| {
        serde_json::json!({"log": format!("{line}\n"), "stream": "stderr"}).to_string()
    };
    vec![
        ("klog", format!("{header} {text}")),
        (
            "structured klog",
            format!("{header} \"Something failed\" err={quoted}"),
        ),
        ("discovery", klog.clone()),
        ("docker", json(&klog)),
        ("docker, twice", json(&json(&klog))),
        (
            "containerd",
            format!("2026-11-23T17:37:49.062808123Z stderr F {klog}"),
        ),
        (
            "journald",
            format!("Nov 23 17:37:49 node-1 app[25413]: {klog}"),
        ),
        (
            "logfmt",
            format!("time=\"2026-11-23T17:37:49Z\" level=error msg=\"it failed\" error={quoted}"),
        ),
        (
            "logfmt message",
            format!("time=\"2026-11-23T17:37:49Z\" level=error msg={quoted}"),
        ),
        (
            "zap",
            serde_json::json!({"level": "warn", "msg": "it failed", "error": text}).to_string(),
        ),
        ("colours", format!("\u{1b}[1;31m{text}\u{1b}[0m")),
        ("blanks", format!("  {text}  ")),
    ]
}

pub(crate) fn entries_are_well_formed() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let mut ids = BTreeSet::new();
    for entry in catalogue::all() {
        if !ids.insert(entry.id) {
            wrong.push(format!("{} stands twice", entry.id));
        }
        if !entry
            .id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            wrong.push(format!("{} is no slug", entry.id));
        }
        if entry.meaning.matches(". ").count() == 0 || !entry.meaning.ends_with('.') {
            wrong.push(format!("{} means less than two sentences", entry.id));
        }
        if entry.headline.is_empty() || entry.headline.ends_with('.') || entry.source.is_empty() {
            wrong.push(format!("{} has no headline, or no source", entry.id));
        }
    }
    fail(&wrong)
}

pub(crate) fn variables_are_read() -> Result<(), Failed> {
    let line = "E1123 17:37:49.062808       1 authentication.go:74] \"Unable to authenticate the request\" err=\"[x509: certificate signed by unknown authority, verifying certificate SN=1268572974200969709, SKID=, AKID=DF:99 failed: x509: certificate signed by unknown authority (possibly because of \\\"x509: ECDSA verification failure\\\" while trying to verify candidate authority certificate \\\"kubernetes\\\"), invalid bearer token]\"";
    let reading = read(line);
    let known = reading.messages[0].known.as_ref().unwrap();
    let ids = known.facts.ids.as_ref().unwrap();
    assert_eq!(known.entry.id, "candidate-authority");
    assert_eq!(known.verifier, Some(Verifier::Server));
    assert_eq!(
        (
            ids.serial.as_str(),
            ids.subject_key.as_str(),
            ids.authority_key.as_str()
        ),
        ("1268572974200969709", "", "DF:99")
    );
    let hint = known.facts.hint().unwrap();
    assert_eq!(
        (hint.error, hint.candidate),
        ("x509: ECDSA verification failure", "kubernetes")
    );
    let beside: Vec<_> = known.beside.iter().map(|entry| entry.id).collect();
    assert_eq!(beside, ["unknown-authority", "invalid-bearer-token"]);

    let facts = |line: &str| read(line).messages[0].known.clone().unwrap().facts;
    let names = facts("x509: certificate is valid for a, b, not c");
    assert_eq!(
        (names.offered(), names.wanted()),
        (vec!["a", "b"], Some("c"))
    );
    let dates = facts(
        "error: x509: certificate has expired or is not yet valid: current time 2026-11-23T19:01:33+01:00 is after 2021-01-01T00:00:00Z",
    );
    assert_eq!(dates.now().unwrap().to_string(), "2026-11-23T18:01:33Z");
    assert_eq!(dates.limit().unwrap().to_string(), "2021-01-01T00:00:00Z");
    let path = facts(
        "error: unable to read client-cert /a b/c.crt for u due to open /a b/c.crt: no such file or directory",
    );
    assert_eq!((path.path(), path.name()), (Some("/a b/c.crt"), Some("u")));
    assert_eq!(
        facts("crypto/rsa: 768-bit keys are insecure").bits(),
        Some(768)
    );
    Ok(())
}

pub(crate) fn fail(wrong: &[String]) -> Result<(), Failed> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}:\n{}", wrong.len(), wrong.join("\n")).into())
    }
}
