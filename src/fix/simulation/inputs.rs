//! What is tried: a connection with edits made to it, whoever the client is.

use super::evaluation::Evaluation;
use super::state::State;
use crate::assemble::client;
use crate::connection::{Client, Connection, Server, beside};
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::finding::Finding;
use crate::fix::model::Node;
use crate::inventory::Inventory;

/// A kubeconfig's context and a server, with the rules to judge them by.
#[derive(Clone, Copy)]
pub struct KubeconfigCase<'a> {
    /// The kubeconfigs that were loaded.
    pub loaded: &'a Loaded,
    /// What was chosen on the command line.
    pub flags: &'a Flags<'a>,
    /// What people call the kubeconfig.
    pub file: &'a str,
    /// The API server's side.
    pub server: &'a Server,
    /// By whose rules it is judged.
    pub evaluation: Evaluation<'a>,
    /// The node that the kubeconfig stands on, where that is known.
    pub node: Option<&'a Node>,
    /// What keeps the client from starting, whatever its kubeconfig holds.
    pub startup_failures: &'a [Finding],
}

impl KubeconfigCase<'_> {
    /// The client's side.
    pub fn client(&self) -> Client {
        let mut client = client(
            self.loaded,
            self.flags,
            self.file,
            self.evaluation.files,
            self.evaluation.release,
            self.evaluation.kubectl_release,
        );
        client.startup_failures = beside(self.startup_failures, &client.findings);
        client
    }

    pub(crate) fn begin(&self, client: &Client, connection: &Connection) -> State {
        State {
            client: client.clone(),
            server: self.server.clone(),
            connection: connection.clone(),
        }
    }
}

/// A component and a server of a node, with the rules to judge them by.
#[derive(Clone, Copy)]
pub struct ComponentCase<'a> {
    /// The client's side.
    pub client: &'a Client,
    /// The server's side.
    pub server: &'a Server,
    /// The node.
    pub node: &'a Node,
    /// Every certificate of the node.
    pub inventory: &'a Inventory,
    /// By whose rules it is judged.
    pub evaluation: Evaluation<'a>,
}
