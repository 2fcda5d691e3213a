//! The kubeconfigs among the inputs: every context is a connection of its own, and with several API servers there is one to
//! each.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::advise::{Judged, Kubeconfig, Origin};
use super::control_plane::{ControlPlane, CopiedNode, Fleet, Outside};
use super::party::Party;
use super::unreadable::Unreadable;
use super::{Ends, Rules, Sides, Survey};
use crate::connection::{Client, Server};
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::explain::{
    Answering, ConnectionExplained, ExplainOptions, Input, OtherClients, Surroundings, explain,
};
use crate::fix::{KubeconfigCase, Node};
use crate::ground::path::Shown as _;

/// Where a kubeconfig lies among the nodes that were given.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    /// The nodes.
    pub(super) fleet: &'a Fleet<'a>,
    /// The node that it lies on, by its index; none for one that lies on none of them.
    pub(super) own: Option<usize>,
    /// The node that it was copied from, where it lies on none of them.
    pub(super) copied: Option<&'a CopiedNode>,
}

/// A kubeconfig in its place.
struct Placed<'a> {
    path: &'a Path,
    standing: Standing<'a>,
    plane: Option<&'a ControlPlane>,
    /// What it names that was not copied along; none where it lies on no node.
    outside: Option<Outside>,
    loaded: &'a Loaded,
    unknown: Arc<Server>,
}

impl Survey {
    /// The connections of a kubeconfig; those that fixes can be tried on are added to `judged`.
    pub(super) fn kubeconfig(
        &mut self,
        path: &Path,
        bytes: &[u8],
        standing: Standing<'_>,
        judged: &mut Vec<Judged>,
        rules: &Rules<'_>,
    ) {
        let name = path.shown().to_string();
        let directory = rules.directory.shown().to_string();
        let mut input = match Input::from_bytes(name, bytes, &directory) {
            Ok(input) => input,
            Err(why) => {
                self.unreadable.push(Unreadable::Fault(why.to_string()));
                return;
            }
        };
        let plane = standing.own.and_then(|own| standing.fleet.get(own));
        let outside = Rc::get_mut(&mut input.loaded).and_then(|loaded| match plane {
            Some(plane) => Some(plane.map_paths(loaded)),
            None => standing.copied.map(|node| node.map_paths(loaded)),
        });
        let copied = outside.is_some();
        let placed = Placed {
            path,
            standing,
            plane,
            outside,
            loaded: &input.loaded,
            unknown: Arc::new(Server::unknown()),
        };
        let options = ExplainOptions {
            evaluation: rules.evaluation(),
            directory: rules.directory,
            advise: rules.advise,
            others: OtherClients {
                named: rules.clients,
                proxy_variable: false,
                of_components: false,
                copied,
            },
        };
        for context in &input.loaded.config.contexts {
            let flags = Flags {
                context: Some(&context.name),
                ..Flags::default()
            };
            let found = explain(&input, &flags, &placed, &options);
            self.parties.add(Party::of_client(&found.client));
            for connection in found.connections {
                if placed.is_whole() {
                    judged.extend(standing.own.map(|plane| Judged {
                        plane,
                        there: connection.node.filter(|node| *node != plane),
                        connection: self.connections.len(),
                        origin: Origin::Kubeconfig(Box::new(Kubeconfig {
                            loaded: Rc::clone(&input.loaded),
                            context: context.name.clone(),
                            file: input.name.clone(),
                            server: Arc::clone(&connection.server),
                        })),
                    }));
                }
                self.explained(connection, standing.own);
            }
        }
    }

    fn explained(&mut self, explained: ConnectionExplained, own: Option<usize>) {
        let sides = Sides {
            client: explained.client,
            server: explained.server,
            nodes: Ends {
                client: own,
                server: explained.node,
            },
            clients: explained.clients,
        };
        self.connection(explained.connection, explained.advice, sides);
    }
}

impl Placed<'_> {
    /// What is not among the files given, no fix can be tried on.
    fn is_whole(&self) -> bool {
        self.outside.as_ref().is_some_and(Outside::is_empty)
    }
}

impl Surroundings for Placed<'_> {
    fn node(&self) -> Option<&Node> {
        self.plane.map(|plane| &plane.node)
    }

    fn note_absent(&self, client: &mut Client) {
        if let Some(outside) = &self.outside {
            outside.apply(client, self.loaded);
        }
    }

    fn servers(&self, case: &KubeconfigCase<'_>, client: &Client) -> Vec<Answering> {
        let Standing { fleet, own, .. } = self.standing;
        let url = client.endpoint.as_ref();
        let url = url.map(|endpoint| endpoint.url.as_str());
        let home = own.or_else(|| fleet.meant_by(client, case.evaluation.release));
        let nodes = match home {
            Some(home) => fleet.api_servers(home, url).into_iter().map(Some).collect(),
            // Nothing tells whose it is: who answers is not known.
            None => vec![None],
        };
        let answering = nodes.into_iter().map(|node| {
            let there = node.and_then(|node| fleet.get(node));
            let failures = self
                .plane
                .map(|plane| plane.keeps_from_starting(self.path, node == own));
            Answering {
                server: Arc::clone(there.map_or(&self.unknown, |plane| {
                    plane.api_server.for_url(url.unwrap_or_default())
                })),
                node,
                startup_failures: failures.unwrap_or_default().to_vec(),
            }
        });
        answering.collect()
    }
}
