//! What kubectl never shows: clients that refuse a server which Go accepts.

use super::client::ClientName;
use super::peer::Peer;
use super::sentences;
use crate::connection::{Client, Connection, Server};
use crate::finding::{ClientRefusal, Finding, Problem, Step};
use crate::ground::time::Timestamp;
use crate::verify::{SignatureCache, Verdict};
use crate::x509::CertificateRef;

/// Clients that are common, one for each way to verify.
const COMMON: [ClientName; 6] = [
    ClientName::Python,
    ClientName::Python312,
    ClientName::Node,
    ClientName::KubeRs,
    ClientName::Java,
    ClientName::Curl,
];

/// Adds a note to a connection that works, where common clients would refuse its server by its certificates.
pub fn note(
    connection: &mut Connection,
    client: &Client,
    server: &Server,
    at: Timestamp,
    signatures: &SignatureCache,
) {
    if connection.client_verifies.verdict != Verdict::Accept
        || connection.verdict == Verdict::Reject
    {
        return;
    }
    let Some(peer) = Peer::new(client, server) else {
        return;
    };
    let (refusals, certificate) = refusals(&peer, at, signatures);
    if refusals.is_empty() {
        return;
    }
    let places = certificate
        .as_ref()
        .map(|certificate| connection.inventory.locations(certificate.fingerprint))
        .unwrap_or_default()
        .to_vec();
    let finding = Finding::new(
        Problem::RefusedOutsideGo { refusals },
        Step::ClientVerifies,
        places,
    );
    connection.findings.push(match certificate {
        Some(certificate) => finding.about(&certificate),
        None => finding,
    });
}

fn refusals(
    peer: &Peer,
    at: Timestamp,
    signatures: &SignatureCache,
) -> (Vec<ClientRefusal>, Option<CertificateRef>) {
    let mut refusals = Vec::new();
    let mut about = None;
    for name in COMMON {
        let Some(verification) = peer.verify(name, at, signatures) else {
            continue;
        };
        let (Verdict::Reject, Some(failure)) = (verification.verdict, verification.principal())
        else {
            continue;
        };
        let certificate = failure.certificate.clone();
        let called = certificate
            .as_ref()
            .map_or_else(String::new, |certificate| certificate.display_name());
        refusals.push(ClientRefusal {
            client: name.as_str().to_owned(),
            rule: failure.fault.code().to_owned(),
            reason: sentences::of_fault(&failure.fault, &called),
        });
        about = about.or(certificate);
    }
    (refusals, about)
}
