//! What kubectl never shows: clients that refuse a server which Go accepts.

use std::sync::Arc;

use super::bundle::Anchors;
use super::checks::Request;
use super::client::ClientName;
use super::sentences;
use super::verify::verify;
use crate::connection::{ChainMember, Client, Connection, Server, Trust};
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
    let (Trust::Bundle(bundle), Some(endpoint)) = (&client.trust, &client.endpoint) else {
        return;
    };
    let host = match endpoint.server_name.as_str() {
        "" => return,
        name => name.trim_matches(['[', ']']),
    };
    let Some(pair) = server.pair_for(host) else {
        return;
    };
    let sent: Option<Vec<CertificateRef>> = pair
        .chain
        .certificates
        .iter()
        .map(|member| match member {
            ChainMember::Parsed(placed) => Some(Arc::clone(&placed.certificate)),
            ChainMember::Malformed { .. } => None,
        })
        .collect();
    let Some(sent) = sent.filter(|sent| !sent.is_empty()) else {
        return;
    };
    let known = bundle
        .anchors
        .iter()
        .map(|placed| Arc::clone(&placed.certificate));
    let anchors = Anchors::of(known.collect());
    let request = Request {
        at,
        host: Some(host),
        signatures,
    };
    let (refusals, certificate) = refusals(&sent, &anchors, &request);
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
    sent: &[CertificateRef],
    anchors: &Anchors,
    request: &Request<'_>,
) -> (Vec<ClientRefusal>, Option<CertificateRef>) {
    let mut refusals = Vec::new();
    let mut about = None;
    for name in COMMON {
        let Some(stack) = name.client().stack else {
            continue;
        };
        let verification = verify(stack, sent, anchors, request);
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
