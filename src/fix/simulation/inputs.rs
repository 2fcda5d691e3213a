//! What is tried: a connection with edits made to it, whoever the client is.

use super::state::State;
use crate::assemble::client;
use crate::connection::{Client, Connection, Server, beside};
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::finding::Finding;
use crate::fix::model::Node;
use crate::inventory::Inventory;
use crate::source::Files;
use crate::time::Timestamp;
use crate::verify::{GoRelease, SignatureCache};

/// By whose rules a connection is judged again, and when.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) files: &'a Files,
    pub(crate) at: Timestamp,
    pub(crate) release: GoRelease,
    pub(crate) words: GoRelease,
    pub(crate) signatures: &'a SignatureCache,
}

/// A kubeconfig's context and a server, with the rules to judge them by.
#[derive(Clone, Copy)]
pub struct KubeconfigCase<'a> {
    /// The kubeconfigs that were loaded.
    pub loaded: &'a Loaded,
    /// What was chosen on the command line.
    pub flags: &'a Flags<'a>,
    /// What people call the kubeconfig.
    pub file: &'a str,
    /// Opens what the kubeconfig names.
    pub files: &'a Files,
    /// The API server's side.
    pub server: &'a Server,
    /// When.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// The release that kubectl is built with, for its own words.
    pub words: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
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
            self.files,
            self.release,
            self.words,
        );
        client.startup_failures = beside(self.startup_failures, &client.findings);
        client
    }
}

impl KubeconfigCase<'_> {
    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms {
            files: self.files,
            at: self.at,
            release: self.release,
            words: self.words,
            signatures: self.signatures,
        }
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
    /// Opens files.
    pub files: &'a Files,
    /// When.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
}

impl ComponentCase<'_> {
    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms {
            files: self.files,
            at: self.at,
            release: self.release,
            words: self.release,
            signatures: self.signatures,
        }
    }
}
