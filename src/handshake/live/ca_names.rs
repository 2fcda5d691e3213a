//! The names of client CAs that a server sends with its request for a certificate (RFC 8446 §4.2.4).
//!
//! Go sends the subjects of all that it trusts (crypto/tls `certificateRequestMsg`), so that a name which is missing is a CA
//! that is missing. Of other servers that does not hold: nginx sends `ssl_client_certificate` and trusts
//! `ssl_trusted_certificate` too, haproxy has `ca-verify-file`, Apache `SSLCADNRequestFile`, and Python sends none.

use crate::connection::{Chain, Fact, Judgement, Observation, Server};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::x509::DistinguishedName;

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
    let mut finding = Finding::new(problem, Step::ServerVerifies, places).about(&leaf.certificate);
    if !observed.speaks_h2() {
        // nginx, haproxy and Apache may trust other CAs than those that they name.
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// How the client's chain stands to the names that the server gives.
pub(super) enum Standing {
    /// The name of an issuer, or of the leaf itself, is among them.
    Named(String),
    /// None of them is; Go finds an issuer by the bytes of its name, so there is none.
    NotNamed,
    /// The server names nobody.
    Unsaid,
}

pub(super) fn standing(chain: &Chain, observed: &Observation) -> Standing {
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
