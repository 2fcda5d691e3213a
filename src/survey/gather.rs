//! Reads every input: certificates of any kind, and the connections of the kubeconfigs among them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::advise::{Judged, Origin, advise};
use super::control_plane::{self, ControlPlane, CopiedNode, Fleet, Link, Links, Search};
use super::inputs::{Expanded, Item, expand};
use super::kubeconfigs::Standing;
use super::objects::Pending;
use super::superseded::is_superseded;
use super::unreadable::Unreadable;
use super::{Ends, Rules, Sides, Survey, announced, identity, order};
use crate::assemble::file_findings;
use crate::connection::{ClientKind, Connection};
use crate::decode::certificates::{Found, Source, find_in};
use crate::decode::recognise::Kind;
use crate::finding::{Finding, Problem};
use crate::fix::Advice;
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
    let mut search = Search::new(folders.into_iter(), rules);
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
    let paths: Vec<_> = items.iter().map(|item| item.path.as_path()).collect();
    search.leave_out_copies(&paths, rules);
    survey.findings.extend(search.copies().findings());
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
    survey.talos(&pending.talos, rules);
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

impl Survey {
    /// Of a folder only what was named has to hold certificates.
    fn gives_nothing(&mut self, item: &Item, input: String, kind: Kind, rules: &Rules<'_>) {
        if item.named && !rules.skip_others {
            let why = Unreadable::NoCertificates { input, kind };
            self.unreadable.push(why);
        }
    }

    fn read(
        &mut self,
        item: &Item,
        (search, fleet): (&Search, &Fleet<'_>),
        judged: &mut Vec<Judged>,
        pending: &mut Pending,
        rules: &Rules<'_>,
    ) {
        let name = item.path.shown().to_string();
        if !item.named && is_superseded(&item.path) {
            let place = vec![Location::file(name)];
            self.findings
                .push(Finding::new(Problem::UnusedFile, None, place));
            return;
        }
        let Source { mut found, bytes } = match source(&item.path, &name, rules) {
            Ok(source) => source,
            Err(error) => {
                let is_denied = !item.named && error.kind == ErrorKind::PermissionDenied;
                self.unreadable.push(if is_denied {
                    Unreadable::Denied(item.path.clone())
                } else {
                    Unreadable::Fault(error.with_neighbour())
                });
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
            self.gives_nothing(item, name, found.kind, rules);
            return;
        }
        if found.gives_nothing() && !found.is_incomplete() {
            self.gives_nothing(item, name.clone(), found.kind, rules);
        }
        self.add(&found, rules.release);
        pending.take(&mut found);
        self.embedded_kubeconfigs(&found.kubeconfigs, judged, rules);
        if let Some(bytes) = &bytes {
            pending.talos.take(found.kind, bytes, &name);
        }
        // Of a copy, the kubeconfigs are those of the node.
        if found.kind == Kind::Kubeconfig
            && let Some(bytes) = bytes
            && !search.copies().hold(&item.path)
        {
            // Among the folders of nodes, kubeconfigs of any cluster may lie.
            let own = fleet.node_of(&item.path);
            let own = own.filter(|_| !search.lies_between(&item.path));
            let plane = own.and_then(|own| fleet.get(own));
            if plane.is_some_and(|plane| plane.claims(&item.path)) {
                return;
            }
            let copied = CopiedNode::of(&item.path).filter(|_| !item.named);
            let standing = Standing {
                fleet,
                own,
                copied: copied.as_ref(),
            };
            self.kubeconfig(&item.path, &bytes, standing, judged, rules);
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
            let nowhere = Standing {
                fleet: &Fleet::new(&[]),
                own: None,
                copied: Some(&CopiedNode::elsewhere()),
            };
            self.kubeconfig(Path::new(name), text.expose(), nowhere, judged, &rules);
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
            if !rules.pods
                && client.participant.component == Program::Pod
                && connection.client_verifies.verdict != Verdict::Reject
            {
                continue;
            }
            judged.push(Judged {
                plane: index,
                there: to,
                connection: self.connections.len(),
                origin: Origin::Component,
            });
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

    pub(super) fn connection(&mut self, mut connection: Connection, advice: Advice, sides: Sides) {
        identity::remark(&mut connection);
        self.sides.push(sides);
        self.advice.push(advice);
        for (_, entry) in connection.inventory.iter() {
            self.inventory.add_entry(entry);
        }
        self.connections.push(connection);
    }
}
