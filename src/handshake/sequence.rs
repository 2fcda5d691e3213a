//! The order in which a connection fails, for the message that people see.

use super::authenticated::Authenticated;
use super::live;
use super::peer::PeerOutcome;
use crate::connection::{
    Bundle, Chain, Client, Credential, Evidence, Judgement, Observation, Predicted, Server, Trust,
};
use crate::finding::{Basis, Finding, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::verify::{GoError, GoErrorKind, Verdict};
use crate::x509::{Curve, PublicKey, RsaKeyFault};

/// Everything that decides where a connection ends.
pub(crate) struct Sequence<'a> {
    pub(crate) client: &'a Client,
    pub(crate) server: &'a Server,
    pub(crate) https: bool,
    pub(crate) asked: bool,
    pub(crate) sent: Option<&'a Chain>,
}

impl Sequence<'_> {
    /// The verdict over all steps, and the words for it.
    pub(crate) fn outcome(
        &self,
        client_verifies: &Judgement,
        server_outcome: &Option<PeerOutcome>,
        server_verifies: &Judgement,
        authenticated: &Authenticated,
    ) -> (Verdict, Predicted) {
        if let Some(refusal) = &self.client.refusal {
            return (Verdict::Reject, Predicted::refused(refusal));
        }
        let host_port = self
            .client
            .endpoint
            .as_ref()
            .map(|endpoint| endpoint.host_port.clone())
            .unwrap_or_default();
        if !self.client.startup_failures.is_empty() {
            return (Verdict::Reject, Predicted::unknown());
        }
        if !self.server.can_start() {
            let error = self.server.startup_error.as_deref();
            return (Verdict::Reject, Predicted::not_started(&host_port, error));
        }
        let network = live::verdict(self.server, &host_port);
        let answered = self.server.observed().is_none_or(Observation::is_answered);
        if let (Some(ended), false) = (&network, answered) {
            return ended.clone();
        }
        if !self.https {
            // Without evidence of a TLS server there may be a `kubectl proxy` behind that URL.
            return if self.server.serving.is_missing() {
                (Verdict::Undetermined, Predicted::unknown())
            } else {
                (Verdict::Reject, Predicted::http_to_https())
            };
        }
        let failures = [
            self.server_cannot_sign(),
            self.client_rejects(client_verifies, server_outcome),
            // The certificate is looked at first, then who signed the handshake.
            network
                .filter(|_| client_verifies.verdict == Verdict::Accept)
                .map(|(_, predicted)| predicted),
            self.client_pair_fails(),
            self.client_cannot_sign(),
            self.sent
                .and_then(|_| live::no_common_scheme_words(self.client, self.server)),
            self.client_chain_refused(authenticated),
        ];
        let broken = failures.into_iter().flatten().next();
        let open = client_verifies.verdict == Verdict::Undetermined;
        match (broken, server_verifies.verdict) {
            (Some(predicted), _) => (Verdict::Reject, predicted),
            (None, _) if client_verifies.verdict == Verdict::Reject => (
                Verdict::Reject,
                Predicted {
                    exit: Some(1),
                    ..Predicted::unknown()
                },
            ),
            // Whatever the server's certificate is, the request fails; only the words are open.
            (None, Verdict::Reject) if open => (
                Verdict::Reject,
                Predicted {
                    exit: Some(1),
                    ..Predicted::unknown()
                },
            ),
            (None, verdict) if open || verdict == Verdict::Undetermined => {
                (Verdict::Undetermined, Predicted::unknown())
            }
            (None, verdict) => (verdict, authenticated.predicted.clone()),
        }
    }

    /// What the steps by themselves do not tell.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = live::findings(self.server);
        let location =
            |location: Option<&Location>| location.cloned().into_iter().collect::<Vec<_>>();
        // Without a cluster, kubectl's own default is no choice of the user's.
        let chosen = self.client.refusal.is_none()
            || self
                .client
                .endpoint
                .as_ref()
                .is_some_and(|endpoint| !endpoint.is_default());
        if !self.https && chosen {
            findings.push(Finding::new(
                Problem::PlainHttp,
                Step::Configuration,
                location(self.place()),
            ));
        }
        if matches!(self.client.trust, Trust::SystemRoots)
            && self.https
            && self.client.refusal.is_none()
        {
            findings.push(Finding::new(
                Problem::SystemRoots,
                Step::ClientVerifies,
                location(self.place()),
            ));
        }
        findings.extend(self.server.unexplained());
        findings.extend(
            self.sent
                .and_then(|_| live::no_common_scheme(self.client, self.server)),
        );
        let unasked =
            self.https && !self.asked && !matches!(self.client.credential, Credential::None);
        if unasked && !live::is_front_end(self.client, self.server) {
            findings.push(self.not_requested());
        }
        let presented = [
            (
                Step::ServerPresents,
                self.server_leaf().filter(|_| self.https),
            ),
            (Step::ClientPresents, self.sent.and_then(Chain::leaf)),
        ];
        for (step, leaf) in presented {
            if let Some(leaf) = leaf
                && let Some(problem) = cannot_sign(&leaf.certificate.public_key)
            {
                findings.push(
                    Finding::new(problem, step, vec![leaf.location.clone()])
                        .about(&leaf.certificate),
                );
            }
        }
        if let Some(leaf) = self.sent.and_then(Chain::leaf) {
            let anchors = |ca: &Evidence<Option<Bundle>>| {
                ca.value().cloned().flatten().map(|bundle| bundle.anchors)
            };
            let is_anchor = |anchors: &[Placed]| {
                anchors
                    .iter()
                    .any(|anchor| anchor.certificate.fingerprint == leaf.certificate.fingerprint)
            };
            if leaf.certificate.is_ca()
                && anchors(&self.server.client_ca).is_some_and(|anchors| is_anchor(&anchors))
            {
                findings.push(
                    Finding::new(
                        Problem::ClientCertificateIsCa,
                        Step::ClientPresents,
                        vec![leaf.location.clone()],
                    )
                    .about(&leaf.certificate),
                );
            }
        }
        findings
    }

    /// The server asks for no certificate. What was only seen is no error before an answer shows what comes of it: a front
    /// end may show the API server a certificate of its own.
    fn not_requested(&self) -> Finding {
        let seen = self.server.observed();
        let basis = seen.map_or(Basis::Files, |_| Basis::Handshake);
        let problem = Problem::ClientCertificateNotRequested(basis);
        let mut finding = Finding::new(problem, Step::ClientPresents, Vec::new());
        if seen.is_some_and(|live| !live::answers_anonymous(live)) {
            finding.severity = Severity::Warning;
        }
        finding
    }

    fn place(&self) -> Option<&Location> {
        self.client
            .endpoint
            .as_ref()
            .map(|endpoint| &endpoint.location)
    }

    fn server_leaf(&self) -> Option<&Placed> {
        let endpoint = self.client.endpoint.as_ref();
        let name = endpoint
            .map(|endpoint| endpoint.server_name.as_str())
            .unwrap_or_default();
        self.server.pair_for(name)?.chain.leaf()
    }

    /// The server has to sign before the client looks at its chain.
    fn server_cannot_sign(&self) -> Option<Predicted> {
        let leaf = self.server_leaf()?;
        match &leaf.certificate.public_key {
            PublicKey::Ecdsa {
                curve: Curve::P224, ..
            } => Some(Predicted::tls(
                "remote error: tls: handshake failure",
                "tls: unsupported certificate curve (P-224)",
            )),
            _ => None,
        }
    }

    fn client_rejects(
        &self,
        judgement: &Judgement,
        outcome: &Option<PeerOutcome>,
    ) -> Option<Predicted> {
        // Where something is open, that it fails may be certain, and the words are not.
        if judgement.verdict != Verdict::Reject || !judgement.unknown.is_empty() {
            return None;
        }
        let outcome = outcome.as_ref()?;
        if let Some(error) = outcome.tls_error() {
            return Some(Predicted::tls(
                &error.text,
                &format!("remote error: tls: {}", alert(error)),
            ));
        }
        let error = outcome.verify_error()?;
        Some(Predicted::tls(
            &format!("tls: failed to verify certificate: {}", error.text),
            "remote error: tls: bad certificate",
        ))
    }

    fn client_pair_fails(&self) -> Option<Predicted> {
        match &self.client.credential {
            Credential::Unusable {
                go,
                when_asked: true,
                ..
            } if self.asked => Some(Predicted::tls(go, "EOF")),
            _ => None,
        }
    }

    fn client_cannot_sign(&self) -> Option<Predicted> {
        let leaf = self.sent?.leaf()?;
        match &leaf.certificate.public_key {
            PublicKey::Ecdsa {
                curve: Curve::P224, ..
            } => Some(Predicted::tls(
                "tls: unsupported certificate curve (P-224)",
                "remote error: tls: handshake failure",
            )),
            key @ PublicKey::Rsa { .. } => {
                let bits = key.bits().filter(|bits| *bits < 1024)?;
                let error = format!(
                    "tls: failed to sign handshake: {}",
                    RsaKeyFault::TooShort(bits)
                );
                Some(Predicted::tls(&error, "remote error: tls: internal error"))
            }
            _ => None,
        }
    }

    /// An unparsable or oversized certificate in the client's message aborts the handshake on the server's side.
    fn client_chain_refused(&self, authenticated: &Authenticated) -> Option<Predicted> {
        let error = authenticated.client_certificate.as_ref()?.tls_error()?;
        Some(Predicted::tls(
            &format!("remote error: tls: {}", alert(error)),
            &error.text,
        ))
    }
}

/// Keys that sign no handshake: TLS 1.3 has no P-224 (RFC 8446 §4.2.3), and Go none below 1024 bits of RSA.
fn cannot_sign(key: &PublicKey) -> Option<Problem> {
    match key {
        PublicKey::Ecdsa {
            curve: Curve::P224, ..
        } => Some(Problem::UnsupportedKey {
            go_type: key.algorithm(),
        }),
        PublicKey::Rsa { .. } => key
            .bits()
            .filter(|bits| *bits < 1024)
            .map(|bits| Problem::WeakKey { bits }),
        _ => None,
    }
}

/// The alert that Go sends with an error (crypto/tls `processServerCert...`, since Go 1.25 for parse errors).
fn alert(error: &GoError) -> &'static str {
    match error.kind {
        GoErrorKind::Unparsable { .. } => "error decoding message",
        _ => "bad certificate",
    }
}
