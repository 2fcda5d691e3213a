//! From lines to answers, on one thread.

use std::sync::Arc;

use serde_json::value::RawValue;

use certgraph::clients::BundleText;
use certgraph::decode::pem;
use certgraph::finding::{Code, Purpose};
use certgraph::golang::GoRelease;
use certgraph::render::json::verify::Answer;
use certgraph::report::verify::VerifyReport;
use certgraph::verify::{CertPool, Policy, Presented, SignatureCache, Trace, verify_peer};
use certgraph::x509::Certificate;

use super::super::clients::{Message, verified};
use super::case::{self, Case, Identified};
use super::memo::Memo;
use super::{Answers, Options, Summary};

pub(super) struct Worker<'a> {
    options: Options<'a>,
    signatures: &'a SignatureCache,
    /// By the raw JSON of the list.
    anchors: Memo<Option<Arc<CertPool>>>,
    /// By the raw JSON of the list; for other clients.
    bundles: Memo<Option<Arc<[BundleText]>>>,
    /// By the raw JSON of the text.
    intermediates: Memo<Option<Arc<[Presented]>>>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(options: Options<'a>, signatures: &'a SignatureCache) -> Self {
        Self {
            options,
            signatures,
            anchors: Memo::new(),
            bundles: Memo::new(),
            intermediates: Memo::new(),
        }
    }

    /// One answer a line, whatever the lines are.
    pub(super) fn answer(&mut self, lines: &[Vec<u8>]) -> Answers {
        let mut text = Vec::with_capacity(256 * lines.len());
        let mut summary = Summary::default();
        for line in lines {
            let answer = match self.case(line) {
                Ok(answer) => answer,
                Err(fault) => {
                    summary.not_understood += 1;
                    Answer::refused(fault.id, fault.kind, &fault.text, &[])
                }
            };
            summary.lines += 1;
            let start = text.len();
            if answer.write_line(&mut text).is_err() {
                // Writing to memory does not fail; a line is answered in any case.
                text.truncate(start);
                text.extend_from_slice(b"null\n");
            }
        }
        Answers { text, summary }
    }

    fn case<'l>(&mut self, line: &'l [u8]) -> Result<Answer<'l>, NotACase<'l>> {
        // The library would read the fields from an array as well.
        let is_object = line.trim_ascii_start().starts_with(b"{");
        let case: Case<'l> = serde_json::from_slice(line)
            .map_err(|error| NotACase::new(line, is_object, error.column()))?;
        if !is_object {
            return Err(NotACase::new(line, is_object, 1));
        }
        let id = case.id;
        let fault = |kind, why: &str| NotACase {
            id,
            kind,
            text: format!("not a case: {why}"),
        };
        let (at, at_offset) = match case.time.as_deref() {
            None | Some(case::GO_ZERO) => (self.options.at, 0),
            Some(text) => {
                case::time(text).ok_or_else(|| fault("case:time", "time is not RFC 3339"))?
            }
        };
        let no_text = |field| fault("case:json", field);
        let leaf = text_of(case.leaf).ok_or_else(|| no_text("leaf must be PEM text"))?;
        let mut presented = Vec::new();
        match parse_all(&leaf, self.options.release).next() {
            Some(leaf) => presented.push(leaf),
            None => {
                return Ok(Answer::refused(
                    id,
                    "parse:leaf",
                    "no CERTIFICATE block in leaf",
                    &[Code::MalformedCertificate],
                ));
            }
        }
        for raw in case.intermediates.iter().flatten() {
            let certificates = self
                .intermediates(raw)
                .ok_or_else(|| no_text("intermediates must be PEM texts"))?;
            presented.extend(certificates.iter().cloned());
        }
        let anchors = match case.roots {
            Some(raw) => self
                .anchors(raw)
                .ok_or_else(|| no_text("roots must be PEM texts"))?,
            None => Arc::default(),
        };
        let policy = Policy {
            at,
            at_offset,
            purpose: case.purpose(),
            server_name: case.server_name(),
            release: self.options.release,
        };
        let peer = verify_peer(
            &presented,
            &anchors,
            &policy,
            self.signatures,
            Trace::Rejected,
        );
        let mut clients = Vec::new();
        if !self.options.clients.is_empty() && policy.purpose == Purpose::ServerAuth {
            let bundles = case
                .roots
                .and_then(|raw| self.bundles(raw))
                .unwrap_or_default();
            let message = Message {
                presented: &presented,
                bundles: &bundles,
                peer: &peer,
            };
            clients = verified(self.options.clients, &message, &policy, self.signatures);
        }
        Ok(Answer::of(id, &VerifyReport::new(&peer, clients)))
    }

    fn intermediates(&mut self, raw: &RawValue) -> Option<Arc<[Presented]>> {
        let release = self.options.release;
        self.intermediates.get(raw.get(), || {
            Some(parse_all(&text_of(raw)?, release).collect())
        })
    }

    /// The texts of a list as one bundle, for the readers of other clients.
    fn bundles(&mut self, raw: &RawValue) -> Option<Arc<[BundleText]>> {
        self.bundles.get(raw.get(), || {
            Some([BundleText::parse(joined(raw)?.as_bytes())].into())
        })
    }

    /// A bundle as `AppendCertsFromPEM` reads it: blocks with headers and what does not parse are skipped.
    fn anchors(&mut self, raw: &RawValue) -> Option<Arc<CertPool>> {
        let release = self.options.release;
        self.anchors.get(raw.get(), || {
            let bundle = joined(raw)?;
            let pool = pem::blocks(bundle.as_bytes(), release.into())
                .filter(|block| block.label == CERTIFICATE && block.headers.is_empty())
                .filter_map(|block| Certificate::parse_as(&block.bytes, release).ok())
                .map(Arc::new)
                .collect();
            Some(Arc::new(pool))
        })
    }
}

/// A line that is answered without a verification.
struct NotACase<'l> {
    id: Option<&'l RawValue>,
    kind: &'static str,
    text: String,
}

impl<'l> NotACase<'l> {
    /// The library's own text may repeat what stands in the line, so it is not used.
    fn new(line: &'l [u8], is_object: bool, column: usize) -> Self {
        let id = serde_json::from_slice::<Identified<'l>>(line)
            .ok()
            .filter(|_| is_object);
        let what = match id {
            Some(_) => "a field is missing or of a wrong type",
            None => "not one JSON object",
        };
        Self {
            id: id.and_then(|identified| identified.id),
            kind: "case:json",
            text: format!("not a case: {what} (column {column})"),
        }
    }
}

/// A list of PEM texts as one text.
fn joined(raw: &RawValue) -> Option<String> {
    let mut bundle = String::with_capacity(raw.get().len());
    for text in serde_json::from_str::<Vec<String>>(raw.get()).ok()? {
        bundle.push_str(&text);
        if !text.ends_with('\n') {
            bundle.push('\n');
        }
    }
    Some(bundle)
}

const CERTIFICATE: &[u8] = b"CERTIFICATE";

fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// Every `CERTIFICATE` block of a text, parsed.
fn parse_all(text: &str, release: GoRelease) -> impl Iterator<Item = Presented> {
    pem::blocks(text.as_bytes(), release.into())
        .filter(|block| block.label == CERTIFICATE)
        .map(move |block| Certificate::parse_as(&block.bytes, release).map(Arc::new))
}
