//! What `verify` has to say of one certificate.

use super::clients::ClientRow;
use crate::finding::{Code, Problem};
use crate::verify::{
    Attempt, Check, CheckOutcome, GoVerdict, PeerVerification, RefusedCertificate, Verdict,
};
use crate::x509::{CertificateRef, Fingerprint};

/// A verification as data.
pub struct VerifyReport<'a> {
    peer: &'a PeerVerification,
    /// Go's verdict.
    pub verdict: Verdict,
    /// Go's first error; none where it accepts.
    pub error: Option<GoSays>,
    /// The codes of what must be fixed, root cause first, each once; none where Go accepts.
    pub codes: Vec<Code>,
    /// Every chain that verifies, leaf first; none where Go refuses the certificate for another reason.
    pub chains: Vec<Vec<Fingerprint>>,
    /// There are more paths than were tried.
    pub truncated: bool,
    /// What other clients make of it, if that was asked.
    pub clients: Vec<ClientRow>,
}

/// An error of Go's.
pub struct GoSays {
    /// Its text.
    pub text: String,
    /// Its type and reason, `CertificateInvalidError:Expired`.
    pub kind: String,
}

/// A certificate of the message that is refused by itself.
pub struct Refused {
    /// Its place in the message; 0 is the leaf.
    pub index: usize,
    /// Why.
    pub code: Code,
    /// The same as a sentence.
    pub message: String,
}

/// A path from the leaf, with what came of it.
pub struct TriedPath<'a> {
    /// Leaf first.
    pub members: Vec<Member>,
    /// Every check passes.
    pub passes: bool,
    /// What fails, root cause first, with the certificate that it is about.
    pub failures: Vec<Failure>,
    /// What could not be told, in words.
    pub open: Vec<String>,
    /// Every check, for programs.
    pub attempt: &'a Attempt,
}

/// A certificate on a path.
pub struct Member {
    /// Its subject, RFC 4514.
    pub subject: String,
    /// It ends the path as a trusted CA.
    pub is_anchor: bool,
}

/// A check that fails.
pub struct Failure {
    /// Its code.
    pub code: Code,
    /// The sentence, with the certificate's name in front.
    pub message: String,
}

impl<'a> VerifyReport<'a> {
    /// The report of a peer's certificates.
    pub fn new(peer: &'a PeerVerification, clients: Vec<ClientRow>) -> Self {
        let verification = peer.verification.as_ref();
        Self {
            peer,
            verdict: peer.verdict(),
            error: peer.error.as_ref().map(|(_, error)| GoSays {
                text: error.text.clone(),
                kind: error.kind.name(),
            }),
            codes: codes(peer),
            chains: chains(peer),
            truncated: verification.is_some_and(|found| found.truncated),
            clients,
        }
    }

    /// Certificates of the message that are refused whatever the paths.
    pub fn refused(&self) -> impl Iterator<Item = Refused> {
        self.peer.refused.iter().map(refused)
    }

    /// How many paths were tried.
    pub fn path_count(&self) -> usize {
        self.attempts().len()
    }

    /// Every path that was tried, those that come closest first.
    pub fn paths(&self) -> impl Iterator<Item = TriedPath<'a>> {
        self.attempts().iter().map(path)
    }

    fn attempts(&self) -> &'a [Attempt] {
        let verification = self.peer.verification.as_ref();
        verification.map_or(&[], |found| &found.attempts)
    }
}

fn codes(peer: &PeerVerification) -> Vec<Code> {
    let mut codes = Vec::new();
    let problems = peer.error.iter().flat_map(|_| peer.problems());
    for code in problems.map(Problem::code) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn chains(peer: &PeerVerification) -> Vec<Vec<Fingerprint>> {
    let found = peer.verification.as_ref();
    match found.map(|found| &found.go) {
        Some(GoVerdict::Chains(chains)) if peer.error.is_none() => chains
            .iter()
            .map(|chain| chain.iter().map(|member| member.fingerprint).collect())
            .collect(),
        // A chain that Go builds and crypto/tls does not use is none.
        Some(_) | None => Vec::new(),
    }
}

fn refused(refused: &RefusedCertificate) -> Refused {
    Refused {
        index: refused.index,
        code: refused.problem.code(),
        message: refused.problem.to_string(),
    }
}

fn path(attempt: &Attempt) -> TriedPath<'_> {
    let last = attempt.path.len().saturating_sub(1);
    let members = attempt.path.iter().enumerate();
    let failures = attempt.root_causes().into_iter();
    let open = attempt.steps.iter().filter_map(|step| match &step.outcome {
        CheckOutcome::Undetermined(why) => Some(why.to_string()),
        _ => None,
    });
    TriedPath {
        members: members
            .map(|(index, certificate)| Member {
                subject: certificate.subject.to_string(),
                is_anchor: attempt.anchored && index == last,
            })
            .collect(),
        passes: attempt.passes(),
        failures: failures
            .map(|(step, problem)| {
                // Policies are of the whole path.
                let about = attempt
                    .path
                    .iter()
                    .find(|certificate| certificate.fingerprint == step.certificate)
                    .filter(|_| step.check != Check::Policies);
                let whose = about.map(|certificate| format!("{}: ", name(certificate)));
                Failure {
                    code: problem.code(),
                    message: format!("{}{problem}", whose.unwrap_or_default()),
                }
            })
            .collect(),
        open: open.collect(),
        attempt,
    }
}

fn name(certificate: &CertificateRef) -> String {
    match certificate.display_name() {
        name if name.is_empty() => "(no name)".to_owned(),
        name => name,
    }
}
