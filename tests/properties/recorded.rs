//! The committed sample of recorded cases, parsed.

use std::path::Path;
use std::sync::Arc;

use certgraph::decode::pem;
use certgraph::finding::Purpose;
use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::verify::Policy;
use certgraph::x509::{Certificate, CertificateRef};
use serde::Deserialize;

/// A case whose leaf parses.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) leaf: CertificateRef,
    pub(crate) intermediates: Vec<CertificateRef>,
    pub(crate) anchors: Vec<CertificateRef>,
    pub(crate) policy: Policy,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    kind: String,
    roots: Vec<String>,
    intermediates: Option<Vec<String>>,
    leaf: String,
    time: Option<String>,
    name: Option<Name>,
}

#[derive(Deserialize)]
struct Name {
    value: String,
}

impl Case {
    /// Every certificate of the case.
    pub(crate) fn all(&self) -> impl Iterator<Item = &CertificateRef> {
        [&self.leaf]
            .into_iter()
            .chain(&self.intermediates)
            .chain(&self.anchors)
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conformance/sample/cases.jsonl");
    std::fs::read_to_string(path)
        .expect("the sample is there")
        .lines()
        .filter_map(|line| read(serde_json::from_str(line).expect("a case")))
        .collect()
}

fn read(line: Line) -> Option<Case> {
    let at = Timestamp::parse(line.time.as_deref().unwrap_or("2026-11-23")).expect("a time");
    let (purpose, server_name) = match line.kind.as_str() {
        "server" => (Purpose::ServerAuth, line.name.map(|name| name.value)),
        _ => (Purpose::ClientAuth, None),
    };
    Some(Case {
        id: line.id,
        leaf: certificates(&line.leaf).into_iter().next()?,
        intermediates: line
            .intermediates
            .iter()
            .flatten()
            .flat_map(|text| certificates(text))
            .collect(),
        anchors: certificates(&line.roots.join("\n")),
        policy: Policy {
            at,
            at_offset: 0,
            purpose,
            server_name,
            release: GoRelease::default(),
        },
    })
}

fn certificates(text: &str) -> Vec<CertificateRef> {
    pem::blocks(text.as_bytes(), pem::Rules::default())
        .filter(|block| block.label == b"CERTIFICATE")
        .filter_map(|block| Certificate::parse(&block.bytes).ok())
        .map(Arc::new)
        .collect()
}
