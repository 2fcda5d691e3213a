//! Everything that a set of inputs holds together: certificates, who trusts and presents them, and the connections
//! between those parties.
//!
//! The commands about more than one connection (`tree`, `graph`, `audit`, `rotate`, `diff`, `explain` of a directory)
//! all look at one [`Survey`].

mod advise;
mod announced;
mod callees;
mod control_plane;
mod gather;
mod identity;
mod inputs;
mod kept;
mod kubeconfigs;
mod model;
mod objects;
mod order;
mod party;
mod serving;
mod superseded;
mod talos;
mod unreadable;

use std::path::{Path, PathBuf};

pub use control_plane::{ApiServer, CopiedNode};
pub use model::{Ends, Rules, Sides, Survey};
pub use objects::{ObjectSurvey, Pending, survey_batch};
pub use party::{Parties, Party, Presented};
pub use unreadable::Unreadable;

use crate::connection::Server;
use crate::finding::Finding;
use crate::fix::Evaluation;
use crate::graph::{GraphBuilder, TrustGraph};

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
        control_plane::stray_keys(&inputs::files(inputs, rules.files), &self.inventory, rules)
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
