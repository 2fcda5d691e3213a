//! Reads every input: certificates of any kind, and the connections of the kubeconfigs among them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::advise::{Judged, Kubeconfig, Origin, advise};
use super::control_plane::{self, ControlPlane, Fleet, Link, Links, Search};
use super::inputs::{Expanded, Item, expand};
use super::objects::Pending;
use super::other_clients::{Text, look};
use super::party::Party;
use super::unreadable::Unreadable;
use super::{Ends, Rules, Sides, Survey, announced, identity, order};
use crate::assemble::file_findings;
use crate::connection::{Client, ClientKind, Connection, Server, beside};
use crate::decode::certificates::{Found, Source, find_in};
use crate::decode::kubeconfig::{Flags, load_bytes};
use crate::decode::recognise::Kind;
use crate::fix::{Advice, Explained, KubeconfigCase};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::handshake::connect;
use crate::programs::Program;
use crate::source::{Error, ErrorKind, Limit, is_folder};
use crate::verify::Verdict;
use crate::x509::Fingerprint;

pub(super) fn gather(inputs: &[PathBuf], mut pending: Pending, rules: &Rules<'_>) -> Survey {
    let mut survey = Survey::default();
    // The order of the inputs is nobody's statement about them.
    let mut folders: Vec<_> = inputs.iter().filter(|input| is_folder(input)).collect();
    folders.sort();
    let search = Search::new(folders.into_iter(), rules);
    let Expanded {
        mut items,
        mut errors,
    } = expand(inputs, &search, rules.files);
    // Of a copied node, a link to an absolute path leads to a file that stands in the copy.
    let mut links = Links::new(&search.planes);
    items.retain(|item| item.named || !links.lead_elsewhere(&item.path));
    errors.retain(|(path, _)| !links.lead_elsewhere(path));
    let errors = errors.into_iter().map(|(_, text)| Unreadable::Fault(text));
    survey.unreadable.extend(errors);
    let mut judged = Vec::new();
    let fleet = Fleet::new(&search.planes);
    survey.embedded_kubeconfigs(&pending.kubeconfigs, &mut judged, rules);
    for item in &items {
        survey.read(item, (&search, &fleet), &mut judged, &mut pending, rules);
    }
    let names_nodes = search.names_nodes();
    let mut planes = search.planes;
    let names = order::node_names(&planes, &survey.connections, &survey.sides);
    for (plane, name) in planes.iter_mut().zip(names) {
        plane.node.name = name;
    }
    control_plane::reported(&mut planes, &pending.nodes);
    control_plane::interlink(&mut planes);
    for called in pending
        .callees
        .connect(&Fleet::new(&planes), &survey.inventory, rules)
    {
        survey.connection(called.connection, called.advice, called.sides);
        for party in called.parties {
            survey.parties.add(party);
        }
    }
    let announced = announced::findings(&pending.announced, pending.callees.secrets(), rules);
    survey.findings.extend(announced);
    let files: Vec<_> = items.into_iter().map(|item| item.path).collect();
    for (index, plane) in planes.iter_mut().enumerate() {
        survey.components(index, plane, &mut judged, rules);
    }
    let used = survey.used_certificates();
    for plane in &mut planes {
        let findings = plane.take_findings(&files, &used, rules);
        survey.findings.extend(findings);
    }
    if !planes.is_empty() && rules.advise {
        advise(&mut survey, &planes, &judged, rules);
    }
    let of_components = |connection: &Connection| connection.client.kind == ClientKind::Component;
    if !planes.is_empty() || survey.connections.iter().any(of_components) {
        let nodes = planes.iter().filter(|_| names_nodes);
        let nodes: Vec<_> = nodes.map(|plane| &plane.node).collect();
        order::name_and_sort(&mut survey, &nodes);
    }
    survey.nodes = planes.into_iter().map(|plane| plane.node).collect();
    survey.parties.sort();
    survey
}

/// Reads a file; of Kubernetes objects, no more than one is held at a time.
fn source(path: &Path, name: &str, rules: &Rules<'_>) -> Result<Source, Error> {
    let limit = Limit::INPUT;
    let mut stream = rules.files.stream(path)?;
    let found = find_in(
        &mut *stream,
        &Location::file(name),
        rules.release,
        rules.wanted(),
        limit.bytes,
    );
    match found {
        Ok(Some(source)) => Ok(source),
        Ok(None) => Err(Error {
            path: path.to_owned(),
            kind: ErrorKind::TooLarge { limit, size: None },
        }),
        Err(error) => Err(Error::from_read(path, &error)),
    }
}

