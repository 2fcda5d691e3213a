//! The four steps, every one of them, even behind a failure: all that must be mended is found at once.

use super::authenticate::{Authenticated, authenticate};
use super::client::{Bundle, Chain, Client, Credential, Trust};
use super::connection::{
    Authentication, Connection, Judgement, Presentation, ServerParty, WorksUntil,
};
use super::evidence::Evidence;
use super::peer::{PeerOutcome, lasting, receive};
use super::predict::Predicted;
use super::remark::remarks;
use super::server::{Server, ServingPair};
use crate::finding::{Code, Finding, Problem, Severity, Step};
use crate::inventory::{Inventory, Placed};
use crate::location::Location;
use crate::time::Timestamp;
use crate::verify::{GoRelease, Policy, SignatureCache, Verdict};
use crate::x509::{Curve, KeyPurpose, PublicKey};

/// Judges a connection at `at` by the rules of `release`.
pub fn connect(
    client: &Client,
    server: &Server,
    at: Timestamp,
    release: GoRelease,
    signatures: &SignatureCache,
) -> Connection {
    let inventory = inventory(client, server);
    let server_name = client
        .endpoint
        .as_ref()
        .map(|endpoint| endpoint.server_name.clone());
    let pair = server.pair_for(server_name.as_deref().unwrap_or_default());
    let https = client
        .endpoint
        .as_ref()
        .is_none_or(|endpoint| endpoint.https);
    let mut findings = client.findings.clone();
    findings.extend(server.findings.iter().cloned());

    // 1. The server presents.
    let server_presents = server_presents(server, pair);

    // 2. The client verifies.
    let mut policy = Policy::server(at, server_name.clone().unwrap_or_default());
    policy.release = release;
    let seen = See {
        pair,
        policy: &policy,
        signatures,
        inventory: &inventory,
    };
    let (client_verifies, server_outcome) = client_verifies(client, https, &seen);

    // 3. The client presents.
    let asked = server.client_ca.is_missing()
        || [&server.client_ca, &server.request_header_ca]
            .iter()
            .any(|ca| ca.value().is_some_and(Option::is_some));
    let sent = match &client.credential {
        Credential::Chain(chain) if asked && https => Some(chain),
        Credential::Chain(_) | Credential::None | Credential::Unusable { .. } => None,
    };
    let client_presents = client_presents(client, asked, https);

    // 4. The server verifies.
    let mut policy = Policy::client(at);
    policy.release = release;
    let mut authenticated = authenticate(client, sent, server, &policy, signatures, &inventory);
    let server_verifies = server_verifies(client, server, asked, &mut authenticated, at);

    let sequence = Sequence {
        client,
        server,
        https,
        asked,
        sent,
    };
    let (verdict, predicted) = sequence.outcome(
        &client_verifies,
        &server_outcome,
        &server_verifies,
        &authenticated,
    );

    findings.extend(sequence.findings());
    findings.extend(
        server_outcome
            .map(|outcome| outcome.findings)
            .unwrap_or_default(),
    );
    findings.append(&mut authenticated.findings);
    let certificate_matters = server_verifies.verdict != Verdict::Accept;
    for mut finding in authenticated
        .client_certificate
        .iter()
        .flat_map(|outcome| outcome.findings.clone())
    {
        if !certificate_matters {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
    order(&mut findings);

    let works_until = works_until(verdict, &client_verifies, &authenticated);
    let remarks = remarks(client, server, &inventory);
    Connection {
        name: client
            .party
            .context
            .clone()
            .unwrap_or_else(|| client.party.file.clone()),
        client: client.party.clone(),
        server: ServerParty {
            component: "kube-apiserver",
            url: client
                .endpoint
                .as_ref()
                .map(|endpoint| endpoint.url.clone())
                .unwrap_or_default(),
            server_name: server_name.filter(|_| https),
            server_name_is_set: client
                .endpoint
                .as_ref()
                .is_some_and(|endpoint| endpoint.server_name_is_set),
            source: pair.map(|pair| pair.label.clone()),
        },
        verdict,
        authentication: client.authentication,
        identity: authenticated.identity,
        server_presents,
        client_verifies,
        client_presents,
        server_verifies,
        findings,
        predicted,
        works_until,
        remarks,
        inventory,
    }
}

/// What step 2 looks at.
struct See<'a> {
    pair: Option<&'a ServingPair>,
    policy: &'a Policy,
    signatures: &'a SignatureCache,
    inventory: &'a Inventory,
}

fn server_presents(server: &Server, pair: Option<&ServingPair>) -> Presentation {
    let chain = pair
        .map(|pair| pair.chain.parsed().cloned().collect())
        .unwrap_or_default();
    let verdict = match (&server.startup_error, pair) {
        (Some(_), _) => Verdict::Reject,
        (None, Some(_)) => Verdict::Accept,
        (None, None) => Verdict::Undetermined,
    };
    let remark = server
        .startup_error
        .as_ref()
        .map(|_| "kube-apiserver does not start with these files".to_owned())
        .or_else(|| {
            pair.is_none()
                .then(|| "the server's certificate is not given".to_owned())
        });
    Presentation {
        verdict,
        chain,
        key_matches: pair.and_then(|pair| pair.chain.key_matches),
        remark,
    }
}

fn client_verifies(
    client: &Client,
    https: bool,
    see: &See<'_>,
) -> (Judgement, Option<PeerOutcome>) {
    let mut judgement = Judgement::undetermined();
    if !https {
        judgement.verdict = Verdict::Undetermined;
        judgement.skipped = Some("plain HTTP: no TLS, and kubectl sends no credentials".to_owned());
        return (judgement, None);
    }
    let bundle = match &client.trust {
        Trust::Bundle(bundle) => bundle.clone(),
        Trust::SystemRoots => Bundle {
            label: "the system's roots".to_owned(),
            location: Location::file(client.party.file.clone()),
            anchors: Vec::new(),
        },
        Trust::Unchecked => {
            judgement.verdict = Verdict::Accept;
            judgement.skipped = Some("insecure-skip-tls-verify: kubectl checks nothing".to_owned());
            return match see.pair.map(|pair| unchecked(pair, see)) {
                // crypto/tls still parses every certificate and looks at the key.
                Some(outcome) if outcome.tls_error().is_some() => {
                    judgement.verdict = Verdict::Reject;
                    (judgement, Some(outcome))
                }
                Some(_) | None => (judgement, None),
            };
        }
        Trust::Unusable => {
            judgement.verdict = Verdict::Reject;
            judgement.skipped = Some("kubectl cannot use the CA bundle".to_owned());
            return (judgement, None);
        }
    };
    judgement.anchors_label = Some(bundle.label.clone());
    judgement.anchors.clone_from(&bundle.anchors);
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
        let name = see.policy.server_name.clone().unwrap_or_default();
        judgement
            .unknown
            .push(format!("issuer, dates, names (must cover {name}), usage"));
        return (judgement, None);
    };
    let outcome = receive(
        &pair.chain,
        &bundle,
        see.policy,
        see.signatures,
        see.inventory,
    );
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
        return (judgement, Some(outcome.without_trust()));
    }
    judgement.verdict = if outcome.accepted() {
        Verdict::Accept
    } else {
        Verdict::Reject
    };
    (judgement, Some(outcome))
}

