//! Step 2: the client verifies the server's chain.

use crate::connection::{
    Basis, Bundle, Client, Dialled, Endpoint, Fact, Judgement, Server, ServingPair, Trust,
};
use crate::finding::{Code, Finding, Problem, Step};
use crate::ground::location::Location;
use crate::handshake::{PeerOutcome, VerificationContext, receive};
use crate::inventory::Placed;
use crate::verify::{Policy, Verdict, names_server, validity};

/// A judgement, and what the verification found; none where nothing was verified.
type Verified = (Judgement, Option<PeerOutcome>);

/// The client's judgement of `pair`, which is what the server presents to it.
pub(crate) fn client_verifies(
    client: &Client,
    server: &Server,
    pair: Option<&ServingPair>,
    https: bool,
    context: VerificationContext<'_>,
) -> Verified {
    let named = context.policy;
    let doubt = client.endpoint.as_ref().and_then(Endpoint::doubt);
    // Where it is open what is dialled, it is open too which name the certificate must have.
    let nameless = Policy {
        server_name: None,
        ..named.clone()
    };
    let context = context.with_policy(if doubt.is_some() { &nameless } else { named });
    if !https {
        // crypto/tls never sees this connection.
        return (Judgement::skipped(Fact::PlainHttp), None);
    }
    if client.endpoint.is_none() {
        // Without a cluster nobody knows whom kubectl trusts; faults of the server's certificate itself stay faults.
        let outcome = pair.map(|pair| without_anchors(pair, context));
        return (Judgement::skipped(Fact::NoServerKnown), outcome);
    }
    let roots;
    let bundle = match &client.trust {
        Trust::Bundle(bundle) => bundle,
        Trust::SystemRoots => {
            roots = Bundle {
                label: "the system's roots".to_owned(),
                location: Location::file(client.participant.file.clone()),
                anchors: Vec::new(),
            };
            &roots
        }
        // Each of these three ends the step without any CA to verify against.
        Trust::Unchecked => return unchecked(client, pair, context),
        Trust::Missing => return bundle_missing(pair, context),
        Trust::Unusable => return bundle_unusable(client, pair, context),
    };
    match pair {
        None => nothing_presented(client, server, bundle, context),
        Some(pair) => {
            let name = Name { named, doubt };
            against_bundle(client, pair, bundle, &name, context)
        }
    }
}

/// The name that the client checks, and how well it is known.
struct Name<'a> {
    /// The policy with the name that is most likely dialled.
    named: &'a Policy,
    /// Why another name may be dialled; none where it is certain.
    doubt: Option<&'a Dialled>,
}

/// `insecure-skip-tls-verify`: crypto/tls still parses every certificate and looks at the key.
fn unchecked(
    client: &Client,
    pair: Option<&ServingPair>,
    context: VerificationContext<'_>,
) -> Verified {
    let mut judgement = Judgement::skipped(Fact::Unchecked {
        kind: client.participant.kind,
        component: client.participant.component.as_str(),
    });
    judgement.verdict = Verdict::Accept;
    let outcome = pair
        .map(|pair| receive(&pair.chain, &Bundle::empty(), context))
        .filter(|outcome| outcome.tls_error().is_some());
    let Some(mut outcome) = outcome else {
        return (judgement, None);
    };
    judgement.verdict = Verdict::Reject;
    outcome.findings.retain(|finding| {
        matches!(
            finding.problem.code(),
            Code::MalformedCertificate | Code::RsaKeyTooLarge | Code::UnsupportedKey
        )
    });
    (judgement, Some(outcome))
}

/// The client's CAs are in no file given: only faults that no CA can heal are certain.
fn bundle_missing(pair: Option<&ServingPair>, context: VerificationContext<'_>) -> Verified {
    let mut judgement = Judgement::undetermined();
    judgement.unknown.push(Fact::TrustedCasNotGiven);
    let outcome = pair.map(|pair| without_anchors(pair, context));
    let hopeless = outcome
        .as_ref()
        .is_some_and(|outcome| !outcome.findings.is_empty());
    if hopeless {
        judgement.verdict = Verdict::Reject;
    }
    (judgement, outcome)
}

