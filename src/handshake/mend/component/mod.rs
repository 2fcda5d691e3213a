//! Mends of connections between components, whose files and flags a layout knows.

mod files;
mod issue;
pub(super) use issue::k3s_service;
pub(super) use issue::pair_anew;
pub use issue::{kubeadm_name, kubelet_asks, kubelet_is_approved};
mod pair;
mod propose;

use super::edit::Edit;
use super::model::{State, judged};
use super::node::Node;
use super::search::advise;
use super::sides::Sides;
use super::trial::{Terms, Trial};
use super::{Advice, Mend};
use crate::finding::Finding;
use crate::handshake::{Client, Connection, Server};
use crate::inventory::Inventory;
use crate::source::Files;
use crate::time::Timestamp;
use crate::verify::{GoRelease, SignatureCache, Verdict};

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
    /// What mends the connection, where it is rejected.
    pub fn advise(&self, connection: &Connection) -> Advice {
        if connection.verdict != Verdict::Reject {
            return Advice::default();
        }
        let begin = State {
            client: self.client.clone(),
            server: self.server.clone(),
            connection: connection.clone(),
        };
        advise(self, begin, None)
    }

    fn terms(&self) -> Terms<'_> {
        Terms {
            files: self.files,
            at: self.at,
            release: self.release,
            words: self.release,
            signatures: self.signatures,
        }
    }
}

impl Trial for ComponentCase<'_> {
    fn state(&self, edits: &[Edit]) -> State {
        judged(
            &self.terms(),
            edits,
            self.client.clone(),
            self.server.clone(),
        )
    }

    fn proposals(&self, now: &State, _edits: &[Edit], finding: &Finding) -> Vec<Mend> {
        let scene = propose::Scene {
            node: self.node,
            inventory: self.inventory,
            sides: Sides {
                terms: self.terms(),
                node: Some(self.node),
                client: &now.client,
                server: &now.server,
                connection: &now.connection,
            },
        };
        let mends = propose::propose(&scene, finding).into_iter();
        mends.map(|mend| mend.of_start(finding)).collect()
    }
}
