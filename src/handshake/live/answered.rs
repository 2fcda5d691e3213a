//! What the server answered to the credentials decides.

use super::front_end::is_front_end;
use super::refused::{add_refusal, broken, for_want, reject};
use super::{http_messages, products};
use crate::connection::{
    Answers, Attempt, Body, Client, Credential, Observation, Predicted, Reply, Server,
};
use crate::finding::{CertificateRefusal, Finding, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::handshake::Authenticated;
use crate::verify::Verdict;

/// Puts what was seen in the place of what was predicted.
pub(crate) fn apply(authenticated: &mut Authenticated, client: &Client, server: &Server) {
    let Some(live) = server.observed().filter(|live| live.is_answered()) else {
        return;
    };
    match &live.login {
        None => unasked(authenticated, client, live),
        Some(Attempt::NotMade(reason)) => {
            unasked(authenticated, client, live);
            let reason = reason.clone();
            let problem = Problem::CredentialsNotSent { reason };
            let finding = Finding::new(problem, Step::ServerVerifies, of_client(client));
            authenticated.findings.push(finding);
        }
        Some(Attempt::Broken { fault, presented }) => {
            broken(authenticated, client, server, fault, *presented);
        }
        Some(Attempt::Answered(answers)) => answered(authenticated, client, server, answers),
    }
}

/// Whether the server took the client for nobody.
pub(crate) fn answers_anonymous(live: &Observation) -> bool {
    matches!(&live.login, Some(Attempt::Answered(answers)) if answers.is_anonymous())
}

/// Nothing was sent: what the handshake alone tells.
fn unasked(authenticated: &mut Authenticated, client: &Client, live: &Observation) {
    for_want(authenticated, client, live);
    // A front end that asks for no certificate may show one of its own to the API server, and nothing tells one that speaks
    // h2 and has the API server's certificate from the API server itself.
    let unsent = live.request.is_none() && matches!(client.credential, Credential::Chain(_));
    if unsent && live.turned_away.is_none() {
        authenticated.verdict = Verdict::Undetermined;
        authenticated.predicted = Predicted::unknown();
    }
}

fn answered(
    authenticated: &mut Authenticated,
    client: &Client,
    server: &Server,
    answers: &Answers,
) {
    if answers.unauthorized() {
        unauthorized(authenticated, client, server, answers);
    } else if answers.is_anonymous() {
        // It has looked at no certificate, so that no list of CAs counts.
        drop_doubts(authenticated);
        reject(authenticated, Predicted::anonymous());
    } else if answers.identity.is_some() {
        known(authenticated, client, answers);
    } else if let Some(reply) = answers.decisive() {
        status(authenticated, client, server, reply);
    }
}

/// 401. With a certificate that is known to be wrong it is no second fault.
fn unauthorized(
    authenticated: &mut Authenticated,
    client: &Client,
    server: &Server,
    answers: &Answers,
) {
    let verified = authenticated.client_certificate.iter();
    let verified = verified.flat_map(|outcome| &outcome.findings);
    let explained = authenticated
        .findings
        .iter()
        .chain(verified)
        .any(|finding| {
            finding.severity == Severity::Error
                && finding.certificate.is_some()
                && answers.sent.certificate
        });
    reject(authenticated, Predicted::unauthorized(&[]));
    let mut severity = Severity::Error;
    if client.token.is_some() && !answers.sent.token {
        // kubectl sends both, and kube-apiserver takes the token where the certificate is wrong.
        authenticated.verdict = Verdict::Undetermined;
        authenticated.predicted = Predicted::unknown();
        severity = Severity::Warning;
        for finding in &mut authenticated.findings {
            finding.severity = finding.severity.max(severity);
        }
    }
    let unsent = !answers.sent.certificate && matches!(client.credential, Credential::Chain(_));
    if explained || unsent && is_front_end(client, server) {
        return;
    }
    let sent = answers.sent.name();
    let problem = Problem::Unauthorized { sent };
    let mut finding = Finding::new(problem, Step::ServerVerifies, of_client(client));
    finding.severity = severity;
    authenticated.findings.push(finding);
}

/// The server knows the client.
fn known(authenticated: &mut Authenticated, client: &Client, answers: &Answers) {
    let Some(mut seen) = answers.identity.clone() else {
        return;
    };
    let predicted = authenticated.identity.take();
    authenticated.verdict = Verdict::Accept;
    authenticated.predicted = Predicted::success();
    // What looked like a fault was none: the server has taken the certificate.
    authenticated.findings.clear();
    let named = predicted.or_else(|| answers.predicted.clone());
    let other = named.filter(|named| named.user != seen.user);
    if let Some(named) = other {
        let problem = Problem::IdentityDiffers {
            seen: seen.user.clone(),
            predicted: named.user,
        };
        let finding = Finding::new(problem, Step::ServerVerifies, of_client(client));
        authenticated.findings.push(finding);
    } else if seen.credential_id.is_none() {
        // Servers before Kubernetes 1.32 do not tell it.
        let named = answers.predicted.as_ref();
        seen.credential_id = named.and_then(|named| named.credential_id.clone());
    }
    authenticated.identity = Some(seen);
}

/// The server says nothing of a user: its status, and what its body is, tell what kubectl makes of it.
fn status(authenticated: &mut Authenticated, client: &Client, server: &Server, reply: &Reply) {
    let is_versions = reply.body.is_kubernetes() && !matches!(reply.body, Body::Version(_));
    let is_right = if reply.request.ends_with("/version") {
        reply.body.is_kubernetes()
    } else {
        is_versions
    };
    if (200..300).contains(&reply.status) && is_right {
        // An API server before 1.28 has no SelfSubjectReview. It has let the request through, whatever it names as its CAs.
        drop_doubts(authenticated);
        return;
    }
    drop_doubts(authenticated);
    let title = match &reply.body {
        Body::Page { title, .. } => title.clone(),
        _ => None,
    };
    let page = title.as_deref().and_then(products::certificate_page);
    match (reply.status, page) {
        (_, Some(products::CertificatePage::Refused)) => {
            let refusal = CertificateRefusal::Page {
                status: reply.status,
                title: title.unwrap_or_default(),
            };
            reject(authenticated, http_messages::predicted(reply));
            add_refusal(authenticated, client, server, refusal);
            return;
        }
        (_, Some(products::CertificatePage::Missing)) => {
            reject(authenticated, http_messages::predicted(reply));
            push(authenticated, server, Problem::NoClientCertificate);
            return;
        }
        (300..=399, None) => {
            // kubectl follows, and what it meets there is not looked at here.
            authenticated.verdict = Verdict::Undetermined;
            authenticated.predicted = Predicted::unknown();
        }
        _ => reject(authenticated, http_messages::predicted(reply)),
    }
    let elsewhere = match reply.status {
        200..=399 => true,
        404 => !reply.body.is_kubernetes(),
        _ => false,
    };
    let problem = if elsewhere {
        Problem::NotAnApiServer {
            status: reply.status,
            title,
            location: reply.location.clone(),
        }
    } else {
        Problem::RequestFailed {
            status: reply.status,
            says: reply.body.says(),
        }
    };
    push(authenticated, server, problem);
}

/// The list of CA names is a hint, and an answer is none.
fn drop_doubts(authenticated: &mut Authenticated) {
    authenticated
        .findings
        .retain(|finding| !matches!(finding.problem, Problem::ClientCaNotNamed { .. }));
}

fn push(authenticated: &mut Authenticated, server: &Server, problem: Problem) {
    let live = server.observed().into_iter();
    let place = live
        .map(|live| Location::file(live.endpoint.clone()))
        .collect();
    let mut finding = Finding::new(problem, Step::ServerVerifies, place);
    if authenticated.verdict == Verdict::Undetermined {
        finding.severity = Severity::Warning;
    }
    authenticated.findings.push(finding);
}

/// The place of the client's certificate.
fn of_client(client: &Client) -> Vec<Location> {
    let Credential::Chain(chain) = &client.credential else {
        return Vec::new();
    };
    let leaf = chain.leaf().into_iter();
    leaf.map(|leaf| leaf.location.clone()).collect()
}
