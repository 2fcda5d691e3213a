//! The servers that kube-apiserver calls because an object says so: each webhook and each extension API server, with the
//! Secret that it serves from.

use std::collections::BTreeMap;

use super::control_plane::{ControlPlane, Fleet};
use super::kept::Kept;
use super::party::Party;
use super::{Ends, Rules, Sides};
use crate::assemble::{PublishedClientCas, api_server_as_client, webhook_messages, webhook_server};
use crate::connection::{Client, Connection, Credential, Server};
use crate::decode::certificates::{Found, SecretPair};
use crate::decode::objects::{self, ClientConfig, Injected, Target};
use crate::fix::{Advice, WebhookCase};
use crate::ground::location::Location;
use crate::handshake::connect;
use crate::inventory::{Inventory, Placed};
use crate::verify::{Verdict, names_server};

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
            let servers: Vec<_> = planes().map(|plane| &plane.api_server.server).collect();
            PublishedClientCas::by_api_servers(&servers)
        });
        let nodes = callers.iter().copied().map(Some);
        // Somebody calls them, also where no node is given.
        let nodes: Vec<_> = nodes.chain(callers.is_empty().then_some(None)).collect();
        let mut calls = Vec::new();
        for config in &self.configs {
            let serving = self.serving(config, rules);
            for node in &nodes {
                let plane = node.and_then(|node| fleet.get(node));
                let proxy = plane.and_then(ControlPlane::front_proxy);
                let proxy = proxy.unwrap_or(Credential::Missing);
                let mut client = api_server_as_client(config, proxy, rules.release);
                let startup_failures = plane.map(ControlPlane::keeps_api_server);
                client.startup_failures = startup_failures.unwrap_or_default().to_vec();
                let call = Call {
                    config,
                    client: &client,
                    node: *node,
                    told: told.as_ref(),
                };
                calls.push(call.judge(&serving, inventory, rules));
            }
        }
        calls
    }

    /// The Secrets that the server may serve from, the likeliest kind alone: what cert-manager writes beside the
    /// `caBundle`, else certificates with the server's name, else certificates with a shorter or longer name of the Service.
    fn serving(&self, config: &ClientConfig, rules: &Rules<'_>) -> Vec<SecretPair> {
        if let Some(injected) = &config.injected_from {
            let (namespace, name) = match injected {
                Injected::Certificate(namespace, name) | Injected::Secret(namespace, name) => {
                    (namespace, name)
                }
            };
            let own = self.secrets.get_key_value(namespace);
            let own = own.into_iter().flat_map(|(namespace, secrets)| {
                secrets.iter().map(move |secret| (namespace, secret))
            });
            let written = own.filter(|(_, secret)| match injected {
                Injected::Certificate(..) => secret.certificate_name() == Some(name),
                Injected::Secret(..) => secret.name() == name,
            });
            let written: Vec<_> = written
                .map(|(namespace, secret)| secret.open(namespace, rules.release))
                .collect();
            if !written.is_empty() {
                return written;
            }
        }
        let Some(wanted) = config.target.server_name() else {
            return Vec::new();
        };
        let service = service(&config.target, &wanted);
        let is_near = |namespace: &str| service.is_none_or(|(own, _)| own == namespace);
        let near = self.secrets.iter().filter(|(own, _)| is_near(own));
        let leaves = near.flat_map(|(namespace, secrets)| {
            secrets
                .iter()
                .filter_map(move |secret| Some((namespace, secret, secret.leaf(rules.release)?)))
        });
        let leaves: Vec<_> = leaves.collect();
        let named = |names: &[String]| -> Vec<SecretPair> {
            let named = leaves.iter().filter(|(_, _, leaf)| {
                let mut names = names.iter();
                names.any(|name| names_server(leaf, name, rules.release))
            });
            named
                .map(|(namespace, secret, _)| secret.open(namespace, rules.release))
                .collect()
        };
        let exact = named(std::slice::from_ref(&wanted));
        match service {
            Some((namespace, name)) if exact.is_empty() => named(&[
                name.to_owned(),
                format!("{name}.{namespace}"),
                format!("{wanted}.cluster.local"),
            ]),
            Some(_) | None => exact,
        }
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
}

