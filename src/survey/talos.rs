//! Talos Linux: `talosctl` and kubeconfigs against what the configurations of machines say. Machines make their own
//! certificates as they start, so of each server its CAs are in a file, and its certificate is in none.

use std::sync::Arc;

use super::party::Party;
use super::{Ends, Rules, Sides, Survey};
use crate::assemble::{bundle_findings, chain_of, endpoint, key_pair_findings, members};
use crate::connection::{
    Authentication, Bundle, Chain, Client, ClientKind, ClientParticipant, Credential, Evidence,
    NameLists, Role, Server, Trust,
};
use crate::decode::bundle::{chain, lenient, strict};
use crate::decode::key_pair::key_pair;
use crate::decode::objects::PlacedText;
use crate::decode::recognise::Kind;
use crate::decode::talos::{TalosContext, TalosMachine, contexts, machine};
use crate::finding::{Finding, Step};
use crate::fix::Advice;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::handshake::connect;
use crate::inventory::Placed;
use crate::programs::Program;

/// The port of Talos' own API (`pkg/machinery/constants`, `ApidPort`).
const PORT: &str = "50000";

/// What inputs say of machines of Talos.
#[derive(Default)]
pub(super) struct Talos {
    contexts: Vec<TalosContext>,
    machines: Vec<TalosMachine>,
}

impl Talos {
    /// Takes over what a file says, if it is one of Talos.
    pub(super) fn take(&mut self, kind: Kind, text: &[u8], name: &str) {
        let base = Location::file(name);
        match kind {
            Kind::TalosConfig => self.contexts.extend(contexts(text, &base)),
            Kind::TalosMachine => self.machines.extend(machine(text, &base)),
            _ => {}
        }
    }

    /// Takes over that of a later batch.
    pub(super) fn absorb(&mut self, other: Self) {
        self.contexts.extend(other.contexts);
        self.machines.extend(other.machines);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.contexts.is_empty() && self.machines.is_empty()
    }

    /// What answers a client: the machine whose first CA is among those that it trusts, or else the one there is. Machines of
    /// one cluster say the same.
    fn server_for(
        &self,
        client: &Client,
        rules: &Rules<'_>,
        server: impl Fn(&TalosMachine, &Rules<'_>) -> Option<Server>,
    ) -> Option<Server> {
        let mut known: Vec<(Server, Vec<Placed>)> = Vec::new();
        for machine in &self.machines {
            let Some(server) = server(machine, rules) else {
                continue;
            };
            let cas = cas(&server);
            let is_new = known.iter().all(|(_, other)| !same(other, &cas));
            if is_new {
                known.push((server, cas));
            }
        }
        let Trust::Bundle(trusted) = &client.trust else {
            return None;
        };
        let is_trusted = |(_, cas): &&(Server, Vec<Placed>)| {
            let mut anchors = trusted.anchors.iter();
            cas.first()
                .is_some_and(|first| anchors.any(|anchor| is_same_ca(anchor, first)))
        };
        match (known.iter().find(is_trusted), &known[..]) {
            (Some((server, _)), _) | (None, [(server, _)]) => Some(server.clone()),
            // Several clusters, and the client is of none.
            (None, _) => None,
        }
    }
}

fn cas(server: &Server) -> Vec<Placed> {
    let bundle = server.client_ca.value().and_then(Option::as_ref);
    bundle
        .map(|bundle| bundle.anchors.clone())
        .unwrap_or_default()
}

fn same(one: &[Placed], other: &[Placed]) -> bool {
    let prints =
        |cas: &[Placed]| -> Vec<_> { cas.iter().map(|ca| ca.certificate.fingerprint).collect() };
    prints(one) == prints(other)
}

fn is_same_ca(one: &Placed, other: &Placed) -> bool {
    one.certificate.public_key == other.certificate.public_key
        && one.certificate.subject == other.certificate.subject
}

/// A server that trusts the CAs of some fields for its clients, and has the first of them issue its own certificate.
fn server(role: Role, trusted: &[PlacedText], release: GoRelease) -> Option<Server> {
    let first = trusted.first()?;
    let mut server = Server {
        request_header_ca: Evidence::Given(None),
        ..Server::unknown_as(role)
    };
    let mut anchors = Vec::new();
    for text in trusted {
        let read = strict(&text.bytes, &text.location, release);
        let fatal = read.error.is_some();
        let findings = bundle_findings(&read.problems, Step::ServerVerifies, fatal);
        server.findings.extend(findings);
        anchors.extend(read.certificates);
    }
    server.issues(first.location.clone(), anchors.first().cloned());
    server.client_ca = Evidence::Given(Some(bundle(first, anchors)));
    Some(server)
}

fn bundle(first: &PlacedText, anchors: Vec<Placed>) -> Bundle {
    Bundle {
        label: first.location.to_string(),
        location: first.location.clone(),
        anchors,
    }
}

/// Talos' API demands a certificate (`internal/app/apid`, `tls.WithClientAuthType(tls.Mutual)`).
fn apid(machine: &TalosMachine, rules: &Rules<'_>) -> Option<Server> {
    server(Role::APID, &machine.machine, rules.release)
}

fn api_server(machine: &TalosMachine, rules: &Rules<'_>) -> Option<Server> {
    if !machine.is_control_plane {
        return None;
    }
    let mut server = server(Role::API_SERVER, &machine.cluster, rules.release)?;
    if let Some(text) = machine.aggregator.first() {
        let read = strict(&text.bytes, &text.location, rules.release);
        server.request_header_ca = Evidence::Given(Some(bundle(text, read.certificates)));
        server.allowed_names = vec!["front-proxy-client".to_owned()];
    }
    Some(server)
}

/// `talosctl` with a context.
fn talosctl(context: &TalosContext, endpoint_text: &str, release: GoRelease) -> Client {
    let mut findings = Vec::new();
    let trust = match &context.ca {
        None => Trust::Missing,
        Some(text) => {
            let read = lenient(&text.bytes, &text.location, release);
            let fatal = read.error.is_some();
            findings.extend(bundle_findings(&read.problems, Step::ClientVerifies, fatal));
            if fatal {
                Trust::Unusable
            } else {
                Trust::Bundle(bundle(text, read.certificates))
            }
        }
    };
    let credential = credential(context, &mut findings, release);
    let (host, port) = split(endpoint_text);
    let url = format!("https://{host}:{port}");
    let server_name = host.trim_start_matches('[').trim_end_matches(']');
    Client {
        participant: ClientParticipant {
            kind: ClientKind::Component,
            component: Program::Talosctl,
            file: context.location.file.to_string(),
            context: Some(context.name.clone()),
            user: None,
            cluster: None,
        },
        endpoint: Some(endpoint(&url, server_name, &context.location)),
        trust,
        authentication: match &credential {
            Credential::None => Authentication::None,
            Credential::Missing | Credential::Chain(_) | Credential::Unusable { .. } => {
                Authentication::Certificate
            }
        },
        credential,
        token: None,
        go: None,
        lists: NameLists::NONE,
        source: None,
        front_proxy: false,
        refusal: None,
        findings,
        startup_failures: Vec::new(),
    }
}

/// An address with its port, that of Talos' API where none is written.
fn split(endpoint: &str) -> (&str, &str) {
    match endpoint.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
        Some(_) | None => (endpoint, PORT),
    }
}

