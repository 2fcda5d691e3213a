//! Why a client does not get through, and what there is to say of it.

use super::answer::Answer;
use super::bundle::BundleFault;
use super::client::ClientName;
use super::kubeconfig::{ConfigFault, Sources};
use super::pair::PairFault;
use super::sentences;
use super::stack::Stack;
use super::verify::Verification;
use super::words;
use crate::ground::time::Timestamp;
use crate::x509::CertificateRef;

/// Why a client does not get through.
pub(super) enum End {
    Config(ConfigFault),
    Pair(PairFault),
    Bundle(BundleFault),
    Server(Verification),
    /// The server takes it for nobody, or does not know its credentials.
    Answer(Answer),
    /// It goes to an address of its own.
    Elsewhere,
    Open,
}

/// What the words of a client depend on besides its end.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) sources: &'a Sources,
    pub(super) at: Timestamp,
}

/// What is said of an end.
#[derive(Default)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) codes: Vec<&'static str>,
    pub(super) reason: Option<String>,
    pub(super) certificate: Option<CertificateRef>,
}

impl Said {
    pub(super) fn new(client: ClientName, stack: &Stack, seen: &Seen<'_>, end: &End) -> Self {
        match end {
            End::Open => Self::default(),
            End::Elsewhere => Self::plain(
                Some("kubernetes.default.svc".to_owned()),
                "unknown-context",
                "no context is usable, so that it goes to https://kubernetes.default.svc"
                    .to_owned(),
            ),
            End::Config(fault) => Self::plain(
                words::kubeconfig::refusal(client, fault, seen.sources),
                fault.code(),
                sentences::of_config(fault),
            ),
            End::Pair(fault) => Self::plain(
                words::pair::refusal(stack.library, *fault),
                fault.code(),
                sentences::of_pair(*fault),
            ),
            End::Bundle(fault) => Self::plain(
                words::bundle(stack.library, *fault),
                fault.code(),
                sentences::of_bundle(*fault),
            ),
            End::Answer(answer) => Self::plain(
                Some(words::answer::text(client, *answer)),
                answer.code(),
                sentences::of_answer(*answer),
            ),
            End::Server(verification) => Self::of_server(stack, seen.at, verification),
        }
    }

    fn plain(message: Option<String>, code: &'static str, reason: String) -> Self {
        Self {
            message,
            codes: vec![code],
            reason: Some(reason),
            certificate: None,
        }
    }

    pub(super) fn of_server(stack: &Stack, at: Timestamp, verification: &Verification) -> Self {
        Self {
            message: words::refusal(stack, verification, at),
            codes: verification.codes(),
            reason: verification.reason(),
            certificate: verification
                .principal()
                .and_then(|failure| failure.certificate.clone()),
        }
    }
}
