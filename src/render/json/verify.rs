//! `certgraph verify`: one answer, alone or as a line of a batch. Its fields may only grow.

use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use super::clients::ClientVerdictV1;
use super::explain::{AttemptV1, attempt};
use super::verdict::verdict;
use crate::finding::{Code, Problem};
use crate::report::clients::ClientRow;
use crate::verify::{GoVerdict, PeerVerification, Verdict};

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
    pub fn of(id: Option<&'a RawValue>, peer: &PeerVerification) -> Self {
        let (error, error_type) = match &peer.error {
            Some((_, error)) => (Some(error.text.clone()), Some(error.kind.name())),
            None => (None, None),
        };
        Self {
            id,
            verdict: verdict(peer.verdict()),
            error,
            error_type,
            codes: codes(peer),
            chains: chains(peer),
            clients: Vec::new(),
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

    /// Adds what other clients make of the certificate.
    pub fn add_clients(&mut self, rows: &[ClientRow]) {
        self.clients = rows.iter().map(ClientVerdictV1::from).collect();
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
pub fn verify(peer: &PeerVerification, clients: &[ClientRow]) -> String {
    let answer = Answer::of(None, peer);
    super::pretty(&Document {
        schema: "certgraph.verify/v1",
        verdict: answer.verdict,
        error: answer.error,
        error_type: answer.error_type,
        codes: answer.codes,
        chains: answer.chains,
        refused: peer
            .refused
            .iter()
            .map(|refused| RefusedV1 {
                index: refused.index,
                code: refused.problem.code().slug(),
                message: refused.problem.to_string(),
            })
            .collect(),
        attempts: peer
            .verification
            .iter()
            .flat_map(|verification| verification.attempts.iter().map(attempt))
            .collect(),
        truncated: peer
            .verification
            .as_ref()
            .is_some_and(|verification| verification.truncated),
        clients: clients.iter().map(ClientVerdictV1::from).collect(),
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

/// Each once; none where the peer accepts.
fn codes(peer: &PeerVerification) -> Vec<&'static str> {
    let mut codes = Vec::new();
    if peer.error.is_some() {
        for slug in peer
            .problems()
            .into_iter()
            .map(Problem::code)
            .map(Code::slug)
        {
            if !codes.contains(&slug) {
                codes.push(slug);
            }
        }
    }
    codes
}

fn chains(peer: &PeerVerification) -> Vec<Vec<String>> {
    match &peer.verification {
        Some(verification) if peer.error.is_none() => match &verification.go {
            GoVerdict::Chains(chains) => chains
                .iter()
                .map(|chain| {
                    chain
                        .iter()
                        .map(|certificate| certificate.fingerprint.to_string())
                        .collect()
                })
                .collect(),
            GoVerdict::Error(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}
