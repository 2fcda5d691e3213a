//! Step 4: the server verifies the client's chain and derives the identity.

use crate::connection::{
    Admission, Authentication, Chain, Client, Credential, Fact, Judgement, Predicted, Server, Trust,
};
use crate::handshake::{Authenticated, VerificationContext, live, receive};
use crate::verify::{GoVerdict, Verdict};
use crate::x509::{CertificateRef, KeyPurpose};

/// The server's judgement of what the client presents, from what its authenticators made of it.
pub(crate) fn server_verifies(
    client: &Client,
    server: &Server,
    asked: bool,
    authenticated: &mut Authenticated,
    context: VerificationContext<'_>,
) -> Judgement {
    let mut judgement = Judgement::undetermined();
    if client.endpoint.is_none() {
        // No request reaches a server.
        return judgement;
    }
    judgement.verdict = authenticated.verdict;
    judgement.verification = authenticated
        .client_certificate
        .as_ref()
        .and_then(|outcome| outcome.verification().cloned());
    if let Some(bundle) = server.client_ca.value().and_then(Option::as_ref) {
        judgement.anchors_label = Some(bundle.label.clone());
        judgement.anchors.clone_from(&bundle.anchors);
    }
    match (&client.credential, client.authentication) {
        (Credential::Missing, _) => {
            judgement.verdict = Verdict::Undetermined;
            judgement.unknown.push(Fact::PresentedCertificate);
        }
        (Credential::None, Authentication::Exec | Authentication::AuthProvider) => {
            judgement.verdict = Verdict::Undetermined;
            authenticated.predicted = Predicted::unknown();
            judgement.unknown.push(Fact::PluginCredentials);
        }
        (Credential::Unusable { .. }, _) if authenticated.identity.is_none() => {
            if asked {
                judgement.verdict = Verdict::Undetermined;
            }
            judgement.skipped = Some(Fact::NoUsableCertificate);
        }
        (Credential::Chain(chain), _) if judgement.verdict == Verdict::Undetermined => {
            note_certificate(&mut judgement, chain, context);
            if server.client_ca.is_missing() {
                note_issuer(&mut judgement, client, server, chain, context);
            }
        }
        (Credential::None, _)
            if judgement.verdict == Verdict::Undetermined && client.token.is_some() =>
        {
            judgement.unknown.push(Fact::TokenTaken);
        }
        _ => {}
    }
    judgement
}

/// What is known of the client's certificate by itself.
fn note_certificate(judgement: &mut Judgement, chain: &Chain, context: VerificationContext<'_>) {
    let Some(leaf) = chain.leaf() else { return };
    if chain.key_matches == Some(true) {
        judgement.known.push(Fact::KeyPairMatches);
    }
    judgement.known.push(Fact::CertificateDates {
        valid: leaf.certificate.is_valid_at(context.policy.at),
    });
    judgement.known.push(Fact::ClientUsage {
        allowed: leaf.certificate.allows(&KeyPurpose::ClientAuth),
    });
}

/// What points to the issuer where the server's client CAs are in no file.
fn note_issuer(
    judgement: &mut Judgement,
    client: &Client,
    server: &Server,
    chain: &Chain,
    context: VerificationContext<'_>,
) {
    if live::note_ca_hints(judgement, chain, server) {
        // A live server says more than the client's own CA does.
        return;
    }
    judgement.hint = issuer_hint(client, chain, context);
    if judgement.hint.is_some() {
        judgement.known.push(Fact::IssuedByTrustedCa {
            kind: client.participant.kind,
            component: client.participant.component.as_str(),
        });
    }
    judgement.unknown.push(match server.role.admission {
        Admission::Handshake => Fact::TrustsIssuer {
            component: server.role.component.as_str(),
        },
        Admission::Request | Admission::Anyone => Fact::ClientCaFile,
    });
}

/// The trusted CA of the kubeconfig that issued its client certificate. Most clusters have one CA for both sides.
fn issuer_hint(
    client: &Client,
    chain: &Chain,
    context: VerificationContext<'_>,
) -> Option<CertificateRef> {
    let Trust::Bundle(bundle) = &client.trust else {
        return None;
    };
    let outcome = receive(chain, bundle, context);
    match &outcome.verification()?.go {
        GoVerdict::Chains(chains) => chains.first()?.get(1).cloned(),
        GoVerdict::Error(_) => None,
    }
}
