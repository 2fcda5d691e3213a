//! That the server turns away the client itself: for its certificate, or for want of one.

use super::ca_names::{Standing, standing};
use super::{network_messages, schemes};
use crate::connection::{Authentication, Client, Credential, Observation, Predicted, Server};
use crate::finding::{CertificateRefusal, Code, Finding, NetworkFault, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::handshake::Authenticated;
use crate::verify::Verdict;

/// A client that has no certificate, at a server that demands one. A plugin may bring one.
pub(super) fn for_want(authenticated: &mut Authenticated, client: &Client, live: &Observation) {
    let Some(fault) = &live.turned_away else {
        return;
    };
    let asked = live.request.is_some();
    let may_have = matches!(
        client.authentication,
        Authentication::Exec | Authentication::AuthProvider
    );
    let has_none = matches!(client.credential, Credential::None) && !may_have;
    if asked && !has_none {
        return;
    }
    let problem = if asked {
        Problem::NoClientCertificate
    } else {
        // It has not asked, so nothing else would have been sent.
        Problem::Network(fault.clone())
    };
    reject(authenticated, words(fault, client));
    let place = vec![Location::file(live.endpoint.clone())];
    authenticated
        .findings
        .push(Finding::new(problem, Step::ServerVerifies, place));
}

/// The connection broke in the second try, with the credentials. `presented`: after the certificate was shown.
pub(super) fn broken(
    authenticated: &mut Authenticated,
    client: &Client,
    server: &Server,
    fault: &NetworkFault,
    presented: bool,
) {
    let refusal = match fault {
        NetworkFault::Alert { alert, .. } if is_about_certificates(*alert) => {
            Some(CertificateRefusal::Alert(*alert))
        }
        NetworkFault::Closed { .. } => Some(CertificateRefusal::Closed),
        _ => None,
    };
    authenticated.verdict = if network_messages::is_certain(fault) {
        Verdict::Reject
    } else {
        Verdict::Undetermined
    };
    authenticated.predicted = words(fault, client);
    match refusal.filter(|_| presented) {
        Some(refusal) => add_refusal(authenticated, client, server, refusal),
        // kubectl sends nothing then, which is a finding of its own.
        None if schemes::finding(client, server).is_some() => {}
        None => {
            let demanded = server
                .observed()
                .is_some_and(|live| live.turned_away.is_some());
            if demanded && !presented && matches!(client.credential, Credential::None) {
                let place = places(server);
                let finding =
                    Finding::new(Problem::NoClientCertificate, Step::ServerVerifies, place);
                authenticated.findings.push(finding);
                return;
            }
            let problem = Problem::Network(fault.clone());
            let mut finding = Finding::new(problem, Step::ServerVerifies, places(server));
            if authenticated.verdict == Verdict::Undetermined {
                finding.severity = Severity::Warning;
            }
            authenticated.findings.push(finding);
        }
    }
}

/// That the server refuses the certificate, unless what is wrong with it is known already: one fault is one finding.
pub(super) fn add_refusal(
    authenticated: &mut Authenticated,
    client: &Client,
    server: &Server,
    refusal: CertificateRefusal,
) {
    let Credential::Chain(chain) = &client.credential else {
        return;
    };
    let Some(leaf) = chain.leaf() else { return };
    if explained(authenticated, &refusal) {
        return;
    }
    // That the issuer is not on the list is what the server says now with certainty.
    authenticated
        .findings
        .retain(|finding| !matches!(finding.problem, Problem::ClientCaNotNamed { .. }));
    let listed = server
        .observed()
        .and_then(|live| match standing(chain, live) {
            Standing::Named(name) => Some(name),
            Standing::NotNamed | Standing::Unsaid => None,
        });
    let problem = Problem::ClientCertificateRefused { refusal, listed };
    let place = vec![leaf.location.clone()];
    let finding = Finding::new(problem, Step::ServerVerifies, place).about(&leaf.certificate);
    authenticated.findings.push(finding);
}

/// Whether an error that is known says why.
fn explained(authenticated: &Authenticated, refusal: &CertificateRefusal) -> bool {
    let verified = authenticated.client_certificate.iter();
    let verified = verified.flat_map(|outcome| &outcome.findings);
    let mut known = authenticated
        .findings
        .iter()
        .chain(verified)
        .filter(|finding| finding.severity == Severity::Error && finding.certificate.is_some())
        .map(|finding| finding.problem.code());
    match refusal {
        CertificateRefusal::Alert(45) => {
            known.any(|code| matches!(code, Code::Expired | Code::NotYetValid))
        }
        CertificateRefusal::Alert(48) => known.any(|code| {
            matches!(
                code,
                Code::UnknownClientCa | Code::IssuerKeyMismatch | Code::MissingIntermediate
            )
        }),
        CertificateRefusal::Alert(44) => false,
        CertificateRefusal::Alert(_)
        | CertificateRefusal::Closed
        | CertificateRefusal::Page { .. } => known.next().is_some(),
    }
}

/// The alerts that servers send about a certificate: those of RFC 8446 §6.2, `handshake failure` of TLS 1.2, and `access
/// denied` and `error decoding message` of GnuTLS.
const fn is_about_certificates(alert: u8) -> bool {
    matches!(alert, 40..=46 | 48..=50 | 116)
}

pub(super) fn reject(authenticated: &mut Authenticated, predicted: Predicted) {
    authenticated.verdict = Verdict::Reject;
    authenticated.predicted = predicted;
    authenticated.identity = None;
}

/// kubectl's words for an end of the connection.
fn words(fault: &NetworkFault, client: &Client) -> Predicted {
    let endpoint = client.endpoint.as_ref();
    let host_port = endpoint.map_or("", |endpoint| endpoint.host_port.as_str());
    network_messages::outcome(fault, host_port).1
}

fn places(server: &Server) -> Vec<Location> {
    let live = server.observed().into_iter();
    live.map(|live| Location::file(live.endpoint.clone()))
        .collect()
}
