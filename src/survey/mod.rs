//! Everything that a set of inputs holds together: certificates, who trusts and presents them, and the connections
//! between those parties.
//!
//! The commands about more than one connection (`tree`, `graph`, `audit`, `rotate`, `diff`, `explain` of a directory)
//! all look at one [`Survey`].

mod advise;
mod callees;
mod control_plane;
mod gather;
mod kept;
mod objects;
mod order;
mod party;
mod serving;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use control_plane::ApiServer;
pub use objects::{ObjectSurvey, Pending, survey_batch};
pub use party::{Parties, Party, Presented};

use crate::connection::{Client, Connection, Server};
use crate::finding::Finding;
use crate::fix::{Advice, Evaluation, Node, NodeFix};
use crate::golang::GoRelease;
use crate::graph::{GraphBuilder, TrustGraph};
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::inventory::Inventory;
use crate::source::Files;
use crate::verify::SignatureCache;
use crate::x509::Outline;

/// What inputs hold.
#[derive(Default)]
pub struct Survey {
    /// Every certificate, with every place where it occurs.
    pub inventory: Inventory,
    /// What can be read of certificates that Go refuses, and their places.
    pub outlines: Vec<(Outline, Location)>,
    /// Who trusts what and presents what, sorted by name.
    pub parties: Parties,
    /// The connections between them, in the order of the table that `explain` prints.
    pub connections: Vec<Connection>,
    /// What each connection was judged from.
    pub sides: Vec<Sides>,
    /// What fixes each connection; nothing for one that works, or where no advice was asked for.
    pub advice: Vec<Advice>,
    /// The nodes of known layouts.
    pub nodes: Vec<Node>,
    /// What is wrong with files, apart from any connection.
    pub findings: Vec<Finding>,
    /// What fixes the connections of its control planes together.
    pub fix: Option<NodeFix>,
    /// Inputs that could not be read or understood, and why.
    pub unreadable: Vec<String>,
    /// Made when it is first asked for: an audit, which checks no signatures, never does.
    graph: OnceLock<TrustGraph>,
}

/// The two sides of a connection.
#[derive(Clone)]
pub struct Sides {
    /// Who connects.
    pub client: Client,
    /// Who answers.
    pub server: Server,
    /// The nodes that both stand on, by their index, as far as they are given.
    pub nodes: Ends,
}

/// Two nodes, by their index among those of a survey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The client's.
    pub client: Option<usize>,
    /// The server's.
    pub server: Option<usize>,
}

/// By whose rules, when, and how files are reached.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Opens files, within limits.
    pub files: &'a Files,
    /// The working directory.
    pub directory: &'a Path,
    /// When.
    pub at: Timestamp,
    /// Whose rules.
    pub release: GoRelease,
    /// The release that kubectl is built with, for its own words.
    pub words: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
    /// A copied node's files stand below this folder (`--root`).
    pub root: Option<&'a Path>,
    /// Find out what fixes a connection that is rejected.
    pub advise: bool,
    /// Inputs that are named and hold no certificates are passed over, as in a directory (`--skip-others`).
    pub skip_others: bool,
}

impl<'a> Rules<'a> {
    /// What every judgement of a connection needs of them.
    pub const fn evaluation(&self) -> Evaluation<'a> {
        Evaluation {
            files: self.files,
            at: self.at,
            release: self.release,
            kubectl_release: self.words,
            signatures: self.signatures,
        }
    }
}

/// Surveys files, directories and `-`.
pub fn survey(inputs: &[PathBuf], rules: &Rules<'_>) -> Survey {
    survey_with(inputs, Pending::default(), rules)
}

/// The same, where streams of Kubernetes objects that went by before left something pending.
pub fn survey_with(inputs: &[PathBuf], pending: Pending, rules: &Rules<'_>) -> Survey {
    gather::gather(inputs, pending, rules)
}

/// The API server in a folder of a known layout; none where the folder has none.
pub fn api_server(folder: &Path, rules: &Rules<'_>) -> Option<ApiServer> {
    let found = control_plane::find(folder, rules);
    Some(found.into_iter().next()?.api_server)
}

/// Whether a folder is a node of a known layout, or holds some.
pub fn holds_nodes(folder: &Path, rules: &Rules<'_>) -> bool {
    let folder = folder.to_owned();
    !control_plane::Search::new([&folder].into_iter(), rules)
        .planes
        .is_empty()
}

/// The API server of a static-pod manifest; none where the file holds none.
///
/// # Errors
/// What is wrong with the manifest.
pub fn api_server_of_manifest(
    manifest: &Path,
    rules: &Rules<'_>,
) -> Result<Option<Server>, Box<Finding>> {
    control_plane::api_server_of_manifest(manifest, rules)
}

impl Survey {
    /// Of the private keys in directories that no layout explains, those that belong to no certificate there.
    pub fn stray_keys(&self, inputs: &[PathBuf], rules: &Rules<'_>) -> Vec<Finding> {
        control_plane::stray_keys(&gather::files(inputs), &self.inventory, rules)
    }

    /// Who issued whom and who trusts whom; built once.
    pub fn graph(&self) -> &TrustGraph {
        self.graph.get_or_init(|| self.build_graph())
    }

    fn build_graph(&self) -> TrustGraph {
        let mut builder = GraphBuilder::new();
        for (_, entry) in self.inventory.iter() {
            builder.certificate(&entry.certificate);
        }
        for party in self.parties.iter() {
            let node = builder.participant(&party.name);
            for bundle in &party.trusts {
                let contents = bundle.anchors.iter().map(|anchor| &anchor.certificate);
                let held = builder.bundle(&bundle.label, contents);
                builder.trusts(node, held);
            }
            for presented in &party.presents {
                for placed in &presented.chain {
                    builder.presents(node, &placed.certificate);
                }
            }
        }
        builder.build()
    }
}
