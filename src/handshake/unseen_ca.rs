//! What a server refuses for certain although its client CAs are in no file.

use super::authenticated::Authenticated;
use super::context::VerificationContext;
use super::live::not_named;
use super::peer::{PeerOutcome, receive};
use crate::connection::{Bundle, Chain, Predicted, Server};
use crate::finding::{Finding, Severity};
use crate::verify::Verdict;

/// The client's chain against a bundle that may hold no CA.
pub(crate) fn receive_from_client(
    chain: &Chain,
    bundle: &Bundle,
    context: VerificationContext<'_>,
) -> PeerOutcome {
    let outcome = receive(chain, bundle, context);
    if bundle.anchors.is_empty() {
        // That the file holds no CA is a finding of its own.
        return outcome.without_trust();
    }
    outcome
}

/// A leaf that is wrong by itself, or an issuer that the server does not name. Should the server ask for no certificate
/// at all, the client is nobody to it.
pub(crate) fn certain_faults(
    chain: &Chain,
    server: &Server,
    context: VerificationContext<'_>,
) -> Vec<Finding> {
    let Some(leaf) = chain.leaf() else {
        return Vec::new();
    };
    let mut found = receive_from_client(chain, &Bundle::empty(), context).findings;
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

/// Whether one of them is no doubt alone.
pub(crate) fn is_certain(found: &[Finding]) -> bool {
    let mut found = found.iter();
    found.any(|finding| finding.severity == Severity::Error)
}

/// The verdict of a server that certainly wants a certificate and whose CAs are in no file.
pub(crate) fn without_ca(
    chain: Option<&Chain>,
    server: &Server,
    context: VerificationContext<'_>,
) -> Authenticated {
    let certain = chain.map_or_else(Vec::new, |chain| certain_faults(chain, server, context));
    let verdict = if is_certain(&certain) {
        Verdict::Reject
    } else {
        Verdict::Undetermined
    };
    Authenticated {
        findings: certain,
        ..Authenticated::new(verdict, Predicted::unknown())
    }
}
