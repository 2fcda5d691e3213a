//! The four steps, every one of them, even behind a failure: all that must be fixed is found at once.

use super::authenticate::authenticate;
use super::authenticated::Authenticated;
use super::context::VerificationContext;
use super::live;
use super::order::{order, without_repetition};
use super::peer::{PeerOutcome, lasting};
use super::remark::remarks;
use super::sequence::Sequence;
use crate::connection::{
    Admission, Chain, ChainMember, Client, ClientKind, Connection, Credential, Judgement,
    Predicted, Presentation, Role, Server, ServerParticipant, ServingPair, Trust, WorksUntil,
    startup,
};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::golang::GoRelease;
use crate::ground::time::Timestamp;
use crate::handshake::steps::{client_presents, client_verifies, server_presents, server_verifies};
use crate::inventory::{Inventory, Placed};
use crate::verify::{Policy, SignatureCache, Verdict};

/// Judges a connection at `at` by the rules of `release`.
pub fn connect(
    client: &Client,
    server: &Server,
    at: Timestamp,
    release: GoRelease,
    signatures: &SignatureCache,
) -> Connection {
    let inventory = inventory(client, server);
    let sides = Sides::new(client, server);
    let policies = Policies::new(&sides, at, release);
    let steps = sides.judge(&policies, signatures, &inventory);
    let (verdict, predicted) = sides.outcome(&steps);
    let findings = sides.findings(&steps);
    let works_until = works_until(
        verdict,
        server,
        &steps.client_verifies,
        &steps.authenticated,
    );
    let remarks = remarks(client, server, &inventory);
    let name = client.participant.context.clone();
    Connection {
        place: None,
        name: name.unwrap_or_else(|| client.participant.file.clone()),
        client: client.participant.clone(),
        server: sides.server_participant(),
        live: server.live.clone(),
        verdict,
        authentication: client.authentication,
        identity: steps.authenticated.identity,
        server_presents: steps.server_presents,
        client_verifies: steps.client_verifies,
        client_presents: steps.client_presents,
        server_verifies: steps.server_verifies,
        findings,
        predicted,
        works_until,
        remarks,
        inventory,
    }
}

/// Both sides, and what follows from them alone.
struct Sides<'a> {
    client: &'a Client,
    server: &'a Server,
    /// What crypto/tls checks against the SANs; none where no server is known.
    server_name: Option<&'a str>,
    /// The serving pair that this client is shown.
    pair: Option<&'a ServingPair>,
    /// Whether TLS is used at all.
    https: bool,
    /// Whether the server asks for a client certificate.
    asked: bool,
    /// The chain that the client sends.
    sent: Option<&'a Chain>,
}

/// What each side verifies the other by.
struct Policies {
    server: Policy,
    client: Policy,
}

/// What came of each step.
struct Steps {
    server_presents: Presentation,
    client_verifies: Judgement,
    /// What the client's verification found; none where nothing was verified.
    server_outcome: Option<PeerOutcome>,
    client_presents: Presentation,
    server_verifies: Judgement,
    /// What the server makes of what the client sends.
    authenticated: Authenticated,
    /// The same for a chain that the client has no key for.
    unsent: Option<Authenticated>,
}

impl Policies {
    fn new(sides: &Sides<'_>, at: Timestamp, release: GoRelease) -> Self {
        let name = sides.server_name.unwrap_or_default().to_owned();
        Self {
            server: Policy {
                release: sides.client.go.unwrap_or(release),
                ..Policy::server(at, name)
            },
            client: Policy {
                release: sides.server.go.unwrap_or(release),
                ..Policy::client(at)
            },
        }
    }
}

impl<'a> Sides<'a> {
    fn new(client: &'a Client, server: &'a Server) -> Self {
        let endpoint = client.endpoint.as_ref();
        let server_name = endpoint.map(|endpoint| endpoint.server_name.as_str());
        let https = endpoint.is_none_or(|endpoint| endpoint.https);
        let asked = server.requests_client_certificate();
        Self {
            client,
            server,
            server_name,
            pair: server.pair_for(server_name.unwrap_or_default()),
            https,
            asked,
            sent: match &client.credential {
                Credential::Chain(chain) if asked && https => Some(chain),
                Credential::Chain(_)
                | Credential::None
                | Credential::Missing
                | Credential::Unusable { .. } => None,
            },
        }
    }

    /// The four steps, every one of them, also behind a failure.
    fn judge(
        &self,
        policies: &Policies,
        signatures: &SignatureCache,
        inventory: &Inventory,
    ) -> Steps {
        let Self {
            client,
            server,
            pair,
            https,
            asked,
            ..
        } = *self;
        let context = VerificationContext {
            policy: &policies.server,
            signatures,
            inventory,
        };
        let (client_verifies, server_outcome) =
            client_verifies(client, server, pair, https, context);
        let context = context.with_policy(&policies.client);
        let mut authenticated = authenticate(client, self.sent, server, context);
        if matches!(client.credential, Credential::Unusable { .. }) {
            // One is configured, and what is wrong with it is a finding already.
            authenticated
                .findings
                .retain(|finding| finding.problem != Problem::NoClientCertificate);
        }
        live::apply(&mut authenticated, client, server);
        let unsent = unsent(client, asked && https).map(|chain| {
            let mut unsent = authenticate(client, Some(&chain), server, context);
            unsent
                .findings
                .retain(|finding| finding.certificate.is_some());
            unsent
        });
        Steps {
            server_presents: server_presents(server, pair),
            client_verifies,
            server_outcome,
            client_presents: client_presents(client, asked, https),
            server_verifies: server_verifies(client, server, asked, &mut authenticated, context),
            authenticated,
            unsent,
        }
    }

