//! Who of one node calls whom of another of its cluster.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fleet::Fleet;
use super::{ControlPlane, Link, url};
use crate::connection::{Client, OtherMachines, Role, Server};
use crate::programs::Program;

/// Connects the nodes of each cluster with one another: every member of etcd with every other, every API server with
/// every kubelet and with the etcd that its flags name.
pub(in crate::survey) fn interlink(planes: &mut [ControlPlane]) {
    let fleet = Fleet::new(planes);
    let answering: Vec<_> = planes.iter().map(Answering::of).collect();
    let members = Arc::new(members(planes));
    let calls = Calls {
        fleet: &fleet,
        answering: &answering,
        members: &members,
    };
    let added = (0..planes.len()).map(|own| calls.of(own).unwrap_or_default());
    let added: Vec<_> = added.collect();
    for (plane, added) in planes.iter_mut().zip(added) {
        let has_peers = added
            .iter()
            .any(|link| link.client.participant.component == Program::Etcd);
        plane.links.retain(|link| {
            // It stands for the members that are not given.
            let is_peer = link.client.participant.component == Program::Etcd;
            let known = link.is_elsewhere()
                && added.iter().any(|new| {
                    let url = |client: &Client| Some(client.endpoint.as_ref()?.url.clone());
                    new.server.role == Role::ETCD && url(&new.client) == url(&link.client)
                });
            !(known || is_peer && has_peers)
        });
        plane.links.extend(added);
    }
}

/// How many nodes have a member of etcd of each name.
fn members(planes: &[ControlPlane]) -> OtherMachines {
    let links = planes
        .iter()
        .filter_map(|plane| plane.link(Program::Etcd, Role::ETCD));
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for link in links {
        let name = link
            .client
            .source
            .as_ref()
            .and_then(|source| source.name.as_ref());
        if let Some(name) = name {
            let known = count.entry(name.clone()).or_default();
            *known = known.saturating_add(1);
        }
    }
    OtherMachines(count)
}

/// A server of a node, as a caller from another node meets it.
struct Answer {
    program: String,
    server: Arc<Server>,
}

impl Answer {
    fn of(plane: &ControlPlane, program: &str, server: &Arc<Server>) -> Self {
        let mut server = Arc::clone(server);
        plane.processes.stop_server(program, &mut server);
        let program = program.to_owned();
        Self { program, server }
    }
}

/// What answers on a node.
struct Answering {
    kubelet: Option<Answer>,
    etcd: Option<Answer>,
    /// The side of etcd that members speak to, and the URL that this member would call itself by.
    peer: Option<(Answer, Called)>,
}

/// What a caller has to dial.
struct Called {
    url: String,
    server_name: String,
}

impl Answering {
    fn of(plane: &ControlPlane) -> Self {
        let answers = |role| {
            let mut servers = plane.servers.iter();
            let (program, server) = servers.find(|(_, server)| server.role == role)?;
            Some(Answer::of(plane, program, server))
        };
        let peer = || {
            let link = plane.link(Program::Etcd, Role::ETCD)?;
            let endpoint = link.client.endpoint.as_ref()?;
            let called = Called {
                url: endpoint.url.clone(),
                server_name: endpoint.server_name.clone(),
            };
            Some((Answer::of(plane, "etcd", &link.server), called))
        };
        Self {
            kubelet: answers(Role::KUBELET),
            etcd: answers(Role::ETCD),
            peer: peer(),
        }
    }
}

/// The calls between nodes.
struct Calls<'a> {
    fleet: &'a Fleet<'a>,
    answering: &'a [Answering],
    members: &'a Arc<OtherMachines>,
}

impl Calls<'_> {
    /// What a node adds to its own connections; none where it calls nobody.
    fn of(&self, own: usize) -> Option<Vec<Link>> {
        let plane = self.fleet.get(own)?;
        if plane.links.is_empty() {
            return None;
        }
        let caller = Caller {
            plane,
            to_kubelet: plane.link(Program::KubeApiserver, Role::KUBELET),
            to_peer: plane.link(Program::Etcd, Role::ETCD),
            to_etcd: plane
                .links
                .iter()
                .filter(|link| link.is_elsewhere())
                .collect(),
            members: self.members,
        };
        let mut added = Vec::new();
        for index in self.fleet.beside(own) {
            let other = self.fleet.get(*index).zip(self.answering.get(*index));
            if let Some((other, answering)) = other.filter(|_| *index != own) {
                let links = caller.calls(other, answering, *index);
                added.extend(links);
            }
        }
        Some(added)
    }
}

/// A node that calls others, with the connections of its own that the calls are like.
struct Caller<'a> {
    plane: &'a ControlPlane,
    to_kubelet: Option<&'a Link>,
    to_peer: Option<&'a Link>,
    to_etcd: Vec<&'a Link>,
    members: &'a Arc<OtherMachines>,
}

impl Caller<'_> {
    /// The calls to one other node.
    fn calls(&self, other: &ControlPlane, answering: &Answering, node: usize) -> Vec<Link> {
        let link = |from: &Link, client, to: &Answer| {
            let mut link = Link {
                client,
                server: Arc::clone(&to.server),
                from: from.from.clone(),
                to: Some(to.program.clone()),
                node: Some(node),
                dormant: false,
            };
            self.plane
                .processes
                .stop_client(&other.processes, &mut link);
            link
        };
        let mut added = Vec::new();
        if let (Some(own), Some(kubelet)) = (self.to_kubelet, &answering.kubelet) {
            let address = other.reach.kubelet.dialled(&self.plane.preferred);
            added.push(link(own, address.dial(&own.client), kubelet));
        }
        if let (Some(own), Some((peer, called))) = (self.to_peer, &answering.peer) {
            let mut client = own.client.towards(&called.url, &called.server_name, None);
            if let Some(source) = &mut client.source {
                source.others = Arc::clone(self.members);
            }
            added.push(link(own, client, peer));
        }
        if let Some(etcd) = &answering.etcd {
            let named = self.to_etcd.iter().filter(|named| {
                let endpoint = named.client.endpoint.as_ref();
                endpoint.is_some_and(|endpoint| {
                    !url::is_loopback(&endpoint.server_name)
                        && url::is_at(&other.reach.etcd, &endpoint.url)
                })
            });
            added.extend(named.map(|named| link(named, named.client.clone(), etcd)));
        }
        added
    }
}

impl ControlPlane {
    /// A connection of this node's own, by who speaks with whom.
    fn link(&self, client: Program, server: Role) -> Option<&Link> {
        self.links.iter().find(|link| {
            link.client.participant.component == client
                && link.server.role == server
                && link.node.is_none()
        })
    }
}

impl Link {
    /// From an API server to an etcd of which its own node holds nothing.
    pub(in crate::survey) fn is_elsewhere(&self) -> bool {
        self.client.participant.component == Program::KubeApiserver
            && self.server.role == Role::ETCD
            && self.to.is_none()
    }
}
