//! What a client says of certificates at hand, whichever connection they are of.

use super::bundle::Anchors;
use super::checks::Request;
use super::client::ClientName;
use super::end::Said;
use super::verify::verify;
use crate::verify::Verdict;
use crate::x509::CertificateRef;

/// Why a client refuses a server's certificates.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The innermost text of its message; `None` where it prints nothing of its own.
    pub message: Option<String>,
    /// The reason in plain words.
    pub reason: Option<String>,
    /// The certificate that it is about.
    pub certificate: Option<CertificateRef>,
}

/// What `client` says of what a server `sent`, leaf first, where it trusts `anchors`; `None` where it accepts, where that is
/// open, and for kubectl, whose verdict is Go's.
pub fn refusal(
    client: ClientName,
    sent: &[CertificateRef],
    anchors: Vec<CertificateRef>,
    request: &Request<'_>,
) -> Option<Refusal> {
    let stack = client.client().stack?;
    let verification = verify(stack, sent, &Anchors::of(anchors), request);
    if verification.verdict != Verdict::Reject {
        return None;
    }
    let said = Said::of_server(stack, request.at, &verification);
    Some(Refusal {
        message: said.message,
        reason: said.reason,
        certificate: said.certificate,
    })
}