    const fn sequence(&self) -> Sequence<'a> {
        Sequence {
            client: self.client,
            server: self.server,
            https: self.https,
            asked: self.asked,
            sent: self.sent,
        }
    }

    /// The verdict over all steps, and what both sides print.
    fn outcome(&self, steps: &Steps) -> (Verdict, Predicted) {
        let (verdict, predicted) = self.sequence().outcome(
            &steps.client_verifies,
            &steps.server_outcome,
            &steps.server_verifies,
            &steps.authenticated,
        );
        let verdict = if self.server.unavailable.is_some() {
            Verdict::Reject
        } else {
            verdict
        };
        match self.client.participant.kind {
            ClientKind::Kubeconfig => (verdict, predicted),
            ClientKind::Component => {
                let logged = self.server.role == Role::API_SERVER;
                (verdict, predicted.between_components(logged))
            }
        }
    }

    /// All that is wrong, root cause first.
    fn findings(&self, steps: &Steps) -> Vec<Finding> {
        let Self { client, server, .. } = self;
        let mut findings: Vec<_> =
            startup::at_step(&client.startup_failures, Step::Configuration).collect();
        findings.extend(client.findings.iter().cloned());
        let observed = server.live.as_ref();
        if observed.is_some_and(|live| live.proxy.is_some()) {
            // The proxy is part of the analysis then.
            findings.retain(|finding| finding.problem != Problem::Proxied);
        }
        findings.extend(server.findings.iter().cloned());
        findings.extend(startup::at_step(
            &server.startup_failures,
            Step::ServerPresents,
        ));
        findings.extend(self.sequence().findings());
        let mut front_end =
            live::front_end(self.client, self.server, steps.client_verifies.verdict);
        if let Some(finding) = &mut front_end
            && steps.server_verifies.verdict == Verdict::Accept
        {
            finding.severity = Severity::Warning;
        }
        findings.extend(front_end);
        let of_server = steps.server_outcome.iter();
        findings.extend(of_server.flat_map(|outcome| outcome.findings.clone()));
        let requests = || {
            [Some(&steps.authenticated), steps.unsent.as_ref()]
                .into_iter()
                .flatten()
        };
        findings.extend(requests().flat_map(|request| request.findings.clone()));
        let certificates = requests().filter_map(|request| request.client_certificate.as_ref());
        for mut finding in certificates.flat_map(|outcome| outcome.findings.clone()) {
            // A client that is accepted all the same needs no other certificate.
            if steps.server_verifies.verdict == Verdict::Accept {
                finding.severity = Severity::Warning;
            }
            findings.push(finding);
        }
        // What is wrong with this connection itself comes first.
        findings.extend(server.unavailable.clone());
        without_repetition(&mut findings);
        order(&mut findings);
        findings
    }

    fn server_participant(&self) -> ServerParticipant {
        let server = self.server;
        let endpoint = self.client.endpoint.as_ref();
        let doubtful = endpoint.is_some_and(|endpoint| endpoint.doubt().is_some());
        let name = self
            .server_name
            .filter(|name| self.https && !(name.is_empty() && doubtful));
        let answered = || server.observed().filter(|live| live.is_answered());
        let source = self
            .pair
            .map(|pair| pair.label.clone())
            .or_else(|| Some(answered()?.label()))
            .or_else(|| Some(server.generated.as_ref()?.location.file.to_string()));
        ServerParticipant {
            component: server.role.component,
            url: endpoint
                .map(|endpoint| endpoint.url.clone())
                .unwrap_or_default(),
            server_name: name.map(str::to_owned),
            server_name_is_set: endpoint.is_some_and(|endpoint| endpoint.server_name_is_set),
            source,
        }
    }
}

/// The chain of a client that cannot use it, for want of its key: what else is wrong with it shows once that is fixed.
fn unsent(client: &Client, asked: bool) -> Option<Chain> {
    match &client.credential {
        Credential::Unusable { chain, .. } if asked && !chain.is_empty() => Some(Chain {
            certificates: chain.iter().cloned().map(ChainMember::Parsed).collect(),
            key_matches: None,
        }),
        Credential::Unusable { .. }
        | Credential::Chain(_)
        | Credential::None
        | Credential::Missing => None,
    }
}

fn works_until(
    verdict: Verdict,
    server: &Server,
    client_verifies: &Judgement,
    authenticated: &Authenticated,
) -> Option<WorksUntil> {
    if verdict != Verdict::Accept {
        return None;
    }
    // A token's user does not depend on the client certificate.
    let by_certificate = match server.role.admission {
        Admission::Request => authenticated
            .identity
            .as_ref()
            .is_none_or(|identity| identity.credential_id.is_some()),
        Admission::Handshake | Admission::Anyone => true,
    };
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
        Credential::None | Credential::Missing => {}
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