/// The connection of a kubeconfig, with what fixes it where that was asked for.
fn explained(case: &KubeconfigCase<'_>, client: &Client, rules: &Rules<'_>) -> Explained {
    if rules.advise {
        return case.explain(client);
    }
    let (release, signatures) = (rules.release, rules.signatures);
    Explained {
        connection: connect(client, case.server, rules.at, release, signatures),
        advice: Advice::default(),
    }
}

impl Survey {
    fn read(
        &mut self,
        item: &Item,
        (search, fleet): (&Search, &Fleet<'_>),
        judged: &mut Vec<Judged>,
        pending: &mut Pending,
        rules: &Rules<'_>,
    ) {
        let name = item.path.shown().to_string();
        let Source { mut found, bytes } = match source(&item.path, &name, rules) {
            Ok(source) => source,
            Err(error) => {
                self.unreadable
                    .push(Unreadable::Fault(error.with_neighbour()));
                return;
            }
        };
        if let Some(why) = &found.unreadable {
            // What any file may be is no matter where nobody named it; that a kubeconfig is too large is.
            if item.named || found.kind == Kind::Kubeconfig {
                let fault = Unreadable::Fault(format!("{name}: {why}"));
                self.unreadable.push(fault);
            }
            return;
        }
        // Of what use a Node is to certificates, a control plane knows.
        let is_of_use =
            !found.announced.is_empty() || (!found.nodes.is_empty() && fleet.get(0).is_some());
        let is_faulty = !found.faults.is_empty() || !found.object_faults.is_empty();
        if found.is_empty() && !is_faulty && !is_of_use && found.kind != Kind::Kubeconfig {
            if item.named && !rules.skip_others {
                self.unreadable.push(Unreadable::NoCertificates {
                    input: name,
                    kind: found.kind,
                });
            }
            return;
        }
        self.add(&found, rules.release);
        pending.take(&mut found);
        self.embedded_kubeconfigs(&found.kubeconfigs, judged, rules);
        if found.kind == Kind::Kubeconfig
            && let Some(bytes) = bytes
        {
            // Among the folders of nodes, kubeconfigs of any cluster may lie.
            let own = fleet.node_of(&item.path);
            let own = own.filter(|_| !search.lies_between(&item.path));
            let plane = own.and_then(|own| fleet.get(own));
            if plane.is_some_and(|plane| plane.claims(&item.path)) {
                return;
            }
            self.kubeconfig(&item.path, &bytes, (fleet, own), judged, rules);
        }
    }

    /// Those in Kubernetes objects.
    fn embedded_kubeconfigs(
        &mut self,
        kubeconfigs: &[(String, Secret)],
        judged: &mut Vec<Judged>,
        rules: &Rules<'_>,
    ) {
        for (name, text) in kubeconfigs {
            // Which cluster it is for, and on whose machine its paths lie, nobody says; nor is it a file to be fixed.
            let rules = Rules {
                advise: false,
                ..*rules
            };
            let nowhere = Fleet::new(&[]);
            let place = (&nowhere, None);
            self.kubeconfig(Path::new(name), text.expose(), place, judged, &rules);
        }
    }

    pub(super) fn add(&mut self, found: &Found, release: GoRelease) {
        for placed in &found.certificates {
            self.inventory.add(placed);
        }
        self.outlines.extend(found.outlines.iter().cloned());
        self.entries.absorb(found.entries.clone());
        self.findings.extend(file_findings(found, release));
    }

    /// The certificates that connections rest on.
    fn used_certificates(&self) -> HashSet<Fingerprint> {
        let inventories = self.connections.iter().map(|known| &known.inventory);
        let certificates = inventories.flat_map(|inventory| inventory.iter());
        certificates.map(|(fingerprint, _)| fingerprint).collect()
    }

    /// The connections between components of a control plane.
    fn components(
        &mut self,
        index: usize,
        plane: &mut ControlPlane,
        judged: &mut Vec<Judged>,
        rules: &Rules<'_>,
    ) {
        for link in plane.take_links() {
            let here = Some(index).filter(|_| !link.is_elsewhere());
            let Link {
                client,
                server,
                node: to,
                dormant,
                ..
            } = link;
            let mut connection =
                connect(&client, &server, rules.at, rules.release, rules.signatures);
            if dormant {
                connection.sleeps();
            }
            // A pod's client is worth a row where it fails.
            if client.participant.component == Program::Pod.as_str()
                && connection.client_verifies.verdict != Verdict::Reject
            {
                continue;
            }
            // Fixes are tried on one node's files.
            if to.is_none() {
                judged.push(Judged {
                    plane: index,
                    connection: self.connections.len(),
                    origin: Origin::Component,
                });
            }
            let nodes = Ends {
                client: Some(index),
                server: to.or(here),
            };
            let sides = Sides {
                client,
                server,
                nodes,
                clients: Vec::new(),
            };
            self.connection(connection, Advice::default(), sides);
        }
        for party in plane.take_parties() {
            self.parties.add(party);
        }
    }

    fn connection(&mut self, mut connection: Connection, advice: Advice, sides: Sides) {
        identity::remark(&mut connection);
        self.sides.push(sides);
        self.advice.push(advice);
        for (_, entry) in connection.inventory.iter() {
            self.inventory.add_entry(entry);
        }
        self.connections.push(connection);
    }

    /// Every context is a connection of its own, and with several API servers there is one to each.
    fn kubeconfig(
        &mut self,
        path: &Path,
        bytes: &[u8],
        (fleet, own): (&Fleet<'_>, Option<usize>),
        judged: &mut Vec<Judged>,
        rules: &Rules<'_>,
    ) {
        let plane = own.and_then(|own| Some((own, fleet.get(own)?)));
        let name = path.shown().to_string();
        let mut loaded = load_bytes(&name, bytes, &rules.directory.shown().to_string());
        if let Some(why) = loaded.unread() {
            self.unreadable.push(Unreadable::Fault(why));
            return;
        }
        let outside = plane.map(|(_, plane)| plane.map_paths(&mut loaded));
        let loaded = Rc::new(loaded);
        let text = Text {
            name: &name,
            bytes,
            loaded: &loaded,
            copied: own.is_some(),
        };
        let unknown = Arc::new(Server::unknown());
        let contexts = loaded.config.contexts.iter();
        for context in contexts.map(|context| context.name.as_str()) {
            let flags = Flags {
                context: Some(context),
                ..Flags::default()
            };
            let mut case = KubeconfigCase {
                loaded: &loaded,
                flags: &flags,
                file: &name,
                server: &unknown,
                evaluation: rules.evaluation(),
                node: plane.map(|(_, plane)| &plane.node),
                startup_failures: &[],
            };
            let mut client = case.client();
            if let Some(outside) = &outside {
                outside.apply(&mut client, &loaded);
            }
            self.parties.add(Party::of_client(&client));
            let url = client.endpoint.as_ref();
            let url = url.map(|endpoint| endpoint.url.as_str());
            let home = own.or_else(|| fleet.meant_by(&client, rules.release));
            let answering = home.map_or_else(Vec::new, |home| fleet.api_servers(home, url));
            let servers = answering.into_iter().map(Some);
            let servers: Vec<_> = servers.chain(home.is_none().then_some(None)).collect();
            for at in servers {
                let plane_there = at.and_then(|at| fleet.get(at));
                let server = plane_there.map_or(&unknown, |plane| {
                    plane.api_server.for_url(url.unwrap_or_default())
                });
                case.server = server;
                if let Some((_, plane)) = plane {
                    case.startup_failures = plane.keeps_from_starting(path, at == own);
                    client.startup_failures = beside(case.startup_failures, &client.findings);
                }
                // What is not among the files given, no fix can be tried on.
                if let Some((index, _)) = plane.filter(|_| at == own)
                    && outside.as_ref().is_some_and(|outside| outside.is_empty())
                {
                    judged.push(Judged {
                        plane: index,
                        connection: self.connections.len(),
                        origin: Origin::Kubeconfig(Box::new(Kubeconfig {
                            loaded: Rc::clone(&loaded),
                            context: context.to_owned(),
                            file: name.clone(),
                            server: Arc::clone(server),
                        })),
                    });
                }
                let Explained {
                    mut connection,
                    advice,
                } = explained(&case, &client, rules);
                let mut sides = Sides {
                    client: client.clone(),
                    server: Arc::clone(server),
                    nodes: Ends {
                        client: own,
                        server: at,
                    },
                    clients: Vec::new(),
                };
                sides.clients = look(&mut connection, &sides, &text, rules);
                self.connection(connection, advice, sides);
            }
        }
    }
}