/// What is left of the checks under `insecure-skip-tls-verify`.
fn unchecked(pair: &ServingPair, see: &See<'_>) -> PeerOutcome {
    let nobody = Bundle {
        label: String::new(),
        location: Location::file(""),
        anchors: Vec::new(),
    };
    let mut outcome = receive(
        &pair.chain,
        &nobody,
        see.policy,
        see.signatures,
        see.inventory,
    );
    outcome.findings.retain(|finding| {
        matches!(
            finding.problem.code(),
            Code::MalformedCertificate | Code::RsaKeyTooLarge | Code::UnsupportedKey
        )
    });
    outcome
}

fn client_presents(client: &Client, asked: bool, https: bool) -> Presentation {
    let mut presentation = Presentation {
        verdict: Verdict::Accept,
        chain: Vec::new(),
        key_matches: None,
        remark: None,
    };
    match &client.credential {
        Credential::Chain(chain) => {
            presentation.chain = chain.parsed().cloned().collect();
            presentation.key_matches = chain.key_matches;
            if !https {
                presentation.remark = Some("plain HTTP: no certificate is sent".to_owned());
            } else if !asked {
                presentation.remark = Some("the server asks for no client certificate".to_owned());
            }
        }
        Credential::Unusable {
            chain, when_asked, ..
        } => {
            presentation.chain.clone_from(chain);
            presentation.key_matches = Some(false);
            presentation.verdict = if *when_asked && !asked {
                Verdict::Accept
            } else {
                Verdict::Reject
            };
        }
        Credential::None => {
            presentation.remark = Some(
                match client.authentication {
                    Authentication::Token => "no client certificate; a bearer token is sent",
                    Authentication::Basic => {
                        "no client certificate; user name and password are sent"
                    }
                    Authentication::Exec => {
                        "credentials come from an exec plugin, which is not run"
                    }
                    Authentication::AuthProvider => {
                        "credentials come from an auth provider, which is not run"
                    }
                    Authentication::Certificate
                    | Authentication::Anonymous
                    | Authentication::None => "no credentials are configured",
                }
                .to_owned(),
            );
            if matches!(
                client.authentication,
                Authentication::Exec | Authentication::AuthProvider
            ) {
                presentation.verdict = Verdict::Undetermined;
            }
        }
    }
    presentation
}

