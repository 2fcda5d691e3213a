//! kube-apiserver's authenticators, in their order (kubeapiserver `authenticator/config.go`).
//!
//! Request-header, client certificate, token: the first success wins, errors are collected and stop nothing.
//! Then a client with no error is anonymous, and one with an error gets 401.

use super::authenticated::Authenticated;
use super::context::VerificationContext;
use super::front_proxy::{RequestHeader, front_proxy, request_header};
use super::mutual_tls::in_handshake;
use super::peer::{PeerOutcome, receive};
use super::unseen_ca::{certain_faults, is_certain, receive_from_client};
use crate::connection::{Admission, Bundle, Chain, Client, Identity, Predicted, Server};
use crate::finding::{Code, Finding, Problem, ProgramFault, Step};
use crate::inventory::Placed;
use crate::verify::Verdict;
use crate::x509::{Certificate, KeyId};

/// Runs the authenticators on what the client sends: `chain`, if it presents one, and its token.
pub(crate) fn authenticate(
    client: &Client,
    chain: Option<&Chain>,
    server: &Server,
    context: VerificationContext<'_>,
) -> Authenticated {
    match server.role.admission {
        Admission::Request if client.front_proxy => front_proxy(chain, server, context),
        Admission::Request => {
            let mut request = Request::default();
            if let Some(chain) = chain {
                request.present(chain, server, context);
            }
            request.send_token(client, server, context);
            if let Some(chain) = chain {
                request.judge_without_ca(chain, client, server, context);
            }
            request.outcome(server)
        }
        Admission::Handshake => in_handshake(client, chain, server, context),
        Admission::Anyone => Authenticated::accepted(None),
    }
}

/// A request on its way through the authenticators.
#[derive(Default)]
struct Request {
    /// What the authenticators said, in their order.
    errors: Vec<String>,
    /// Findings beyond those of the verification.
    findings: Vec<Finding>,
    /// The first user that an authenticator named.
    identity: Option<Identity>,
    /// The client-certificate authenticator's verification.
    client_certificate: Option<PeerOutcome>,
    /// Something that is in no file may still name a user.
    open: bool,
    /// The certificate is refused for certain, though the CAs are in no file.
    refused: bool,
}

impl Request {
    /// The two authenticators of certificates.
    fn present(&mut self, chain: &Chain, server: &Server, context: VerificationContext<'_>) {
        let mut is_front_proxy = false;
        if let Some(bundle) = server.request_header_ca.value().and_then(Option::as_ref) {
            match request_header(chain, bundle, server, context) {
                RequestHeader::Untrusted(error) => self.errors.push(error),
                RequestHeader::NotAllowed(error) => {
                    is_front_proxy = true;
                    self.errors.push(error);
                }
                RequestHeader::FrontProxy => is_front_proxy = true,
                RequestHeader::NoOpinion => {}
            }
        }
        let Some(bundle) = server.client_ca.value().and_then(Option::as_ref) else {
            return;
        };
        let mut outcome = receive_from_client(chain, bundle, context);
        if let Some(leaf) = chain.leaf() {
            self.identify(leaf, &outcome);
            if is_front_proxy && !outcome.accepted() {
                self.tell_front_proxy(leaf, &mut outcome);
            }
        }
        self.client_certificate = Some(outcome);
    }

    /// The user that the certificate names, if it verifies.
    fn identify(&mut self, leaf: &Placed, outcome: &PeerOutcome) {
        let subject = Identity::from_certificate(&leaf.certificate);
        // A subject without a usable name is at fault whether or not the path is.
        let nameless = match &subject {
            Ok(Some(_)) => None,
            Ok(None) => Some(Problem::EmptyCommonName),
            Err(error) => Some(Problem::InvalidUid { go: error.clone() }),
        };
        if let Some(problem) = nameless {
            let places = vec![leaf.location.clone()];
            let mut finding = Finding::new(problem, Step::ServerVerifies, places);
            finding.behind = outcome.verify_error().is_some();
            self.findings.push(finding.about(&leaf.certificate));
        }
        match (outcome.verify_error(), subject) {
            (Some(error), _) => self.errors.push(format!(
                "{} failed: {}",
                certificate_identifier(&leaf.certificate),
                error.text
            )),
            (None, Ok(found)) => self.identity = found,
            (None, Err(error)) => self.errors.push(error),
        }
    }

