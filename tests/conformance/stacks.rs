//! Conformance with other verifiers: `openssl verify` and webpki on the cases of Go's data sets, against the tables of rules
//! that certgraph has for them.
//!
//! What differs, and why, stands in `fixtures/conformance/stack-differences.json`, and has to differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use certgraph::clients::{BundleText, Request, Stack, anchors, stacks, verify};
use certgraph::decode::pem;
use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::verify::{SignatureCache, Verdict};
use certgraph::x509::{Certificate, CertificateRef};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// A verifier whose answers are recorded.
#[derive(Clone, Copy)]
struct Verifier {
    name: &'static str,
    answers: &'static str,
    /// The field of its verdict.
    verdict: &'static str,
    stack: &'static Stack,
}

const VERIFIERS: [Verifier; 2] = [
    Verifier {
        name: "openssl",
        answers: "openssl-3.0.19.jsonl",
        verdict: "verdict_seclevel2",
        stack: &stacks::OPENSSL_VERIFY,
    },
    Verifier {
        name: "webpki",
        answers: "rustls-webpki-0.103.17.jsonl",
        verdict: "verdict",
        stack: &stacks::WEBPKI_AWS_LC,
    },
];

/// Answers that certgraph does not give, for one reason.
#[derive(Deserialize)]
struct Differences {
    data: String,
    verifier: String,
    reason: String,
    ids: Vec<String>,
}

/// One trial for each verifier and data set.
pub(crate) fn trials(list: bool) -> Vec<Trial> {
    let sets = ["generated", "limbo"];
    sets.iter()
        .flat_map(|set| VERIFIERS.map(|verifier| (*set, verifier)))
        .map(|(set, verifier)| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
            let folder = folder.join(set);
            let absent = !folder.is_dir();
            if absent && !list {
                eprintln!("{} is absent: its tests are ignored", folder.display());
            }
            Trial::test(format!("stacks::{}::{set}", verifier.name), move || {
                hold(set, &folder, &verifier)
            })
            .with_ignored_flag(absent)
        })
        .collect()
}

fn lines(path: PathBuf) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn hold(set: &str, folder: &Path, verifier: &Verifier) -> Result<(), Failed> {
    let signatures = SignatureCache::default();
    let answers: BTreeMap<String, bool> = lines(folder.join(verifier.answers))
        .iter()
        .map(|answer| {
            let id = answer["id"].as_str().unwrap().to_owned();
            (id, answer[verifier.verdict] == "ok")
        })
        .collect();
    let mut differ = BTreeMap::new();
    let mut asked = 0;
    for case in lines(folder.join("cases.jsonl")) {
        let id = case["id"].as_str().unwrap();
        let Some(recorded) = answers.get(id).filter(|_| case["kind"] == "server") else {
            continue;
        };
        asked += 1;
        let (verdict, what) = judge(&case, verifier.stack, &signatures);
        let wanted = if *recorded {
            Verdict::Accept
        } else {
            Verdict::Reject
        };
        if verdict != wanted {
            differ.insert(
                id.to_owned(),
                format!("{id}: {wanted:?}, not {verdict:?} {what}"),
            );
        }
    }
    let listed = listed(set, verifier);
    let mut wrong: Vec<String> = differ
        .iter()
        .filter(|(id, _)| !listed.contains(*id))
        .map(|(_, text)| text.clone())
        .collect();
    wrong.extend(
        listed
            .iter()
            .filter(|id| !differ.contains_key(*id))
            .map(|id| format!("{id}: no longer differs, take it off the list")),
    );
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {asked} answers:\n{}", wrong.len(), wrong.join("\n")).into())
}

fn listed(set: &str, verifier: &Verifier) -> BTreeSet<String> {
    let text = include_str!("../../fixtures/conformance/stack-differences.json");
    let all: Vec<Differences> = serde_json::from_str(text).unwrap();
    all.into_iter()
        .inspect(|differences| assert!(!differences.reason.is_empty()))
        .filter(|differences| differences.data == set && differences.verifier == verifier.name)
        .flat_map(|differences| differences.ids)
        .collect()
}

/// The verdict, and what it is for.
fn judge(case: &Value, stack: &Stack, signatures: &SignatureCache) -> (Verdict, String) {
    let texts = |field: &str| -> Vec<String> {
        let texts = case[field].as_array().unwrap();
        texts
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    };
    let mut sent = Vec::new();
    let leaf = case["leaf"].as_str().unwrap().to_owned();
    for text in std::iter::once(leaf).chain(texts("intermediates")) {
        for certificate in parsed(&text) {
            match certificate {
                Some(certificate) => sent.push(certificate),
                None => return (Verdict::Undetermined, "Go does not parse it".to_owned()),
            }
        }
    }
    let mut bundle = String::new();
    for text in texts("roots") {
        bundle.push_str(&text);
        if !text.ends_with('\n') {
            bundle.push('\n');
        }
    }
    let anchors = match anchors(&[BundleText::parse(bundle.as_bytes())], stack) {
        Ok(anchors) => anchors,
        Err(fault) => return (Verdict::Reject, format!("{fault:?}")),
    };
    let request = Request {
        at: Timestamp::parse(case["time"].as_str().unwrap()).unwrap(),
        host: case["name"]["value"].as_str(),
        signatures,
    };
    let verification = verify(stack, &sent, &anchors, &request);
    (verification.verdict, verification.codes().join(" "))
}

/// Every certificate of a text; `None` where no release of Go parses it.
fn parsed(text: &str) -> Vec<Option<CertificateRef>> {
    pem::blocks(text.as_bytes(), pem::Rules::default())
        .filter(|block| block.label == b"CERTIFICATE")
        .map(|block| {
            Certificate::parse(&block.bytes)
                .or_else(|_| Certificate::parse_as(&block.bytes, GoRelease::GO_1_23))
                .ok()
                .map(Arc::new)
        })
        .collect()
}
