//! `certgraph verify`: one answer, alone or as a line of a batch. Its fields may only grow.

use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use super::clients::ClientVerdictV1;
use super::explain::{AttemptV1, attempt};
use super::verdict::verdict;
use crate::finding::Code;
use crate::report::verify::VerifyReport;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// What a verification came to.
#[derive(Serialize)]
pub struct Answer<'a> {
    id: Option<&'a RawValue>,
    verdict: &'static str,
    error: Option<String>,
    error_type: Option<String>,
    codes: Vec<&'static str>,
    chains: Vec<Vec<String>>,
    /// There only if `--client` asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<ClientVerdictV1>,
}

impl<'a> Answer<'a> {
    /// The answer to the case that `id` names: Go's error, the codes of the closest attempt with the root cause first, and
    /// every chain that verifies.
    pub fn of(id: Option<&'a RawValue>, report: &VerifyReport<'_>) -> Self {
        let error = report.error.as_ref();
        let chain = |chain: &Vec<Fingerprint>| chain.iter().map(ToString::to_string).collect();
        Self {
            id,
            verdict: verdict(report.verdict),
            error: error.map(|error| error.text.clone()),
            error_type: error.map(|error| error.kind.clone()),
            codes: report.codes.iter().map(|code| code.slug()).collect(),
            chains: report.chains.iter().map(chain).collect(),
            clients: report.clients.iter().map(ClientVerdictV1::from).collect(),
        }
    }

    /// A rejection that comes before any verification.
    pub fn refused(
        id: Option<&'a RawValue>,
        error_type: &str,
        error: &str,
        codes: &[Code],
    ) -> Self {
        Self {
            id,
            verdict: verdict(Verdict::Reject),
            error: Some(error.to_owned()),
            error_type: Some(error_type.to_owned()),
            codes: codes.iter().map(|code| code.slug()).collect(),
            chains: Vec::new(),
            clients: Vec::new(),
        }
    }

    /// Appends the answer as one line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_line(&self, out: &mut impl io::Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

/// The answer with every attempt, pretty-printed and ended with a newline.
pub fn verify(report: &VerifyReport<'_>) -> String {
    let answer = Answer::of(None, report);
    let refused = report.refused().map(|refused| RefusedV1 {
        index: refused.index,
        code: refused.code.slug(),
        message: refused.message,
    });
    let attempts = report.paths().map(|path| attempt(path.attempt));
    super::pretty(&Document {
        schema: "certgraph.verify/v1",
        verdict: answer.verdict,
        error: answer.error,
        error_type: answer.error_type,
        codes: answer.codes,
        chains: answer.chains,
        refused: refused.collect(),
        attempts: attempts.collect(),
        truncated: report.truncated,
        clients: answer.clients,
    })
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    verdict: &'static str,
    error: Option<String>,
    error_type: Option<String>,
    codes: Vec<&'static str>,
    chains: Vec<Vec<String>>,
    refused: Vec<RefusedV1>,
    attempts: Vec<AttemptV1>,
    truncated: bool,
    /// There only if `--client` asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<ClientVerdictV1>,
}

#[derive(Serialize)]
struct RefusedV1 {
    index: usize,
    code: &'static str,
    message: String,
}