/// The client refuses its own CA bundle, whatever the server presents.
fn bundle_unusable(
    client: &Client,
    pair: Option<&ServingPair>,
    context: VerificationContext<'_>,
) -> Verified {
    let component = client.participant.component.as_str();
    let judgement = Judgement {
        verdict: Verdict::Reject,
        ..Judgement::skipped(Fact::UnusableBundle { component })
    };
    (judgement, pair.map(|pair| without_anchors(pair, context)))
}

/// The serving certificate is not given: what is certain of the CAs by themselves.
fn nothing_presented(
    client: &Client,
    server: &Server,
    bundle: &Bundle,
    context: VerificationContext<'_>,
) -> Verified {
    let mut judgement = Judgement::against(bundle);
    let cas = bundle.anchors.len();
    if matches!(client.trust, Trust::Bundle(_)) {
        if cas == 0 {
            // Whoever the server is, nobody is trusted.
            judgement.verdict = Verdict::Reject;
            return (judgement, None);
        }
        let valid = |anchor: &&_| is_outside_dates(anchor, context);
        let outside = bundle.anchors.iter().filter(valid).count();
        judgement.known.push(Fact::BundleReadable { cas });
        judgement.known.push(Fact::BundleDates { outside, cas });
    }
    let name = context.policy.server_name.clone();
    judgement.unknown.push(Fact::ServingCertificate {
        name: name.filter(|name| !name.is_empty()),
    });
    let mut certain = outdated(bundle, context);
    if certain.is_empty() {
        certain = issuing_nothing(bundle, context);
    }
    if certain.is_empty() {
        let generated = server.generated.as_ref();
        let unknown = generated.filter(|own| !own.may_be_known_to(&client.trust));
        certain.extend(unknown.map(|own| own.unknown(&client.trust)));
    }
    if certain.is_empty() {
        return (judgement, None);
    }
    judgement.verdict = Verdict::Reject;
    (judgement, Some(PeerOutcome::with_findings(certain)))
}

fn is_outside_dates(anchor: &Placed, context: VerificationContext<'_>) -> bool {
    !anchor.certificate.is_valid_at(context.policy.at)
}

/// The certificate that the server presents, verified against the CAs that the client trusts.
fn against_bundle(
    client: &Client,
    pair: &ServingPair,
    bundle: &Bundle,
    name: &Name<'_>,
    context: VerificationContext<'_>,
) -> Verified {
    let mut judgement = Judgement::against(bundle);
    let verify = |policy| receive(&pair.chain, bundle, context.with_policy(policy));
    // An assumed name that the certificate has settles the doubt.
    let as_assumed = name
        .doubt
        .filter(|dialled| dialled.basis == Basis::Assumed)
        .map(|_| verify(name.named))
        .filter(PeerOutcome::accepted);
    let doubt = name.doubt.filter(|_| as_assumed.is_none());
    let outcome = as_assumed.unwrap_or_else(|| verify(context.policy));
    judgement.verification = outcome.verification().cloned();
    if matches!(client.trust, Trust::SystemRoots) && outcome.has_unknown_issuer() {
        // Only those faults are certain that Go finds before it looks for an issuer.
        return against_system_roots(pair, judgement, outcome);
    }
    judgement.verdict = match (outcome.accepted(), doubt) {
        (false, _) => Verdict::Reject,
        (true, None) => Verdict::Accept,
        (true, Some(dialled)) => {
            let from = dialled.from.clone();
            let open = match (dialled.basis, &name.named.server_name) {
                (Basis::Assumed, Some(name)) => Fact::AssumedName {
                    name: name.clone(),
                    from,
                },
                _ => Fact::DialledName { from },
            };
            judgement.unknown.push(open);
            Verdict::Undetermined
        }
    };
    if bundle.anchors.is_empty() {
        // An empty bundle is a finding of its own.
        return (judgement, Some(outcome.without_trust()));
    }
    let mut outcome = outcome;
    let leaf = pair.chain.leaf();
    let release = context.policy.release;
    let further = leaf
        .filter(|_| outcome.accepted())
        .and_then(|leaf| client.lists.refuse(leaf, Step::ClientVerifies, release))
        .or_else(|| leaf.and_then(|leaf| nameless_at_address(leaf, doubt)));
    if let Some(finding) = further {
        judgement.verdict = Verdict::Reject;
        // Go looks at the name first.
        outcome.findings.insert(0, finding);
    }
    (judgement, Some(outcome))
}

