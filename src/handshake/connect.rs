//! The four steps, every one of them, even behind a failure: all that must be fixed is found at once.

use super::authenticate::authenticate;
use super::authenticated::Authenticated;
use super::observed;
use super::order::{order, without_repetition};
use super::peer::{PeerOutcome, lasting};
use super::remark::remarks;
use super::sequence::Sequence;
use crate::connection::{
    Admission, Chain, ChainMember, Client, ClientKind, Connection, Credential, Judgement, Role,
    Server, ServerParticipant, Trust, WorksUntil, startup,
};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::handshake::steps::{
    See, client_presents, client_verifies, server_presents, server_verifies,
};
use crate::inventory::{Inventory, Placed};
use crate::time::Timestamp;
use crate::verify::{GoRelease, Policy, SignatureCache, Verdict};

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
    let mut findings: Vec<_> =
        startup::at_step(&client.startup_failures, Step::Configuration).collect();
    findings.extend(client.findings.iter().cloned());
    if server
        .live
        .as_ref()
        .is_some_and(|live| live.proxy.is_some())
    {
        // It is part of the analysis then.
        findings.retain(|finding| finding.problem != Problem::Proxied);
    }
    findings.extend(server.findings.iter().cloned());
    findings.extend(startup::at_step(
        &server.startup_failures,
        Step::ServerPresents,
    ));

    // 1. The server presents.
    let server_presents = server_presents(server, pair);

    // 2. The client verifies.
    let mut policy = Policy::server(at, server_name.clone().unwrap_or_default());
    policy.release = release;
    let seen = See {
        pair,
        generated: server.generated.as_ref(),
        policy: &policy,
        signatures,
        inventory: &inventory,
    };
    let (client_verifies, server_outcome) = client_verifies(client, https, &seen);

    // 3. The client presents.
    let asked = server.requests_client_certificate();
    let sent = match &client.credential {
        Credential::Chain(chain) if asked && https => Some(chain),
        Credential::Chain(_)
        | Credential::None
        | Credential::Missing
        | Credential::Unusable { .. } => None,
    };
    let client_presents = client_presents(client, asked, https);

    // 4. The server verifies.
    let mut policy = Policy::client(at);
    policy.release = release;
    let mut authenticated = authenticate(client, sent, server, &policy, signatures, &inventory);
    if matches!(client.credential, Credential::Unusable { .. }) {
        // One is configured, and what is wrong with it is told already.
        let known_already = |finding: &Finding| finding.problem == Problem::NoClientCertificate;
        authenticated
            .findings
            .retain(|finding| !known_already(finding));
    }
    observed::apply_login(&mut authenticated, client, server);
    let unsent = unsent(client, asked && https).map(|chain| {
        let mut unsent = authenticate(
            client,
            Some(&chain),
            server,
            &policy,
            signatures,
            &inventory,
        );
        unsent
            .findings
            .retain(|finding| finding.certificate.is_some());
        unsent
    });
    let server_verifies = server_verifies(
        client,
        server,
        asked,
        &mut authenticated,
        &See {
            policy: &policy,
            ..seen
        },
    );

    let sequence = Sequence {
        client,
        server,
        https,
        asked,
        sent,
    };
    let (verdict, mut predicted) = sequence.outcome(
        &client_verifies,
        &server_outcome,
        &server_verifies,
        &authenticated,
    );

    if client.participant.kind == ClientKind::Component {
        predicted = predicted.between_components(server.role == Role::API_SERVER);
    }

    findings.extend(sequence.findings());
    findings.extend(
        server_outcome
            .map(|outcome| outcome.findings)
            .unwrap_or_default(),
    );
    findings.append(&mut authenticated.findings);
    findings.extend(unsent.iter().flat_map(|unsent| unsent.findings.clone()));
    let certificate_matters = server_verifies.verdict != Verdict::Accept;
    for mut finding in authenticated
        .client_certificate
        .iter()
        .chain(
            unsent
                .iter()
                .filter_map(|unsent| unsent.client_certificate.as_ref()),
        )
        .flat_map(|outcome| outcome.findings.clone())
    {
        if !certificate_matters {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
    without_repetition(&mut findings);
    order(&mut findings);

    let works_until = works_until(verdict, server, &client_verifies, &authenticated);
    let remarks = remarks(client, server, &inventory);
    let doubtful = client
        .endpoint
        .as_ref()
        .is_some_and(|endpoint| endpoint.doubt().is_some());
    Connection {
        place: None,
        name: client
            .participant
            .context
            .clone()
            .unwrap_or_else(|| client.participant.file.clone()),
        client: client.participant.clone(),
        server: ServerParticipant {
            component: server.role.component,
            url: client
                .endpoint
                .as_ref()
                .map(|endpoint| endpoint.url.clone())
                .unwrap_or_default(),
            server_name: server_name.filter(|name| https && !(name.is_empty() && doubtful)),
            server_name_is_set: client
                .endpoint
                .as_ref()
                .is_some_and(|endpoint| endpoint.server_name_is_set),
            source: pair
                .map(|pair| pair.label.clone())
                .or_else(|| {
                    let live = server.observed().filter(|live| live.is_answered())?;
                    Some(live.label())
                })
                .or_else(|| Some(server.generated.as_ref()?.location.file.to_string())),
        },
        live: server.live.clone(),
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
