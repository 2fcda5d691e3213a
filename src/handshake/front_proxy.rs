//! The front proxy's certificate, by which it speaks for others.

use super::authenticated::Authenticated;
use super::context::VerificationContext;
use super::unseen_ca::{receive_from_client, without_ca};
use crate::connection::{Bundle, Chain, Evidence, Predicted, Server};
use crate::finding::{Finding, Problem, Step};
use crate::inventory::Placed;
use crate::verify::Verdict;

/// The front proxy speaks for others: its certificate counts against a CA and names of its own (apiserver
/// `headerrequest/requestheader.go`).
pub(super) fn front_proxy(
    chain: Option<&Chain>,
    server: &Server,
    context: VerificationContext<'_>,
) -> Authenticated {
    let bundle = match &server.request_header_ca {
        Evidence::Missing => return without_ca(chain, server, context),
        // Then the headers are not looked at, and whoever sends them is nobody.
        Evidence::Given(None) | Evidence::Assumed(None, _) => {
            return Authenticated::new(Verdict::Reject, Predicted::anonymous());
        }
        Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) => bundle,
    };
    let Some(chain) = chain else {
        return Authenticated::new(Verdict::Reject, Predicted::anonymous());
    };
    let outcome = receive_from_client(chain, bundle, context);
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

/// What the front-proxy authenticator makes of a certificate. No client of a kubeconfig sends the headers that it needs, so
/// it never names a user here.
pub(super) enum RequestHeader {
    /// The certificate does not verify: crypto/x509's text.
    Untrusted(String),
    /// It verifies, and its name is not among those allowed: the authenticator's text.
    NotAllowed(String),
    /// It is one of the front proxy's.
    FrontProxy,
    /// The leaf does not parse, so the authenticator has no opinion.
    NoOpinion,
}

/// The front-proxy authenticator (apiserver `headerrequest/requestheader.go`).
pub(super) fn request_header(
    chain: &Chain,
    bundle: &Bundle,
    server: &Server,
    context: VerificationContext<'_>,
) -> RequestHeader {
    let Some(leaf) = chain.leaf() else {
        return RequestHeader::NoOpinion;
    };
    if let Some(error) = receive_from_client(chain, bundle, context).verify_error() {
        return RequestHeader::Untrusted(error.text.clone());
    }
    not_allowed(leaf, server).map_or(RequestHeader::FrontProxy, RequestHeader::NotAllowed)
}