/// That a certificate without any IP SAN cannot serve a client that dials an address, whichever it is.
fn nameless_at_address(leaf: &Placed, doubt: Option<&Dialled>) -> Option<Finding> {
    doubt.filter(|dialled| dialled.is_address)?;
    let names = leaf.certificate.subject_alt_name.as_ref();
    if names.is_some_and(|names| !names.ip.is_empty()) {
        return None;
    }
    let problem = Problem::NameMismatch {
        wanted: "the node's InternalIP".to_owned(),
        dns: names.map(|names| names.dns.clone()).unwrap_or_default(),
        ip: Vec::new(),
        go: "x509: cannot validate certificate for INTERNAL-IP because it doesn't contain any IP SANs".to_owned(),
    };
    let places = vec![leaf.location.clone()];
    Some(Finding::new(problem, Step::ClientVerifies, places).about(&leaf.certificate))
}

/// That no certificate of the bundle can issue, nor be the server's own: whatever the server presents, no path leads to one of
/// them. Empty where one may.
fn issuing_nothing(bundle: &Bundle, context: VerificationContext<'_>) -> Vec<Finding> {
    let policy = context.policy;
    let Some(name) = policy.server_name.as_deref() else {
        return Vec::new();
    };
    let found = bundle.anchors.iter().map(|anchor| {
        let certificate = &anchor.certificate;
        let may_be_presented = names_server(certificate, name, policy.release);
        if certificate.is_ca() || certificate.version < 3 || may_be_presented {
            return None;
        }
        let problem = Problem::NotACa {
            issuer: certificate.subject.to_string(),
            has_basic_constraints: certificate.basic_constraints.is_some(),
        };
        let places = vec![anchor.location.clone()];
        Some(Finding::new(problem, Step::ClientVerifies, places).about(certificate))
    });
    found.collect::<Option<_>>().unwrap_or_default()
}

/// No file here holds the system's roots: whether one of them issued the chain is open.
fn against_system_roots(
    pair: &ServingPair,
    mut judgement: Judgement,
    outcome: PeerOutcome,
) -> Verified {
    judgement.unknown.push(Fact::SystemRoots);
    let outcome = outcome.without_trust();
    // What is wrong with the leaf itself no root heals.
    let leaf = pair.chain.leaf().map(|leaf| leaf.certificate.fingerprint);
    let hopeless = outcome
        .findings
        .iter()
        .any(|finding| finding.certificate.as_ref().map(|about| about.fingerprint) == leaf);
    if hopeless {
        judgement.verdict = Verdict::Reject;
    }
    (judgement, Some(outcome))
}

/// That every CA is outside its dates: whatever the server presents, no path through them is valid (Go checks the
/// anchor's dates too, crypto/x509 verify.go `isValid`). Empty where one is within them.
fn outdated(bundle: &Bundle, context: VerificationContext<'_>) -> Vec<Finding> {
    let found = bundle.anchors.iter().map(|anchor| {
        let problem = validity::check(&anchor.certificate, context.policy.at).err()?;
        let places = vec![anchor.location.clone()];
        Some(Finding::new(problem, Step::ClientVerifies, places).about(&anchor.certificate))
    });
    found.collect::<Option<_>>().unwrap_or_default()
}

/// What is wrong with the server's chain whoever verifies it.
fn without_anchors(pair: &ServingPair, context: VerificationContext<'_>) -> PeerOutcome {
    receive(&pair.chain, &Bundle::empty(), context).without_trust()
}