    /// That a certificate of the front proxy is no user's.
    fn tell_front_proxy(&mut self, leaf: &Placed, outcome: &mut PeerOutcome) {
        let common_name = leaf.certificate.display_name();
        // That it is of another CA follows from what it is.
        outcome
            .findings
            .retain(|finding| finding.problem.code() != Code::UnknownClientCa);
        let problem = Problem::FrontProxyCertificate { common_name };
        let places = vec![leaf.location.clone()];
        let finding = Finding::new(problem, Step::ServerVerifies, places);
        self.findings.push(finding.about(&leaf.certificate));
    }

    /// The token authenticators, for a client that no certificate names.
    fn send_token(&mut self, client: &Client, server: &Server, context: VerificationContext<'_>) {
        if self.identity.is_some() {
            // The first success wins.
            return;
        }
        let Some(token) = &client.token else { return };
        let mut lines = server.tokens.iter().flatten();
        let line = lines.find(|line| line.token.expose() == token.expose());
        match (line, &server.tokens) {
            (Some(line), _) => {
                let groups = line.groups.clone();
                self.identity = Some(Identity::from_token(&line.user, Some(&line.uid), groups));
            }
            // What is no service account's token is judged by keys that no file here holds.
            (None, Some(_)) if !is_jwt(token.expose()) => {
                let problem = Problem::TokenUnknown;
                self.findings
                    .push(Finding::new(problem, Step::ServerVerifies, Vec::new()));
                self.errors.push("invalid bearer token".to_owned());
            }
            (None, _) => match server.refuses(token, context.policy.at) {
                Some(fault) => {
                    self.errors.push("invalid bearer token".to_owned());
                    self.errors.extend(fault.reason());
                    let problem = Problem::Program(ProgramFault::TokenRefused(fault));
                    self.findings
                        .push(Finding::new(problem, Step::ServerVerifies, Vec::new()));
                }
                None => self.open = true,
            },
        }
    }

    /// What is certain of a certificate where no client CA is known, or none is configured.
    fn judge_without_ca(
        &mut self,
        chain: &Chain,
        client: &Client,
        server: &Server,
        context: VerificationContext<'_>,
    ) {
        if self.identity.is_some() {
            // A token named the user, whatever the certificate is.
            return;
        }
        if self.client_certificate.is_none() && server.client_ca.is_missing() {
            let certain = certain_faults(chain, server, context);
            // A token may still name a user.
            self.refused = is_certain(&certain);
            self.open |= !self.refused;
            self.findings.extend(certain);
        }
        // The server asks for the front proxy's sake, and has no CA for anybody else.
        let for_nobody = matches!(server.client_ca.value(), Some(None));
        if !self.open && for_nobody && !client.front_proxy {
            let outcome = receive(chain, &Bundle::empty(), context);
            let unknown = |finding: &Finding| finding.problem.code() == Code::UnknownClientCa;
            self.findings
                .extend(outcome.findings.into_iter().filter(unknown));
        }
    }

    /// What all authenticators come to.
    fn outcome(self, server: &Server) -> Authenticated {
        let has_errors = self.refused || !self.errors.is_empty();
        let (verdict, predicted) = if self.identity.is_some() {
            (Verdict::Accept, Predicted::success())
        } else if self.open {
            (Verdict::Undetermined, Predicted::unknown())
        } else if has_errors || server.anonymous.value() == Some(&false) {
            (Verdict::Reject, Predicted::unauthorized(&self.errors))
        } else {
            (Verdict::Reject, Predicted::anonymous())
        };
        Authenticated {
            verdict,
            identity: self.identity,
            client_certificate: self.client_certificate,
            predicted,
            findings: self.findings,
        }
    }
}

/// How kube-apiserver names a certificate in its log (x509.go `certificateIdentifier`).
fn certificate_identifier(certificate: &Certificate) -> String {
    let id = |id: &Option<KeyId>| id.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "verifying certificate SN={}, SKID={}, AKID={}",
        certificate.serial_decimal(),
        id(&certificate.subject_key_id),
        id(&certificate.authority_key_id)
    )
}

fn is_jwt(token: &[u8]) -> bool {
    token.starts_with(b"eyJ") && token.iter().filter(|byte| **byte == b'.').count() == 2
}
