//! kube-apiserver's authenticators, in their order (kubeapiserver `authenticator/config.go`).
//!
//! Request-header, client certificate, token: the first success wins, errors are collected and stop nothing.
//! Then a client with no error is anonymous, and one with an error gets 401.

use super::authenticated::Authenticated;
use super::observed::not_named;
use super::peer::{PeerOutcome, receive};
use crate::connection::{Admission, Bundle, Chain, Client, Evidence, Identity, Predicted, Server};
use crate::finding::{Code, Finding, Problem, Step};
use crate::inventory::{Inventory, Placed};
use crate::location::Location;
use crate::verify::{Policy, SignatureCache, Verdict};
use crate::x509::{Certificate, KeyId};

/// Runs the authenticators on what the client sends: `chain`, if it presents one, and its token.
pub(crate) fn authenticate(
    client: &Client,
    chain: Option<&Chain>,
    server: &Server,
    policy: &Policy,
    signatures: &SignatureCache,
    inventory: &Inventory,
) -> Authenticated {
    let by = By {
        policy,
        signatures,
        inventory,
    };
    match server.role.admission {
        Admission::Request if client.front_proxy => return front_proxy(chain, server, &by),
        Admission::Request => {}
        Admission::Handshake => return in_handshake(chain, server, &by),
        Admission::Anyone => return Authenticated::accepted(None),
    }
    let mut errors = Vec::new();
    let mut findings = Vec::new();
    let mut identity = None;
    let mut client_certificate = None;

    if let Some(chain) = chain {
        let mut front_proxy = false;
        if let Some(bundle) = server.request_header_ca.value().and_then(Option::as_ref) {
            match request_header(chain, bundle, server, &by) {
                Some(error) => {
                    front_proxy = error.contains("is not in the allowed list");
                    errors.push(error);
                }
                None => front_proxy = chain.leaf().is_some(),
            }
        }
        if let Some(bundle) = server.client_ca.value().and_then(Option::as_ref) {
            let mut outcome = by.receive(chain, bundle);
            if let Some(leaf) = chain.leaf() {
                // A subject without a usable name is at fault whether or not the path is.
                let subject = Identity::from_certificate(&leaf.certificate);
                let nameless = match &subject {
                    Ok(Some(_)) => None,
                    Ok(None) => Some(Problem::EmptyCommonName),
                    Err(error) => Some(Problem::InvalidUid { go: error.clone() }),
                };
                if let Some(problem) = nameless {
                    let places = vec![leaf.location.clone()];
                    let mut finding = Finding::new(problem, Step::ServerVerifies, places);
                    finding.behind = outcome.verify_error().is_some();
                    findings.push(finding.about(&leaf.certificate));
                }
                match (outcome.verify_error(), subject) {
                    (Some(error), _) => errors.push(format!(
                        "{} failed: {}",
                        certificate_identifier(&leaf.certificate),
                        error.text
                    )),
                    (None, Ok(found)) => identity = found,
                    (None, Err(error)) => errors.push(error),
                }
            }
            if let (Some(leaf), true, false) = (chain.leaf(), front_proxy, outcome.accepted()) {
                let common_name = leaf.certificate.display_name();
                // That it is of another CA follows from what it is.
                outcome
                    .findings
                    .retain(|finding| finding.problem.code() != Code::UnknownClientCa);
                findings.push(
                    Finding::new(
                        Problem::FrontProxyCertificate { common_name },
                        Step::ServerVerifies,
                        vec![leaf.location.clone()],
                    )
                    .about(&leaf.certificate),
                );
            }
            client_certificate = Some(outcome);
        }
    }

    let mut open = false;
    let mut refused = false;
    if identity.is_none()
        && let Some(token) = &client.token
    {
        let line = server
            .tokens
            .iter()
            .flatten()
            .find(|line| line.token.expose() == token.expose());
        match (line, &server.tokens) {
            (Some(line), _) => {
                identity = Some(Identity::from_token(
                    &line.user,
                    Some(&line.uid),
                    line.groups.clone(),
                ));
            }
            // A service account's or an OIDC token is judged by keys that no file here holds.
            (None, Some(_)) if !is_jwt(token.expose()) => {
                findings.push(Finding::new(
                    Problem::TokenUnknown,
                    Step::ServerVerifies,
                    Vec::new(),
                ));
                errors.push("invalid bearer token".to_owned());
            }
            (None, _) => open = true,
        }
    }
    if identity.is_none()
        && client_certificate.is_none()
        && chain.is_some()
        && server.client_ca.is_missing()
    {
        let certain = chain.map_or_else(Vec::new, |chain| by.certain_faults(chain, server));
        // A token may still name a user.
        open |= certain.is_empty();
        refused = !certain.is_empty();
        findings.extend(certain);
    }

    // It asks for the front proxy's sake, and has no CA for anybody else.
    let for_nobody = matches!(server.client_ca.value(), Some(None));
    if identity.is_none()
        && !open
        && for_nobody
        && !client.front_proxy
        && let Some(chain) = chain
    {
        let outcome = receive(chain, &nobody(), policy, signatures, inventory);
        let unknown = |finding: &Finding| finding.problem.code() == Code::UnknownClientCa;
        findings.extend(outcome.findings.into_iter().filter(unknown));
    }

    let (verdict, predicted) = if identity.is_some() {
        (Verdict::Accept, Predicted::success())
    } else if open {
        (Verdict::Undetermined, Predicted::unknown())
    } else if refused || !errors.is_empty() || server.anonymous.value() == Some(&false) {
        (Verdict::Reject, Predicted::unauthorized(&errors))
    } else {
        (Verdict::Reject, Predicted::anonymous())
    };
    Authenticated {
        verdict,
        identity,
        client_certificate,
        predicted,
        findings,
    }
}

