//! The servers that kube-apiserver calls because an object says so: each webhook and each extension API server, with the
//! Secret that it serves from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::control_plane::{ControlPlane, Fleet};
use super::kept::Kept;
use super::party::Party;
use super::serving::{Candidate, Serving, service};
use super::{Ends, Rules, Sides};
use crate::assemble::{PublishedClientCas, api_server_as_client, webhook_messages, webhook_server};
use crate::connection::{AlikeSecrets, Client, Connection, Credential, Fact, Role, Server};
use crate::decode::certificates::{Found, SecretPair};
use crate::decode::objects::{self, ClientConfig};
use crate::fix::{Advice, WebhookCase};
use crate::handshake::connect;
use crate::inventory::{Inventory, Placed};
use crate::verify::Verdict;

/// Different Secrets of one server that are tried. A server has one, and two while it is replaced.
const TRIED: usize = 32;

/// What the objects of all inputs say of such servers.
#[derive(Default)]
pub(super) struct Callees {
    configs: Vec<ClientConfig>,
    /// By namespace: a server mounts Secrets of its own namespace only.
    secrets: BTreeMap<String, Vec<Kept>>,
    authentication: Vec<objects::Authentication>,
}

/// What comes of one of them.
pub(super) struct Called {
    pub(super) connection: Connection,
    pub(super) advice: Advice,
    pub(super) sides: Sides,
    pub(super) parties: [Party; 2],
}

impl Callees {
    /// Takes over what an input holds.
    pub(super) fn take(&mut self, found: &mut Found) {
        self.take_as(found, |secret| Some(Kept::Whole(secret)));
    }

    /// The same, in few bytes.
    pub(super) fn pack(&mut self, found: &mut Found) {
        self.take_as(found, Kept::packed);
    }

    fn take_as(&mut self, found: &mut Found, keep: impl Fn(SecretPair) -> Option<Kept>) {
        self.configs.append(&mut found.clients);
        self.authentication.append(&mut found.authentication);
        for mut secret in found.pairs.drain(..) {
            let namespace = std::mem::take(&mut secret.namespace);
            if let Some(kept) = keep(secret) {
                self.secrets.entry(namespace).or_default().push(kept);
            }
        }
    }

    /// Takes over what stands behind it.
    pub(super) fn absorb(&mut self, other: Self) {
        self.configs.extend(other.configs);
        self.authentication.extend(other.authentication);
        for (namespace, secrets) in other.secrets {
            self.secrets.entry(namespace).or_default().extend(secrets);
        }
    }

    /// Every Secret with a certificate, and its namespace.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&str, &Kept)> {
        let secrets = self.secrets.iter();
        secrets.flat_map(|(namespace, kept)| kept.iter().map(move |one| (namespace.as_str(), one)))
    }

    /// Connects each kube-apiserver of their cluster to each; its node tells what it presents, and all of them what they
    /// write for extension API servers.
    pub(super) fn connect(
        &self,
        fleet: &Fleet<'_>,
        inventory: &Inventory,
        rules: &Rules<'_>,
    ) -> Vec<Called> {
        let told = self.authentication.first();
        let told = told.map(|found| PublishedClientCas::by_config_map(found, rules.release));
        let cas = told
            .as_ref()
            .map(PublishedClientCas::cas)
            .unwrap_or_default();
        let callers = fleet.callers(&cas);
        let planes = || callers.iter().filter_map(|index| fleet.get(*index));
        let told = told.or_else(|| {
            let servers: Vec<_> = planes().map(|plane| &*plane.api_server.server).collect();
            PublishedClientCas::by_api_servers(&servers)
        });
        let nodes = callers.iter().copied().map(Some);
        // Somebody calls them, also where no node is given.
        let nodes: Vec<_> = nodes.chain(callers.is_empty().then_some(None)).collect();
        let serving = Serving::new(&self.secrets, &self.configs, rules.release);
        let beside = Beside::new(inventory);
        let mut calls = Vec::new();
        for config in &self.configs {
            let candidates = serving.of(config);
            for node in &nodes {
                let plane = node.and_then(|node| fleet.get(node));
                let proxy = plane.and_then(ControlPlane::front_proxy);
                let presents_none = plane.is_some_and(ControlPlane::presents_no_proxy);
                let proxy = proxy.unwrap_or(if presents_none {
                    Credential::None
                } else {
                    Credential::Missing
                });
                let mut client = api_server_as_client(config, proxy, rules.release);
                let startup_failures = plane.map(ControlPlane::keeps_api_server);
                client.startup_failures = startup_failures.unwrap_or_default().to_vec();
                let call = Call {
                    config,
                    client: &client,
                    node: *node,
                    told: told.as_ref(),
                    presents: plane.is_some_and(ControlPlane::presents_to_webhooks),
                };
                calls.push(call.judge(&candidates, &serving, &beside, rules));
            }
        }
        calls
    }
}

/// A call of an API server to a server that an object names.
#[derive(Clone, Copy)]
struct Call<'a> {
    config: &'a ClientConfig,
    client: &'a Client,
    /// The caller's node.
    node: Option<usize>,
    told: Option<&'a PublishedClientCas>,
    /// A kubeconfig of its admission plugins gives it a certificate for webhooks.
    presents: bool,
}