impl Call<'_> {
    /// With every Secret that the server may serve from. Where they lead to different ends, the end is not known.
    fn judge(&self, candidates: &[SecretPair], inventory: &Inventory, rules: &Rules<'_>) -> Called {
        let Self {
            config,
            client,
            node,
            told,
        } = *self;
        let judge = |secret: Option<&SecretPair>| {
            let server = webhook_server(config.role(), secret, told, rules.release);
            let connection = connect(client, &server, rules.at, rules.release, rules.signatures);
            (connection, server)
        };
        let mut judged = Vec::new();
        for secret in candidates {
            judged.push((secret, judge(Some(secret))));
        }
        let alike = judged.windows(2).all(
            |two| matches!(two, [(_, (one, _)), (_, (other, _))] if one.verdict == other.verdict),
        );
        // The one that ends first: it may be the one in use.
        judged.sort_by_key(|(secret, (connection, _))| {
            let until = connection.works_until.as_ref().map(|until| until.time);
            (until.is_none(), until, secret.name.clone())
        });
        let (used, (mut connection, server)) = if alike && !judged.is_empty() {
            let (secret, first) = judged.swap_remove(0);
            (Some(secret), first)
        } else {
            let (mut connection, server) = judge(None);
            remark(&mut connection, config, &judged);
            (None, (connection, server))
        };
        webhook_messages(config, &mut connection);
        let mut advice = Advice::default();
        if let Some(secret) = used {
            let beside = beside(secret, inventory);
            for placed in &beside {
                connection.inventory.add(placed);
            }
            if rules.advise {
                let case = WebhookCase {
                    config,
                    client,
                    server: &server,
                    secret,
                    beside: &beside,
                    at: rules.at,
                    release: rules.release,
                    signatures: rules.signatures,
                };
                advice = case.advise(&connection);
            }
        }
        Called {
            parties: parties(config, client, &server),
            connection,
            advice,
            sides: Sides {
                client: client.clone(),
                server,
                nodes: Ends {
                    client: node,
                    server: None,
                },
            },
        }
    }
}

/// Namespace and name of the Service that is called, also by a URL.
fn service<'a>(target: &'a Target, host: &'a str) -> Option<(&'a str, &'a str)> {
    match target {
        Target::Service {
            namespace, name, ..
        } => Some((namespace, name)),
        Target::Url(_) => {
            let mut labels = host.split('.');
            let (name, namespace) = (labels.next()?, labels.next()?);
            (labels.next() == Some("svc")).then_some((namespace, name))
        }
    }
}

/// `ca.crt` of a Secret.
fn beside(secret: &SecretPair, inventory: &Inventory) -> Vec<Placed> {
    let field = secret.pair.certificate.field.as_deref().unwrap_or_default();
    let wanted = field.replace("[\"tls.crt\"]", "[\"ca.crt\"]");
    let is_there = |place: &&Location| {
        place.file == secret.pair.certificate.file
            && wanted != field
            && place.field.as_deref() == Some(&wanted)
    };
    let entries = inventory.iter().filter_map(|(_, entry)| {
        let location = entry.locations.iter().find(is_there)?.clone();
        let certificate = entry.certificate.clone();
        Some(Placed {
            certificate,
            location,
        })
    });
    let mut found: Vec<_> = entries.collect();
    found.sort_by(|one, other| one.location.cmp(&other.location));
    found
}

/// Says what is missing, or between what it cannot be told.
fn remark(
    connection: &mut Connection,
    config: &ClientConfig,
    judged: &[(&SecretPair, (Connection, Server))],
) {
    let name = config.target.server_name().unwrap_or_default();
    let mut way = String::new();
    let text = if judged.is_empty() {
        if let Some((namespace, _)) = service(&config.target, &name) {
            way = format!(": kubectl get secret -n {namespace} -o yaml");
        }
        format!("no Secret given has a certificate for {name}")
    } else {
        let each = judged.iter().map(|(secret, (connection, _))| {
            let verdict = match connection.verdict {
                Verdict::Accept => "works",
                Verdict::Reject => "fails",
                Verdict::Undetermined => "open",
            };
            format!("{} ({verdict})", secret.label())
        });
        let each: Vec<_> = each.collect();
        format!("which of these it serves from: {}", each.join(", "))
    };
    if connection.verdict == Verdict::Undetermined {
        let unknown = format!("{text}{way}");
        connection.client_verifies.unknown.push(unknown);
    }
    connection.server_presents.remark = Some(text);
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