fn server_verifies(
    client: &Client,
    server: &Server,
    asked: bool,
    authenticated: &mut Authenticated,
    at: Timestamp,
) -> Judgement {
    let mut judgement = Judgement::undetermined();
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
                let valid = leaf.certificate.is_valid_at(at);
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
            if server.client_ca.is_missing() {
                judgement
                    .unknown
                    .push("whether --client-ca-file holds the issuer, and RBAC".to_owned());
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

/// The order in which a connection fails, for the message that people see.
struct Sequence<'a> {
    client: &'a Client,
    server: &'a Server,
    https: bool,
    asked: bool,
    sent: Option<&'a Chain>,
}

impl Sequence<'_> {
    fn outcome(
        &self,
        client_verifies: &Judgement,
        server_outcome: &Option<PeerOutcome>,
        server_verifies: &Judgement,
        authenticated: &Authenticated,
    ) -> (Verdict, Predicted) {
        if let Some(refusal) = &self.client.refusal {
            return (Verdict::Reject, Predicted::refused(refusal));
        }
        let host_port = self
            .client
            .endpoint
            .as_ref()
            .map(|endpoint| endpoint.host_port.clone())
            .unwrap_or_default();
        if let Some(error) = &self.server.startup_error {
            return (Verdict::Reject, Predicted::not_started(&host_port, error));
        }
        if !self.https {
            // Without evidence of a TLS server there may be a `kubectl proxy` behind that URL.
            return if self.server.serving.is_missing() {
                (Verdict::Undetermined, Predicted::unknown())
            } else {
                (Verdict::Reject, Predicted::http_to_https())
            };
        }
        let failures = [
            self.server_cannot_sign(),
            self.client_rejects(client_verifies, server_outcome),
            self.client_pair_fails(),
            self.client_cannot_sign(),
            self.client_chain_refused(authenticated),
        ];
        let broken = failures.into_iter().flatten().next();
        let open = client_verifies.verdict == Verdict::Undetermined;
        match (broken, server_verifies.verdict) {
            (Some(predicted), _) => (Verdict::Reject, predicted),
            // Whatever the server's certificate is, the request fails; only the words are open.
            (None, Verdict::Reject) if open => (
                Verdict::Reject,
                Predicted {
                    exit: Some(1),
                    ..Predicted::unknown()
                },
            ),
            (None, verdict) if open || verdict == Verdict::Undetermined => {
                (Verdict::Undetermined, Predicted::unknown())
            }
            (None, verdict) => (verdict, authenticated.predicted.clone()),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let location =
            |location: Option<&Location>| location.cloned().into_iter().collect::<Vec<_>>();
        if matches!(self.client.trust, Trust::Unchecked) && self.https {
            findings.push(Finding::new(
                Problem::InsecureSkipTlsVerify,
                Step::ClientVerifies,
                location(self.place()),
            ));
        }
        if !self.https {
            findings.push(Finding::new(
                Problem::PlainHttp,
                Step::Configuration,
                location(self.place()),
            ));
        }
        if matches!(self.client.trust, Trust::SystemRoots)
            && self.https
            && self.client.refusal.is_none()
        {
            findings.push(Finding::new(
                Problem::SystemRoots,
                Step::ClientVerifies,
                location(self.place()),
            ));
        }
        if let Some(go) = &self.server.startup_error {
            findings.push(Finding::new(
                Problem::ServerCannotStart { go: go.clone() },
                Step::ServerPresents,
                Vec::new(),
            ));
        }
        if self.https && !self.asked && matches!(self.client.credential, Credential::Chain(_)) {
            findings.push(Finding::new(
                Problem::ClientCertificateNotRequested,
                Step::ClientPresents,
                Vec::new(),
            ));
        }
        if let Some(leaf) = self.sent.and_then(Chain::leaf) {
            let anchors = |ca: &Evidence<Option<Bundle>>| {
                ca.value().cloned().flatten().map(|bundle| bundle.anchors)
            };
            let is_anchor = |anchors: &[Placed]| {
                anchors
                    .iter()
                    .any(|anchor| anchor.certificate.fingerprint == leaf.certificate.fingerprint)
            };
            if leaf.certificate.is_ca()
                && anchors(&self.server.client_ca).is_some_and(|anchors| is_anchor(&anchors))
            {
                findings.push(
                    Finding::new(
                        Problem::ClientCertificateIsCa,
                        Step::ClientPresents,
                        vec![leaf.location.clone()],
                    )
                    .about(&leaf.certificate),
                );
            }
        }
        findings
    }

    fn place(&self) -> Option<&Location> {
        self.client
            .endpoint
            .as_ref()
            .map(|endpoint| &endpoint.location)
    }

    /// TLS 1.3 has no P-224 (RFC 8446 §4.2.3), and Go signs with no RSA key below 1024 bits.
    fn server_cannot_sign(&self) -> Option<Predicted> {
        let name = self
            .client
            .endpoint
            .as_ref()
            .map(|endpoint| endpoint.server_name.as_str())
            .unwrap_or_default();
        let leaf = self.server.pair_for(name)?.chain.leaf()?;
        match &leaf.certificate.public_key {
            PublicKey::Ecdsa {
                curve: Curve::P224, ..
            } => Some(Predicted::tls(
                "remote error: tls: handshake failure",
                "tls: unsupported certificate curve (P-224)",
            )),
            _ => None,
        }
    }

    fn client_rejects(
        &self,
        judgement: &Judgement,
        outcome: &Option<PeerOutcome>,
    ) -> Option<Predicted> {
        if judgement.verdict != Verdict::Reject {
            return None;
        }
        let outcome = outcome.as_ref()?;
        if let Some(error) = outcome.tls_error() {
            return Some(Predicted::tls(
                &error.text,
                &format!("remote error: tls: {}", alert(&error.text)),
            ));
        }
        let error = outcome.verify_error()?;
        Some(Predicted::tls(
            &format!("tls: failed to verify certificate: {}", error.text),
            "remote error: tls: bad certificate",
        ))
    }

    fn client_pair_fails(&self) -> Option<Predicted> {
        match &self.client.credential {
            Credential::Unusable {
                go,
                when_asked: true,
                ..
            } if self.asked => Some(Predicted::tls(go, "EOF")),
            _ => None,
        }
    }

    fn client_cannot_sign(&self) -> Option<Predicted> {
        let leaf = self.sent?.leaf()?;
        match &leaf.certificate.public_key {
            PublicKey::Ecdsa {
                curve: Curve::P224, ..
            } => Some(Predicted::tls(
                "tls: unsupported certificate curve (P-224)",
                "remote error: tls: handshake failure",
            )),
            key @ PublicKey::Rsa { .. } => {
                let bits = key.bits().filter(|bits| *bits < 1024)?;
                let error = format!("tls: failed to sign handshake: {}", insecure_rsa(bits));
                Some(Predicted::tls(&error, "remote error: tls: internal error"))
            }
            _ => None,
        }
    }

    /// An unparsable or oversized certificate in the client's message aborts the handshake on the server's side.
    fn client_chain_refused(&self, authenticated: &Authenticated) -> Option<Predicted> {
        let error = authenticated.client_certificate.as_ref()?.tls_error()?;
        Some(Predicted::tls(
            &format!("remote error: tls: {}", alert(&error.text)),
            &error.text,
        ))
    }
}

/// Go signs and verifies with no RSA key below 1024 bits (crypto/rsa `checkKeySize`).
fn insecure_rsa(bits: usize) -> String {
    format!(
        "crypto/rsa: {bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)"
    )
}

/// The alert that Go sends with an error (crypto/tls `processServerCert...`, since Go 1.25 for parse errors).
fn alert(error: &str) -> &'static str {
    if error.contains("failed to parse") {
        "error decoding message"
    } else {
        "bad certificate"
    }
}

