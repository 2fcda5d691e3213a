//! Step 4: the server verifies the client's chain and derives the identity.

use super::context::See;
use crate::connection::{
    Admission, Authentication, Chain, Client, ClientKind, Credential, Judgement, Predicted, Server,
    Trust,
};
use crate::handshake::{Authenticated, observed, receive};
use crate::verify::{GoVerdict, Verdict};
use crate::x509::{CertificateRef, KeyPurpose};

pub(crate) fn server_verifies(
    client: &Client,
    server: &Server,
    asked: bool,
    authenticated: &mut Authenticated,
    see: &See<'_>,
) -> Judgement {
    let mut judgement = Judgement::undetermined();
    if client.endpoint.is_none() {
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
            judgement
                .unknown
                .push("the certificate that the client presents".to_owned());
        }
        (Credential::None, Authentication::Exec | Authentication::AuthProvider) => {
            judgement.verdict = Verdict::Undetermined;
            authenticated.predicted = Predicted::unknown();
            judgement
                .unknown
                .push("the credentials that the plugin would give".to_owned());
        }
        (Credential::Unusable { .. }, _) if authenticated.identity.is_none() => {
            judgement.verdict = if asked {
                Verdict::Undetermined
            } else {
                authenticated.verdict
            };
            judgement.skipped = Some("the client has no usable certificate to present".to_owned());
        }
        (Credential::Chain(chain), _) if judgement.verdict == Verdict::Undetermined => {
            if let Some(leaf) = chain.leaf() {
                let valid = leaf.certificate.is_valid_at(see.policy.at);
                if chain.key_matches == Some(true) {
                    judgement.known.push("key pair ✓".to_owned());
                }
                judgement
                    .known
                    .push(format!("dates {}", if valid { "✓" } else { "✗" }));
                let usage = leaf.certificate.allows(&KeyPurpose::ClientAuth);
                judgement.known.push(format!(
                    "usage {} clientAuth",
                    if usage { "✓" } else { "✗" }
                ));
            }
            if server.client_ca.is_missing()
                && !observed::note_ca_hints(&mut judgement, chain, server)
            {
                judgement.hint = issuer_hint(client, chain, see);
                if judgement.hint.is_some() {
                    let who = match client.participant.kind {
                        ClientKind::Kubeconfig => "this kubeconfig",
                        ClientKind::Component => client.participant.component,
                    };
                    judgement.known.push(format!(
                        "issued by the CA that {who} trusts: a hint, no proof"
                    ));
                }
                judgement.unknown.push(match server.role.admission {
                    Admission::Handshake => {
                        format!("whether {} trusts the issuer", server.role.component)
                    }
                    Admission::Request | Admission::Anyone => {
                        "whether --client-ca-file holds the issuer, and RBAC".to_owned()
                    }
                });
            }
        }
        (Credential::None, _)
            if judgement.verdict == Verdict::Undetermined && client.token.is_some() =>
        {
            judgement
                .unknown
                .push("whether the server takes the token".to_owned());
        }
        _ => {}
    }
    judgement
}

/// The trusted CA of the kubeconfig that issued its client certificate. Most clusters have one CA for both sides.
fn issuer_hint(client: &Client, chain: &Chain, see: &See<'_>) -> Option<CertificateRef> {
    let Trust::Bundle(bundle) = &client.trust else {
        return None;
    };
    let outcome = receive(chain, bundle, see.policy, see.signatures, see.inventory);
    match &outcome.verification()?.go {
        GoVerdict::Chains(chains) => chains.first()?.get(1).cloned(),
        GoVerdict::Error(_) => None,
    }
}