fn credential(
    context: &TalosContext,
    findings: &mut Vec<Finding>,
    release: GoRelease,
) -> Credential {
    let Some(text) = &context.certificate else {
        return Credential::None;
    };
    let Some((key, place)) = &context.key else {
        let read = chain(&text.bytes, &text.location, release);
        return Credential::Chain(Chain {
            certificates: members(&read),
            key_matches: None,
        });
    };
    let pair = key_pair((&text.bytes, &text.location), (key, place), release);
    let places = (&text.location, place);
    let (found, error) = key_pair_findings(&pair, places, Step::ClientPresents, release);
    findings.extend(found);
    let chain = chain_of(&pair);
    match error {
        None => Credential::Chain(chain),
        Some(go) => Credential::Unusable {
            go,
            chain: chain.parsed().cloned().collect(),
            when_asked: false,
        },
    }
}

impl Survey {
    /// Every context of `talosctl` against the machines, and kubeconfigs against their API server where nothing else is known
    /// of it.
    pub(super) fn talos(&mut self, talos: &Talos, rules: &Rules<'_>) {
        if talos.is_empty() {
            return;
        }
        self.answer_by_machines(talos, rules);
        for context in &talos.contexts {
            for endpoint in &context.endpoints {
                let client = talosctl(context, endpoint, rules.release);
                let server = talos
                    .server_for(&client, rules, apid)
                    .unwrap_or_else(|| Server::unknown_as(Role::APID));
                self.parties.add(Party::of_client(&client));
                self.judge(client, Arc::new(server), rules);
            }
        }
        for machine in &talos.machines {
            let etcd = server(Role::ETCD, &machine.etcd, rules.release);
            let servers = [apid(machine, rules), api_server(machine, rules), etcd];
            for server in servers.into_iter().flatten() {
                let name = format!("{} ({})", server.role.component, machine.location.file);
                self.parties.add(Party::of_server(&name, &server));
            }
        }
    }

    fn judge(&mut self, client: Client, server: Arc<Server>, rules: &Rules<'_>) {
        let connection = connect(&client, &server, rules.at, rules.release, rules.signatures);
        let sides = Sides {
            client,
            server,
            nodes: Ends::default(),
            clients: Vec::new(),
        };
        self.connection(connection, Advice::default(), sides);
    }

    fn answer_by_machines(&mut self, talos: &Talos, rules: &Rules<'_>) {
        for (sides, connection) in self.sides.iter_mut().zip(&mut self.connections) {
            let is_open = sides.client.participant.kind == ClientKind::Kubeconfig
                && sides.server.client_ca.is_missing()
                && sides.server.serving.is_missing()
                && sides.client.refusal.is_none();
            if !is_open {
                continue;
            }
            if let Some(server) = talos.server_for(&sides.client, rules, api_server) {
                sides.server = Arc::new(server);
                let server = &sides.server;
                *connection = connect(
                    &sides.client,
                    server,
                    rules.at,
                    rules.release,
                    rules.signatures,
                );
                super::identity::remark(connection);
            }
        }
    }
}
