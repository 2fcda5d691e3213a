//! What an observation says to the four steps.

use super::authenticated::Authenticated;
use super::network_messages;
use crate::connection::{
    Attempt, Chain, Client, Credential, Fact, Judgement, Observation, Predicted, Presentation,
    Server,
};
use crate::finding::{Finding, NetworkFault, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::verify::Verdict;
use crate::x509::DistinguishedName;

/// Where the connection ends before the client has seen a certificate, or because the server has not its key.
pub(crate) fn verdict(server: &Server, host_port: &str) -> Option<(Verdict, Predicted)> {
    let fault = server.observed()?.fault.as_ref()?;
    Some(network_messages::outcome(fault, host_port))
}

/// Step 1, where no certificate came.
pub(crate) fn presentation(server: &Server) -> Option<Presentation> {
    let observed = server.observed()?;
    let fault = observed.fault.as_ref()?;
    let empty = !observed.is_answered();
    Some(Presentation {
        verdict: if network_messages::is_certain(fault) {
            Verdict::Reject
        } else {
            Verdict::Undetermined
        },
        chain: if empty {
            Vec::new()
        } else {
            let pair = server.serving.value()?;
            pair.chain.parsed().cloned().collect()
        },
        key_matches: matches!(fault, NetworkFault::BadSignature { .. }).then_some(false),
        remark: empty.then_some(Fact::NoCertificateCame),
    })
}

/// The network's findings.
pub(crate) fn findings(server: &Server) -> Vec<Finding> {
    let Some(observed) = server.observed() else {
        return Vec::new();
    };
    let Some(fault) = &observed.fault else {
        return Vec::new();
    };
    let place = Location::file(observed.endpoint.clone());
    let mut finding = Finding::new(
        Problem::Network(fault.clone()),
        Step::ServerPresents,
        vec![place],
    );
    if !network_messages::is_certain(fault) {
        finding.severity = Severity::Warning;
    }
    vec![finding]
}

/// That the server does not name the issuer of the client's certificate among its CAs.
pub(crate) fn not_named(chain: &Chain, server: &Server) -> Option<Finding> {
    let observed = server.observed().filter(|live| live.is_answered())?;
    let leaf = chain.leaf()?;
    let Standing::NotNamed = standing(chain, observed) else {
        return None;
    };
    let request = observed.request.as_ref();
    let named = request
        .map(|request| {
            request
                .authorities
                .iter()
                .map(DistinguishedName::short)
                .collect()
        })
        .unwrap_or_default();
    let problem = Problem::ClientCaNotNamed {
        issuer: leaf.certificate.issuer.to_string(),
        named,
    };
    let places = vec![leaf.location.clone()];
    Some(Finding::new(problem, Step::ServerVerifies, places).about(&leaf.certificate))
}

/// How the client's chain stands to the names that the server gives.
enum Standing {
    /// The name of an issuer, or of the leaf itself, is among them.
    Named(String),
    /// None of them is; Go finds an issuer by the bytes of its name, so there is none.
    NotNamed,
    /// The server names nobody.
    Unsaid,
}

fn standing(chain: &Chain, observed: &Observation) -> Standing {
    let Some(request) = &observed.request else {
        return Standing::Unsaid;
    };
    if request.authorities.is_empty() {
        return Standing::Unsaid;
    }
    let named = |name: &DistinguishedName| {
        request
            .authorities
            .iter()
            .any(|known| known.raw == name.raw)
    };
    let found = chain.parsed().find_map(|placed| {
        let certificate = &placed.certificate;
        [&certificate.issuer, &certificate.subject]
            .into_iter()
            .find(|name| named(name))
    });
    match found {
        Some(name) => Standing::Named(name.short()),
        // A name that cannot be read might be the one.
        None if request.unreadable > 0 => Standing::Unsaid,
        None => Standing::NotNamed,
    }
}

/// What is known and what is open of the server's judgement.
pub(crate) fn note_ca_hints(judgement: &mut Judgement, chain: &Chain, server: &Server) -> bool {
    let Some(observed) = server.observed().filter(|live| live.is_answered()) else {
        return false;
    };
    match standing(chain, observed) {
        Standing::Named(name) => {
            judgement.known.push(Fact::ListedByServer { name });
            judgement.unknown.push(Fact::ListedCaKey);
        }
        Standing::NotNamed => {}
        Standing::Unsaid => {
            judgement.known.push(Fact::ListsNoCa);
            judgement.unknown.push(Fact::ClientCas);
        }
    }
    true
}

/// What the server answered to the credentials decides.
pub(crate) fn apply_login(authenticated: &mut Authenticated, client: &Client, server: &Server) {
    let Some(attempt) = server.observed().and_then(|live| live.login.as_ref()) else {
        return;
    };
    let place = match &client.credential {
        Credential::Chain(chain) => chain.leaf().map(|leaf| leaf.location.clone()),
        Credential::None | Credential::Missing | Credential::Unusable { .. } => None,
    };
    let places: Vec<_> = place.into_iter().collect();
    let problem = match attempt {
        Attempt::NotMade(reason) => Some(Problem::CredentialsNotSent {
            reason: reason.clone(),
        }),
        Attempt::Broken(fault) => {
            authenticated.verdict = if network_messages::is_certain(fault) {
                Verdict::Reject
            } else {
                Verdict::Undetermined
            };
            authenticated.predicted = network_messages::outcome(fault, "").1;
            Some(Problem::Network(fault.clone()))
        }
        Attempt::Answered(answers) => {
            let predicted = authenticated.identity.take();
            if answers.unauthorized() {
                authenticated.verdict = Verdict::Reject;
                authenticated.predicted = Predicted::unauthorized(&[]);
                Some(Problem::Unauthorized { sent: answers.sent })
            } else if answers.is_anonymous() {
                authenticated.verdict = Verdict::Reject;
                authenticated.predicted = Predicted::anonymous();
                None
            } else if let Some(seen) = &answers.identity {
                authenticated.verdict = Verdict::Accept;
                authenticated.predicted = Predicted::success();
                let mut seen = seen.clone();
                // What looked like a fault was none: the server has taken the certificate.
                authenticated.findings.clear();
                let named = predicted.or_else(|| answers.predicted.clone());
                let other = named.filter(|named| named.user != seen.user).map(|named| {
                    Problem::IdentityDiffers {
                        seen: seen.user.clone(),
                        predicted: named.user,
                    }
                });
                if other.is_none() && seen.credential_id.is_none() {
                    // Servers before Kubernetes 1.32 do not tell it.
                    let named = answers.predicted.as_ref();
                    seen.credential_id = named.and_then(|named| named.credential_id.clone());
                }
                authenticated.identity = Some(seen);
                other
            } else {
                None
            }
        }
    };
    if let Some(problem) = problem {
        let finding = Finding::new(problem, Step::ServerVerifies, places);
        authenticated.findings.push(finding);
    }
}
