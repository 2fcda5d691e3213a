//! A server that verifies its clients in the handshake: etcd.

use super::authenticated::Authenticated;
use super::context::VerificationContext;
use super::demands::Refused;
use super::peer::PeerOutcome;
use super::unseen_ca::{receive_from_client, without_ca};
use crate::connection::{Chain, Client, Evidence, Predicted, Server};
use crate::finding::{Finding, Problem, Step};
use crate::verify::{GoErrorKind, Verdict};

/// A server that verifies in the handshake (crypto/tls `handshake_server_tls13.go`, `processCertsFromClient`).
pub(super) fn in_handshake(
    client: &Client,
    chain: Option<&Chain>,
    server: &Server,
    context: VerificationContext<'_>,
) -> Authenticated {
    let bundle = match &server.client_ca {
        Evidence::Missing => return without_ca(chain, server, context),
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
    let outcome = receive_from_client(chain, bundle, context);
    if outcome.accepted() {
        let release = context.policy.release;
        let refused = server
            .demands
            .refuse(chain, client.source.as_ref(), release);
        return match refused {
            Some(refused) => demanded(refused, outcome),
            None => Authenticated::accepted(Some(outcome)),
        };
    }
    let predicted = outcome
        .verify_error()
        .map(|error| {
            let alert = match error.kind {
                GoErrorKind::UnknownAuthority(_) => "unknown certificate authority",
                GoErrorKind::NotYetValid { .. } | GoErrorKind::Expired { .. } => {
                    "expired certificate"
                }
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

/// A chain that verifies and is refused all the same.
fn demanded(refused: Refused, outcome: PeerOutcome) -> Authenticated {
    let predicted = match refused.alert {
        Some(alert) => Predicted::tls(&format!("remote error: tls: {alert}"), &refused.log),
        // The handshake is over: the client sees that the connection is cut.
        None => Predicted {
            client_error: Some("EOF".to_owned()),
            ..Predicted::unknown()
        },
    };
    Authenticated {
        client_certificate: Some(outcome),
        findings: refused.finding.into_iter().collect(),
        ..Authenticated::new(refused.verdict, predicted)
    }
}