/// A bundle without a CA.
fn nobody() -> Bundle {
    Bundle {
        label: String::new(),
        location: Location::file(""),
        anchors: Vec::new(),
    }
}

/// What certificates are judged by.
struct By<'a> {
    policy: &'a Policy,
    signatures: &'a SignatureCache,
    inventory: &'a Inventory,
}

impl By<'_> {
    fn receive(&self, chain: &Chain, bundle: &Bundle) -> PeerOutcome {
        let outcome = receive(chain, bundle, self.policy, self.signatures, self.inventory);
        if bundle.anchors.is_empty() {
            // That the file holds no CA says it already.
            return outcome.without_trust();
        }
        outcome
    }

    /// What a server refuses for certain, though its client CAs are in no file: a leaf that is wrong by itself, or an
    /// issuer that it does not name. Should it ask for no certificate at all, the client is nobody to it.
    fn certain_faults(&self, chain: &Chain, server: &Server) -> Vec<Finding> {
        let Some(leaf) = chain.leaf() else {
            return Vec::new();
        };
        let mut found = self.receive(chain, &nobody()).findings;
        found.retain(|finding| {
            let about = finding.certificate.as_ref();
            about.is_none_or(|about| about.fingerprint == leaf.certificate.fingerprint)
        });
        if let Some(mut finding) = not_named(chain, server) {
            finding.behind = !found.is_empty();
            found.push(finding);
        }
        found
    }

    /// The verdict of a server that certainly wants a certificate and whose CAs are in no file.
    fn without_ca(&self, chain: Option<&Chain>, server: &Server) -> Authenticated {
        let certain = chain.map_or_else(Vec::new, |chain| self.certain_faults(chain, server));
        let verdict = if certain.is_empty() {
            Verdict::Undetermined
        } else {
            Verdict::Reject
        };
        Authenticated {
            findings: certain,
            ..Authenticated::new(verdict, Predicted::unknown())
        }
    }
}