impl Judgement {
    fn undetermined() -> Self {
        Self {
            verdict: Verdict::Undetermined,
            verification: None,
            skipped: None,
            anchors_label: None,
            anchors: Vec::new(),
            known: Vec::new(),
            unknown: Vec::new(),
        }
    }
}

impl PeerOutcome {
    /// The outcome without its trust findings, where the anchors are unknown.
    fn without_trust(mut self) -> Self {
        self.findings.retain(|finding| {
            !matches!(
                finding.problem.code(),
                Code::UnknownIssuer | Code::UnknownClientCa
            )
        });
        self
    }
}

/// Root cause first: what kubectl meets first, then what stands behind; within one step errors before warnings.
fn order(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.severity, finding.step, finding.behind));
    let first_step = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)
        .and_then(|first| first.step);
    for finding in findings {
        if finding.severity == Severity::Error && finding.step > first_step {
            finding.behind = true;
        }
    }
}

fn works_until(
    verdict: Verdict,
    client_verifies: &Judgement,
    authenticated: &Authenticated,
) -> Option<WorksUntil> {
    if verdict != Verdict::Accept {
        return None;
    }
    // A token's user does not depend on the client certificate.
    let by_certificate = authenticated
        .identity
        .as_ref()
        .is_some_and(|identity| identity.credential_id.is_some());
    let client = authenticated
        .client_certificate
        .as_ref()
        .filter(|_| by_certificate);
    [
        client_verifies.verification.as_ref(),
        client.and_then(PeerOutcome::verification),
    ]
    .into_iter()
    .flatten()
    .filter_map(lasting)
    .min_by_key(|certificate| (certificate.not_after.at, certificate.fingerprint))
    .map(|certificate| WorksUntil {
        time: certificate.not_after.at,
        certificate: certificate.clone(),
    })
}

fn inventory(client: &Client, server: &Server) -> Inventory {
    let mut inventory = Inventory::new();
    let mut add = |placed: &Placed| inventory.add(placed);
    if let Trust::Bundle(bundle) = &client.trust {
        bundle.anchors.iter().for_each(&mut add);
    }
    match &client.credential {
        Credential::Chain(chain) => chain.parsed().for_each(&mut add),
        Credential::Unusable { chain, .. } => chain.iter().for_each(&mut add),
        Credential::None => {}
    }
    for pair in server.serving.value().into_iter().chain(&server.sni) {
        pair.chain.parsed().for_each(&mut add);
    }
    for bundle in [&server.client_ca, &server.request_header_ca]
        .into_iter()
        .filter_map(|ca| ca.value()?.as_ref())
    {
        bundle.anchors.iter().for_each(&mut add);
    }
    inventory
}
