//! Step 2: the client verifies the server's chain.

use super::context::See;
use crate::connection::{
    Basis, Bundle, Client, ClientKind, Endpoint, Generated, Judgement, ServingPair, Trust,
};
use crate::finding::{Code, Finding, Step};
use crate::handshake::{PeerOutcome, receive};
use crate::location::Location;
use crate::verify::{Policy, Verdict, validity};

pub(crate) fn client_verifies(
    client: &Client,
    https: bool,
    see: &See<'_>,
) -> (Judgement, Option<PeerOutcome>) {
    let mut judgement = Judgement::undetermined();
    let doubt = client.endpoint.as_ref().and_then(Endpoint::doubt);
    // What name has to be found in the certificate is open where it is open what is dialled.
    let nameless = Policy {
        server_name: None,
        ..see.policy.clone()
    };
    let named = see.policy;
    let see = &See {
        policy: if doubt.is_some() { &nameless } else { named },
        ..*see
    };
    if !https {
        judgement.verdict = Verdict::Undetermined;
        judgement.skipped = Some("plain HTTP: no TLS, and kubectl sends no credentials".to_owned());
        return (judgement, None);
    }
    if client.endpoint.is_none() {
        // Without a cluster, whom kubectl trusts is not known; what is wrong with the server's certificate itself is.
        judgement.skipped = Some("kubectl knows no server to go to".to_owned());
        let outcome = see.pair.map(|pair| to_nobody(pair, see).without_trust());
        return (judgement, outcome);
    }
    let bundle = match &client.trust {
        Trust::Bundle(bundle) => bundle.clone(),
        Trust::SystemRoots => Bundle {
            label: "the system's roots".to_owned(),
            location: Location::file(client.participant.file.clone()),
            anchors: Vec::new(),
        },
        Trust::Unchecked => {
            judgement.verdict = Verdict::Accept;
            judgement.skipped = Some(match client.participant.kind {
                ClientKind::Kubeconfig => {
                    "insecure-skip-tls-verify: kubectl checks nothing".to_owned()
                }
                ClientKind::Component => {
                    let component = client.participant.component;
                    format!("{component} has no CA for this, and checks nothing")
                }
            });
            return match see.pair.map(|pair| unchecked(pair, see)) {
                // crypto/tls still parses every certificate and looks at the key.
                Some(outcome) if outcome.tls_error().is_some() => {
                    judgement.verdict = Verdict::Reject;
                    (judgement, Some(outcome))
                }
                Some(_) | None => (judgement, None),
            };
        }
        Trust::Missing => {
            judgement
                .unknown
                .push("the CAs that it trusts: their file is not among those given".to_owned());
            // What is wrong with the leaf itself no CA fixes.
            let outcome = see.pair.map(|pair| to_nobody(pair, see).without_trust());
            let hopeless = outcome
                .as_ref()
                .is_some_and(|outcome| !outcome.findings.is_empty());
            if hopeless {
                judgement.verdict = Verdict::Reject;
            }
            return (judgement, outcome);
        }
        Trust::Unusable => {
            judgement.verdict = Verdict::Reject;
            judgement.skipped = Some(format!(
                "{} cannot use the CA bundle",
                client.participant.component
            ));
            let outcome = see.pair.map(|pair| to_nobody(pair, see).without_trust());
            return (judgement, outcome);
        }
    };
    judgement.anchors_label = Some(bundle.label.clone());
    judgement.anchors.clone_from(&bundle.anchors);
    if bundle.anchors.is_empty() && matches!(client.trust, Trust::Bundle(_)) && see.pair.is_none() {
        // Whoever the server is, nobody is trusted.
        judgement.verdict = Verdict::Reject;
        return (judgement, None);
    }
    let Some(pair) = see.pair else {
        let count = bundle.anchors.len();
        if matches!(client.trust, Trust::Bundle(_)) {
            judgement.known.push(format!(
                "the CA bundle parses and holds {count} CA{}",
                if count == 1 { "" } else { "s" }
            ));
            let expired = bundle
                .anchors
                .iter()
                .filter(|anchor| !anchor.certificate.is_valid_at(see.policy.at))
                .count();
            judgement.known.push(match (expired, count) {
                (0, _) => "within its dates".to_owned(),
                (1, 1) => "and is outside its dates".to_owned(),
                (expired, _) => format!("{expired} of them outside their dates"),
            });
        }
        let names = match see.policy.server_name.as_deref() {
            Some(name) if !name.is_empty() => format!("names (must cover {name})"),
            Some(_) | None => "names".to_owned(),
        };
        judgement
            .unknown
            .push(format!("issuer, dates, {names}, usage"));
        let mut certain = outdated(&bundle, see);
        let generated = see.generated.filter(|_| certain.is_empty());
        let generated = generated.filter(|own| !own.may_be_known_to(&client.trust));
        certain.extend(generated.map(Generated::unknown));
        if certain.is_empty() {
            return (judgement, None);
        }
        judgement.verdict = Verdict::Reject;
        return (judgement, Some(PeerOutcome::with_findings(certain)));
    };
    let verify = |policy| receive(&pair.chain, &bundle, policy, see.signatures, see.inventory);
    let assumed = doubt.filter(|dialled| dialled.basis == Basis::Assumed);
    let as_assumed = assumed.map(|_| verify(named)).filter(PeerOutcome::accepted);
    let doubt = doubt.filter(|_| as_assumed.is_none());
    let outcome = as_assumed.unwrap_or_else(|| verify(see.policy));
    judgement.verification = outcome.verification().cloned();
    // Against the system's roots only those faults are certain that Go finds before it looks for an issuer.
    let unknown_roots = matches!(client.trust, Trust::SystemRoots)
        && outcome.tls_error().is_none()
        && outcome
            .verify_error()
            .is_some_and(|error| error.kind == "UnknownAuthorityError");
    if unknown_roots {
        judgement
            .unknown
            .push("whether the system's roots hold the issuer".to_owned());
        let outcome = outcome.without_trust();
        // What is wrong with the leaf itself no root fixes.
        let leaf = pair.chain.leaf().map(|leaf| leaf.certificate.fingerprint);
        let hopeless = outcome
            .findings
            .iter()
            .any(|finding| finding.certificate.as_ref().map(|about| about.fingerprint) == leaf);
        if hopeless {
            judgement.verdict = Verdict::Reject;
        }
        return (judgement, Some(outcome));
    }
    judgement.verdict = if outcome.accepted() {
        match doubt {
            Some(dialled) => {
                let what = match (dialled.basis, named.server_name.as_deref()) {
                    (Basis::Assumed, Some(name)) => {
                        format!("whether it dials {name}, which the certificate does not have")
                    }
                    _ => "the name that it dials, which the certificate must have".to_owned(),
                };
                judgement.unknown.push(format!("{what}: {}", dialled.from));
                Verdict::Undetermined
            }
            None => Verdict::Accept,
        }
    } else {
        Verdict::Reject
    };
    if bundle.anchors.is_empty() {
        // That nobody is trusted says it already.
        return (judgement, Some(outcome.without_trust()));
    }
    (judgement, Some(outcome))
}

