//! What stands around a fix: causes that share a symptom, and messages that mislead.

use crate::connection::{ClientKind, Connection};
use crate::finding::{Code, Problem, Severity, Step};

/// Causes that look the same from where the client stands.
pub(super) fn causes(connection: &Connection) -> Option<&'static str> {
    let first = connection
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)?;
    let at_server = matches!(
        first.step,
        Some(Step::ServerPresents | Step::ServerVerifies)
    );
    let of_component = connection.client.kind == ClientKind::Component;
    if matches!(first.problem, Problem::GeneratedCertificate { .. }) {
        return Some(
            "A certificate that a server makes itself has a new CA at every start, which nobody has.",
        );
    }
    match (first.problem.code(), at_server) {
        (Code::IssuerKeyMismatch | Code::UnknownIssuer, false) if of_component => Some(
            "The CA that issues the server's certificates was replaced, and what trusts it was kept.",
        ),
        (Code::IssuerKeyMismatch, false) => Some(
            "The cluster's CA was replaced after this kubeconfig was written, or this is another cluster, or someone \
             answers in the cluster's place. All three look the same from here.",
        ),
        (Code::UnknownIssuer, false) => Some(
            "The kubeconfig trusts the CA of another cluster, or a proxy answers with a certificate of its own, or \
             someone answers in the cluster's place. All three look the same from here.",
        ),
        (Code::IssuerKeyMismatch, true) => Some(
            "The certificate is of another cluster whose CA has the same name, or this cluster's CA was replaced \
             after it was issued.",
        ),
        (Code::UnknownClientCa, _) => Some(
            "The certificate is of another cluster, or of a CA of this one that issues no users, such as etcd's or \
             the front proxy's.",
        ),
        _ => None,
    }
}

/// Sentences to the messages.
pub(super) fn asides(connection: &Connection) -> Vec<String> {
    let mut asides = Vec::new();
    let log = connection
        .predicted
        .apiserver_log
        .as_deref()
        .unwrap_or_default();
    // The certificate authenticator's errors begin with what it verifies; the front proxy's with Go's own words.
    if log.starts_with("\"Unable to authenticate the request\" err=\"[x509: ") {
        asides
            .push("The first error is the front-proxy check, which every client fails.".to_owned());
    }
    let judged = connection.server_verifies.verification.is_some();
    if connection.predicted.http_status == Some(401) && judged {
        asides.push(format!(
            "The TLS handshake succeeds: {} asks for a client certificate but judges it later, so the only sign is 401 \
             Unauthorized.",
            connection.server.component
        ));
    }
    asides
}