/// A server that verifies in the handshake (crypto/tls `handshake_server_tls13.go`, `processCertsFromClient`).
fn in_handshake(chain: Option<&Chain>, server: &Server, by: &By<'_>) -> Authenticated {
    let bundle = match &server.client_ca {
        Evidence::Missing => return by.without_ca(chain, server),
        // etcd without a client CA asks nobody.
        Evidence::Given(None) | Evidence::Assumed(None, _) => return Authenticated::accepted(None),
        Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) => bundle,
    };
    let Some(chain) = chain else {
        let predicted = Predicted::tls(
            "remote error: tls: certificate required",
            "tls: client didn't provide a certificate",
        );
        let mut authenticated = Authenticated::new(Verdict::Reject, predicted);
        authenticated.findings.push(Finding::new(
            Problem::NoClientCertificate,
            Step::ServerVerifies,
            vec![bundle.location.clone()],
        ));
        return authenticated;
    };
    let outcome = by.receive(chain, bundle);
    if outcome.accepted() {
        return Authenticated::accepted(Some(outcome));
    }
    let predicted = outcome
        .verify_error()
        .map(|error| {
            let alert = match error.kind.as_str() {
                "UnknownAuthorityError" => "unknown certificate authority",
                "CertificateInvalidError:Expired" => "expired certificate",
                _ => "bad certificate",
            };
            Predicted::tls(
                &format!("remote error: tls: {alert}"),
                &format!("tls: failed to verify certificate: {}", error.text),
            )
        })
        .unwrap_or_default();
    Authenticated {
        client_certificate: Some(outcome),
        ..Authenticated::new(Verdict::Reject, predicted)
    }
}

/// The front proxy speaks for others: its certificate counts against a CA and names of its own (apiserver
/// `headerrequest/requestheader.go`).
fn front_proxy(chain: Option<&Chain>, server: &Server, by: &By<'_>) -> Authenticated {
    let bundle = match &server.request_header_ca {
        Evidence::Missing => return by.without_ca(chain, server),
        // Then the headers are not looked at, and whoever sends them is nobody.
        Evidence::Given(None) | Evidence::Assumed(None, _) => {
            return Authenticated::new(Verdict::Reject, Predicted::anonymous());
        }
        Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) => bundle,
    };
    let Some(chain) = chain else {
        return Authenticated::new(Verdict::Reject, Predicted::anonymous());
    };
    let outcome = by.receive(chain, bundle);
    let error = outcome.verify_error().map(|error| error.text.clone());
    let mut authenticated = Authenticated::accepted(Some(outcome));
    if let Some(error) = error {
        authenticated.verdict = Verdict::Reject;
        authenticated.predicted = Predicted::unauthorized(&[error]);
    }
    if let Some(leaf) = chain.leaf()
        && let Some(error) = not_allowed(leaf, server)
    {
        let problem = Problem::FrontProxyNameNotAllowed {
            common_name: leaf.certificate.display_name(),
            allowed: server.allowed_names.clone(),
        };
        let places = vec![leaf.location.clone()];
        let finding = Finding::new(problem, Step::ServerVerifies, places);
        authenticated
            .findings
            .push(finding.about(&leaf.certificate));
        if authenticated.verdict == Verdict::Accept {
            authenticated.verdict = Verdict::Reject;
            authenticated.predicted = Predicted::unauthorized(&[error]);
        }
    }
    authenticated
}

/// kube-apiserver's error where `--requestheader-allowed-names` does not have the certificate's name.
fn not_allowed(leaf: &Placed, server: &Server) -> Option<String> {
    let name = leaf.certificate.subject.common_name().unwrap_or_default();
    let allowed = server.allowed_names.is_empty()
        || server.allowed_names.iter().any(|allowed| *allowed == name);
    (!allowed).then(|| format!("x509: subject with cn={name} is not in the allowed list"))
}

/// The front-proxy authenticator: its error, or none where it has no opinion (apiserver `headerrequest`). No client
/// of a kubeconfig sends the headers that it needs, so it never names a user here.
fn request_header(chain: &Chain, bundle: &Bundle, server: &Server, by: &By<'_>) -> Option<String> {
    let leaf = chain.leaf()?;
    if let Some(error) = by.receive(chain, bundle).verify_error() {
        return Some(error.text.clone());
    }
    not_allowed(leaf, server)
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