impl Call<'_> {
    /// With every Secret that the server may serve from. Where they lead to different ends, the end is not known.
    fn judge(
        &self,
        candidates: &[&Candidate<'_>],
        serving: &Serving<'_>,
        beside: &Beside,
        rules: &Rules<'_>,
    ) -> Called {
        let Self {
            config,
            client,
            node,
            told,
            presents,
        } = *self;
        let judge = |secret: Option<&SecretPair>| {
            let server = webhook_server(config.role(), secret, told, rules.release);
            let connection = connect(client, &server, rules.at, rules.release, rules.signatures);
            (connection, server)
        };
        let mut judged = Vec::new();
        if candidates.len() <= TRIED {
            for candidate in candidates {
                let secret = &**serving.open(candidate);
                judged.push(Judged {
                    outcome: judge(Some(secret)),
                    count: candidate.count,
                    secret,
                });
            }
        }
        let verdict = |judged: &Judged<'_>| judged.outcome.0.verdict;
        let alike = judged
            .windows(2)
            .all(|two| matches!(two, [one, other] if verdict(one) == verdict(other)));
        // The one that ends first: it may be the one in use.
        judged.sort_by_key(|judged| {
            let until = judged.outcome.0.works_until.as_ref();
            let until = until.map(|until| until.time);
            (until.is_none(), until, judged.secret.name.clone())
        });
        let (used, (mut connection, server)) = if alike && !judged.is_empty() {
            let first = judged.swap_remove(0);
            (Some(first.secret), first.outcome)
        } else {
            let (mut connection, server) = judge(None);
            remark(&mut connection, config, &judged, candidates.len());
            (None, (connection, server))
        };
        webhook_messages(config, &mut connection);
        if presents && config.role() == Role::WEBHOOK {
            connection.presents_to_webhook();
        }
        let mut advice = Advice::default();
        if let Some(secret) = used {
            let beside = beside.of(secret);
            for placed in beside {
                connection.inventory.add(placed);
            }
            if rules.advise {
                let case = WebhookCase {
                    config,
                    client,
                    server: &server,
                    secret,
                    beside,
                    evaluation: rules.evaluation(),
                };
                advice = case.advise(&connection);
            }
        }
        Called {
            parties: parties(config, client, &server),
            connection,
            advice,
            sides: Sides {
                clients: Vec::new(),
                client: client.clone(),
                server: Arc::new(server),
                nodes: Ends {
                    client: node,
                    server: None,
                },
            },
        }
    }
}

/// What comes of one of several Secrets.
struct Judged<'a> {
    secret: &'a SecretPair,
    /// How many hold the same.
    count: usize,
    outcome: (Connection, Server),
}

/// `ca.crt` of every Secret that has one, by the file and the field.
struct Beside(BTreeMap<(Arc<str>, Arc<str>), Vec<Placed>>);

impl Beside {
    const FIELD: &str = "[\"ca.crt\"]";

    fn new(inventory: &Inventory) -> Self {
        let mut found: BTreeMap<_, Vec<Placed>> = BTreeMap::new();
        for (_, entry) in inventory.iter() {
            for location in &entry.locations {
                if let Some(field) = &location.field
                    && field.contains(Self::FIELD)
                {
                    let place = (Arc::clone(&location.file), Arc::clone(field));
                    found.entry(place).or_default().push(Placed {
                        certificate: entry.certificate.clone(),
                        location: location.clone(),
                    });
                }
            }
        }
        for placed in found.values_mut() {
            placed.sort_by(|one, other| one.location.cmp(&other.location));
        }
        Self(found)
    }

    /// Of a Secret.
    fn of(&self, secret: &SecretPair) -> &[Placed] {
        let place = &secret.pair.certificate;
        let field = place.field.as_deref().unwrap_or_default();
        let wanted = field.replace("[\"tls.crt\"]", Self::FIELD);
        if wanted == field {
            return &[];
        }
        let place = (Arc::clone(&place.file), Arc::from(wanted));
        self.0.get(&place).map_or(&[], Vec::as_slice)
    }
}

/// Says what is missing, or between what it cannot be told.
fn remark(
    connection: &mut Connection,
    config: &ClientConfig,
    judged: &[Judged<'_>],
    candidates: usize,
) {
    let name = config.target.server_name().unwrap_or_default();
    let fact = if candidates == 0 {
        let namespace = service(&config.target, &name).map(|(namespace, _)| namespace.to_owned());
        Fact::NoSecretFor {
            name: name.clone(),
            namespace,
        }
    } else if judged.is_empty() {
        Fact::TooManySecrets {
            name: name.clone(),
            secrets: candidates,
            tried: TRIED,
        }
    } else {
        let secrets = judged.iter().map(|judged| AlikeSecrets {
            first: judged.secret.label(),
            count: judged.count,
            verdict: judged.outcome.0.verdict,
        });
        Fact::OneOfSecrets {
            secrets: secrets.collect(),
        }
    };
    if connection.verdict == Verdict::Undetermined {
        connection.client_verifies.unknown.push(fact.clone());
    }
    connection.server_presents.remark = Some(fact);
}

fn parties(config: &ClientConfig, client: &Client, server: &Server) -> [Party; 2] {
    let mut own = Party::of_client(client);
    own.name = "kube-apiserver".to_owned();
    // What it presents to extension API servers is a flag's file, and told there.
    own.presents.clear();
    for bundle in &mut own.trusts {
        bundle.label = format!("caBundle of {}", config.name);
    }
    let host = config.target.server_name().unwrap_or_default();
    let name = format!("{} {host}", server.role.component);
    [own, Party::of_server(&name, server)]
}
