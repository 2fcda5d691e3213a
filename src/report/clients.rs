//! What other clients make of a connection, a row each.

use crate::clients::{
    BundleFault, ClientName, ClientVerdict, Stack, Verification, sentences, words,
};
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::verify::{PeerVerification, Verdict};

/// One client.
#[derive(Clone, Debug)]
pub struct ClientRow {
    /// Its name, as `--client` takes it.
    pub name: &'static str,
    /// What was measured: the client, its TLS library and the runtime.
    pub version: &'static str,
    /// Accept, reject or undetermined.
    pub verdict: Verdict,
    /// The innermost text of its message; `None` where it works, or prints nothing of its own.
    pub message: Option<String>,
    /// The rules that refuse, the one that is printed first.
    pub codes: Vec<&'static str>,
    /// Why it refuses, in plain words, with the place of the certificate; `None` where it does not.
    pub reason: Option<String>,
    /// What of the kubeconfig it passes over.
    pub warnings: Vec<&'static str>,
}

impl ClientRow {
    /// The row of a verdict; `inventory` knows where certificates stand.
    pub fn new(verdict: &ClientVerdict, inventory: &Inventory) -> Self {
        let place = verdict
            .certificate
            .as_ref()
            .and_then(|certificate| inventory.locations(certificate.fingerprint).first());
        Self::placed(verdict, place)
    }

    /// The row of a verdict whose certificate stands at `place`.
    pub fn placed(verdict: &ClientVerdict, place: Option<&Location>) -> Self {
        let client = verdict.client.client();
        Self {
            name: verdict.client.as_str(),
            version: client.version,
            verdict: verdict.verdict,
            message: verdict.message.clone(),
            codes: verdict.codes.clone(),
            reason: verdict.reason.clone().map(|reason| at(reason, place)),
            warnings: verdict
                .ignored
                .iter()
                .map(|ignored| sentences::of_ignored(*ignored))
                .collect(),
        }
    }

    /// The row of a verification by itself, without a kubeconfig.
    pub fn of_verification(
        name: ClientName,
        stack: &Stack,
        verification: &Verification,
        at: Timestamp,
    ) -> Self {
        Self {
            verdict: verification.verdict,
            message: words::refusal(stack, verification, at),
            codes: verification.codes(),
            reason: verification.reason(),
            ..Self::undetermined(name)
        }
    }

    /// The row of a client that refuses the bundle.
    pub fn of_bundle(name: ClientName, stack: &Stack, fault: BundleFault) -> Self {
        Self {
            verdict: Verdict::Reject,
            message: words::bundle(stack.library, fault),
            codes: vec![fault.code()],
            reason: Some(sentences::of_bundle(fault)),
            ..Self::undetermined(name)
        }
    }

    /// kubectl's row of a verification by itself.
    pub fn of_go(peer: &PeerVerification) -> Self {
        let problems = peer.problems();
        let rejects = peer.error.is_some();
        let mut codes = Vec::new();
        for problem in problems.iter().filter(|_| rejects) {
            let code = problem.code().slug();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Self {
            verdict: peer.verdict(),
            message: peer.error.as_ref().map(|(_, error)| error.text.clone()),
            codes,
            reason: problems
                .first()
                .filter(|_| rejects)
                .map(ToString::to_string),
            ..Self::undetermined(ClientName::Kubectl)
        }
    }

    /// The row of a client of which nothing can be told.
    pub fn undetermined(name: ClientName) -> Self {
        Self {
            name: name.as_str(),
            version: name.client().version,
            verdict: Verdict::Undetermined,
            message: None,
            codes: Vec::new(),
            reason: None,
            warnings: Vec::new(),
        }
    }
}

fn at(reason: String, place: Option<&Location>) -> String {
    match place {
        Some(place) => format!("{reason} ({place})"),
        None => reason,
    }
}