/// That every CA is outside its dates: whatever the server presents, no path through them is valid (Go checks the
/// anchor's dates too, crypto/x509 verify.go `isValid`). Empty where one is within them.
fn outdated(bundle: &Bundle, see: &See<'_>) -> Vec<Finding> {
    let found = bundle.anchors.iter().map(|anchor| {
        let problem = validity::check(&anchor.certificate, see.policy.at).err()?;
        let places = vec![anchor.location.clone()];
        Some(Finding::new(problem, Step::ClientVerifies, places).about(&anchor.certificate))
    });
    found.collect::<Option<_>>().unwrap_or_default()
}

/// What is left of the checks under `insecure-skip-tls-verify`.
fn unchecked(pair: &ServingPair, see: &See<'_>) -> PeerOutcome {
    let mut outcome = to_nobody(pair, see);
    outcome.findings.retain(|finding| {
        matches!(
            finding.problem.code(),
            Code::MalformedCertificate | Code::RsaKeyTooLarge | Code::UnsupportedKey
        )
    });
    outcome
}

/// The server's chain as one sees it who trusts nobody.
fn to_nobody(pair: &ServingPair, see: &See<'_>) -> PeerOutcome {
    let nobody = Bundle {
        label: String::new(),
        location: Location::file(""),
        anchors: Vec::new(),
    };
    receive(
        &pair.chain,
        &nobody,
        see.policy,
        see.signatures,
        see.inventory,
    )
}
