//! What is known of a message: one entry a message, in tables under `catalogue`.

use crate::finding::Code;

/// A message that Kubernetes programs, or clients of an API server, print.
#[derive(Debug)]
pub struct Entry {
    /// Its stable name, a kebab-case slug.
    pub id: &'static str,
    /// What is to be done to find what it is about.
    pub topic: Topic,
    /// The programs that print it.
    pub printed_by: &'static str,
    /// Its texts, with holes; see `template`.
    pub texts: &'static [&'static str],
    /// What it means, in two sentences.
    pub meaning: &'static str,
    /// What can be the cause, the likeliest first.
    pub causes: &'static [Cause],
}

/// What a message speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Go verified a peer's certificate and refused it: the verification can be done again.
    Verification,
    /// A certificate cannot be parsed.
    Parsing,
    /// A certificate and its key as files.
    KeyPair,
    /// A kubeconfig.
    Kubeconfig,
    /// The text of a CA bundle.
    Bundle,
    /// The server refused the client, and does not say why.
    ClientRefused,
    /// The client refused the server, and the server does not know why.
    ServerRefused,
    /// Another client than a Go program refused the server.
    OtherClient,
    /// Nothing that files decide.
    MaskedFindings,
}

/// A finding that makes a program print a message.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// Its code.
    pub code: Code,
    /// Who has to have refused whom for this cause.
    pub when: Option<Verifier>,
    /// How it is told from the others.
    pub how_to_tell: &'static str,
}

/// Who verified whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verifier {
    /// A client verified the server's certificate.
    Client,
    /// The server verified the client's certificate.
    Server,
}

/// A cause on either side.
pub(super) const fn cause(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: None,
        how_to_tell,
    }
}

/// A cause where the client verifies the server.
pub(super) const fn by_client(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: Some(Verifier::Client),
        how_to_tell,
    }
}

/// A cause where the server verifies the client.
pub(super) const fn by_server(code: Code, how_to_tell: &'static str) -> Cause {
    Cause {
        code,
        when: Some(Verifier::Server),
        how_to_tell,
    }
}

impl Entry {
    /// The causes that are possible for a verifier; all of them where it is not known.
    pub fn causes_for(&self, verifier: Option<Verifier>) -> impl Iterator<Item = &'static Cause> {
        self.causes
            .iter()
            .filter(move |cause| match (cause.when, verifier) {
                (Some(when), Some(verifier)) => when == verifier,
                _ => true,
            })
    }
}
